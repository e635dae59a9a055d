import { describe, expect, it } from "vitest";
import { fold, inner, lineDiff } from "./lineDiff";

const shape = (a: string, b: string) => lineDiff(a, b).map((row) => [row.kind, row.left?.text, row.right?.text]);

/** A small repeatable source of numbers. */
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

describe("lineDiff", () => {
  it("puts changed lines beside each other", () => {
    expect(shape("a\nb\nc", "a\nB\nc\nd")).toEqual([
      ["same", "a", "a"],
      ["changed", "b", "B"],
      ["same", "c", "c"],
      ["added", undefined, "d"],
    ]);
  });

  it("tells removed and added lines", () => {
    expect(shape("a\nb\nc", "a\nc")).toEqual([
      ["same", "a", "a"],
      ["removed", "b", undefined],
      ["same", "c", "c"],
    ]);
    expect(shape("", "x")).toEqual([["changed", "", "x"]]);
  });

  it("gives both texts back whole, whatever they are", () => {
    const below = numbers(7);
    for (let round = 0; round < 300; round += 1) {
      const text = () => Array.from({ length: below(14) }, () => "abcd"[below(4)]).join("\n");
      const [a, b] = [text(), text()];
      const rows = lineDiff(a, b);
      expect(rows.flatMap((row) => (row.left ? [row.left.text] : [])).join("\n")).toBe(a);
      expect(rows.flatMap((row) => (row.right ? [row.right.text] : [])).join("\n")).toBe(b);
      for (const row of rows) if (row.kind === "same") expect(row.left?.text).toBe(row.right?.text);
      expect(rows.flatMap((row) => (row.left ? [row.left.line] : []))).toEqual(a.split("\n").map((_, at) => at + 1));
    }
  });

  it("finds the fewest edits: a moved block is one removal and one addition", () => {
    const rows = lineDiff("x\n1\n2\n3\n4", "1\n2\n3\n4\nx");
    expect(rows.filter((row) => row.kind !== "same")).toHaveLength(2);
  });

  it("stays usable on two texts that share nothing", () => {
    const long = (word: string) => Array.from({ length: 4_000 }, (_, at) => `${word}${at}`).join("\n");
    expect(lineDiff(long("a"), long("b"))).toHaveLength(4_000);
  });
});

describe("fold", () => {
  it("keeps lines around changes and folds the rest", () => {
    const text = Array.from({ length: 30 }, (_, at) => `line ${at}`).join("\n");
    const blocks = fold(lineDiff(text, text.replace("line 15", "other")));
    expect(blocks.map((block) => [block.kind, block.rows.length])).toEqual([
      ["folded", 12],
      ["rows", 7],
      ["folded", 11],
    ]);
  });
});

describe("inner", () => {
  it("marks what differs inside a line", () => {
    expect(inner("range: [1, 2]", "range: [1, 30]")).toEqual([
      [11, 12],
      [11, 13],
    ]);
    expect(inner("aa", "aaa")).toEqual([
      [2, 2],
      [2, 3],
    ]);
  });
});
