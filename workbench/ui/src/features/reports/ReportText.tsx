import { useEffect, useMemo, useRef } from "react";
import type { Report } from "../../api/types";
import { hasHeading } from "../../shared/sections";
import { useWords } from "../../shared/useWords";
import { blocks, mentionAt, valuesAt } from "./reportMarks";

type Props = {
  report: Report;
  /** Index of the value whose evidence is lit. */
  lit: number | null;
  /** Scroll to the evidence when it is lit by a click, not by passing over it. */
  scroll: boolean;
  onSelect: (value: number) => void;
};

/** The untouched text with its sections, mentions and evidence. */
export function ReportText({ report, lit, scroll, onSelect }: Props) {
  const { t, word } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const parts = useMemo(
    () => blocks(report.text, report.sections, report.mentions, report.values),
    [report.text, report.sections, report.mentions, report.values],
  );
  useEffect(() => {
    if (lit === null || !scroll) return;
    box.current?.querySelector(".evidence.on")?.scrollIntoView({ block: "center", behavior: "smooth" });
  }, [lit, scroll]);

  return (
    <div className="report-text" ref={box} data-testid="report-text">
      {parts.map((block, index) => (
        <div key={`${block.kind}${block.pieces[0]?.start ?? index}`}>
          {block.kind && !hasHeading(block) && <span className="section-name">{word("section", block.kind)}</span>}
          {block.pieces.map((piece) => {
            const mention = mentionAt(piece);
            const values = valuesAt(piece);
            if (!mention && values.length === 0) return piece.text;
            const classes = [
              mention && "mention",
              mention?.negated && "negated",
              mention?.uncertain && "uncertain",
              values.length > 0 && "evidence",
              lit !== null && values.includes(lit) && "on",
            ];
            const state = mention?.negated ? t("reports.negated") : mention?.uncertain ? t("reports.uncertain") : "";
            const first = values[0];
            return (
              <span
                key={piece.start}
                className={classes.filter(Boolean).join(" ")}
                title={[mention?.term, state].filter(Boolean).join(" · ") || undefined}
                data-values={values.join(" ")}
                {...(first !== undefined
                  ? {
                      role: "button",
                      tabIndex: 0,
                      // several values may rest on the same words: each click goes on to the next
                      onClick: () => onSelect(values[(values.indexOf(lit ?? -1) + 1) % values.length] ?? first),
                      onKeyDown: (event: React.KeyboardEvent) => event.key === "Enter" && onSelect(first),
                    }
                  : {})}
              >
                {piece.text}
              </span>
            );
          })}
        </div>
      ))}
    </div>
  );
}
