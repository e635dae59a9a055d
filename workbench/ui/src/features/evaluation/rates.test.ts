import { expect, it } from "vitest";
import type { NumericAgreement } from "../../api/types";
import { blandAltmanOption } from "./blandAltman";
import { barOf, outside, rateText, shades, wilson } from "./rates";

it("gives the Wilson interval", () => {
  // 15 of 148 and 0 of 20: Newcombe 1998, table I
  const rate = wilson(15, 148);
  expect(rate.low).toBeCloseTo(0.0624, 4);
  expect(rate.high).toBeCloseTo(0.1605, 4);
  expect(wilson(0, 20).high).toBeCloseTo(0.1611, 4);
  expect(wilson(0, 20).low).toBe(0);
  expect(wilson(29, 29).high).toBe(1);
  expect(wilson(0, 0)).toMatchObject({ value: null, of: 0 });
});

it("writes rates, and nothing for none", () => {
  expect(rateText(wilson(81, 263))).toBe("0.31 (0.26–0.37)");
  expect(rateText(wilson(0, 0))).toBe("");
  expect(barOf(wilson(0, 0))).toBeNull();
  expect(barOf({ value: 0.5, low: -0.2, high: 1.3 })).toEqual({ left: 0, width: 100, at: 50 });
});

it("shades cells by their part of the row", () => {
  expect(
    shades([
      [3, 1],
      [0, 0],
    ]),
  ).toEqual([
    [0.75, 0.25],
    [0, 0],
  ]);
});

const numeric: NumericAgreement = {
  n: 3,
  exact: 1,
  within_1mm: 2,
  within_10pct: 2,
  bias: 0,
  sd: 1,
  loa_low: -1.96,
  loa_high: 1.96,
  points: [
    { mean: 10, difference: 0, report: "a" },
    { mean: 20, difference: -2, report: "b" },
    { mean: 30, difference: 8, report: "c" },
  ],
};

it("names the cases outside the limits, the farthest first", () => {
  expect(outside(numeric).map((point) => point.report)).toEqual(["c", "b"]);
});

it("draws points, bias and limits, the axis beyond them all", () => {
  const words = { points: "p", mean: "m", difference: "d", bias: "b", upper: "u", lower: "l", open: "o" };
  const option = blandAltmanOption(numeric, "mm", words) as {
    series: { name: string; data: number[][] }[];
    yAxis: { max: (range: { min: number; max: number }) => number };
  };
  expect(option.series.map((one) => one.name)).toEqual(["p", "b", "u", "l"]);
  expect(option.series[0]?.data).toHaveLength(3);
  expect(option.series[2]?.data.map((point) => point[1])).toEqual([1.96, 1.96]);
  expect(option.yAxis.max({ min: -2, max: 8 })).toBeGreaterThan(8);
  expect(() => blandAltmanOption({ ...numeric, points: [] }, "", words)).not.toThrow();
});
