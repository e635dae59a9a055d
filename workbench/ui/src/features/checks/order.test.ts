import { expect, it } from "vitest";
import type { Check } from "../../api/types";
import { commandOf } from "./checkKeys";
import { folded, gradeOf, isRisky, nextOpen, restOf, startAt } from "./order";
import { neighbours } from "./queueOrder";
import { row } from "./sample";

const done = { verdict: "accepted" } as Check;
const silent = { state: "not_mentioned" as const, value: null };

it("folds away what the report does not speak of, but nothing that a person has filled", () => {
  const rows = [row("a"), row("b", silent), row("c", silent), row("d", silent, { verdict: "corrected" } as Check)];
  const { shown, away } = folded(rows, new Set(["c"]));
  expect(shown.map((one) => one.variable.key)).toEqual(["a", "c", "d"]);
  expect(away.map((one) => one.variable.key)).toEqual(["b"]);
});

it("begins at a contradiction and goes round the open values", () => {
  const rows = [row("a", {}, done), row("b"), row("c", { state: "conflict" })];
  expect(startAt(rows)).toBe("c");
  expect(nextOpen(rows, "c")).toBe("b");
  expect(nextOpen([row("a", {}, done), row("b")], "b")).toBeNull();
  expect(nextOpen(rows, null)).toBe("b");
  expect(startAt([])).toBeNull();
});

it("leaves contradictions out of accepting the rest", () => {
  const rows = [row("a", {}, done), row("b", silent), row("c", { state: "conflict" }), row("d")];
  expect(restOf(rows).map((one) => one.variable.key)).toEqual(["b", "d"]);
});

it("calls risky what is doubtful, contradictory or of low grade and not yet checked", () => {
  expect([0.9, 0.7, 0.69].map(gradeOf)).toEqual(["high", "middle", "low"]);
  expect(isRisky(row("a", { confidence: 0.4 }))).toBe(true);
  expect(isRisky(row("a", { confidence: 0.4 }, done))).toBe(false);
  expect(isRisky(row("a", silent))).toBe(false);
});

it("knows its keys, also behind a Chinese input method", () => {
  expect(commandOf({ key: "a" })).toBe("accept");
  expect(commandOf({ key: "A", shiftKey: true })).toBe("rest");
  expect(commandOf({ key: "Process", code: "KeyN" })).toBe("absent");
  expect(commandOf({ key: "ArrowRight" })).toBe("nextReport");
  expect(commandOf({ key: "?", shiftKey: true })).toBe("help");
  expect(commandOf({ key: "N", shiftKey: true })).toBeNull();
  expect(commandOf({ key: "x" })).toBeNull();
});

it("walks the queue as it was opened, else as the server says", () => {
  const server = { position: { index: 4, total: 9 }, previous: "p", next: "n" };
  expect(neighbours(["a", "b"], "b", server)).toEqual({ index: 2, total: 2, previous: "a", next: null });
  expect(neighbours(["a"], "z", server)).toEqual({ index: 4, total: 9, previous: "p", next: "n" });
  expect(neighbours([], "z", undefined).next).toBeNull();
});
