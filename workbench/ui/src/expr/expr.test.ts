import { describe, expect, it } from "vitest";
import { compute, read } from ".";
import { order } from "./order";
import { quoted } from "./signs";

describe("expressions", () => {
  it("name the fields they read", () => {
    expect([...read("has(a) ? b : max(c, 1)").names].sort()).toEqual(["a", "b", "c"]);
  });

  it("never read what every object has", () => {
    for (const name of ["constructor", "__proto__", "toString"]) expect(compute(read(name), {})).toBeNull();
  });

  it("survive hostile text", () => {
    for (const part of ["(", "[", "!", "-", "a?", "min(", "'", "1e", "\u0000", "\ud800", "a.b.", "—"]) {
      for (const times of [1, 70, 3000]) {
        try {
          compute(read(part.repeat(times)), {});
        } catch (fault) {
          expect((fault as Error).constructor.name, part).toBe("Fault");
        }
      }
    }
  });

  it("round as on paper at every place", () => {
    expect(compute(read("round(x, 15)"), { x: 1e-7 })).toBe(1e-7);
    expect(compute(read("round(x, 2)"), { x: -1.005 })).toBe(-1.01);
    expect(compute(read("round(x, 3)"), { x: 123456789.0005 })).toBe(123456789.001);
    expect(compute(read("round(x)"), { x: 0.49999999999999994 })).toBe(0);
  });
});

describe("the order of calculated fields", () => {
  it("puts each after those it reads, the free ones by name", () => {
    const fields = new Map([
      ["c", ["b", "x"]],
      ["b", ["a"]],
      ["a", []],
      ["z", []],
    ]);
    expect(order(fields)).toEqual({ order: ["a", "b", "c", "z"], circle: null });
  });

  it("names the circle from its smallest name on", () => {
    const fields = new Map([
      ["d", ["c"]],
      ["c", ["b"]],
      ["b", ["a"]],
      ["a", ["c"]],
    ]);
    expect(order(fields)).toEqual({ order: null, circle: ["a", "c", "b"] });
    expect(order(new Map([["a", ["a"]]]))).toEqual({ order: null, circle: ["a"] });
  });
});

it("a text is quoted by quotes it does not hold", () => {
  expect(quoted('5"')).toBe("'5\"'");
  expect(compute(read(`x == ${quoted('it\'s "so"')}`), { x: 'it\'s "so"' })).toBe(true);
});
