import { useMemo } from "react";
import type { Cohort } from "../../api/cohorts";
import type { Variable } from "../../api/types";
import { useValueText } from "../useValueText";
import { useWords } from "../useWords";
import type { Say } from "./describe";

/** What the sentence of the criteria is written with, in the reader's language. */
export function useSay(variables: readonly Variable[], cohorts: readonly Cohort[]): Say {
  const { t, zh, pick, word } = useWords();
  const valueText = useValueText();
  return useMemo((): Say => {
    const known = new Map(variables.map((one) => [one.key, one]));
    return {
      t: (key, options) => t(key, options ?? {}),
      word,
      field: (key) => {
        const variable = known.get(key);
        return variable ? pick(variable.name_zh, variable.name_en) : key;
      },
      value: (leaf) => {
        const variable = known.get(leaf.field);
        if (leaf.op === "state") return word("valueState", String(leaf.value ?? ""));
        return valueText(
          { type: variable?.type === "count" ? "number" : (variable?.type ?? "text"), unit: variable?.unit ?? null },
          leaf.value,
        );
      },
      cohort: (id) => cohorts.find((one) => one.id === id)?.name ?? id.slice(0, 8),
    };
  }, [variables, cohorts, t, zh]);
}
