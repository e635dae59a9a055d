import { useCallback, useState } from "react";
import type { Input } from "../../shared/inputs";
import type { Answer } from "./answers";
import { type Draft, dropDraft, keepDraft, keptDrafts } from "./draft";

/** The draft that gives a correction back for another try. The editor reads it as if it had been typed. */
export const draftOfAnswer = (answer: Answer): Draft => ({
  input: answerInput(answer.value),
  spans: answer.spans ?? [],
  reason: answer.reason ?? "",
  doubt: answer.state === "uncertain",
});

function answerInput(value: unknown): Input {
  if (typeof value === "boolean") return { choice: String(value) };
  if (Array.isArray(value)) return { choices: value.map(String) };
  if (value && typeof value === "object") {
    const count = value as { exact?: number | null; min?: number | null; max?: number | null };
    const several = typeof count.exact !== "number";
    return { several, text: String((several ? count.min : count.exact) ?? ""), most: String(count.max ?? "") };
  }
  return { text: String(value ?? ""), choice: String(value ?? "") };
}

/** Corrections under way in one report; kept from the first key on. */
export function useDrafts(database: string, report: string) {
  const [drafts, setDrafts] = useState<Record<string, Draft>>(() => keptDrafts(database, report));
  const keep = useCallback(
    (field: string, draft: Draft) => {
      keepDraft(database, report, field, draft);
      setDrafts((now) => ({ ...now, [field]: draft }));
    },
    [database, report],
  );
  const drop = useCallback(
    (field: string) => {
      dropDraft(database, report, field);
      setDrafts(({ [field]: _gone, ...rest }) => rest);
    },
    [database, report],
  );
  /** Reads again what is kept: a refused answer has put its draft back. */
  const reread = useCallback(() => setDrafts(keptDrafts(database, report)), [database, report]);
  return { drafts, keep, drop, reread };
}
