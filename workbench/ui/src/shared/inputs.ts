import type { Variable } from "../api/types";

/** What a person is typing: by type of the variable. */
export type Input = {
  /** bool, enum, ordinal */
  choice?: string | null;
  /** multi */
  choices?: string[];
  /** number, integer, date, text, exact count; least number of a count of several */
  text?: string;
  /** greatest number of a count of several */
  most?: string;
  /** count */
  several?: boolean;
};
export type Trouble =
  | "need"
  | "number"
  | "whole"
  | "below"
  | "above"
  | "unit"
  | "date"
  | "datetime"
  | "option"
  | "order"
  | "pattern";
export type Read = { ok: true; value: unknown } | { ok: false; trouble: Trouble };

type Count = { exact?: number | null; min?: number | null; max?: number | null; kind?: string };

/** What a control shows for a value. */
export function inputOf(variable: Variable, value: unknown): Input {
  switch (variable.type) {
    case "bool":
      return { choice: typeof value === "boolean" ? (value ? "true" : "false") : null };
    case "enum":
    case "ordinal":
      return { choice: typeof value === "string" || typeof value === "number" ? String(value) : null };
    case "multi":
      return { choices: Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [] };
    case "count": {
      const count = (typeof value === "number" ? { exact: value } : (value ?? {})) as Count;
      const open = typeof count.min === "number" || typeof count.max === "number" || count.kind === "many";
      const several = typeof count.exact !== "number" && open;
      return several
        ? { several, text: shown(count.min), most: shown(count.max) }
        : { several, text: shown(count.exact), most: "" };
    }
    case "datetime":
      return { text: typeof value === "string" ? value.replace("T", " ").replace(/(:\d{2}):00$/, "$1") : "" };
    default:
      return { text: value === null || value === undefined ? "" : String(value) };
  }
}

const shown = (value: number | null | undefined): string => (typeof value === "number" ? String(value) : "");

/** Full-width digits, points and signs as a Chinese keyboard types them. */
const narrow = (text: string): string =>
  text
    .trim()
    .replace(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/[\u3002]/g, ".");

const LENGTHS: Record<string, number> = { mm: 1, cm: 10, m: 1000 };

function readNumber(variable: Variable, text: string): Read {
  const parts = /^([+-]?\d+(?:\.\d+)?)\s*([^\d\s.+-]\S*)?$/.exec(narrow(text));
  if (!parts) return { ok: false, trouble: text.trim() ? "number" : "need" };
  let value = Number(parts[1]);
  const unit = parts[2] ?? "";
  const own = variable.unit ?? "";
  if (unit && unit.toLowerCase() !== own.toLowerCase()) {
    const [from, to] = [LENGTHS[unit.toLowerCase()], LENGTHS[own]];
    if (!from || !to) return { ok: false, trouble: "unit" };
    value = Number(((value * from) / to).toPrecision(12));
  }
  if (variable.type === "integer" && !Number.isInteger(value)) return { ok: false, trouble: "whole" };
  if (variable.range && value < variable.range[0]) return { ok: false, trouble: "below" };
  if (variable.range && value > variable.range[1]) return { ok: false, trouble: "above" };
  return { ok: true, value };
}

function readWhole(text: string | undefined): number | null | undefined {
  const digits = narrow(text ?? "");
  if (!digits) return null;
  return /^\d{1,4}$/.test(digits) ? Number(digits) : undefined;
}

/** Several without a number are at least two. */
export const SEVERAL = 2;

function readCount(input: Input): Read {
  const least = readWhole(input.text);
  const most = input.several ? readWhole(input.most) : null;
  if (least === undefined || most === undefined) return { ok: false, trouble: "whole" };
  if (!input.several) {
    if (least === null) return { ok: false, trouble: "need" };
    return { ok: true, value: { exact: least, min: least, max: least, kind: "exact" } };
  }
  const from = least ?? SEVERAL;
  if (most !== null && from > most) return { ok: false, trouble: "order" };
  return { ok: true, value: { exact: null, min: from, max: most, kind: "many" } };
}

function readMoment(text: string): Read {
  const [day = "", hour = "", ...rest] = narrow(text).split(/[ T]+/);
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(hour);
  const date = readDate(day);
  if (!text.trim()) return { ok: false, trouble: "need" };
  const whole = date.ok && typeof date.value === "string" && date.value.length === 10;
  if (!whole || !clock || rest.length > 0) return { ok: false, trouble: "datetime" };
  const [h, m, s] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
  if (h > 23 || m > 59 || s > 59) return { ok: false, trouble: "datetime" };
  const two = (part: number) => String(part).padStart(2, "0");
  return { ok: true, value: `${date.value}T${two(h)}:${two(m)}:${two(s)}` };
}

/** A pattern fits the whole text; one that the browser cannot read is left to the server. */
function fits(pattern: string | null | undefined, text: string): boolean {
  if (!pattern) return true;
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(text);
  } catch {
    return true;
  }
}

function readDate(text: string): Read {
  const parts = /^(\d{4})(?:[-/.\u5e74](\d{1,2})(?:[-/.\u6708](\d{1,2})\u65e5?|\u6708)?|\u5e74)?$/.exec(narrow(text));
  if (!parts) return { ok: false, trouble: text.trim() ? "date" : "need" };
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  const at = new Date(Date.UTC(year, month - 1, day));
  if (at.getUTCFullYear() !== year || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) {
    return { ok: false, trouble: "date" };
  }
  const two = (part: string) => part.padStart(2, "0");
  return {
    ok: true,
    value: [parts[1], ...[parts[2], parts[3]].filter((part) => part !== undefined).map(two)].join("-"),
  };
}

/** The value that was typed, or what is wrong with it. */
export function readInput(variable: Variable, input: Input): Read {
  switch (variable.type) {
    case "bool":
      return input.choice === "true" || input.choice === "false"
        ? { ok: true, value: input.choice === "true" }
        : { ok: false, trouble: "need" };
    case "enum":
    case "ordinal": {
      if (!input.choice) return { ok: false, trouble: "need" };
      if (variable.options.length > 0 && !variable.options.includes(input.choice))
        return { ok: false, trouble: "option" };
      return { ok: true, value: input.choice };
    }
    case "multi": {
      const chosen = input.choices ?? [];
      if (chosen.length === 0) return { ok: false, trouble: "need" };
      const order = variable.options;
      return { ok: true, value: order.length ? order.filter((option) => chosen.includes(option)) : chosen };
    }
    case "number":
    case "integer":
      return readNumber(variable, input.text ?? "");
    case "count":
      return readCount(input);
    case "date":
      return readDate(input.text ?? "");
    case "datetime":
      return readMoment(input.text ?? "");
    default: {
      const text = (input.text ?? "").trim();
      if (!text) return { ok: false, trouble: "need" };
      return fits(variable.pattern, text) ? { ok: true, value: text } : { ok: false, trouble: "pattern" };
    }
  }
}

/** The choices of a variable as words of the editor; "true" and "false" for yes and no. */
export const choicesOf = (variable: Variable): string[] =>
  variable.type === "bool" ? ["true", "false"] : variable.options;
