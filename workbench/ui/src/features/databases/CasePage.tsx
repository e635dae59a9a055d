import { Skeleton, Table, Tag } from "antd";
import { Link, useParams } from "react-router";
import { useGet } from "../../api/queries";
import type { Case } from "../../api/types";
import { date, percent } from "../../shared/format";
import { WhyButton } from "../../shared/LineageDrawer";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";

/** One patient in one database: values, and the reports and images they come from, by date. */
export function CasePage() {
  const { t, pick, word } = useWords();
  const { project = "", case: id = "" } = useParams();
  const answer = useGet<Case>("case", `/cases/${id}`);
  const valueText = useValueText();
  const data = answer.data;
  if (!data) {
    return (
      <Page title={t("databases.case")}>
        <Trouble problem={answer.error} retry={() => void answer.refetch()} />
        {answer.isPending && <Skeleton active />}
      </Page>
    );
  }
  const rows = data.variables.flatMap((variable) => {
    const held = data.values[variable.key];
    return held ? [{ variable, ...held }] : [];
  });
  const history = [
    ...data.report_list.map((report) => ({
      key: report.id,
      at: date(report.exam_date),
      what: "report" as const,
      report,
    })),
    ...data.studies.map((study) => ({ key: study.id, at: date(study.date), what: "study" as const, study })),
  ].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <Page title={`${t("databases.case")} · ${data.patient.label}`} lead={data.database_name}>
      <div className="grid2" style={{ alignItems: "start" }}>
        <section className="panel">
          <h2 className="panel-title">{t("reports.values")}</h2>
          <Table
            size="small"
            pagination={false}
            rowKey={(row) => row.variable.key}
            dataSource={rows}
            columns={[
              { title: t("databases.variable"), render: (_, row) => pick(row.variable.name_zh, row.variable.name_en) },
              {
                title: t("databases.value"),
                render: (_, row) =>
                  row.value.state === "not_mentioned" ? (
                    <span className="soft">{t("valueState.not_mentioned")}</span>
                  ) : (
                    <span className="num">
                      {valueText(row.variable, row.value.value) || word("valueState", row.value.state)}{" "}
                      {row.value.state !== "asserted" && <Tag>{word("valueState", row.value.state)}</Tag>}
                    </span>
                  ),
              },
              { title: t("databases.origin"), render: (_, row) => word("origin", row.origin) },
              {
                title: t("databases.confidence"),
                align: "right",
                render: (_, row) => percent(row.value.confidence, 0),
              },
              {
                title: "",
                width: 44,
                render: (_, row) => (
                  <WhyButton kind="case" id={id} title={pick(row.variable.name_zh, row.variable.name_en)} />
                ),
              },
            ]}
          />
        </section>
        <section className="panel">
          <h2 className="panel-title">{t("databases.history")}</h2>
          {history.length === 0 && <p className="soft">{t("databases.noHistory")}</p>}
          {history.map((entry) => (
            <div key={entry.key} style={{ padding: "6px 0", borderBottom: "1px solid var(--line)" }}>
              <span className="num soft">{entry.at || "—"}</span>{" "}
              {entry.what === "report" ? (
                <>
                  <Tag>{t("reports.one")}</Tag>
                  <Link to={`/projects/${project}/reports/${entry.report.id}`}>
                    {entry.report.modality} {entry.report.accession}
                  </Link>
                  <div className="soft">{entry.report.excerpt}</div>
                </>
              ) : (
                <>
                  <Tag color="cyan">{t("studies.one")}</Tag>
                  <Link to={`/projects/${project}/studies/${entry.study.id}`}>
                    {entry.study.modalities.join("/")} {entry.study.description}
                  </Link>
                  <div className="soft">
                    {t("studies.counts", {
                      series: entry.study.series,
                      instances: entry.study.instances,
                      rois: entry.study.rois,
                    })}
                  </div>
                </>
              )}
            </div>
          ))}
        </section>
      </div>
    </Page>
  );
}
