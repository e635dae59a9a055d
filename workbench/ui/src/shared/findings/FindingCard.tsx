import { CheckOutlined, CloseOutlined, ExportOutlined } from "@ant-design/icons";
import { Button, Input, Progress, Space, Tag } from "antd";
import { lazy, Suspense, useState } from "react";
import { Link } from "react-router";
import type { Finding, Verdict } from "../../api/types";
import { palette } from "../../theme/tokens";
import { Boundary } from "../Boundary";
import { number, percent, time, volume } from "../format";
import { WhyButton } from "../LineageDrawer";
import { useWords } from "../useWords";
import { Contributions } from "./Contributions";
import { useFeedback } from "./useFeedback";

const FindingImage = lazy(() => import("./FindingImage"));

type Props = { finding: Finding; project: string; at: boolean; onPoint: () => void };

/** One AI finding: where, how sure, why; and the clinician's answer. */
export function FindingCard({ finding, project, at, onPoint }: Props) {
  const { t, pick, word } = useWords();
  const feedback = useFeedback(finding.id);
  const [reason, setReason] = useState("");
  const [again, setAgain] = useState(false);
  const label = pick(finding.label_zh, finding.label_en);
  const said = finding.feedback;
  const answer = (verdict: Verdict) =>
    feedback.mutate(
      { verdict, reason: reason.trim() },
      {
        onSuccess: () => {
          setAgain(false);
          setReason("");
        },
      },
    );
  return (
    <article
      className={`finding-card${at ? " at" : ""}`}
      data-testid="finding"
      data-id={finding.id}
      data-verdict={said?.verdict ?? ""}
      aria-label={label}
      onFocus={onPoint}
      onMouseDown={onPoint}
    >
      <div className="finding-body">
        <Boundary>
          <Suspense fallback={<div style={{ height: 230, background: "#000" }} />}>
            <FindingImage finding={finding} />
          </Suspense>
        </Boundary>
        <div style={{ minWidth: 0 }}>
          <div className="row">
            <b style={{ fontSize: 14 }}>{label}</b>
            <Tag color={finding.positive ? "orange" : "default"}>
              {finding.positive ? t("findings.positive") : t("findings.negative")}
            </Tag>
            <span className="soft">
              {finding.model.name} v{finding.model.version}
            </span>
            <span className="shell-space" />
            <WhyButton kind="finding" id={finding.id} title={label} text />
            <Link to={`/projects/${project}/studies/${finding.study_id}?finding=${finding.id}`}>
              <ExportOutlined /> {t("findings.openImage")}
            </Link>
          </div>
          <p style={{ margin: "6px 0" }}>{pick(finding.text_zh, finding.text_en)}</p>
          <div className="row num">
            <span>
              {t("findings.probability")} <b data-testid="probability">{percent(finding.probability)}</b>
            </span>
            <Progress
              percent={finding.probability * 100}
              showInfo={false}
              size="small"
              strokeColor={finding.positive ? palette.finding : palette.primary}
              style={{ width: 120 }}
              aria-label={t("findings.probability")}
            />
            <span className="soft">
              {t("findings.threshold")} {percent(finding.threshold)}
            </span>
            {(finding.measurements ?? []).map((one) => (
              <span key={one.code.value} className="soft">
                {t(`measure.${one.code.value}`, { defaultValue: one.code.meaning })}{" "}
                {one.unit === "mm3" ? volume(one.value) : `${number(one.value)} ${one.unit}`}
              </span>
            ))}
          </div>
          <details open style={{ margin: "8px 0" }}>
            <summary>{t("findings.why")}</summary>
            <Contributions items={finding.reasons ?? []} />
          </details>
          {said && !again ? (
            <div className="row">
              <Tag
                color={said.verdict === "accepted" ? "green" : "red"}
                icon={said.verdict === "accepted" ? <CheckOutlined /> : <CloseOutlined />}
              >
                {word("verdict", said.verdict)}
              </Tag>
              <span className="soft">
                {said.user} {time(said.at)}
                {said.reason ? ` · ${said.reason}` : ""}
              </span>
              <Button size="small" type="link" onClick={() => setAgain(true)}>
                {t("findings.change")}
              </Button>
            </div>
          ) : (
            <Space.Compact style={{ width: "100%", maxWidth: 560 }}>
              <Button
                type="primary"
                icon={<CheckOutlined />}
                loading={feedback.isPending}
                onClick={() => answer("accepted")}
              >
                {t("findings.accept")}
              </Button>
              <Button danger icon={<CloseOutlined />} loading={feedback.isPending} onClick={() => answer("rejected")}>
                {t("findings.reject")}
              </Button>
              <Input
                placeholder={t("findings.reason")}
                aria-label={t("findings.reason")}
                value={reason}
                maxLength={500}
                onChange={(event) => setReason(event.target.value)}
              />
            </Space.Compact>
          )}
        </div>
      </div>
    </article>
  );
}
