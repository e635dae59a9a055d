import { Alert, App, Button } from "antd";
import { useCallback } from "react";
import type { FieldError, Problem } from "../api/http";
import { useWords } from "./useWords";

/** What is wrong with one field, in the reader's language. */
export const saidOf = (error: Partial<FieldError>, zh: boolean): string =>
  (zh
    ? error.message_zh || error.zh || error.message || error.en
    : error.message || error.en || error.message_zh || error.zh) ?? "";

/** The sentence for a problem in the reader's language: our own words by code, else the server's. */
export function useProblemText() {
  const { t, zh } = useWords();
  return useCallback(
    (problem: Problem): string => {
      const own = t(`problem.${problem.code}`, { defaultValue: "" });
      const said = (zh && problem.detailZh) || problem.detail;
      const fields = (problem.errors ?? []).map((error) => `${error.field}: ${saidOf(error, zh)}`);
      return [
        own && said && own !== said ? `${own} ${said}` : own || said || problem.title || problem.message,
        ...fields,
      ]
        .filter(Boolean)
        .join("; ");
    },
    [t, zh],
  );
}

/** A failed request, shown plainly where its content would have stood. */
export function Trouble({ problem, retry }: { problem: Problem | null | undefined; retry?: () => void }) {
  const text = useProblemText();
  const { t } = useWords();
  if (!problem) return null;
  return (
    <Alert
      type="error"
      showIcon
      title={text(problem)}
      description={
        problem.trace ? <span className="mono">{t("common.trace", { trace: problem.trace })}</span> : undefined
      }
      action={
        retry && (
          <Button size="small" onClick={retry}>
            {t("common.retry")}
          </Button>
        )
      }
    />
  );
}

/** Shows a short message for the failure of an action. */
export function useTell() {
  const { message } = App.useApp();
  const text = useProblemText();
  return useCallback((problem: unknown) => void message.error(text(problem as Problem), 6), [message, text]);
}
