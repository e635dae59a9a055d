import { App } from "antd";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import type { Finding, Verdict } from "../../api/types";
import { useTell } from "../Trouble";
import { useWords } from "../useWords";

/** Stores the clinician's verdict; every list that shows the finding follows. */
export function useFeedback(finding: string) {
  const { t } = useWords();
  const { message } = App.useApp();
  const tell = useTell();
  const write = useWrite(
    (input: { verdict: Verdict; reason?: string }) => http.post<Finding>(`/findings/${finding}/feedback`, input),
    "report",
    "findings",
    "study",
    "models",
  );
  return {
    ...write,
    mutate: (input: { verdict: Verdict; reason?: string }, options?: { onSuccess?: () => void }) =>
      write.mutate(input, {
        onError: tell,
        onSuccess: () => {
          message.success(t("findings.stored"));
          options?.onSuccess?.();
        },
      }),
  };
}
