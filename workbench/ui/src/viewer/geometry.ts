// Where contours meet a viewing plane. Pure numbers in LPS millimetres; the engine only turns the answer into pixels.

export type Vec = [number, number, number];
export type Plane = { origin: Vec; normal: Vec };
export type Contour = { points: Vec[] };
/** What to draw: a closed contour as it was drawn, a slab seen from the side (filled only), or a piece of their border. */
export type Shape = { kind: "contour" | "slab" | "edge"; points: Vec[] };

export const sub = (a: Vec, b: Vec): Vec => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const add = (a: Vec, b: Vec, times = 1): Vec => [a[0] + b[0] * times, a[1] + b[1] * times, a[2] + b[2] * times];
export const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec, b: Vec): Vec => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const unit = (a: Vec): Vec => {
  const size = Math.hypot(...a);
  return size > 0 ? [a[0] / size, a[1] / size, a[2] / size] : [0, 0, 1];
};

/** The normal of a closed planar polygon (Newell), robust against collinear corners. */
export function normalOf(points: readonly Vec[]): Vec {
  let sum: Vec = [0, 0, 0];
  for (let at = 0; at < points.length; at += 1) {
    const a = points[at] as Vec;
    const b = points[(at + 1) % points.length] as Vec;
    sum = add(sum, [(a[1] - b[1]) * (a[2] + b[2]), (a[2] - b[2]) * (a[0] + b[0]), (a[0] - b[0]) * (a[1] + b[1])]);
  }
  return unit(sum);
}

export function centre(points: readonly Vec[]): Vec {
  let sum: Vec = [0, 0, 0];
  for (const point of points) sum = add(sum, point);
  const count = Math.max(points.length, 1);
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

/** The contours of one ROI, with their common normal and the distance between their planes. */
export type Stack = { normal: Vec; spacing: number; levels: { depth: number; contours: Contour[] }[] };

/** Sorts contours into planes. `fallback` is the slab of an ROI with a single plane, in mm. */
export function stackOf(contours: readonly Contour[], fallback: number): Stack | null {
  const drawn = contours.filter((contour) => contour.points.length >= 3);
  const first = drawn[0];
  if (!first) return null;
  const normal = normalOf(first.points);
  const byDepth = drawn
    .map((contour) => ({ depth: dot(centre(contour.points), normal), contour }))
    .sort((a, b) => a.depth - b.depth);
  const levels: Stack["levels"] = [];
  for (const { depth, contour } of byDepth) {
    const last = levels.at(-1);
    if (last && Math.abs(last.depth - depth) < 0.01) last.contours.push(contour);
    else levels.push({ depth, contours: [contour] });
  }
  const gaps = levels.slice(1).map((level, at) => level.depth - (levels[at]?.depth ?? 0));
  return { normal, spacing: gaps.length ? Math.min(...gaps) : fallback, levels };
}

/** What of an ROI lies in a plane. `step` is the distance between the slices shown, in mm. */
export function cut(stack: Stack, plane: Plane, step: number): Shape[] {
  const along = Math.abs(dot(stack.normal, plane.normal));
  if (along > 0.995) return nearest(stack, dot(plane.origin, stack.normal), step);
  return across(stack, plane);
}

/** Seen along its normal: the contours of the nearest plane, when it is nearer than half a slab. */
function nearest(stack: Stack, depth: number, step: number): Shape[] {
  const reach = Math.max(stack.spacing, step) / 2 + 1e-3;
  let best: Stack["levels"][number] | null = null;
  for (const level of stack.levels) {
    const distance = Math.abs(level.depth - depth);
    if (distance <= reach && (!best || distance < Math.abs(best.depth - depth))) best = level;
  }
  return best ? best.contours.map((contour) => ({ kind: "contour", points: contour.points })) : [];
}

type Span = [number, number];

/** Where exactly one of two lists of sorted spans holds. */
export function unlike(a: readonly Span[], b: readonly Span[]): Span[] {
  const edges = [...a.flat(), ...b.flat()].sort((x, y) => x - y);
  const out: Span[] = [];
  for (let at = 0; at + 1 < edges.length; at += 2) {
    const [from, to] = [edges[at] as number, edges[at + 1] as number];
    if (to - from > 1e-9) out.push([from, to]);
  }
  return out;
}

/** The parts of `line` inside the contours of one plane, by the even-odd rule. */
function inside(contours: readonly Contour[], plane: Plane, line: Vec): Span[] {
  const hits: number[] = [];
  for (const contour of contours) {
    contour.points.forEach((a, index) => {
      const b = contour.points[(index + 1) % contour.points.length] as Vec;
      const [da, db] = [dot(sub(a, plane.origin), plane.normal), dot(sub(b, plane.origin), plane.normal)];
      if (da < 0 !== db < 0) hits.push(dot(sub(add(a, sub(b, a), da / (da - db)), plane.origin), line));
    });
  }
  hits.sort((a, b) => a - b);
  const spans: Span[] = [];
  for (let at = 0; at + 1 < hits.length; at += 2) spans.push([hits[at] as number, hits[at + 1] as number]);
  return spans;
}

/** Seen from the side each contour is a slab of one spacing: its filled boxes, and the border of them all. */
function across(stack: Stack, plane: Plane): Shape[] {
  const line = unit(cross(stack.normal, plane.normal));
  const up = unit(cross(plane.normal, line));
  const rise = dot(up, stack.normal);
  const base = dot(plane.origin, stack.normal);
  const half = stack.spacing / 2;
  // a point of the viewing plane at `x` along the line and `depth` along the ROI's normal
  const point = (x: number, depth: number): Vec => add(add(plane.origin, line, x), up, (depth - base) / rise);
  const rows = stack.levels.map((level) => ({ depth: level.depth, spans: inside(level.contours, plane, line) }));
  const shapes: Shape[] = [];
  rows.forEach((row, index) => {
    const [low, high] = [row.depth - half, row.depth + half];
    for (const [from, to] of row.spans) {
      shapes.push({ kind: "slab", points: [point(from, low), point(to, low), point(to, high), point(from, high)] });
      shapes.push({ kind: "edge", points: [point(from, low), point(from, high)] });
      shapes.push({ kind: "edge", points: [point(to, low), point(to, high)] });
    }
    const touches = (other: { depth: number } | undefined) =>
      other && Math.abs(other.depth - row.depth) < stack.spacing * 1.5;
    const [below, above] = [rows[index - 1], rows[index + 1]];
    const floor = touches(below) ? unlike(row.spans, below?.spans ?? []) : row.spans;
    for (const [from, to] of floor) shapes.push({ kind: "edge", points: [point(from, low), point(to, low)] });
    if (!touches(above))
      for (const [from, to] of row.spans) shapes.push({ kind: "edge", points: [point(from, high), point(to, high)] });
  });
  return shapes;
}

/** Smallest and largest corner. */
export type Box = [Vec, Vec];

export const middleOfBox = ([low, high]: Box): Vec => [
  (low[0] + high[0]) / 2,
  (low[1] + high[1]) / 2,
  (low[2] + high[2]) / 2,
];

/** Corners of the rectangle that a box leaves in an axis-aligned plane; none when it passes beside it. */
export function cutBox(box: Box, plane: Plane, step: number): Vec[] {
  const axis = [0, 1, 2].reduce(
    (best, at) => (Math.abs(plane.normal[at] as number) > Math.abs(plane.normal[best] as number) ? at : best),
    0,
  );
  const depth = plane.origin[axis] as number;
  if (depth < (box[0][axis] as number) - step / 2 || depth > (box[1][axis] as number) + step / 2) return [];
  const [u, v] = [0, 1, 2].filter((at) => at !== axis) as [number, number];
  const corner = (a: 0 | 1, b: 0 | 1): Vec => {
    const point: Vec = [0, 0, 0];
    point[axis] = depth;
    point[u] = box[a][u] as number;
    point[v] = box[b][v] as number;
    return point;
  };
  return [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
}

/** The letters of a direction in LPS: `L`, `RP`; parts under 0.25 are left out. */
export function letters(direction: Vec): string {
  const names = [
    ["R", "L"],
    ["A", "P"],
    ["F", "H"],
  ] as const;
  return [0, 1, 2]
    .filter((at) => Math.abs(direction[at] as number) > 0.25)
    .sort((a, b) => Math.abs(direction[b] as number) - Math.abs(direction[a] as number))
    .map((at) => names[at]?.[(direction[at] as number) > 0 ? 1 : 0] ?? "")
    .join("");
}
