import type { CheckRow } from "../../api/types";
import { ruled } from "./answers";

/** Rows that stand in the list, and those folded away because the report does not speak of them. */
export function folded(
  rows: readonly CheckRow[],
  drafted: ReadonlySet<string>,
): { shown: CheckRow[]; away: CheckRow[] } {
  const shown: CheckRow[] = [];
  const away: CheckRow[] = [];
  for (const row of rows) {
    const silent =
      ruled(row).state === "not_mentioned" && row.check?.verdict !== "corrected" && !drafted.has(row.variable.key);
    (silent ? away : shown).push(row);
  }
  return { shown, away };
}

/** How much a value needs a look: a contradiction first, then a value never checked of low grade. */
export const isRisky = (row: CheckRow): boolean =>
  !row.check &&
  row.value.state !== "not_mentioned" &&
  (row.value.state === "conflict" || row.value.state === "uncertain" || gradeOf(row.value.confidence) === "low");

/** What 'accept the rest' covers: a contradiction is left for a person to decide. */
export const restOf = (rows: readonly CheckRow[]): CheckRow[] =>
  rows.filter((row) => !row.check && row.value.state !== "conflict");

/** The row to begin with: a contradiction that is open, else the first open value, else the first. */
export function startAt(rows: readonly CheckRow[]): string | null {
  const open = rows.filter((row) => !row.check);
  const first = open.find((row) => row.value.state === "conflict") ?? open[0] ?? rows[0];
  return first?.variable.key ?? null;
}

/** The next open value after `field`, round to the top; null when all are checked. */
export function nextOpen(rows: readonly CheckRow[], field: string | null): string | null {
  const at = rows.findIndex((row) => row.variable.key === field);
  const round = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
  return round.find((row) => !row.check)?.variable.key ?? null;
}

export type Grade = "high" | "middle" | "low";
/** The grade of a rule's confidence in words. */
export const gradeOf = (confidence: number): Grade =>
  confidence >= 0.9 ? "high" : confidence >= 0.7 ? "middle" : "low";
