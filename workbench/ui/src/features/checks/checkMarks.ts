import type { CheckRow, EvidenceSpan, Place } from "../../api/types";
import type { Mark, Piece } from "../../shared/spans";
import { ruled } from "./answers";

/** Roles that have a colour of their own; any other is shown as a value. */
export const ROLES = ["value", "cue", "location", "size", "count"] as const;
export const roleClass = (role: string): string =>
  role === "added" || (ROLES as readonly string[]).includes(role) ? role : "value";

/** What rests on a stretch of text: a value by its key, and what the words do for it. */
export type Rest = { field: string; role: string; start: number; end: number };

/** The words a value rests on: those a person attached, else those of the rule. */
export function evidenceOf(row: CheckRow): EvidenceSpan[] {
  const own = row.check?.verdict === "corrected" ? row.check.spans : [];
  return own.length > 0 ? own : ruled(row).spans;
}

/** Marks of every value, and of the words picked for a correction under way. */
export function evidenceMarks(rows: readonly CheckRow[], picked: { field: string; spans: Place[] } | null) {
  const marks: Mark<Rest>[] = rows.flatMap((row) =>
    evidenceOf(row).map((span) => ({
      start: span.start,
      end: span.end,
      kind: { field: row.variable.key, role: span.role, start: span.start, end: span.end },
    })),
  );
  for (const { start, end } of picked?.spans ?? []) {
    marks.push({ start, end, kind: { field: picked?.field ?? "", role: "added", start, end } });
  }
  return marks;
}

/** The values that rest on a piece, each once. */
export const fieldsAt = (piece: Piece<Rest>): string[] => [...new Set(piece.kinds.map((rest) => rest.field))];

/** What the piece does for a value: picked words first, else the narrowest of its spans here. */
export function restAt(piece: Piece<Rest>, field: string | null): Rest | null {
  let best: Rest | null = null;
  for (const rest of piece.kinds) {
    if (rest.field !== field) continue;
    if (rest.role === "added") return rest;
    if (!best || rest.end - rest.start < best.end - best.start) best = rest;
  }
  return best;
}

/** The value to choose when words are clicked: each further click goes on to the next that rests on them. */
export function nextField(fields: readonly string[], chosen: string | null): string | null {
  if (fields.length === 0) return null;
  return fields[(fields.indexOf(chosen ?? "") + 1) % fields.length] ?? null;
}

/** The words at a place, in code points. */
export const wordsAt = (points: readonly string[], place: Place): string =>
  points.slice(place.start, place.end).join("");

/** Every place where `words` stand in the text, in code points. */
export function placesOf(points: readonly string[], words: string): Place[] {
  const needle = Array.from(words.trim());
  const out: Place[] = [];
  if (needle.length === 0) return out;
  for (let at = 0; at + needle.length <= points.length; at += 1) {
    if (needle.every((letter, index) => points[at + index] === letter)) {
      out.push({ start: at, end: at + needle.length });
      at += needle.length - 1;
    }
  }
  return out;
}

/** A selection without the white space at its ends; null when nothing is left. */
export function trimmed(points: readonly string[], place: Place): Place | null {
  let { start, end } = place;
  while (start < end && points[start]?.trim() === "") start += 1;
  while (end > start && points[end - 1]?.trim() === "") end -= 1;
  return end > start ? { start, end } : null;
}

/** Adds a place; one that touches others takes their room, one that is there already is taken away. */
export function withPlace(spans: readonly Place[], place: Place): Place[] {
  if (spans.some((one) => one.start === place.start && one.end === place.end)) {
    return spans.filter((one) => one.start !== place.start || one.end !== place.end);
  }
  return [...spans.filter((one) => one.end <= place.start || place.end <= one.start), place].sort(
    (a, b) => a.start - b.start,
  );
}
