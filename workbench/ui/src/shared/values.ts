import type { ValueState, Variable } from "../api/types";
import { number } from "./format";

type Count = { exact?: number | null; min?: number | null; max?: number | null; kind?: string };
type Words = { yes: string; no: string; many: string };

/** A variable's value as a short text; an empty text when there is none. */
export function valueText(
  variable: Pick<Variable, "type" | "unit" | "option_labels">,
  value: unknown,
  words: Words,
): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.map((part) => valueText(variable, part, words)).join("、");
  if (variable.type === "count" && typeof value === "object") return countText(value as Count, words.many);
  if (typeof value === "number") return variable.unit ? `${number(value)} ${variable.unit}` : number(value);
  if (typeof value === "object") return JSON.stringify(value);
  // a moment as people write it
  if (variable.type === "datetime") return String(value).replace("T", " ").slice(0, 16);
  return variable.option_labels?.[String(value)] || String(value);
}

function countText(count: Count, many: string): string {
  const { exact, min, max } = count;
  if (typeof exact === "number") return String(exact);
  if (typeof min === "number" && typeof max === "number") return `${min}–${max}`;
  if (typeof min === "number") return `≥ ${min}`;
  return typeof max === "number" ? `≤ ${max}` : many;
}

/** Whether there is something to show: not mentioned is never negative. */
export const isStated = (state: ValueState): boolean => state !== "not_mentioned";

/** A value that sorts: numbers by size, lists by length then text. */
export function sortKey(value: unknown): number | string {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value && typeof value === "object" && !Array.isArray(value)) {
    const count = value as Count;
    return count.exact ?? count.min ?? count.max ?? 0;
  }
  return value === null || value === undefined ? "" : String(value);
}
