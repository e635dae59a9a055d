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
