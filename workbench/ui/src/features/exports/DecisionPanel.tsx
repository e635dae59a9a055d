import { CheckOutlined, CloseOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox, Input } from "antd";
import { useState } from "react";
import type { ExportRequest } from "../../api/cohorts";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import { time } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

/** The steward's decision, or why there is none to make. */
export function DecisionPanel({ request }: { request: ExportRequest }) {
  const { t, pick } = useWords();
  const [note, setNote] = useState("");
  const [looked, setLooked] = useState(false);
  const decide = useWrite(
    (approve: boolean) => http.post<ExportRequest>(`/exports/${request.id}/decision`, { approve, note: note.trim() }),
    "export",
    "exports",
    "jobs",
  );
  const { decision } = request;
  return (
    <section className="panel" data-testid="decision">
      <h2 className="panel-title">{t("exports.review")}</h2>
      {decision && (
        <Alert
          type={decision.approved ? "success" : "error"}
          showIcon
          title={t(decision.approved ? "exports.approvedBy" : "exports.rejectedBy", { name: decision.by_name })}
          description={
            <>
              <div>{decision.note}</div>
              <span className="soft num">{time(decision.at)}</span>
            </>
          }
        />
      )}
      {!decision && !request.may.decide && (
        <Alert
          type="info"
          showIcon
          title={request.state === "requested" ? t("exports.cannotDecide") : t(`exportState.${request.state}`)}
          description={pick(request.why_not_zh, request.why_not_en) || undefined}
        />
      )}
      {request.may.decide && (
        <div className="decide">
          <Checkbox checked={looked} onChange={(event) => setLooked(event.target.checked)}>
            {t("exports.looked")}
          </Checkbox>
          <Input.TextArea
            rows={3}
            maxLength={2000}
            aria-label={t("exports.decisionNote")}
            placeholder={`${t("exports.decisionNote")} · ${t("exports.decisionHint")}`}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <div className="row">
            <Button
              type="primary"
              icon={<CheckOutlined />}
              disabled={!looked}
              loading={decide.isPending && decide.variables}
              onClick={() => decide.mutate(true)}
            >
              {t("exports.approve")}
            </Button>
            <Button
              danger
              icon={<CloseOutlined />}
              disabled={note.trim() === ""}
              title={note.trim() === "" ? t("exports.decisionHint") : undefined}
              loading={decide.isPending && !decide.variables}
              onClick={() => decide.mutate(false)}
            >
              {t("exports.reject")}
            </Button>
          </div>
        </div>
      )}
      <Trouble problem={decide.error} />
    </section>
  );
}
