import { describe, expect, it } from "vitest";
import type { Concept } from "../../api/rules";
import { blank, changes, clean, draftOf, merged } from "./conceptText";

const concept = (part: Partial<Concept>): Concept => ({
  id: "1",
  ...blank("nodule"),
  clashes: [],
  retired: false,
  etag: "e",
  ...part,
});

describe("a concept", () => {
  it("keeps each term once, without blanks", () => {
    expect(clean([" a", "b ", "a", "", "  "])).toEqual(["a", "b"]);
  });

  it("says what a merge adds", () => {
    const outcome = merged(concept({ terms: ["a", "b"] }), concept({ terms: ["b", "c"] }));
    expect(outcome).toEqual({ terms: ["a", "b", "c"], added: ["c"] });
  });

  it("shows a change as what came and went", () => {
    const before = concept({ terms: ["a", "b"], zh: "x" });
    expect(changes(before, { ...before, terms: ["b", "c"], zh: "y" })).toEqual([
      { field: "zh", before: "x", after: "y" },
      { field: "terms", before: "a", after: "c" },
    ]);
    expect(changes(null, { zh: "x", terms: ["a"] })).toEqual([
      { field: "zh", before: "", after: "x" },
      { field: "terms", before: "", after: "a" },
    ]);
    expect(changes(before, before)).toEqual([]);
  });

  it("is edited without what the server adds", () => {
    expect(Object.keys(draftOf(concept({})))).toEqual(Object.keys(blank()));
  });
});
