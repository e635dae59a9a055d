import { useMemo } from "react";
import { pieces } from "../../shared/spans";

export type Lit = { start: number; end: number; className: string; index?: number };

/** A text with marked stretches; places count code points from `offset`. */
export function Highlighted(props: { text: string; marks: Lit[]; offset?: number; onPick?: (index: number) => void }) {
  const { text, marks, offset = 0, onPick } = props;
  const parts = useMemo(
    () =>
      pieces(
        text,
        marks.map((mark) => ({ start: mark.start - offset, end: mark.end - offset, kind: mark })),
      ),
    [text, marks, offset],
  );
  return (
    <>
      {parts.map((part) => {
        const top = part.kinds.at(-1);
        if (!top) return part.text;
        const classes = [...new Set(part.kinds.map((kind) => kind.className))].join(" ");
        const index = top.index;
        return onPick && index !== undefined ? (
          <span
            key={part.start}
            className={classes}
            role="button"
            tabIndex={0}
            onClick={() => onPick(index)}
            onKeyDown={(event) => event.key === "Enter" && onPick(index)}
          >
            {part.text}
          </span>
        ) : (
          <mark key={part.start} className={classes}>
            {part.text}
          </mark>
        );
      })}
    </>
  );
}

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
