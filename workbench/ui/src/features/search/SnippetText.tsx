import { useMemo } from "react";
import type { Snippet } from "../../api/types";
import { pieces } from "../../shared/spans";
import { markOf } from "../../theme/tokens";

/** A passage with the words of each criterion in its colour. */
export function SnippetText({ snippet }: { snippet: Snippet }) {
  const parts = useMemo(
    () =>
      pieces(
        snippet.text,
        snippet.marks.map((mark) => ({ start: mark.start, end: mark.end, kind: mark.leaf })),
      ),
    [snippet],
  );
  return (
    <span>
      {parts.map((part) => {
        const leaf = part.kinds[0];
        return leaf === undefined ? (
          part.text
        ) : (
          <mark key={part.start} className="leaf" data-leaf={leaf} style={{ background: markOf(leaf) }}>
            {part.text}
          </mark>
        );
      })}
    </span>
  );
}
