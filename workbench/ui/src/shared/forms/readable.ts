import { attempt } from "../../expr";
import { tokens } from "../../expr/lex";

export type Part = { text: string; kind: "name" | "sign" | "literal"; known?: boolean };
export type Shown = { [sign: string]: string };

/** An expression with the names of fields in place of their keys; null while it cannot be read. */
export function readable(source: string, nameOf: (key: string) => string | undefined, signs: Shown): Part[] | null {
  const { value } = attempt(() => tokens(source));
  if (!value) return null;
  const points = Array.from(source);
  return value.flatMap((token, index): Part[] => {
    if (token.kind === "end") return [];
    const raw = points.slice(token.at, token.end).join("");
    if (token.kind === "name") {
      const next = value[index + 1];
      if (next?.kind === "sign" && next.value === "(") return [{ text: raw, kind: "sign" }];
      const name = nameOf(token.value);
      return [{ text: name ?? token.value, kind: "name", known: name !== undefined }];
    }
    if (token.kind === "sign") return [{ text: signs[token.value] ?? token.value, kind: "sign" }];
    return [{ text: raw, kind: "literal" }];
  });
}

/** The word the caret stands in or behind, so that it can be completed. */
export function wordAt(source: string, caret: number): { start: number; end: number; text: string } {
  const letter = /[\p{Alphabetic}\d_.]/u;
  let start = caret;
  while (start > 0 && letter.test(source[start - 1] ?? "")) start -= 1;
  let end = caret;
  while (end < source.length && letter.test(source[end] ?? "")) end += 1;
  return { start, end, text: source.slice(start, caret) };
}

/** Whether the caret stands inside a text, where no field is offered. */
export function inQuotes(source: string, caret: number): boolean {
  let open = "";
  for (const letter of source.slice(0, caret)) {
    const family = ['"\uff02', "'\uff07", "\u201c\u201d", "\u2018\u2019"].find((quotes) => quotes.includes(letter));
    if (!family) continue;
    if (!open) open = family;
    else if (open === family) open = "";
  }
  return open !== "";
}
