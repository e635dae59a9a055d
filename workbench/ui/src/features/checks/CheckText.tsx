import { useEffect, useMemo, useRef } from "react";
import type { CheckRow, CheckView, Place } from "../../api/types";
import { hasHeading, sectioned } from "../../shared/sections";
import { useWords } from "../../shared/useWords";
import { calm } from "../../theme/calm";
import { evidenceMarks, fieldsAt, nextField, restAt, roleClass, trimmed } from "./checkMarks";
import { selectedPlace } from "./selection";

type Props = {
  report: CheckView["report"];
  rows: CheckRow[];
  /** The value whose words are lit. */
  lit: string | null;
  /** A place that scrolls into view when `jump` changes. */
  target: Place | null;
  jump: number;
  /** The correction under way, to which selected words are attached. */
  picking: { field: string; spans: Place[] } | null;
  titleOf: (field: string) => string;
  onSelect: (field: string) => void;
  onWords: (place: Place) => void;
};

/** The untouched report: words that values rest on are links, and can be attached to a correction. */
export function CheckText(props: Props) {
  const { t, word } = useWords();
  const { report, rows, lit, picking, target, jump, titleOf } = props;
  const box = useRef<HTMLDivElement>(null);
  /** Whether the press that now ends as a click had selected words. */
  const dragged = useRef(false);
  const points = useMemo(() => Array.from(report.text), [report.text]);
  const blocks = useMemo(
    () => sectioned(report.text, report.sections, evidenceMarks(rows, picking)),
    [report.text, report.sections, rows, picking],
  );
  useEffect(() => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>("[data-start]") ?? [])];
    const found = target
      ? all.find((piece) => Number(piece.dataset.start) >= target.start)
      : box.current?.querySelector(".ev.on");
    if (!found) return;
    found.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  }, [jump, target]);

  const select = () => {
    const place = selectedPlace(box.current);
    dragged.current = place !== null;
    const kept = place && trimmed(points, place);
    if (kept && picking) {
      props.onWords(kept);
      window.getSelection()?.removeAllRanges();
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: selecting words has its counterpart for the keyboard in the editor
    <div
      ref={box}
      className={`report-text check-text${picking ? " picking" : ""}`}
      data-testid="check-text"
      onMouseUp={select}
    >
      {blocks.map((block, index) => (
        <div key={`${block.kind}${block.pieces[0]?.start ?? index}`}>
          {block.kind && !hasHeading(block) && <span className="section-name">{word("section", block.kind)}</span>}
          {block.pieces.map((piece) => {
            const fields = fieldsAt(piece);
            if (fields.length === 0) {
              return (
                <span key={piece.start} data-start={piece.start}>
                  {piece.text}
                </span>
              );
            }
            const rest = restAt(piece, picking?.field ?? null)?.role === "added" ? "added" : null;
            const mine = restAt(piece, lit);
            const role = rest ?? mine?.role ?? "";
            const classes = ["ev", (mine || rest) && `on ev-${roleClass(role)}`];
            const begins = mine && piece.start === mine.start;
            const go = () => {
              // while correcting, words are taken rather than followed
              if (picking) return props.onWords({ start: piece.start, end: piece.end });
              const next = nextField(fields, lit);
              if (next) props.onSelect(next);
            };
            const names = fields.map(titleOf).join("、");
            return (
              <span
                key={piece.start}
                data-start={piece.start}
                data-fields={fields.join(" ")}
                className={classes.filter(Boolean).join(" ")}
                data-label={rest || begins ? word("spanRole", role) : undefined}
                title={names}
                role="button"
                tabIndex={0}
                aria-label={t("checks.wordsOf", { words: piece.text, names })}
                aria-pressed={Boolean(mine)}
                onClick={() => !dragged.current && go()}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" && event.key !== " ") return;
                  event.preventDefault();
                  event.stopPropagation();
                  go();
                }}
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
