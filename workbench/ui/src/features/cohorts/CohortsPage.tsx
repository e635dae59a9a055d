import { SearchOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useProjectId } from "../../layout/useProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { time } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { Hash } from "../../shared/Hash";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { type OwnCohort, useCohorts } from "../../shared/useCohorts";
import { useWords } from "../../shared/useWords";

/** The frozen cohorts of a project, whatever database they are of. */
export function CohortsPage() {
  const { t, pick } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const [only, setOnly] = useState("");
  const { cohorts, databases, pending, problem } = useCohorts(project);
  const rows = cohorts
    .filter((row) => !only || row.database === only)
    .sort((a, b) => (b.versions[0]?.at ?? "").localeCompare(a.versions[0]?.at ?? ""));
  const columns = useMemo(
    (): Column<OwnCohort>[] => [
      {
        key: "name",
        title: t("cohorts.name"),
        value: (row) => row.name,
        width: 230,
        fixed: true,
        render: (row) => <b>{row.name}</b>,
      },
      { key: "database", title: t("cohorts.database"), value: (row) => row.of.name, width: 150, choose: true },
      {
        key: "version",
        title: t("cohorts.latest"),
        value: (row) => row.versions[0]?.version,
        width: 90,
        right: true,
        render: (row) => t("cohorts.versionNo", { version: row.versions[0]?.version ?? 0 }),
      },
      { key: "members", title: t("cohorts.members"), value: (row) => row.versions[0]?.members, width: 80, right: true },
      {
        key: "says",
        title: t("cohorts.definition"),
        value: (row) => pick(row.versions[0]?.description_zh, row.versions[0]?.description_en),
        width: 380,
      },
      { key: "by", title: t("cohorts.by"), value: (row) => row.versions[0]?.by_name, width: 110, choose: true },
      { key: "at", title: t("cohorts.frozenAt"), value: (row) => time(row.versions[0]?.at), width: 140 },
      {
        key: "hash",
        title: t("cohorts.hash"),
        hint: t("cohorts.hashHint"),
        value: (row) => row.versions[0]?.hash,
        width: 150,
        render: (row) => <Hash value={row.versions[0]?.hash ?? ""} />,
      },
    ],
    [t, pick],
  );
  return (
    <Page title={t("menu.cohorts")} lead={t("cohorts.lead")}>
      <Trouble problem={problem} />
      <DataTable
        label={t("menu.cohorts")}
        columns={columns}
        rows={rows}
        id={(row) => row.id}
        loading={pending}
        onOpen={(row) => void navigate(`/projects/${project}/cohorts/${row.id}`)}
        tools={
          databases.length > 1 && (
            <Select
              style={{ width: 200 }}
              aria-label={t("cohorts.database")}
              value={only}
              onChange={setOnly}
              options={[
                { value: "", label: t("cohorts.allDatabases") },
                ...databases.map((one) => ({ value: one.id, label: one.name })),
              ]}
            />
          )
        }
        empty={
          <Guide
            title={t("cohorts.empty")}
            hint={t("cohorts.emptyHint")}
            action={
              <Button
                type="primary"
                icon={<SearchOutlined />}
                onClick={() => void navigate(`/projects/${project}/search`)}
              >
                {t("cohorts.toSearch")}
              </Button>
            }
          />
        }
      />
    </Page>
  );
}
