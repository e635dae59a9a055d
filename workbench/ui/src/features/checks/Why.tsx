import { Button } from "antd";
import { type ReactNode, useMemo } from "react";
import type { CheckRow, CheckView, Place } from "../../api/types";
import { percent } from "../../shared/format";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import { alternativeOf, ruled } from "./answers";
import { evidenceOf, roleClass, wordsAt } from "./checkMarks";

type Props = {
  row: CheckRow;
  view: CheckView;
  onShow: (place: Place) => void;
  /** Takes one of the other candidates, by its place. */
  onTake: (index: number) => void;
};

/** Why the value is what it is: the words, the rule, the other candidates, and how often it was right before. */
export function Why({ row, view, onShow, onTake }: Props) {
  const { t, word } = useWords();
  const valueText = useValueText();
  const value = ruled(row);
  const points = useMemo(() => Array.from(view.report.text), [view.report.text]);
  const others = (value.alternatives ?? []).map(alternativeOf);
  const seen = row.observed;
  const spans = evidenceOf(row);
  const ruleVersion = row.rule?.version ?? "";
  return (
    <div className="check-why" data-testid="check-why">
      {spans.length > 0 && (
        <Line name={t("checks.evidence")}>
          {spans.map((span) => (
            <button
              key={`${span.role}${span.start}`}
              type="button"
              className={`quote ev on ev-${roleClass(span.role)}`}
              onClick={() => onShow(span)}
              aria-label={t("checks.showWords", { words: wordsAt(points, span) })}
            >
              <span className="quote-role">{word("spanRole", span.role)}</span>
              {wordsAt(points, span)}
              {span.section && <span className="soft"> · {word("section", span.section)}</span>}
            </button>
          ))}
        </Line>
      )}
      {others.length > 0 && (
        <Line name={t("checks.others")}>
          {others.map((other, index) => {
            const shown = valueText(row.variable, other.value) || word("valueState", "not_mentioned");
            const words = other.spans.map((span) => wordsAt(points, span)).join("…");
            return (
              <span key={`${shown}${other.spans[0]?.start ?? ""}`} className="other">
                <button
                  type="button"
                  className="quote"
                  disabled={other.spans.length === 0}
                  onClick={() => other.spans[0] && onShow(other.spans[0])}
                >
                  <b className="num">{shown}</b>
                  {words && <span className="soft"> “{words}”</span>}
                  {other.section && <span className="soft"> · {word("section", other.section)}</span>}
                </button>
                <Button
                  size="small"
                  type="link"
                  onClick={() => onTake(index)}
                  aria-label={t("checks.takeOther", { value: shown })}
                >
                  {t("checks.take")} {index < 9 && <span className="kbd">{index + 1}</span>}
                </Button>
              </span>
            );
          })}
        </Line>
      )}
      <Line name={t("checks.observed")}>
        {seen && seen.n > 0 ? (
          <span className="num">
            {t("checks.observedIn", {
              n: seen.n,
              correct: seen.correct,
              part: percent(seen.correct / seen.n, 0),
            })}
          </span>
        ) : (
          <span className="soft">{t("checks.notObserved")}</span>
        )}
      </Line>
      <Line name={t("checks.rule")}>
        <span className="mono">{row.rule ? row.rule.id : value.rule || "—"}</span>
        {ruleVersion && <span className="soft num">{t("checks.ruleVersion", { version: ruleVersion })}</span>}
        {row.rule && row.rule.line > 0 && (
          <span className="soft num">{t("checks.ruleLine", { line: row.rule.line })}</span>
        )}
        {row.check && ruleVersion && row.check.ruleset.version && row.check.ruleset.version !== ruleVersion && (
          <span className="check-warn">{t("checks.ruleChanged", { version: row.check.ruleset.version })}</span>
        )}
      </Line>
      {row.rule && !row.rule.source && <p className="check-help">{t("checks.ruleElsewhere")}</p>}
      {row.rule?.source && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keys
        <pre className="mono rule-source" tabIndex={0} role="region" aria-label={t("checks.rule")}>
          {numbered(row.rule.source, row.rule.line)}
        </pre>
      )}
      {row.help && <p className="check-help">{row.help}</p>}
    </div>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="why-line">
      <span className="soft">{name}</span>
      <span>{children}</span>
    </div>
  );
}

/** Lines with their numbers in the rule file. */
function numbered(source: string, line: number): string {
  const lines = source.replace(/\s+$/, "").split("\n");
  const width = String(line + lines.length).length;
  return lines.map((text, index) => `${String(line + index).padStart(width)}  ${text}`).join("\n");
}
