import { Alert, Select, Statistic } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { CohortComparison, CohortVersion, MovedCase } from "../../api/cohorts";
import { useGet } from "../../api/queries";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Props = { project: string; cohort: string; versions: CohortVersion[]; at: number };

/** Who came, who went and who stayed between two versions. */
export function CompareTab({ project, cohort, versions, at }: Props) {
  const { t, pick } = useWords();
  const before = versions.find((one) => one.version < at)?.version ?? at;
  const after = before === at ? (versions.find((one) => one.version > at)?.version ?? at) : at;
  const [a, setA] = useState<number | null>(null);
  const [b, setB] = useState<number | null>(null);
  const [from, to] = [a ?? before, b ?? after];
  const answer = useGet<CohortComparison>(
    "cohorts",
    versions.length > 1 && from !== to ? `/cohorts/${cohort}/compare` : null,
    { a: from, b: to },
  );
  if (versions.length < 2) return <p className="soft">{t("cohorts.oneVersion")}</p>;
  const options = versions.map((one) => ({
    value: one.version,
    label: t("search.versionOf", { version: one.version, count: one.members }),
  }));
  const data = answer.data;
  const says = (version: number) => {
    const one = versions.find((each) => each.version === version);
    return pick(one?.description_zh, one?.description_en);
  };
  const same = JSON.stringify(data?.criteria.a) === JSON.stringify(data?.criteria.b);
  return (
    <div className="compare">
      <div className="row">
        <Select aria-label={t("cohorts.a")} style={{ width: 180 }} value={from} onChange={setA} options={options} />
        <span>→</span>
        <Select aria-label={t("cohorts.b")} style={{ width: 180 }} value={to} onChange={setB} options={options} />
      </div>
      <Trouble problem={answer.error} retry={() => void answer.refetch()} />
      {data && from !== to && (
        <>
          <div className="row compare-counts" data-testid="comparison">
            <Statistic title={t("cohorts.kept")} value={data.kept} />
            <Statistic title={t("cohorts.added")} value={data.added.length} prefix="+" />
            <Statistic title={t("cohorts.removed")} value={data.removed.length} prefix="−" />
          </div>
          <Alert
            type={same ? "info" : "warning"}
            title={t(same ? "cohorts.sameCriteria" : "cohorts.otherCriteria")}
            description={
              same ? undefined : (
                <>
                  <div>
                    <b>{t("cohorts.versionNo", { version: from })}</b> {says(from)}
                  </div>
                  <div>
                    <b>{t("cohorts.versionNo", { version: to })}</b> {says(to)}
                  </div>
                </>
              )
            }
          />
          <div className="grid2">
            <Moved project={project} title={t("cohorts.added")} none={t("cohorts.noneAdded")} rows={data.added} />
            <Moved project={project} title={t("cohorts.removed")} none={t("cohorts.noneRemoved")} rows={data.removed} />
          </div>
        </>
      )}
    </div>
  );
}

function Moved({ project, title, none, rows }: { project: string; title: string; none: string; rows: MovedCase[] }) {
  return (
    <section className="panel">
      <h2 className="panel-title">
        {title} <span className="soft num">{rows.length}</span>
      </h2>
      {rows.length === 0 && <p className="soft">{none}</p>}
      <ul className="moved">
        {rows.slice(0, 1000).map((row) => (
          <li key={row.case}>
            <Link to={`/projects/${project}/cases/${row.case}`}>{row.patient.label}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
