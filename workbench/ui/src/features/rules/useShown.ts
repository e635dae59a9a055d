import { useCallback } from "react";
import type { FieldValue, Variable } from "../../api/types";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";

type Kind = Pick<Variable, "type" | "unit">;

/** A field value, or an expectation of a test, in words. */
export function useShown() {
  const { t, word } = useWords();
  const valueText = useValueText();
  /** The value alone; both values of a contradiction. */
  const bare = useCallback(
    (variable: Kind | undefined, got: FieldValue | null): string => {
      if (!got || got.state === "not_mentioned") return t("valueState.not_mentioned");
      const kind = variable ?? { type: "text" as const, unit: got.unit };
      const one = valueText(kind, got.value);
      if (got.state === "asserted") return one || t("common.yes");
      if (got.state !== "conflict") return one;
      const both = [got.value, ...(got.alternatives ?? [])].map((other) => valueText(kind, other)).filter(Boolean);
      return [...new Set(both)].join(" / ");
    },
    [t, valueText],
  );
  /** The value with its state where that is not simply stated. */
  const value = useCallback(
    (variable: Kind | undefined, got: FieldValue | null): string => {
      const text = bare(variable, got);
      if (!got || got.state === "not_mentioned" || got.state === "asserted") return text;
      if (got.state === "negated" && text) return text;
      const state = word("valueState", got.state);
      return text ? `${text} (${state})` : state;
    },
    [bare, word],
  );
  const expected = useCallback(
    (variable: Kind | undefined, want: unknown): string => {
      if (want === null || want === undefined) return t("valueState.not_mentioned");
      if (want === "conflict") return word("valueState", "conflict");
      if (want === "many") return t("common.many");
      if (typeof want === "object" && !Array.isArray(want) && "state" in want) {
        const held = want as { value?: unknown; state: string };
        const text = held.value === undefined ? "" : valueText(variable ?? { type: "text", unit: null }, held.value);
        return `${text}${text ? " " : ""}(${word("valueState", held.state)})`;
      }
      return valueText(variable ?? { type: "text", unit: null }, want);
    },
    [t, word, valueText],
  );
  return { bare, value, expected };
}
