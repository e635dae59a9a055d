import { PlusOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useList } from "../../api/queries";
import type { Database } from "../../api/types";
import { useProjectId } from "../../layout/useProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { NewDatabase } from "./NewDatabase";

export function DatabasesPage() {
  const { t } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const list = useList<Database>("databases", `/projects/${project}/databases`);
  const columns = useMemo(
    (): Column<Database>[] => [
      {
        key: "name",
        title: t("databases.name"),
        value: (row) => row.name,
        width: 240,
        render: (row) => <b>{row.name}</b>,
      },
      { key: "pack", title: t("databases.pack"), value: (row) => `${row.pack} ${row.pack_version ?? ""}`, width: 180 },
      {
        key: "variables",
        title: t("databases.variables"),
        value: (row) => row.variables?.length,
        width: 100,
        right: true,
      },
      { key: "cases", title: t("counts.cases"), value: (row) => row.cases, width: 100, right: true },
      { key: "values", title: t("databases.values"), value: (row) => row.values, width: 100, right: true },
      {
        key: "index",
        title: t("databases.index"),
        value: (row) => row.index?.documents ?? 0,
        width: 140,
        render: (row) =>
          row.index?.built ? (
            <Tag color="green">{t("databases.indexed", { count: row.index.documents })}</Tag>
          ) : (
            <Tag>{t("databases.notIndexed")}</Tag>
          ),
      },
    ],
    [t],
  );
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("databases.add")}
    </Button>
  );
  return (
    <Page title={t("menu.databases")} lead={t("databases.lead")} actions={add}>
      <ActiveJobs project={project} match={/fill_database|import_values/} />
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("menu.databases")}
        columns={columns}
        rows={list.rows}
        id={(row) => row.id}
        loading={list.isPending}
        csv="databases"
        onOpen={(row) => void navigate(`/projects/${project}/databases/${row.id}`)}
        empty={<Guide title={t("databases.empty")} hint={t("databases.emptyHint")} action={add} />}
      />
      <NewDatabase project={project} open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}
