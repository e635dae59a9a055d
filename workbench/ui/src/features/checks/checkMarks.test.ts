import { expect, it } from "vitest";
import { sectioned } from "../../shared/sections";
import { evidenceMarks, fieldsAt, nextField, placesOf, restAt, trimmed, withPlace, wordsAt } from "./checkMarks";
import { row } from "./sample";

const text = "右肺😀结节9mm。";

it("links words to the values that rest on them, code points counted", () => {
  const rows = [
    row("present", { spans: [{ section: "", start: 0, end: 5, role: "value" }] }),
    row("size", {
      spans: [
        { section: "", start: 5, end: 8, role: "size" },
        { section: "", start: 3, end: 5, role: "location" },
      ],
    }),
  ];
  const found = sectioned(text, [], evidenceMarks(rows, null))[0]?.pieces ?? [];
  expect(found.map((piece) => [piece.text, fieldsAt(piece)])).toEqual([
    ["右肺😀", ["present"]],
    ["结节", ["present", "size"]],
    ["9mm", ["size"]],
    ["。", []],
  ]);
  const word = found[1];
  expect(word && restAt(word, "size")?.role).toBe("location");
  expect(word && restAt(word, null)).toBeNull();
});

it("shows picked words before those of the rule, and a correction's own words instead", () => {
  const picked = sectioned(text, [], evidenceMarks([row("size")], { field: "size", spans: [{ start: 2, end: 5 }] }));
  expect(picked[0]?.pieces.map((piece) => restAt(piece, "size")?.role)).toEqual([undefined, "added", undefined]);
});

it("goes on to the next value with each click", () => {
  expect(nextField(["a", "b"], null)).toBe("a");
  expect(nextField(["a", "b"], "a")).toBe("b");
  expect(nextField(["a", "b"], "b")).toBe("a");
  expect(nextField([], "b")).toBeNull();
});

it("finds words by code points", () => {
  const points = Array.from("结节😀结节");
  expect(placesOf(points, " 结节 ")).toEqual([
    { start: 0, end: 2 },
    { start: 3, end: 5 },
  ]);
  expect(placesOf(points, "  ")).toEqual([]);
  expect(wordsAt(points, { start: 2, end: 4 })).toBe("😀结");
});

it("trims a selection, and joins or drops places", () => {
  const points = Array.from(" 结节\n");
  expect(trimmed(points, { start: 0, end: 4 })).toEqual({ start: 1, end: 3 });
  expect(trimmed(points, { start: 3, end: 4 })).toBeNull();
  const one = withPlace([], { start: 4, end: 6 });
  expect(withPlace(one, { start: 1, end: 2 }).map((place) => place.start)).toEqual([1, 4]);
  expect(withPlace(one, { start: 5, end: 9 })).toEqual([{ start: 5, end: 9 }]);
  expect(withPlace(one, { start: 4, end: 6 })).toEqual([]);
});
