import { ThunderboltOutlined } from "@ant-design/icons";
import { Badge, Button, Popover } from "antd";
import { Link } from "react-router";
import { isOpen, JobBar, JobButtons, useJobs } from "../shared/Jobs";
import { useWords } from "../shared/useWords";

/** How many jobs run, and their progress on a click. */
export function JobsBadge() {
  const { t, word } = useWords();
  const open = useJobs().rows.filter(isOpen);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div style={{ width: 320 }}>
          {open.length === 0 && <p className="soft">{t("jobs.none")}</p>}
          {open.slice(0, 6).map((job) => (
            <div key={job.id} className="row" style={{ flexWrap: "nowrap", marginBottom: 6 }}>
              <div style={{ flex: 1 }}>
                <div>{word("jobKind", job.kind)}</div>
                <JobBar job={job} />
              </div>
              <JobButtons job={job} />
            </div>
          ))}
          <Link to="/jobs">{t("jobs.all")}</Link>
        </div>
      }
    >
      <Badge count={open.length} size="small" offset={[-6, 6]}>
        <Button type="text" icon={<ThunderboltOutlined />} aria-label={t("jobs.running", { count: open.length })} />
      </Badge>
    </Popover>
  );
}
