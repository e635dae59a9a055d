import { CloseCircleFilled, WarningFilled } from "@ant-design/icons";
import { useCallback } from "react";
import type { Diagnostic, RuleCheck } from "../../api/rules";
import { useWords } from "../../shared/useWords";
import { palette } from "../../theme/tokens";

/** A diagnostic as words: what is wrong, and how to mend it. */
export function useDiagnosticText() {
  const { pick } = useWords();
  return useCallback(
    (one: Diagnostic) =>
      [pick(one.message_zh, one.message_en), pick(one.cure_zh, one.cure_en)].filter(Boolean).join(" → "),
    [pick],
  );
}

/** What is wrong with a rule file; a click leads to the line. */
export function Problems({ list, onJump }: { list: Diagnostic[]; onJump?: (line: number, column: number) => void }) {
  const { t, pick } = useWords();
  return (
    <ul className="rule-problems" aria-label={t("rules.problems")}>
      {list.map((one, index) => (
        <li key={index}>
          <button type="button" onClick={() => onJump?.(one.line, one.column)} disabled={!onJump}>
            {one.severity === "error" ? (
              <CloseCircleFilled style={{ color: palette.bad }} aria-label={t("rules.error")} />
            ) : (
              <WarningFilled style={{ color: palette.unsure }} aria-label={t("rules.warning")} />
            )}
            <span className="num soft">{t("rules.at", { line: one.line, column: one.column })}</span>
            <span>
              {pick(one.message_zh, one.message_en)}
              {(one.cure_zh || one.cure_en) && (
                <span className="cure"> {t("rules.cure", { cure: pick(one.cure_zh, one.cure_en) })}</span>
              )}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The diagnostics of a rule check inside a refused answer; none when it holds no check. */
export function diagnosticsIn(parts: unknown): Diagnostic[] {
  const list = (parts as Partial<RuleCheck> | null | undefined)?.diagnostics;
  if (!Array.isArray(list)) return [];
  return list.filter(
    (one): one is Diagnostic => typeof one === "object" && one !== null && "line" in one && "message_zh" in one,
  );
}
