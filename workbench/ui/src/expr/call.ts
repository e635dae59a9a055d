import { within } from "./compare";
import { dayAt, dayNumber } from "./dates";
import { evaluate, type Scope } from "./evaluate";
import { Fault } from "./fault";
import type { FunctionName } from "./functions";
import type { Node } from "./tree";
import { EXACT, list, number, numeric, text, type Value } from "./values";

/** Most decimal places that `round` keeps. */
const PLACES = 15;

type Given = { at: number; value: Value };
const NONE: Given = { at: 0, value: null };

/** What a function gives: all arguments are computed, their kinds judged, then a null gives null, then the rest. */
export function call(name: FunctionName, items: Node[], scope: Scope): Value {
  if (name === "coalesce") {
    for (const item of items) {
      const value = evaluate(item, scope);
      if (value !== null) return value;
    }
    return null;
  }
  const given = items.map((item): Given => ({ at: item.at, value: evaluate(item, scope) }));
  if (name === "min" || name === "max" || name === "sum" || name === "mean") return overMany(name, given);
  const [x, y] = [given[0] ?? NONE, given[1] ?? NONE];
  const plain = ONE_NUMBER[name as keyof typeof ONE_NUMBER];
  if (plain) {
    const of = number(x.at, x.value);
    return of === null ? null : numeric(plain(of));
  }
  switch (name) {
    case "round": {
      const of = number(x.at, x.value);
      const places = given.length > 1 ? number(y.at, y.value) : 0;
      return of === null || places === null ? null : numeric(round(of, checked(y.at, places)));
    }
    case "pow": {
      const [base, exponent] = [number(x.at, x.value), number(y.at, y.value)];
      return base === null || exponent === null ? null : numeric(base ** exponent);
    }
    case "size":
      return list(x.at, x.value)?.length ?? null;
    case "len": {
      const of = text(x.at, x.value);
      return of === null ? null : Array.from(of).length;
    }
    case "lower":
      return text(x.at, x.value)?.toLowerCase() ?? null;
    case "contains": {
      if (Array.isArray(x.value)) return within(y.value, x.value, y.at, x.at);
      const [whole, part] = [text(x.at, x.value), text(y.at, y.value)];
      return whole === null || part === null ? null : whole.includes(part);
    }
    case "days": {
      const [from, to] = [text(x.at, x.value), text(y.at, y.value)];
      if (from === null || to === null) return null;
      const start = dayNumber(dayAt(x.at, from));
      return dayNumber(dayAt(y.at, to)) - start;
    }
    case "year": {
      const of = text(x.at, x.value);
      return of === null ? null : dayAt(x.at, of).year;
    }
    default:
      return null;
  }
}

const ONE_NUMBER: Partial<Record<FunctionName, (x: number) => number>> = {
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  sqrt: Math.sqrt,
};

/** Of the numbers among the arguments and in lists among them; nulls are passed over. */
function overMany(name: "min" | "max" | "sum" | "mean", given: Given[]): Value {
  const numbers = given
    .flatMap(({ at, value }) => (Array.isArray(value) ? value : [value]).map((item) => number(at, item)))
    .filter((x): x is number => x !== null);
  if (numbers.length === 0) return null;
  if (name === "min") return numbers.reduce((a, b) => Math.min(a, b));
  if (name === "max") return numbers.reduce((a, b) => Math.max(a, b));
  const total = numbers.reduce((a, b) => a + b);
  return numeric(name === "mean" ? total / numbers.length : total);
}

function checked(at: number, places: number): number {
  if (Number.isInteger(places) && places >= 0 && places <= PLACES) return places;
  throw new Fault(at, "places");
}

/** A number times a power of ten, through its decimal form and so without a new binary error. */
function shift(x: number, places: number): number {
  const [digits = "0", exponent = "0"] = String(x).split("e");
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** Rounds the shortest decimal form, halves away from zero: 1.005 to two places is 1.01, as on paper. */
function round(x: number, places: number): number {
  if (Math.abs(x) >= EXACT) return x;
  const shifted = shift(Math.abs(x), places);
  return Math.sign(x) * shift(Math.round(shifted), -places);
}
