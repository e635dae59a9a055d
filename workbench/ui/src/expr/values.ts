import { Fault } from "./fault";

/** What an expression reads and gives; no infinite number and no minus zero. */
export type Value = null | boolean | number | string | Value[];
export type Kind = "null" | "bool" | "number" | "text" | "list";

/** Whole numbers up to here are exact: 2⁵³. */
export const EXACT = 9_007_199_254_740_992;

/** A number, or null when it is infinite or none; minus zero becomes zero. */
export const numeric = (x: number): number | null => (Number.isFinite(x) ? x + 0 : null);

/** A value as the server writes it. Of an object only a count is understood: the number in its `exact`. */
export function fromJson(json: unknown): Value {
  if (typeof json === "number") return numeric(json);
  if (typeof json === "string" || typeof json === "boolean") return json;
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json !== "object" || json === null) return null;
  const exact = (json as { exact?: unknown }).exact;
  return typeof exact === "number" ? numeric(exact) : null;
}

export function kindOf(value: Value): Kind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  return typeof value === "boolean" ? "bool" : typeof value === "number" ? "number" : "text";
}

const misfit = (at: number, wanted: string, value: Value): Fault =>
  new Fault(at, "misfit", { wanted, got: kindOf(value) });

/** The truth of a condition; null for null. */
export function truth(at: number, value: Value): boolean | null {
  if (value === null || typeof value === "boolean") return value;
  throw misfit(at, "condition", value);
}

export function number(at: number, value: Value): number | null {
  if (value === null || typeof value === "number") return value;
  throw misfit(at, "number", value);
}

export function text(at: number, value: Value): string | null {
  if (value === null || typeof value === "string") return value;
  throw misfit(at, "text", value);
}

export function list(at: number, value: Value): Value[] | null {
  if (value === null || Array.isArray(value)) return value;
  throw misfit(at, "list", value);
}
