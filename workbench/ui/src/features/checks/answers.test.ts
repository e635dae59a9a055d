import { expect, it } from "vitest";
import type { Check } from "../../api/types";
import { alternativeOf, applied, replaced, restored, type Step, undone } from "./answers";
import { row, view } from "./sample";

const who = { id: "u", name: "U" };
const check = (part: Partial<Check> = {}): Check => ({
  verdict: "corrected",
  value: 12,
  state: "asserted",
  spans: [{ section: "findings", start: 1, end: 3, role: "value" }],
  reason: "typo",
  by: who,
  at: "2026-01-01T00:00:00Z",
  judged: row("a").value,
  ruleset: { version: "1.0.0", hash: "h" },
  ...part,
});

it("shows an answer at once and takes only its own value back when it fails", () => {
  const before = view([row("a"), row("b", {}, check())]);
  const steps: Step[] = [{ field: "a", before: null, answer: { verdict: "accepted" } }];
  const during = applied(before, steps, who, "now");
  expect(during.values[0]?.check).toMatchObject({ verdict: "accepted", value: 9, by: who, at: "now" });
  expect(during.values[1]).toBe(before.values[1]);
  // meanwhile another value was answered: it must stand
  const later = applied(during, [{ field: "b", before: check(), answer: null }], who, "later");
  const back = restored(later, steps);
  expect(back.values.map((one) => one.check)).toEqual([null, null]);
});

it("expects the state of a correction: no is a denial, not mentioned has no words", () => {
  const made = (answer: Step["answer"]) =>
    applied(view([row("a")]), [{ field: "a", before: null, answer }], who, "now").values[0]?.check;
  expect(made({ verdict: "corrected", value: false })).toMatchObject({ state: "negated", value: false });
  expect(made({ verdict: "not_mentioned" })).toMatchObject({ state: "not_mentioned", value: null, spans: [] });
  expect(made({ verdict: "corrected", value: true, state: "uncertain" })).toMatchObject({ state: "uncertain" });
  expect(made({ verdict: "wrong" })).toMatchObject({ state: "asserted", value: 9 });
});

it("undoes to the check that stood before", () => {
  const old = check();
  const start = view([row("a", {}, old)]);
  const steps: Step[] = [{ field: "a", before: old, answer: { verdict: "wrong" } }];
  const now = applied(start, steps, who, "now");
  const [back] = undone(now, steps);
  expect(back).toMatchObject({ answer: null, before: { verdict: "wrong" } });
  expect(back && applied(now, [back], who, "then").values[0]?.check).toBe(old);
});

it("takes the row as the server gives it", () => {
  const given = row("a", { value: 1 });
  expect(replaced(view([row("a"), row("b")]), given).values.map((one) => one.value.value)).toEqual([1, 9]);
});

it("reads alternatives as bare values and with their words", () => {
  expect(alternativeOf({ exact: 2, kind: "exact" })).toEqual({
    value: { exact: 2, kind: "exact" },
    spans: [],
    section: "",
  });
  expect(alternativeOf({ value: 8, spans: [{ section: "impression", start: 4, end: 6 }] })).toEqual({
    value: 8,
    spans: [{ start: 4, end: 6 }],
    section: "impression",
  });
});
