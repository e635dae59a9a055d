/** The sentence around a place, cut at full stops and line ends; `from` is its offset in code points. */
export function sentenceAt(text: string, start: number, end: number): { from: number; text: string } {
  const points = Array.from(text);
  const stop = /[。！？!?；;\n]/;
  let from = Math.max(0, Math.min(start, points.length));
  while (from > 0 && start - from < 120 && !stop.test(points[from - 1] as string)) from -= 1;
  let to = Math.max(from, Math.min(end, points.length));
  while (to < points.length && to - end < 120 && !stop.test(points[to] as string)) to += 1;
  if (to < points.length && points[to] !== "\n") to += 1;
  return { from, text: points.slice(from, to).join("") };
}
