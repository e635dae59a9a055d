// Marks on a text. The server counts code points, JavaScript counts UTF-16 units; only this file knows both.

export type Mark<K> = { start: number; end: number; kind: K };
/** A stretch of text under the same marks; `start` in code points. */
export type Piece<K> = { text: string; start: number; end: number; kinds: K[] };

/** Cuts `text` where marks begin or end. Marks may overlap; parts outside the text are ignored. */
export function pieces<K>(text: string, marks: readonly Mark<K>[], cuts: readonly number[] = []): Piece<K>[] {
  const points = Array.from(text);
  const inside = (at: number) => Math.max(0, Math.min(points.length, at));
  const kept = marks
    .map((mark) => ({ ...mark, start: inside(mark.start), end: inside(mark.end) }))
    .filter((mark) => mark.end > mark.start);
  const edges = new Set([0, points.length, ...cuts.map(inside)]);
  for (const mark of kept) {
    edges.add(mark.start);
    edges.add(mark.end);
  }
  const order = [...edges].sort((a, b) => a - b);
  const opens = new Map<number, number[]>();
  const closes = new Map<number, number[]>();
  kept.forEach((mark, index) => {
    opens.set(mark.start, [...(opens.get(mark.start) ?? []), index]);
    closes.set(mark.end, [...(closes.get(mark.end) ?? []), index]);
  });
  const active = new Set<number>();
  const out: Piece<K>[] = [];
  for (let at = 0; at + 1 < order.length; at += 1) {
    const [start, end] = [order[at] as number, order[at + 1] as number];
    for (const index of closes.get(start) ?? []) active.delete(index);
    for (const index of opens.get(start) ?? []) active.add(index);
    const kinds = [...active].sort((a, b) => a - b).map((index) => (kept[index] as Mark<K>).kind);
    out.push({ text: points.slice(start, end).join(""), start, end, kinds });
  }
  return out;
}
