import { ArrowLeftOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import type { Series, Study } from "../../api/types";
import { date } from "../../shared/format";
import { useWords } from "../../shared/useWords";
import { isViewable } from "./viewable";

type Props = { study: Study; project: string; series: Series | null; onChoose: (series: Series) => void };

export function SeriesList({ study, project, series, onChoose }: Props) {
  const { t } = useWords();
  return (
    <aside aria-label={t("viewer.series")}>
      <Link to={`/projects/${project}/studies`} style={{ color: "#8fc3d0" }}>
        <ArrowLeftOutlined /> {t("menu.studies")}
      </Link>
      <div style={{ margin: "8px 0" }}>
        <b>{study.patient.label}</b>
        <div style={{ color: "#8fa2a9" }}>
          {date(study.date)} {study.description}
        </div>
        {study.reports.map((report) => (
          <div key={report.id}>
            <Link to={`/projects/${project}/reports/${report.id}`} style={{ color: "#8fc3d0" }}>
              {t("reports.one")} {report.accession || date(report.exam_date)}
            </Link>
          </div>
        ))}
      </div>
      {study.series_list.map((one) => {
        const viewable = isViewable(one);
        return (
          <button
            key={one.id}
            type="button"
            className={`series-item${one.id === series?.id ? " on" : ""}`}
            disabled={!viewable}
            aria-pressed={one.id === series?.id}
            style={viewable ? undefined : { opacity: 0.55, cursor: "default" }}
            onClick={() => onChoose(one)}
          >
            <b>{one.modality}</b> <span className="num">#{one.number ?? "?"}</span>{" "}
            <span className="num" style={{ float: "right", color: "#8fa2a9" }}>
              {one.instances}
            </span>
            <div style={{ overflow: "hidden", textOverflow: "ellipsis" }}>{one.description || "—"}</div>
            {viewable && (
              <div className="num" style={{ color: "#8fa2a9", fontSize: 11.5 }}>
                {one.cols}×{one.rows}
                {one.spacing
                  ? ` · ${[...one.spacing, one.thickness ?? 0].map((part) => part.toFixed(2)).join("×")}`
                  : ""}
              </div>
            )}
          </button>
        );
      })}
    </aside>
  );
}
