import { Fault } from "./fault";
import type { Comparison } from "./tree";
import { kindOf, list, type Value } from "./values";

/** Text by code points; UTF-16 units would put the rare characters too early. */
export function byPoints(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    const step = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (step !== 0) return step;
  }
  return left.length - right.length;
}

function holds(sign: Comparison, order: number): boolean {
  switch (sign) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}

/** Compares two values of one kind; null when one is missing. `at` is the place of the right side. */
export function compare(sign: Comparison, left: Value, right: Value, at: number): boolean | null {
  if (left === null || right === null) return null;
  if (typeof left === "number" && typeof right === "number") return holds(sign, left - right);
  if (typeof left === "string" && typeof right === "string") return holds(sign, byPoints(left, right));
  const equality = sign === "==" || sign === "!=";
  if (typeof left === "boolean" && typeof right === "boolean") {
    if (!equality) throw new Fault(at, "order_bool");
    return (left === right) === (sign === "==");
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    if (!equality) throw new Fault(at, "order_list");
    return sameSet(left, right) === (sign === "==");
  }
  throw new Fault(at, "unlike", { left: kindOf(left), right: kindOf(right) });
}

/** Whether two values are the same, lists by elements in their order: what makes elements of a set equal. */
export function same(a: Value, b: Value): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item, index) => same(item, b[index] ?? null));
}

/** A word for a value that no unlike value has, so that a set is compared in one pass. */
function mark(value: Value): string {
  if (Array.isArray(value)) return `[${value.map((item) => `${mark(item)},`).join("")}]`;
  return value === null ? "null" : `${typeof value}:${JSON.stringify(value)}`;
}

function sameSet(a: Value[], b: Value[]): boolean {
  const [left, right] = [new Set(a.map(mark)), new Set(b.map(mark))];
  return left.size === right.size && [...left].every((one) => right.has(one));
}

/** `x in items`: every element is judged, so that a fault does not depend on what is found first. */
export function within(x: Value, items: Value, at: number, atList: number): boolean | null {
  const all = list(atList, items);
  if (all === null || x === null) return null;
  let found: boolean | null = false;
  for (const item of all) {
    const equal = compare("==", x, item, at);
    if (equal) found = true;
    else if (equal === null && found === false) found = null;
  }
  return found;
}
