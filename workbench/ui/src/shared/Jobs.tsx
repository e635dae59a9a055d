import { CloseOutlined, RedoOutlined, StopOutlined } from "@ant-design/icons";
import { Alert, Button, Progress, Tag } from "antd";
import { useState } from "react";
import { http } from "../api/http";
import { useList, useWrite } from "../api/queries";
import type { Job } from "../api/types";
import { stageOf } from "./stage";
import { useTell } from "./Trouble";
import { useWords } from "./useWords";

const COLORS: Record<string, string> = {
  queued: "default",
  running: "processing",
  succeeded: "success",
  failed: "error",
};

export function JobTag({ job }: { job: Job }) {
  const { word } = useWords();
  return <Tag color={COLORS[job.state] ?? "default"}>{word("jobState", job.state)}</Tag>;
}

export const isOpen = (job: Job): boolean => job.state === "queued" || job.state === "running";

/** Progress in 0..100; null while the total is not known. */
export const jobPercent = (job: Job): number | null =>
  job.state === "succeeded"
    ? 100
    : job.progress?.total > 0
      ? Math.min(100, Math.floor((100 * job.progress.done) / job.progress.total))
      : null;

export function JobButtons({ job, again }: { job: Job; again?: string }) {
  const { t } = useWords();
  const tell = useTell();
  const cancel = useWrite(() => http.post(`/jobs/${job.id}/cancel`), "jobs");
  const retry = useWrite(() => http.post(`/jobs/${job.id}/retry`), "jobs");
  if (isOpen(job)) {
    return (
      <Button
        size="small"
        icon={<StopOutlined />}
        loading={cancel.isPending}
        onClick={(event) => {
          event.stopPropagation();
          cancel.mutate(undefined, { onError: tell });
        }}
      >
        {t("jobs.cancel")}
      </Button>
    );
  }
  if (job.state === "failed" || job.state === "cancelled") {
    return (
      <Button
        size="small"
        icon={<RedoOutlined />}
        loading={retry.isPending}
        onClick={(event) => {
          event.stopPropagation();
          retry.mutate(undefined, { onError: tell });
        }}
      >
        {again ?? t("jobs.retry")}
      </Button>
    );
  }
  return null;
}

export function JobBar({ job }: { job: Job }) {
  const percent = jobPercent(job);
  return (
    <Progress
      percent={percent ?? 0}
      size="small"
      status={job.state === "failed" ? "exception" : job.state === "running" ? "active" : undefined}
      format={() => (percent === null ? "…" : `${percent}%`)}
      aria-label={job.kind}
    />
  );
}

/** The jobs of this project; live through the event stream, with a slow look in case it is cut. */
export function useJobs(project?: string | null) {
  return useList<Job>("jobs", "/jobs", project ? { project } : {}, 100);
}

/** What runs now for this page, and what failed in the last hour, until put away. */
export function ActiveJobs({ project, match }: { project: string; match: RegExp }) {
  const { t, word, zh } = useWords();
  const { rows } = useJobs(project);
  const [hidden, setHidden] = useState<string[]>([]);
  const recent = (job: Job) => Date.now() - new Date(job.ended ?? job.created).getTime() < 3_600_000;
  const shown = rows
    .filter((job) => match.test(job.kind) && !hidden.includes(job.id))
    .filter((job) => isOpen(job) || (job.state === "failed" && recent(job)))
    .slice(0, 4);
  return shown.map((job) => (
    <Alert
      key={job.id}
      type={job.state === "failed" ? "error" : "info"}
      title={
        <div className="row" data-testid="active-job">
          <b>{word("jobKind", job.kind)}</b>
          <JobTag job={job} />
          {isOpen(job) && (
            <div style={{ width: 220 }}>
              <JobBar job={job} />
            </div>
          )}
          <span className="soft num">
            {job.state === "failed"
              ? job.error
              : job.progress?.total
                ? `${job.progress.done} / ${job.progress.total}  ${stageOf(job.progress.message, zh)}`
                : stageOf(job.progress?.message, zh)}
          </span>
        </div>
      }
      action={
        <span className="row">
          <JobButtons job={job} />
          {!isOpen(job) && (
            <Button
              size="small"
              type="text"
              icon={<CloseOutlined />}
              aria-label={t("common.close")}
              onClick={() => setHidden([...hidden, job.id])}
            />
          )}
        </span>
      }
    />
  ));
}
