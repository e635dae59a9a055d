import type { Check, CheckRow, CheckVerdict, CheckView, FieldValue, Place, ValueState } from "../../api/types";

/** What is sent for one value. */
export type Answer = { verdict: CheckVerdict; value?: unknown; state?: ValueState; spans?: Place[]; reason?: string };
/**
 * One change of one value: the check it had and the answer it gets. Without an answer the last check is taken back,
 * and the one before it, `back`, stands again.
 */
export type Step = { field: string; before: Check | null; answer: Answer | null; back?: Check | null };
export type Who = { id: string; name: string };

/** What the rules say, also where a person's value stands in its place. */
export const ruled = (row: CheckRow): FieldValue =>
  row.ruled ?? (row.check && (row.origin !== "nlp" || row.value.rule === "manual") ? row.check.judged : row.value);

const stateOf = (row: CheckRow, answer: Answer): ValueState => {
  if (answer.verdict === "not_mentioned") return "not_mentioned";
  if (answer.verdict !== "corrected") return ruled(row).state;
  return answer.state ?? (answer.value === false ? "negated" : "asserted");
};

/** The check as it will very likely come back, to be shown until it does. */
export function expected(row: CheckRow, answer: Answer, who: Who, at: string, version: string): Check {
  const spans =
    answer.verdict === "corrected" && answer.spans
      ? answer.spans.map((span) => ({ ...span, section: "", role: "value" }))
      : answer.verdict === "not_mentioned"
        ? []
        : ruled(row).spans;
  return {
    verdict: answer.verdict,
    value: answer.verdict === "corrected" ? answer.value : answer.verdict === "not_mentioned" ? null : ruled(row).value,
    state: stateOf(row, answer),
    spans,
    reason: answer.reason ?? "",
    by: who,
    at,
    judged: row.check?.judged ?? row.value,
    ruleset: row.check?.ruleset ?? { version, hash: "" },
  };
}

const withChecks = (view: CheckView, next: (row: CheckRow) => Check | null | undefined): CheckView => ({
  ...view,
  values: view.values.map((row) => {
    const check = next(row);
    return check === undefined ? row : { ...row, check };
  }),
});

/** The view with steps done before the server has said so. */
export function applied(view: CheckView, steps: readonly Step[], who: Who, at: string): CheckView {
  const byField = new Map(steps.map((step) => [step.field, step]));
  return withChecks(view, (row) => {
    const step = byField.get(row.variable.key);
    return (
      step && (step.answer ? expected(row, step.answer, who, at, view.database.pack_version) : (step.back ?? null))
    );
  });
}

/** The view with the checks that stood before the steps. */
export function restored(view: CheckView, steps: readonly Step[]): CheckView {
  const byField = new Map(steps.map((step) => [step.field, step]));
  return withChecks(view, (row) => byField.get(row.variable.key)?.before);
}

/** The view with one row as the server gave it. */
export const replaced = (view: CheckView, row: CheckRow): CheckView => ({
  ...view,
  values: view.values.map((old) => (old.variable.key === row.variable.key ? row : old)),
});

/** The steps that undo `steps`, and the order to send them in. */
export const undone = (view: CheckView, steps: readonly Step[]): Step[] =>
  steps.map((step) => ({
    field: step.field,
    before: view.values.find((row) => row.variable.key === step.field)?.check ?? null,
    answer: null,
    back: step.before,
  }));

/** A candidate that lost: a bare value, or a value with the words it rests on. */
export type Alternative = { value: unknown; spans: Place[]; section: string };
export function alternativeOf(raw: unknown): Alternative {
  if (raw && typeof raw === "object" && !Array.isArray(raw) && "value" in raw) {
    const one = raw as { value: unknown; spans?: (Place & { section?: string })[]; section?: string };
    const spans = Array.isArray(one.spans) ? one.spans : [];
    return {
      value: one.value,
      spans: spans.map(({ start, end }) => ({ start, end })),
      section: one.section ?? spans[0]?.section ?? "",
    };
  }
  return { value: raw, spans: [], section: "" };
}
