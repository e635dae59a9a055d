import { expect, it } from "vitest";
import { autoRange, toRange, toWindow } from "./presets";

it("turns width and centre into a range and back", () => {
  expect(toRange({ width: 1500, centre: -600 })).toEqual({ lower: -1350, upper: 150 });
  expect(toWindow({ lower: -1350, upper: 150 })).toEqual({ width: 1500, centre: -600 });
});

it("chooses a window from the values, not from a few outliers", () => {
  const values = Float32Array.from({ length: 10_000 }, (_, at) => (at < 5 ? 1e6 : at % 100));
  const range = autoRange(values);
  expect(range.lower).toBeGreaterThanOrEqual(0);
  expect(range.upper).toBeLessThan(100);
  expect(autoRange(values, true).lower).toBe(0);
  expect(autoRange([]).upper).toBeGreaterThan(autoRange([]).lower);
  expect(autoRange([7, 7, 7]).upper).toBeGreaterThan(7);
});
