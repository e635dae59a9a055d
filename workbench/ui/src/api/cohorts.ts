// Shapes of tags, cohorts and exports, as the pages use them.
import type { CaseRow, DataLevel, Variable } from "./types";

export type Tag = {
  id: string;
  name: string;
  criteria: unknown;
  description_zh: string;
  description_en: string;
  shared: boolean;
  by: string;
  by_name: string;
  at: string;
  etag: string;
  /** Cases it finds now; null when it cannot be asked. */
  count?: number | null;
};

export type CohortVersion = {
  id: string;
  version: number;
  note: string;
  members: number;
  hash: string;
  by_name: string;
  at: string;
  criteria: unknown;
  description_zh: string;
  description_en: string;
  /** Against the version before; null on the first. */
  changed: { added: number; removed: number } | null;
};
export type Cohort = {
  id: string;
  database: string;
  name: string;
  by_name: string;
  at: string;
  /** Newest first. */
  versions: CohortVersion[];
};
export type MovedCase = { case: string; patient: CaseRow["patient"] };
export type CohortComparison = {
  kept: number;
  added: MovedCase[];
  removed: MovedCase[];
  changed: { values: number; fields: Record<string, number>; reports: number; images: number };
  criteria: { a: unknown; b: unknown };
};

export const EXPORT_STATES = [
  "requested",
  "approved",
  "building",
  "ready",
  "rejected",
  "withdrawn",
  "failed",
  "revoked",
  "expired",
] as const;
export type ExportState = (typeof EXPORT_STATES)[number];
export const EXPORT_FORMATS = ["csv", "xlsx", "sav", "dta", "xpt8", "xpt5", "rdata"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** Levels at which rows can leave. */
export const EXPORT_LEVELS = ["deidentified", "limited", "identified"] as const satisfies readonly DataLevel[];

/** A field with what the dictionary says of its secrecy and place. */
export type ExportField = Variable & { deident?: string | null; group?: string | null };

export type ExportPackage = {
  hash: string;
  size: number;
  files: { name: string; size: number; sha256: string }[];
  watermark: string;
  built: string;
  expires: string;
  downloads: { by: string; by_name: string; at: string; ip: string }[];
  revoked: { by: string; at: string; note: string } | null;
};
export type ExportRequest = {
  id: string;
  project: string;
  number: number;
  state: ExportState;
  by: string;
  by_name: string;
  at: string;
  cohort: {
    id: string;
    version: number;
    name: string;
    database: string;
    database_name: string;
    hash: string;
    members: number;
  };
  fields: ExportField[];
  level: DataLevel;
  formats: string[];
  reports: boolean;
  dicom: boolean;
  reason: string;
  decision: { approved: boolean; by: string; by_name: string; at: string; note: string } | null;
  /** Why the package could not be built. */
  problem: string | null;
  package: ExportPackage | null;
  may: { decide: boolean; withdraw: boolean; download: boolean; revoke: boolean };
  why_not_zh: string | null;
  why_not_en: string | null;
};

export type SmallCell = { field: string; value: string; n: number; combination: boolean };
/** Words that a second look still takes for an identifier; rows from 1. */
export type IdentifierLeft = { row: number; field: string; text: string; kind: string };
export type ExportPreview = {
  columns: ExportField[];
  /** Cells as they will be written. */
  rows: string[][];
  total: number;
  next: string | null;
  small_cells: SmallCell[];
  /** The fewest cases that share one combination of what may tell a person. */
  k: number | null;
  identifiers_left: IdentifierLeft[];
  changes: Record<string, number>;
};
export type ExportLink = { url: string; expires: string };
