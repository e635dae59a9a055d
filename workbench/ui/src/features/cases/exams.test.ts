import { expect, it } from "vitest";
import type { TimelineItem } from "../../api/records";
import { sentenceOf } from "../../shared/forms/sentences";
import { examsOf } from "./exams";

const item = (at: string, kind: TimelineItem["kind"], modality = "CT"): TimelineItem => ({
  at,
  kind,
  id: `${kind}${at}`,
  title_zh: "",
  title_en: "",
  modality,
  body_part: kind === "study" ? "CHEST" : "",
});

it("puts what was made on one day with one modality into one exam, by year", () => {
  const made = examsOf([
    item("2024-03-01", "report"),
    item("20240301", "study", "CT/SEG"),
    item("2024-03-01", "report", "MR"),
    item("2026-01-02T08:00:00Z", "report"),
    item("2025-01-01", "value"),
    item("", "report"),
  ]);
  expect(made.map((year) => [year.year, year.exams.map((exam) => exam.items.length)])).toEqual([
    ["2026", [1]],
    ["2024", [2, 1]],
    ["", [1]],
  ]);
  expect(made[1]?.exams[0]?.body_part).toBe("CHEST");
});

it("finds the sentence of a value in code points", () => {
  const text = "\ud840\udc00\u3002 ab cd;ef\ngh";
  expect(sentenceOf(text, [{ start: 3, end: 5 }])?.points.join("")).toBe("ab cd;");
  expect(
    sentenceOf(text, [
      { start: 3, end: 5 },
      { start: 9, end: 11 },
    ])?.points.join(""),
  ).toBe("ab cd;ef");
  expect(sentenceOf(text, [{ start: 50, end: 60 }])).toBeNull();
  expect(sentenceOf(text, [])).toBeNull();
});
