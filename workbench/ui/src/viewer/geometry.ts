// Where contours meet a viewing plane. Pure numbers in LPS millimetres; the engine only turns the answer into pixels.

export type Vec = [number, number, number];
export type Plane = { origin: Vec; normal: Vec };
export type Contour = { points: Vec[] };
/** A line to draw; `closed` ones are polygons. `ends` are the two sides of a cut slab that are real borders. */
export type Shape = { points: Vec[]; closed: boolean };

export const sub = (a: Vec, b: Vec): Vec => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const add = (a: Vec, b: Vec, times = 1): Vec => [a[0] + b[0] * times, a[1] + b[1] * times, a[2] + b[2] * times];
export const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec, b: Vec): Vec => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
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
  return best ? best.contours.map((contour) => ({ points: contour.points, closed: true })) : [];
}

/** Seen from the side: each contour is a slab; its cut is a box between an entry and an exit (even-odd). */
function across(stack: Stack, plane: Plane): Shape[] {
  const half: Vec = [stack.normal[0] * (stack.spacing / 2), stack.normal[1] * (stack.spacing / 2), stack.normal[2] * (stack.spacing / 2)];
  const line = unit(cross(stack.normal, plane.normal));
  const shapes: Shape[] = [];
  for (const level of stack.levels) {
    const hits: { at: number; point: Vec }[] = [];
    for (const contour of level.contours) {
      contour.points.forEach((a, index) => {
        const b = contour.points[(index + 1) % contour.points.length] as Vec;
        const [da, db] = [dot(sub(a, plane.origin), plane.normal), dot(sub(b, plane.origin), plane.normal)];
        if (da < 0 === db < 0) return;
        const point = add(a, sub(b, a), da / (da - db));
        hits.push({ at: dot(point, line), point });
      });
    }
    hits.sort((a, b) => a.at - b.at);
    for (let at = 0; at + 1 < hits.length; at += 2) {
      const [from, to] = [(hits[at] as { point: Vec }).point, (hits[at + 1] as { point: Vec }).point];
      shapes.push({ points: [add(from, half, -1), add(to, half, -1), add(to, half), add(from, half)], closed: true });
    }
  }
  return shapes;
}

export type Box = { min: Vec; max: Vec };

/** Corners of the rectangle that a box leaves in an axis-aligned plane; none when it passes beside it. */
export function cutBox(box: Box, plane: Plane, step: number): Vec[] {
  const axis = [0, 1, 2].reduce((best, at) => (Math.abs(plane.normal[at] as number) > Math.abs(plane.normal[best] as number) ? at : best), 0);
  const depth = plane.origin[axis] as number;
  if (depth < (box.min[axis] as number) - step / 2 || depth > (box.max[axis] as number) + step / 2) return [];
  const [u, v] = [0, 1, 2].filter((at) => at !== axis) as [number, number];
  const corner = (a: "min" | "max", b: "min" | "max"): Vec => {
    const point: Vec = [0, 0, 0];
    point[axis] = depth;
    point[u] = box[a][u] as number;
    point[v] = box[b][v] as number;
    return point;
  };
  return [corner("min", "min"), corner("max", "min"), corner("max", "max"), corner("min", "max")];
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
