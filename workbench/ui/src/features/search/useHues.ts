import { useRef } from "react";
import { type Line, leavesOf } from "../../shared/criteria/criteria";
import { markOf, marks } from "../../theme/tokens";

/** A colour for each criterion; it keeps it while lines move, and gives it back when it goes. */
export function useHues(lines: readonly Line[]): (leaf: string) => string {
  const held = useRef(new Map<string, number>());
  const now = leavesOf(lines).map((leaf) => leaf.id);
  const kept = new Map(now.flatMap((id) => (held.current.has(id) ? [[id, held.current.get(id) as number]] : [])));
  const used = (hue: number) => [...kept.values()].filter((one) => one % marks.length === hue).length;
  for (const id of now) {
    if (kept.has(id)) continue;
    const least = marks.map((_, hue) => [used(hue), hue] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1])[0];
    kept.set(id, least?.[1] ?? 0);
  }
  held.current = kept;
  return (leaf) => markOf(kept.get(leaf) ?? 0);
}
