import { CloseOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Extracted } from "../../api/radiomics";
import type { Job } from "../../api/types";
import { ActiveJobs, isOpen, JobButtons, useJobs } from "../../shared/Jobs";
import { useWords } from "../../shared/useWords";

const KIND = "extract_features";
/** What ended this long ago is no news any more. */
const NEWS = 15 * 60_000;

/** Extractions that run, were stopped and can go on, or have just ended. */
export function ExtractionJobs({ project }: { project: string }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { rows } = useJobs(project);
  const [hidden, setHidden] = useState<string[]>([]);
  const fresh = (job: Job) => job.ended !== null && Date.now() - new Date(job.ended).getTime() < NEWS;
  const ended = rows.filter((job) => job.kind === KIND && fresh(job) && !hidden.includes(job.id));
  // what was made before is no news while something new is under way
  const busy = rows.some((job) => job.kind === KIND && isOpen(job));
  const close = (job: Job) => (
    <Button
      size="small"
      type="text"
      icon={<CloseOutlined />}
      aria-label={t("common.close")}
      onClick={() => setHidden([...hidden, job.id])}
    />
  );
  return (
    <>
      <ActiveJobs project={project} match={/extract_features/} />
      {ended
        .filter((job) => job.state === "cancelled")
        .slice(0, 3)
        .map((job) => (
          <Alert
            key={job.id}
            type="warning"
            data-testid="stopped-job"
            title={t("features.stopped", { done: job.progress?.done ?? 0, total: job.progress?.total ?? 0 })}
            action={
              <span className="row">
                <JobButtons job={job} again={t("features.goOn")} />
                {close(job)}
              </span>
            }
          />
        ))}
      {ended
        .filter((job) => job.state === "succeeded" && !busy)
        .slice(0, 1)
        .map((job) => {
          const made = job.result as Extracted;
          return (
            <Alert
              key={job.id}
              type="success"
              showIcon
              data-testid="made"
              title={t(made.failed ? "features.madeSome" : "features.made", {
                rows: made.rows,
                columns: made.columns,
                kept: made.kept ?? 0,
                failed: made.failed,
              })}
              action={
                <span className="row">
                  <Button
                    size="small"
                    onClick={() => void navigate(`/projects/${project}/features/${made.feature_table}`)}
                  >
                    {t("features.open")}
                  </Button>
                  {close(job)}
                </span>
              }
            />
          );
        })}
    </>
  );
}
