// The functions by name: how many arguments they take and how they are written.

const TABLE = {
  min: ["min(a, b, …)", 1, Number.POSITIVE_INFINITY],
  max: ["max(a, b, …)", 1, Number.POSITIVE_INFINITY],
  sum: ["sum(a, b, …)", 1, Number.POSITIVE_INFINITY],
  mean: ["mean(a, b, …)", 1, Number.POSITIVE_INFINITY],
  round: ["round(x, 2)", 1, 2],
  abs: ["abs(x)", 1, 1],
  floor: ["floor(x)", 1, 1],
  ceil: ["ceil(x)", 1, 1],
  sqrt: ["sqrt(x)", 1, 1],
  pow: ["pow(x, 2)", 2, 2],
  has: ["has(x)", 1, 1],
  size: ["size(list)", 1, 1],
  len: ["len(text)", 1, 1],
  if: ["if(c, a, b)", 3, 3],
  coalesce: ["coalesce(a, b, …)", 1, Number.POSITIVE_INFINITY],
  contains: ["contains(text, x)", 2, 2],
  lower: ["lower(text)", 1, 1],
  days: ["days(from, to)", 2, 2],
  year: ["year(date)", 1, 1],
} as const satisfies Record<string, readonly [usage: string, least: number, most: number]>;

export type AnyFunction = keyof typeof TABLE;
/** What is computed from the values of its arguments; the parser reads the other two. */
export type FunctionName = Exclude<AnyFunction, "has" | "if">;

export const FUNCTIONS = Object.keys(TABLE) as AnyFunction[];

export function signature(name: string): { name: AnyFunction; usage: string; least: number; most: number } | null {
  if (!Object.hasOwn(TABLE, name)) return null;
  const known = name as AnyFunction;
  const [usage, least, most] = TABLE[known];
  return { name: known, usage, least, most };
}
