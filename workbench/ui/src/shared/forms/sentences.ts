import type { Place } from "../../api/types";

/** The sentences of a text that hold the places, from the first to the last of them, in code points. */
export function sentenceOf(text: string, places: readonly Place[]): (Place & { points: string[] }) | null {
  const points = Array.from(text);
  const inside = places.filter((one) => one.start >= 0 && one.end <= points.length && one.end > one.start);
  if (inside.length === 0) return null;
  const ends = (letter: string | undefined) => letter !== undefined && /[\u3002\uff1b;!?\uff01\uff1f\n\r]/.test(letter);
  let start = Math.min(...inside.map((one) => one.start));
  let end = Math.max(...inside.map((one) => one.end));
  while (start > 0 && !ends(points[start - 1])) start -= 1;
  while (end < points.length && !ends(points[end - 1])) end += 1;
  while (start < end && points[start]?.trim() === "") start += 1;
  while (end > start && points[end - 1]?.trim() === "") end -= 1;
  return { start, end, points: points.slice(start, end) };
}
