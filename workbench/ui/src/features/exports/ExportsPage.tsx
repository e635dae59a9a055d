import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import type { ExportRequest } from "../../api/cohorts";
import { useList, useSession } from "../../api/queries";
import { useProjectId } from "../../layout/useProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { time } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { StateTag } from "./StateTag";

type Shown = "all" | "mine" | "waiting";

/** Requests to take data out: one's own, and for a steward those of everybody. */
export function ExportsPage() {
  const { t } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const me = useSession().data?.user.id;
  const [shown, setShown] = useState<Shown>("all");
  const list = useList<ExportRequest>("exports", `/projects/${project}/exports`);
  const waiting = list.rows.filter((row) => row.may.decide).length;
  const rows = list.rows.filter((row) =>
    shown === "mine" ? row.by === me : shown === "waiting" ? row.may.decide : true,
  );
  const columns = useMemo(
    (): Column<ExportRequest>[] => [
      { key: "number", title: t("exports.number"), value: (row) => row.number, width: 76, right: true, fixed: true },
      {
        key: "state",
        title: t("exports.state"),
        value: (row) => t(`exportState.${row.state}`),
        width: 96,
        choose: true,
        render: (row) => <StateTag state={row.state} />,
      },
      {
        key: "cohort",
        title: t("exports.cohort"),
        value: (row) => `${row.cohort.name} · ${t("cohorts.versionNo", { version: row.cohort.version })}`,
        width: 230,
      },
      { key: "cases", title: t("exports.cases"), value: (row) => row.cohort.members, width: 70, right: true },
      { key: "fields", title: t("exports.fields"), value: (row) => row.fields.length, width: 70, right: true },
      {
        key: "level",
        title: t("exports.level"),
        value: (row) => t(`dataLevel.${row.level}`),
        width: 110,
        choose: true,
      },
      { key: "formats", title: t("exports.formats"), value: (row) => formatsOf(row), width: 150 },
      { key: "reason", title: t("exports.reason"), value: (row) => row.reason, width: 240 },
      { key: "by", title: t("exports.by"), value: (row) => row.by_name, width: 100, choose: true },
      { key: "at", title: t("exports.at"), value: (row) => time(row.at), width: 140 },
      { key: "decided", title: t("exports.decidedBy"), value: (row) => row.decision?.by_name, width: 100 },
      {
        key: "downloads",
        title: t("exports.downloads"),
        value: (row) => row.package?.downloads.length ?? null,
        width: 80,
        right: true,
      },
    ],
    [t],
  );
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate(`/projects/${project}/exports/new`)}>
      {t("exports.add")}
    </Button>
  );
  return (
    <Page title={t("menu.exports")} lead={t("exports.lead")} actions={add}>
      <ActiveJobs project={project} match={/export/} />
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("menu.exports")}
        columns={columns}
        rows={rows}
        id={(row) => row.id}
        loading={list.isPending}
        tools={
          <Segmented
            aria-label={t("exports.state")}
            value={shown}
            onChange={(next) => setShown(next as Shown)}
            options={[
              { value: "all", label: t("exports.everything") },
              { value: "mine", label: t("exports.mine") },
              { value: "waiting", label: `${t("exports.waiting")}${waiting ? ` ${waiting}` : ""}` },
            ]}
          />
        }
        onOpen={(row) => void navigate(`/projects/${project}/exports/${row.id}`)}
        empty={
          shown === "all" && !list.error ? (
            <Guide title={t("exports.empty")} hint={t("exports.emptyHint")} action={add} />
          ) : undefined
        }
      />
    </Page>
  );
}

const formatsOf = (row: ExportRequest): string =>
  [...row.formats, ...(row.dicom ? ["dicom"] : [])].join(" ").toUpperCase();
