import { PlusOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import type { Project, ProjectCounts } from "../../api/types";
import { useProjects } from "../../layout/lastProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { time } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { NewProject } from "./NewProject";

const COUNTS: (keyof ProjectCounts)[] = [
  "reports",
  "cases",
  "studies",
  "rois",
  "feature_tables",
  "models",
  "predictions",
];

export function ProjectsPage() {
  const { t, word } = useWords();
  const navigate = useNavigate();
  const projects = useProjects();
  const [adding, setAdding] = useState(false);
  const columns = useMemo(
    (): Column<Project>[] => [
      {
        key: "title",
        title: t("projects.title"),
        value: (row) => row.title,
        width: 250,
        render: (row) => <b>{row.title}</b>,
      },
      {
        key: "kind",
        title: t("projects.kind"),
        value: (row) => row.kind,
        width: 100,
        choose: true,
        chooseText: (kind) => word("projectKind", kind),
        render: (row) => <Tag color={row.kind === "shared" ? "cyan" : "default"}>{word("projectKind", row.kind)}</Tag>,
      },
      { key: "role", title: t("projects.role"), value: (row) => word("role", row.role), width: 120, choose: true },
      ...COUNTS.map((count) => ({
        key: count,
        title: t(`counts.${count}`),
        value: (row: Project) => row.counts?.[count] ?? 0,
        width: 84,
        right: true,
      })),
      { key: "created", title: t("common.created"), value: (row) => time(row.created), width: 150 },
    ],
    [t, word],
  );
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("projects.add")}
    </Button>
  );
  return (
    <Page title={t("menu.projects")} lead={t("projects.lead")} actions={add}>
      <Trouble problem={projects.error} retry={() => void projects.refetch()} />
      <DataTable
        label={t("menu.projects")}
        columns={columns}
        rows={projects.data?.items ?? []}
        id={(row) => row.id}
        loading={projects.isPending}
        csv="projects"
        onOpen={(row) => void navigate(`/projects/${row.id}/reports`)}
        empty={<Guide title={t("projects.empty")} hint={t("projects.emptyHint")} action={add} />}
      />
      <NewProject open={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}
