import { Fault } from "./fault";
import { family, fold, SIGNS, type Sign, single, WORDS } from "./signs";

/** A word of an expression; `at` and `end` in code points. */
export type Token = { at: number; end: number } & (
  | { kind: "number"; value: number }
  | { kind: "text"; value: string }
  | { kind: "name"; value: string }
  | { kind: "sign"; value: Sign }
  | { kind: "end" }
);

const LETTER = /^\p{Alphabetic}$/u;
const SPACE = /^\p{White_Space}$/u;
const isDigit = (letter: string): boolean => letter >= "0" && letter <= "9" && letter.length === 1;
const startsName = (letter: string): boolean => (LETTER.test(letter) || letter === "_") && !single(letter);
const inName = (letter: string): boolean => startsName(letter) || isDigit(letter);

/** Characters to words: one pass, no going back. */
export function tokens(source: string): Token[] {
  const raw = Array.from(source);
  const folded = raw.map(fold);
  const look = (at: number): string => folded[at] ?? "";
  const found: Token[] = [];
  let at = 0;
  while (at < raw.length) {
    const start = at;
    const letter = look(at);
    if (SPACE.test(letter)) {
      at += 1;
      continue;
    }
    const quote = family(letter);
    const sign = single(letter);
    if (quote >= 0) {
      // inside quotes nothing is folded
      let end = at + 1;
      while (end < raw.length && family(raw[end]!) !== quote) end += 1;
      if (end >= raw.length) throw new Fault(start, "quote");
      at = end + 1;
      found.push({ at: start, end: at, kind: "text", value: raw.slice(start + 1, end).join("") });
    } else if (isDigit(letter)) {
      const { value, end } = number(look, start);
      at = end;
      found.push({ at: start, end, kind: "number", value });
    } else if (sign) {
      at += 1;
      found.push({ at: start, end: at, kind: "sign", value: sign });
    } else if (startsName(letter)) {
      while (inName(look(at)) || (look(at) === "." && inName(look(at + 1)))) at += 1;
      const name = folded.slice(start, at).join("");
      const word = Object.hasOwn(WORDS, lower(name)) ? WORDS[lower(name)] : undefined;
      found.push(
        word ? { at: start, end: at, kind: "sign", value: word } : { at: start, end: at, kind: "name", value: name },
      );
    } else {
      const known = SIGNS.find((one) => Array.from(one).every((part, index) => look(at + index) === part));
      if (!known) throw unknown(start, letter);
      at += known.length;
      found.push({ at: start, end: at, kind: "sign", value: known });
    }
  }
  found.push({ at: raw.length, end: raw.length, kind: "end" });
  return found;
}

/** Small letters of ASCII alone, as the other implementation has it. */
export const lower = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function number(look: (at: number) => string, start: number): { value: number; end: number } {
  let at = start;
  const digits = () => {
    while (isDigit(look(at))) at += 1;
  };
  digits();
  if (look(at) === "." && isDigit(look(at + 1))) {
    at += 1;
    digits();
  }
  if (look(at) === "e" || look(at) === "E") {
    const signed = look(at + 1) === "+" || look(at + 1) === "-" ? 1 : 0;
    if (isDigit(look(at + 1 + signed))) {
      at += 1 + signed;
      digits();
    }
  }
  if (startsName(look(at)) || look(at) === ".") throw new Fault(at, "digits");
  let text = "";
  for (let index = start; index < at; index += 1) text += look(index);
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Fault(start, "large");
  return { value, end: at };
}

function unknown(at: number, letter: string): Fault {
  const code = letter.codePointAt(0) ?? 0;
  const plain = /^[\x21-\x7e]$/.test(letter) || LETTER.test(letter);
  const sign = plain ? letter : `${letter.trim()} (U+${code.toString(16).toUpperCase().padStart(4, "0")})`.trim();
  if (letter === "^") return new Fault(at, "sign_power", { sign });
  if (letter === ".") return new Fault(at, "sign_point", { sign });
  if (letter === "\u3002" || letter === ";") return new Fault(at, "sign_stop", { sign });
  return new Fault(at, "sign", { sign });
}
