import { Alert, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { FailedRoi } from "../../api/radiomics";
import { useWords } from "../../shared/useWords";

const FIRST = 3;

/** The ROIs without a row, with the reason of each and the way to its picture. */
export function FailedRois({ project, failed }: { project: string; failed: FailedRoi[] }) {
  const { t, pick } = useWords();
  const [all, setAll] = useState(false);
  if (failed.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t("features.failedCount", { count: failed.length })}
      description={
        <ul className="feature-list" data-testid="failed-rois">
          {(all ? failed : failed.slice(0, FIRST)).map((one) => (
            <li key={one.id}>
              {one.roi ? (
                <Link to={`/projects/${project}/studies/${one.roi.study_id}?roi=${one.id}`}>
                  {one.roi.patient.label} · {one.label}
                </Link>
              ) : (
                <b>{one.label || one.id.slice(0, 8)}</b>
              )}{" "}
              {pick(one.reason_zh, one.reason)}
            </li>
          ))}
        </ul>
      }
      action={
        failed.length > FIRST && (
          <Button size="small" onClick={() => setAll(!all)}>
            {all ? t("features.fewer") : t("features.allFailed")}
          </Button>
        )
      }
    />
  );
}
