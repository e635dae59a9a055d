import { createContext, useContext } from "react";
import type { Cohort } from "../../api/cohorts";
import type { Variable } from "../../api/types";

/** What every part of the builder knows. */
export type Builder = {
  database: string | null;
  variables: Variable[];
  cohorts: Cohort[];
  /** Colour and number of a criterion, its count once it was asked, and what the server has against it. */
  info: (leaf: string) => { color: string; number: number; count: number | null; problem: string | null } | null;
  onSubmit: () => void;
};

export const BuilderContext = createContext<Builder>({
  database: null,
  variables: [],
  cohorts: [],
  info: () => null,
  onSubmit: () => {},
});
export const useBuilder = (): Builder => useContext(BuilderContext);

export const SECTIONS = ["findings", "impression", "technique", "clinical", "pathology", "body"] as const;
export const MODALITIES = ["CT", "MR", "DX", "CR", "US", "MG", "PT", "NM", "XA", "RF", "ES"] as const;
