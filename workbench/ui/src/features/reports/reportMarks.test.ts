import { expect, it } from "vitest";
import type { Mention, ReportValue } from "../../api/types";
import { blocks, mentionAt, valuesAt } from "./reportMarks";

const mention = (start: number, end: number, negated = false): Mention => ({
  term: "t",
  start,
  end,
  negated,
  uncertain: false,
});
const value = (start: number, end: number): ReportValue => ({
  database: "d",
  database_name: "d",
  case_id: "c",
  variable: null,
  origin: "nlp",
  value: {
    field: "f",
    value: 1,
    unit: null,
    state: "asserted",
    spans: [{ section: "", start, end, role: "value" }],
    rule: "",
    confidence: 1,
  },
});

it("keeps sections apart and links pieces to values and mentions", () => {
  const text = "所见：右肺结节。结论：良性。";
  const made = blocks(
    text,
    [
      { kind: "findings", start: 0, end: 8 },
      { kind: "impression", start: 8, end: 14 },
    ],
    [mention(5, 7), mention(3, 7)],
    [value(3, 7), value(11, 13)],
  );
  expect(made.map((block) => block.kind)).toEqual(["findings", "impression"]);
  expect(made.flatMap((block) => block.pieces.map((piece) => piece.text)).join("")).toBe(text);
  const word = made[0]?.pieces.find((piece) => piece.text === "结节");
  expect(word && valuesAt(word)).toEqual([0]);
  expect(word && mentionAt(word)?.start).toBe(5);
  const second = made[1]?.pieces.find((piece) => piece.text === "良性");
  expect(second && valuesAt(second)).toEqual([1]);
});

it("shows text that no section covers", () => {
  const made = blocks("前言。所见", [{ kind: "findings", start: 3, end: 5 }], [], []);
  expect(made.map((block) => [block.kind, block.pieces.map((piece) => piece.text).join("")])).toEqual([
    ["", "前言。"],
    ["findings", "所见"],
  ]);
});
