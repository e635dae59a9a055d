import { Alert, Select, Statistic, Tag } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { CohortComparison, CohortVersion, MovedCase } from "../../api/cohorts";
import { useGet } from "../../api/queries";
import type { Variable } from "../../api/types";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Props = { project: string; cohort: string; versions: CohortVersion[]; at: number; variables: Variable[] };

/** Who came, who went and who stayed between two versions. */
export function CompareTab({ project, cohort, versions, at, variables }: Props) {
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
            <Statistic title={t("cohorts.changedValues")} value={data.changed.values} />
            <Statistic title={t("cohorts.changedReports")} value={data.changed.reports} />
            <Statistic title={t("cohorts.changedImages")} value={data.changed.images} />
          </div>
          <ChangedFields fields={data.changed.fields} variables={variables} />
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

function ChangedFields({ fields, variables }: { fields: Record<string, number>; variables: Variable[] }) {
  const { t, pick } = useWords();
  const rows = Object.entries(fields).sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return null;
  const name = (key: string) => {
    const variable = variables.find((one) => one.key === key);
    return variable ? pick(variable.name_zh, variable.name_en) : key;
  };
  return (
    <section className="panel">
      <h2 className="panel-title">{t("cohorts.changedFields")}</h2>
      <div className="row">
        {rows.map(([key, count]) => (
          <Tag key={key}>
            {name(key)} <span className="num">{count}</span>
          </Tag>
        ))}
      </div>
    </section>
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
