import { EyeOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { useNavigate } from "react-router";
import { useGet } from "../../api/queries";
import type { FeatureColumn, FeatureRow, FeatureTable } from "../../api/radiomics";
import type { Study } from "../../api/types";
import { date, time, volume } from "../../shared/format";
import { Hash } from "../../shared/Hash";
import { WhyButton } from "../../shared/LineageDrawer";
import { useWords } from "../../shared/useWords";
import { Meaning } from "./DistributionDrawer";
import { keptText } from "./extract/parameters";

export type Cell = { row: FeatureRow; column: FeatureColumn; value: number | null };

/** Why this number: the image and ROI it was measured on, the formula, the parameters and the code that made it. */
export function WhyValue(props: { project: string; table: FeatureTable; cell: Cell | null; onClose: () => void }) {
  const { t, word, pick } = useWords();
  const navigate = useNavigate();
  const { cell, table } = props;
  const roi = cell?.row.roi ?? null;
  const study = useGet<Study>("study", roi ? `/studies/${roi.study_id}` : null);
  const own = study.data?.id === roi?.study_id ? study.data : undefined;
  const image = own?.series_list.find((one) => one.id === roi?.series_id);
  const show = () => roi && void navigate(`/projects/${props.project}/studies/${roi.study_id}?roi=${roi.id}`);
  return (
    <Drawer open={cell !== null} onClose={props.onClose} size={520} title={t("features.why")}>
      {cell && (
        <div data-testid="why-value">
          <h3>{pick(cell.column.name_zh, cell.column.name_en) || cell.column.name}</h3>
          <p className="mono soft">{cell.column.name}</p>
          <p className="feature-number num">
            {cell.value === null ? t("features.noValue") : String(cell.value)}{" "}
            {cell.value !== null && <small className="soft">{cell.column.unit}</small>}
          </p>
          {cell.value === null && <p className="soft">{t("features.whyMissing")}</p>}
          <h3>{t("features.measured")}</h3>
          {roi ? (
            <>
              <dl className="feature-facts">
                <dt>{t("reports.patient")}</dt>
                <dd>{roi.patient.label}</dd>
                <dt>{t("features.study")}</dt>
                <dd>{own ? `${date(own.date)} ${own.description}` : "…"}</dd>
                <dt>{t("features.series")}</dt>
                <dd>{image ? `${image.modality} ${image.number ?? ""} ${image.description}` : "…"}</dd>
                <dt>{t("rois.label")}</dt>
                <dd>
                  {roi.label} · {word("roiSource", roi.source)} · {volume(roi.volume_mm3)}
                </dd>
                <dt>{t("features.roiVersion")}</dt>
                <dd>
                  <Hash value={roi.mask} /> {time(roi.created)}
                </dd>
              </dl>
              <p className="row">
                <Button type="primary" icon={<EyeOutlined />} onClick={show}>
                  {t("features.toViewer")}
                </Button>
                <WhyButton kind="feature_table" id={table.id} title={table.name} text />
              </p>
            </>
          ) : (
            <p className="soft">{t("features.roiGone")}</p>
          )}
          <h3>{t("features.meaning")}</h3>
          <Meaning column={cell.column} className={word("featureClass", cell.column.class)} />
          <h3>{t("features.madeWith")}</h3>
          <dl className="feature-facts">
            <dt>{t("radiomics.profile")}</dt>
            <dd>{word("profile", table.settings.profile)}</dd>
            <dt>{t("features.engine")}</dt>
            <dd className="mono">{table.settings.engine ?? table.settings.version ?? "—"}</dd>
            <dt>{t("common.created")}</dt>
            <dd>{time(table.created)}</dd>
          </dl>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keys */}
          <section className="feature-yaml" tabIndex={0} aria-label={t("radiomics.file")}>
            <pre className="mono">{keptText(table.settings)}</pre>
          </section>
        </div>
      )}
    </Drawer>
  );
}
