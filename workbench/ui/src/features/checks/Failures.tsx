import { Alert, Button } from "antd";
import { Link } from "react-router";
import { useProblemText } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import type { Step } from "./answers";
import { removeFailure, useFailures } from "./failures";

type Props = {
  project: string;
  database: string;
  report: string;
  nameOf: (field: string) => string;
  onRetry: (steps: Step[], rest: boolean) => void;
};

/** Answers the server did not take, of this report or one left behind. */
export function Failures({ project, database, report, nameOf, onRetry }: Props) {
  const { t } = useWords();
  const text = useProblemText();
  return useFailures()
    .filter((failure) => failure.database === database)
    .map((failure) => {
      const here = failure.report === report;
      const typed = failure.steps.some((step) => step.answer?.verdict === "corrected");
      const names = failure.steps.slice(0, 3).map((step) => nameOf(step.field));
      return (
        <Alert
          key={failure.id}
          type="error"
          showIcon
          closable={{ onClose: () => removeFailure(failure.id), "aria-label": t("common.close") }}
          title={
            <>
              <b>
                {t("checks.notStored", {
                  names:
                    failure.steps.length > 3
                      ? t("checks.andMore", { names: names.join("、"), count: failure.steps.length })
                      : names.join("、"),
                })}
              </b>{" "}
              {text(failure.problem)} {typed ? t("checks.kept") : t("checks.asStored")}
            </>
          }
          action={
            here ? (
              <Button
                size="small"
                onClick={() => {
                  removeFailure(failure.id);
                  onRetry(failure.steps, failure.rest);
                }}
              >
                {t("common.retry")}
              </Button>
            ) : (
              <Link
                to={`/projects/${project}/databases/${database}/checks/${failure.report}?field=${failure.steps[0]?.field ?? ""}`}
              >
                {failure.title}
              </Link>
            )
          }
        />
      );
    });
}
