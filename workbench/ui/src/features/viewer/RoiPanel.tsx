import { EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { Link } from "react-router";
import type { RoiContours, Series, Study } from "../../api/types";
import { percent, volume } from "../../shared/format";
import { WhyButton } from "../../shared/LineageDrawer";
import { useWords } from "../../shared/useWords";
import { centre, middleOfBox, stackOf, type Vec } from "../../viewer/geometry";
import type { Overlays } from "./useOverlays";

type Props = {
  study: Study;
  project: string;
  series: Series;
  overlays: Overlays;
  focus: string | null;
  onJump: (roi: string, point: Vec) => void;
};

/** The centre of the middle contour: a point that lies on a drawn slice. */
export function middleOf(contours: RoiContours): Vec | null {
  const levels = stackOf(contours.contours, 1)?.levels;
  const middle = levels?.[Math.floor((levels.length - 1) / 2)]?.contours[0];
  return middle ? centre(middle.points) : null;
}

export function RoiPanel({ study, project, series, overlays, focus, onJump }: Props) {
  const { t, pick, word } = useWords();
  const allHidden = overlays.shown.length > 0 && overlays.shown.every((one) => !one.visible);
  return (
    <aside aria-label={t("menu.rois")}>
      <div className="row" style={{ marginBottom: 6 }}>
        <b>{t("menu.rois")}</b> <span className="num">{study.roi_list.length}</span>
        <span className="shell-space" />
        {overlays.shown.length > 0 && (
          <Button size="small" type="text" onClick={() => overlays.showAll(allHidden)}>
            {allHidden ? t("viewer.showAll") : t("viewer.hideAll")}
          </Button>
        )}
      </div>
      {study.roi_list.length === 0 && <p style={{ color: "#8fa2a9" }}>{t("viewer.noRois")}</p>}
      {study.roi_list.map((roi) => {
        const contours = overlays.contours.get(roi.id);
        const here = overlays.fits(roi);
        const point = contours ? middleOf(contours) : null;
        return (
          <div key={roi.id} className={`roi-item${roi.id === focus ? " on" : ""}`} data-testid="roi" data-roi={roi.id}>
            <input
              type="color"
              className="swatch"
              aria-label={`${t("viewer.color")} ${roi.label}`}
              value={hex(overlays.colors.get(roi.id) ?? "#f2a65a")}
              onChange={(event) => overlays.paint(roi.id, event.target.value)}
            />
            <button
              type="button"
              className="name"
              disabled={!here || !point}
              title={here ? t("viewer.jump") : t("viewer.otherFrame")}
              style={here ? undefined : { opacity: 0.5 }}
              onClick={() => point && onJump(roi.id, point)}
            >
              {roi.label} <span style={{ color: "#8fa2a9", fontSize: 11.5 }}>{word("roiSource", roi.source)}</span>
              <div className="num" style={{ color: "#8fa2a9", fontSize: 11.5 }}>
                {volume(roi.volume_mm3)}
              </div>
            </button>
            <span className="row" style={{ gap: 0 }}>
              <WhyButton kind="roi" id={roi.id} title={roi.label} />
              <Button
                size="small"
                type="text"
                disabled={!here}
                aria-pressed={!overlays.hidden.has(roi.id)}
                aria-label={`${t("viewer.visible")} ${roi.label}`}
                icon={overlays.hidden.has(roi.id) ? <EyeInvisibleOutlined /> : <EyeOutlined />}
                onClick={() => overlays.toggle(roi.id)}
              />
            </span>
          </div>
        );
      })}
      {study.finding_list.length > 0 && (
        <>
          <div style={{ margin: "12px 0 6px" }}>
            <b>{t("findings.title")}</b>
          </div>
          {study.finding_list.map((finding) => (
            <div
              key={finding.id}
              className="roi-item"
              style={{ gridTemplateColumns: "1fr auto" }}
              data-testid="viewer-finding"
            >
              <button
                type="button"
                className="name"
                disabled={finding.series_uid !== series.uid}
                onClick={() => onJump(finding.roi_id, middleOfBox(finding.bbox))}
              >
                {pick(finding.label_zh, finding.label_en)} <span className="num">{percent(finding.probability)}</span>
                {finding.feedback && (
                  <Tag
                    color={finding.feedback.verdict === "accepted" ? "green" : "red"}
                    style={{ marginInlineStart: 6 }}
                  >
                    {word("verdict", finding.feedback.verdict)}
                  </Tag>
                )}
              </button>
              {finding.report_id && (
                <Link
                  to={`/projects/${project}/reports/${finding.report_id}?finding=${finding.id}`}
                  style={{ color: "#8fc3d0" }}
                >
                  {t("reports.one")}
                </Link>
              )}
            </div>
          ))}
        </>
      )}
    </aside>
  );
}

/** A colour input only takes `#rrggbb`. */
function hex(color: string): string {
  const parts = /^rgb\((\d+),\s*(\d+),\s*(\d+)\)$/.exec(color);
  return parts
    ? `#${parts
        .slice(1)
        .map((part) => Math.min(255, Number(part)).toString(16).padStart(2, "0"))
        .join("")}`
    : color;
}
