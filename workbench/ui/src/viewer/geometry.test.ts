import { describe, expect, it } from "vitest";
import { type Contour, cut, cutBox, letters, normalOf, stackOf, unlike, type Vec } from "./geometry";

const square = (z: number, from: number, to: number): Contour => ({
  points: [
    [from, from, z],
    [to, from, z],
    [to, to, z],
    [from, to, z],
  ],
});
const axial = (z: number) => ({ origin: [50, 50, z] as Vec, normal: [0, 0, 1] as Vec });
const sagittal = (x: number) => ({ origin: [x, 0, 0] as Vec, normal: [1, 0, 0] as Vec });

describe("contours in a plane", () => {
  const stack = stackOf([square(0, 0, 10), square(3, 0, 20), square(6, 0, 10)], 1);
  if (!stack) throw new Error("no stack");

  it("finds planes, their distance and their normal", () => {
    expect(stack.spacing).toBe(3);
    expect(stack.levels).toHaveLength(3);
    expect(Math.abs(normalOf(square(0, 0, 1).points)[2])).toBe(1);
  });

  it("shows the contour of the slice, on that slice only", () => {
    expect(cut(stack, axial(3), 3).map((shape) => shape.points[1]?.[0])).toEqual([20]);
    expect(cut(stack, axial(4.4), 3).map((shape) => shape.points[1]?.[0])).toEqual([20]);
    expect(cut(stack, axial(4.6), 3).map((shape) => shape.points[1]?.[0])).toEqual([10]);
    expect(cut(stack, axial(9), 3)).toEqual([]);
    // seen from below, the same
    expect(cut(stack, { origin: [0, 0, 3], normal: [0, 0, -1] }, 3)).toHaveLength(1);
  });

  it("gives every contour exactly one slice when slices and contours coincide", () => {
    const counts = [-3, 0, 3, 6, 9].map((z) => cut(stack, axial(z), 3).length);
    expect(counts).toEqual([0, 1, 1, 1, 0]);
  });

  it("is a slab from the side, as a mask of the same contours would be", () => {
    const slabs = cut(stack, sagittal(5), 1).filter((shape) => shape.kind === "slab");
    expect(slabs).toHaveLength(3);
    const area = slabs.reduce((sum, { points }) => {
      const ys = points.map((point) => point[1]);
      const zs = points.map((point) => point[2]);
      return sum + (Math.max(...ys) - Math.min(...ys)) * (Math.max(...zs) - Math.min(...zs));
    }, 0);
    expect(area).toBeCloseTo((10 + 20 + 10) * 3, 9);
    expect(slabs.flatMap((shape) => shape.points).every((point) => Math.abs(point[0] - 5) < 1e-9)).toBe(true);
    expect(cut(stack, sagittal(15), 1).filter((shape) => shape.kind === "slab")).toHaveLength(1);
  });

  it("leaves a hole where one contour lies in another", () => {
    const ring = stackOf([square(0, 0, 30), square(0, 10, 20)], 2);
    const spans = ring && cut(ring, sagittal(15), 1).filter((shape) => shape.kind === "slab");
    expect(spans).toHaveLength(2);
  });

  it("draws only the border between slabs that differ", () => {
    expect(unlike([[0, 10]], [[0, 20]])).toEqual([[10, 20]]);
    expect(unlike([[0, 10]], [[0, 10]])).toEqual([]);
    expect(unlike([], [[2, 3]])).toEqual([[2, 3]]);
  });

  it("has nothing to show of points and lines", () => {
    expect(stackOf([{ points: [[0, 0, 0]] }], 1)).toBeNull();
    expect(stackOf([], 1)).toBeNull();
  });
});

it("cuts a box by a slice, and misses it beside", () => {
  const box: [Vec, Vec] = [
    [0, 0, 0],
    [10, 20, 6],
  ];
  expect(cutBox(box, axial(3), 3)).toEqual([
    [0, 0, 3],
    [10, 0, 3],
    [10, 20, 3],
    [0, 20, 3],
  ]);
  expect(cutBox(box, axial(8), 3)).toEqual([]);
});

it("names directions in LPS", () => {
  expect(letters([1, 0, 0])).toBe("L");
  expect(letters([0, -1, 0])).toBe("A");
  expect(letters([0, 0.6, 0.8])).toBe("HP");
});
