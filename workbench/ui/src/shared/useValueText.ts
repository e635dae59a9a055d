import { useCallback } from "react";
import type { Variable } from "../api/types";
import { useWords } from "./useWords";
import { valueText } from "./values";

/** A variable's value as text in the current language. */
export function useValueText() {
  const { t } = useWords();
  return useCallback(
    (variable: Pick<Variable, "type" | "unit" | "option_labels">, value: unknown) =>
      valueText(variable, value, { yes: t("common.yes"), no: t("common.no"), many: t("common.many") }),
    [t],
  );
}
