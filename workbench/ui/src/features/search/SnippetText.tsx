import { useMemo } from "react";
import type { Snippet } from "../../api/types";
import { pieces } from "../../shared/spans";
import type { LeafMark } from "./marks";

/** A passage with the words of each criterion in its colour; words of two criteria show both. */
export function SnippetText({ snippet, mark }: { snippet: Snippet; mark: LeafMark }) {
  const parts = useMemo(
    () =>
      pieces(
        snippet.text,
        snippet.marks.map((one) => ({ start: one.start, end: one.end, kind: one.leaf })),
      ),
    [snippet],
  );
  return (
    <span>
      {parts.map((part) => {
        const leaves = [...new Set(part.kinds)].sort((a, b) => a - b);
        if (leaves.length === 0) return part.text;
        const colors = leaves.map((leaf) => mark(leaf).color);
        return (
          <mark
            key={part.start}
            className="leaf"
            data-leaf={leaves.join(" ")}
            data-no={leaves.flatMap((leaf) => mark(leaf).number ?? []).join(",") || undefined}
            style={{
              background:
                colors.length === 1
                  ? colors[0]
                  : `linear-gradient(180deg, ${colors
                      .map(
                        (color, at) => `${color} ${(100 * at) / colors.length}% ${(100 * (at + 1)) / colors.length}%`,
                      )
                      .join(", ")})`,
            }}
          >
            {part.text}
          </mark>
        );
      })}
    </span>
  );
}
