// The written shapes of the language: words, signs and quotes, those of a Chinese keyboard included.

/** Words that are signs or constants, in any case. */
export const WORDS: Readonly<Record<string, Sign>> = {
  true: "true",
  false: "false",
  null: "null",
  and: "&&",
  or: "||",
  not: "!",
  in: "in",
  真: "true",
  假: "false",
  空: "null",
  非: "!",
};

/** Signs of one or two characters, the longer before the shorter. */
export const SIGNS = [
  "==",
  "!=",
  "<=",
  ">=",
  "&&",
  "||",
  "<",
  ">",
  "+",
  "-",
  "*",
  "/",
  "%",
  "!",
  "?",
  ":",
  ",",
  "(",
  ")",
  "[",
  "]",
  "=",
  "&",
  "|",
] as const;

export type Sign = (typeof SIGNS)[number] | "true" | "false" | "null" | "in";

const SHAPES: Readonly<Record<string, string>> = {
  "\u3000": " ",
  "、": ",",
  "【": "[",
  "】": "]",
  "×": "*",
  "÷": "/",
  "−": "-",
};

/** Full width to half width, and the other shapes in which a sign is typed. */
export function fold(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCodePoint(code - 0xfee0);
  return SHAPES[letter] ?? letter;
}

const SINGLES: Readonly<Record<string, Sign>> = {
  "≥": ">=",
  "≧": ">=",
  "≤": "<=",
  "≦": "<=",
  "≠": "!=",
  且: "&&",
  或: "||",
};

/** The one sign that a single character writes out. */
export const single = (letter: string): Sign | undefined => SINGLES[letter];

const FAMILIES = ['"＂', "'＇", "“”", "‘’"];

/** Quotes come in four families; a text ends at a quote of the family that began it. -1 for what is no quote. */
export const family = (letter: string): number =>
  FAMILIES.findIndex((quotes) => letter !== "" && quotes.includes(letter));

/** A text between quotes that it does not hold itself. */
export function quoted(text: string): string {
  const free = FAMILIES.find((quotes) => !Array.from(quotes).some((quote) => text.includes(quote))) ?? FAMILIES[0]!;
  const [open, close] = free.startsWith("“") || free.startsWith("‘") ? [free[0], free[1]] : [free[0], free[0]];
  return `${open}${text}${close}`;
}
