import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useList } from "../../api/queries";
import type { Model } from "../../api/types";
import { useProjectId } from "../../layout/useProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { percent, time } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { aucText } from "./curves";
import { ExperimentDialog } from "./ExperimentDialog";

export function ModelsPage() {
  const { t, word } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const table = params.get("table");
  const [adding, setAdding] = useState(table !== null);
  const list = useList<Model>("models", `/projects/${project}/models`);
  const columns = useMemo(
    (): Column<Model>[] => [
      {
        key: "name",
        title: t("models.name"),
        value: (row) => row.name,
        width: 240,
        render: (row) => <b>{row.name}</b>,
      },
      { key: "version", title: t("models.version"), value: (row) => row.version, width: 64 },
      {
        key: "learner",
        title: t("models.learner"),
        value: (row) => word("learner", row.learner),
        width: 130,
        choose: true,
      },
      { key: "target", title: t("models.target"), value: (row) => row.target, width: 110, choose: true },
      {
        key: "auc",
        title: t("models.auc"),
        hint: t("models.aucHint"),
        value: (row) => row.summary.auc,
        width: 170,
        right: true,
        render: (row) => aucText(row.summary),
      },
      {
        key: "accuracy",
        title: t("models.accuracy"),
        value: (row) => row.summary.accuracy,
        width: 90,
        right: true,
        render: (row) => percent(row.summary.accuracy),
      },
      { key: "n", title: t("models.n"), value: (row) => row.summary.n, width: 80, right: true },
      { key: "positives", title: t("models.positives"), value: (row) => row.summary.positives, width: 80, right: true },
      {
        key: "feedback",
        title: t("models.feedback"),
        hint: t("models.feedbackHint"),
        value: (row) => row.accepted,
        width: 110,
        right: true,
        render: (row) => `${row.accepted} / ${row.rejected}`,
      },
      { key: "created", title: t("common.created"), value: (row) => time(row.created), width: 136 },
    ],
    [t, word],
  );
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("models.add")}
    </Button>
  );
  return (
    <Page title={t("menu.models")} lead={t("models.lead")} actions={add}>
      <ActiveJobs project={project} match={/train_model|predict/} />
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("menu.models")}
        columns={columns}
        rows={list.rows}
        id={(row) => row.id}
        loading={list.isPending}
        csv="models"
        onOpen={(row) => void navigate(`/projects/${project}/models/${row.id}`)}
        empty={<Guide title={t("models.empty")} hint={t("models.emptyHint")} action={add} />}
      />
      <ExperimentDialog
        project={project}
        table={table}
        open={adding}
        onClose={() => {
          setAdding(false);
          setParams({}, { replace: true });
        }}
      />
    </Page>
  );
}
