import { Button, Descriptions, Skeleton } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useGet } from "../../api/queries";
import type { Report } from "../../api/types";
import { FindingList } from "../../shared/findings/FindingList";
import { date } from "../../shared/format";
import { Page } from "../../shared/Page";
import { StudyLinks } from "../../shared/StudyLinks";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { ReportText } from "./ReportText";
import { ReportValues } from "./ReportValues";

/** Text left, values right, AI findings below; all linked. */
export function ReportPage() {
  const { t } = useWords();
  const { project = "", report: id = "" } = useParams();
  const navigate = useNavigate();
  const answer = useGet<Report>("report", `/reports/${id}`);
  const [chosen, setChosen] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const report = answer.data;
  if (!report) {
    return (
      <Page title={t("reports.one")}>
        <Trouble problem={answer.error} retry={() => void answer.refetch()} />
        {answer.isPending && <Skeleton active />}
      </Page>
    );
  }
  return (
    <Page
      title={
        <>
          {t("reports.one")} · {report.patient.label}
        </>
      }
      actions={<Button onClick={() => void navigate(`/projects/${project}/reports`)}>{t("reports.back")}</Button>}
    >
      <Descriptions
        size="small"
        column={5}
        items={[
          { key: "accession", label: t("reports.accession"), children: report.accession || "—" },
          { key: "modality", label: t("reports.modality"), children: report.modality || "—" },
          { key: "body", label: t("reports.body"), children: report.body_part || "—" },
          { key: "date", label: t("reports.date"), children: date(report.exam_date) || "—" },
          {
            key: "studies",
            label: t("reports.images"),
            children: <StudyLinks project={project} studies={report.studies} />,
          },
        ]}
      />
      <div className="grid2" style={{ gridTemplateColumns: "minmax(0,1.15fr) minmax(0,1fr)", alignItems: "start" }}>
        <section className="panel" aria-label={t("reports.text")} style={{ maxHeight: "56vh", overflow: "auto" }}>
          <h2 className="panel-title">
            {t("reports.text")}
            <span className="shell-space" />
            <span className="soft" style={{ fontWeight: 400, fontSize: 12 }}>
              <span className="mention">{t("reports.asserted")}</span>{" "}
              <span className="mention negated">{t("reports.negated")}</span>{" "}
              <span className="mention uncertain">{t("reports.uncertain")}</span>{" "}
              <span className="evidence">{t("reports.evidence")}</span>
            </span>
          </h2>
          <ReportText report={report} lit={over ?? chosen} scroll={over === null} onSelect={setChosen} />
        </section>
        <section className="panel" aria-label={t("reports.values")} style={{ maxHeight: "56vh", overflow: "auto" }}>
          <h2 className="panel-title">{t("reports.values")}</h2>
          <ReportValues
            project={project}
            report={id}
            values={report.values}
            lit={over ?? chosen}
            onHover={setOver}
            onSelect={(index) => {
              setOver(null);
              setChosen(index);
            }}
          />
        </section>
      </div>
      <section aria-label={t("findings.title")}>
        <h2 className="panel-title">
          {t("findings.title")}
          <span className="soft" style={{ fontWeight: 400, fontSize: 12 }}>
            <span className="kbd">A</span> {t("findings.accept")} · <span className="kbd">R</span>{" "}
            {t("findings.reject")} · <span className="kbd">J</span>/<span className="kbd">K</span> {t("findings.move")}
          </span>
        </h2>
        <FindingList findings={report.findings} project={project} />
      </section>
    </Page>
  );
}
