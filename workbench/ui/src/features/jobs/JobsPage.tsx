import { Segmented } from "antd";
import { useMemo, useState } from "react";
import { useList } from "../../api/queries";
import type { Job } from "../../api/types";
import { useProjects } from "../../layout/lastProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { time } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { isOpen, JobBar, JobButtons, JobTag, jobPercent } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { stageOf } from "../../shared/stage";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { JobDrawer, troubles } from "./JobDrawer";

const STATES = ["", "queued", "running", "succeeded", "failed", "cancelled"];

export function JobsPage() {
  const { t, word, zh } = useWords();
  const [state, setState] = useState("");
  const [open, setOpen] = useState<string | null>(null);
  const list = useList<Job>("jobs", "/jobs", { state });
  const projects = useProjects().data?.items;
  const columns = useMemo(
    (): Column<Job>[] => [
      { key: "kind", title: t("jobs.kind"), value: (row) => word("jobKind", row.kind), width: 160, choose: true },
      {
        key: "state",
        title: t("jobs.state"),
        value: (row) => word("jobState", row.state),
        width: 90,
        render: (row) => <JobTag job={row} />,
      },
      {
        key: "progress",
        title: t("jobs.progress"),
        value: (row) => jobPercent(row),
        width: 190,
        render: (row) =>
          isOpen(row) ? (
            <JobBar job={row} />
          ) : (
            <span className="num soft">
              {row.progress?.total ? `${row.progress.done} / ${row.progress.total}` : ""}
            </span>
          ),
      },
      {
        key: "message",
        title: t("jobs.message"),
        value: (row) => row.error ?? stageOf(row.progress?.message, zh),
        width: 340,
        render: (row) => (
          <span style={row.error ? { color: "#b23b3b" } : undefined} title={row.error ?? undefined}>
            {row.error ??
              (troubles(row).length
                ? t("jobs.problems", { count: troubles(row).length })
                : stageOf(row.progress?.message, zh))}
          </span>
        ),
      },
      {
        key: "project",
        title: t("menu.projects"),
        value: (row) => projects?.find((one) => one.id === row.project)?.title ?? "",
        width: 180,
        choose: true,
      },
      { key: "created", title: t("common.created"), value: (row) => time(row.created), width: 140 },
      { key: "ended", title: t("jobs.ended"), value: (row) => time(row.ended), width: 140 },
      { key: "attempts", title: t("jobs.attempts"), value: (row) => row.attempts, width: 70, right: true },
      { key: "tools", title: "", value: () => "", width: 110, render: (row) => <JobButtons job={row} /> },
    ],
    [t, word, zh, projects],
  );
  return (
    <Page title={t("menu.jobs")} lead={t("jobs.lead")}>
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("menu.jobs")}
        columns={columns}
        rows={list.rows.filter((row) => !state || row.state === state)}
        id={(row) => row.id}
        loading={list.isPending}
        total={list.total}
        csv="jobs"
        onOpen={(row) => setOpen(row.id)}
        onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        tools={
          <Segmented
            size="small"
            value={state}
            onChange={setState}
            options={STATES.map((value) => ({ value, label: value ? t(`jobState.${value}`) : t("results.all") }))}
          />
        }
        empty={state ? undefined : <Guide title={t("jobs.empty")} hint={t("jobs.emptyHint")} />}
      />
      <JobDrawer job={list.rows.find((row) => row.id === open) ?? null} onClose={() => setOpen(null)} />
    </Page>
  );
}
