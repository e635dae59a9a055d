import { Alert, Descriptions, Drawer, Tag } from "antd";
import type { Job } from "../../api/types";
import { time } from "../../shared/format";
import { JobBar, JobButtons, JobTag } from "../../shared/Jobs";
import { useWords } from "../../shared/useWords";

type Trouble = {
  file?: string;
  row?: number;
  column?: string;
  dropped?: boolean;
  reason?: string;
  message_zh?: string;
  message_en?: string;
};

/** What a job that ended well has to say of single files and rows; `dropped` ones were left out. */
export function troubles(job: Job): Trouble[] {
  const result = job.result as { problems?: unknown } | null;
  return Array.isArray(result?.problems) ? (result.problems as Trouble[]) : [];
}

/** Numbers and words of the result, without its list of problems. */
const facts = (job: Job): [string, string][] =>
  job.result && typeof job.result === "object"
    ? Object.entries(job.result)
        .filter(([, value]) => typeof value === "number" || typeof value === "string")
        .map(([key, value]) => [key, String(value)])
    : [];

/** Everything known of one job: what it made, and which files or rows it had to leave out. */
export function JobDrawer({ job, onClose }: { job: Job | null; onClose: () => void }) {
  const { t, pick, word } = useWords();
  const list = job ? troubles(job) : [];
  return (
    <Drawer open={job !== null} onClose={onClose} size={520} title={job ? word("jobKind", job.kind) : ""}>
      {job && (
        <div style={{ display: "flex", flexDirection: "column", gap: 12 }}>
          <div className="row">
            <JobTag job={job} />
            <span className="soft num">
              {time(job.started ?? job.created)} {job.ended ? `– ${time(job.ended)}` : ""}
            </span>
            <JobButtons job={job} />
          </div>
          <JobBar job={job} />
          {job.error && <Alert type="error" showIcon title={job.error} />}
          {facts(job).length > 0 && (
            <Descriptions
              size="small"
              column={2}
              bordered
              items={facts(job).map(([key, value]) => ({
                key,
                label: word("fact", key),
                children: <span className="num">{value}</span>,
              }))}
            />
          )}
          {list.length > 0 && (
            <section>
              <h2 className="panel-title">{t("jobs.problems", { count: list.length })}</h2>
              {list.slice(0, 200).map((one, index) => (
                <div key={index} style={{ padding: "4px 0", borderBottom: "1px solid var(--line)" }}>
                  <b>
                    {[one.file, typeof one.row === "number" ? t("jobs.row", { row: one.row }) : "", one.column]
                      .filter(Boolean)
                      .join(" · ")}
                  </b>{" "}
                  {one.dropped && <Tag color="red">{t("jobs.dropped")}</Tag>}
                  {one.reason ?? pick(one.message_zh, one.message_en)}
                </div>
              ))}
            </section>
          )}
        </div>
      )}
    </Drawer>
  );
}
