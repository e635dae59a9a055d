import { describe, expect, it } from "vitest";
import { pieces } from "./spans";

describe("pieces", () => {
  it("counts code points, not UTF-16 units", () => {
    const parts = pieces("右肺😀结节", [{ start: 3, end: 5, kind: "term" }]);
    expect(parts.map((part) => [part.text, part.kinds])).toEqual([
      ["右肺😀", []],
      ["结节", ["term"]],
    ]);
  });

  it("cuts overlapping marks into stretches that know all their marks", () => {
    const parts = pieces("abcdef", [
      { start: 0, end: 4, kind: "a" },
      { start: 2, end: 6, kind: "b" },
    ]);
    expect(parts.map((part) => [part.text, part.kinds.join("")])).toEqual([
      ["ab", "a"],
      ["cd", "ab"],
      ["ef", "b"],
    ]);
  });

  it("always gives the text back, whatever the marks say", () => {
    const text = "双肺😀未见结节。";
    for (let round = 0; round < 200; round += 1) {
      const marks = Array.from({ length: 5 }, (_, at) => ({
        start: Math.floor(Math.random() * 14) - 2,
        end: Math.floor(Math.random() * 14) - 2,
        kind: at,
      }));
      const parts = pieces(text, marks, [3, 99, -1]);
      expect(parts.map((part) => part.text).join("")).toBe(text);
      expect(parts.every((part) => part.end - part.start === Array.from(part.text).length)).toBe(true);
    }
  });

  it("has nothing to show of an empty text", () => {
    expect(pieces("", [{ start: 0, end: 3, kind: 1 }])).toEqual([]);
  });
});
