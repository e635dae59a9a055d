import { ConfigProvider, Spin } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { useGet } from "../../api/queries";
import type { Study } from "../../api/types";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { dark } from "../../theme/tokens";
import { RoiPanel } from "./RoiPanel";
import { SeriesList } from "./SeriesList";
import { useOverlays } from "./useOverlays";
import { ViewerStage } from "./ViewerStage";
import { isViewable } from "./viewable";

/** A study: its series left, the pictures in the middle, ROIs and findings right. */
export function ViewerPage() {
  const { study: id = "", project = "" } = useParams();
  const answer = useGet<Study>("study", `/studies/${id}`);
  return (
    <ConfigProvider theme={dark}>
      {answer.data ? (
        <Loaded key={answer.data.id} study={answer.data} project={project} />
      ) : (
        <div className="viewer" style={{ display: "grid", placeItems: "center", gridTemplateColumns: "1fr" }}>
          {answer.error ? <Trouble problem={answer.error} retry={() => void answer.refetch()} /> : <Spin />}
        </div>
      )}
    </ConfigProvider>
  );
}

function Loaded({ study, project }: { study: Study; project: string }) {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const roiId = params.get("roi");
  const findingId = params.get("finding");
  const finding = study.finding_list.find((one) => one.id === findingId) ?? null;
  const roi = study.roi_list.find((one) => one.id === (roiId ?? finding?.roi_id)) ?? null;
  const viewable = useMemo(() => study.series_list.filter(isViewable), [study.series_list]);
  const wanted = params.get("series") ?? roi?.series_id ?? finding?.series_id;
  const series =
    viewable.find((one) => one.id === wanted) ??
    // an ROI may name its own RTSTRUCT series: show the images it lies on
    viewable.find((one) => study.roi_list.some((other) => other.series_id === one.id)) ??
    viewable[0] ??
    null;
  const [focus, setFocus] = useState<string | null>(roi?.id ?? null);
  useEffect(() => setFocus(roi?.id ?? null), [roi?.id]);
  const overlays = useOverlays(study, series);

  return (
    <div className="viewer">
      <SeriesList
        study={study}
        project={project}
        series={series}
        onChoose={(next) => {
          const changed = new URLSearchParams(params);
          changed.set("series", next.id);
          changed.delete("roi");
          changed.delete("finding");
          setParams(changed, { replace: true });
        }}
      />
      {series ? (
        <ViewerStage
          key={series.id}
          series={series}
          overlays={overlays.shown}
          focus={focus}
          finding={finding}
          onFocus={setFocus}
          side={(jump) => (
            <RoiPanel
              study={study}
              project={project}
              series={series}
              overlays={overlays}
              focus={focus}
              onJump={(next, point) => {
                setFocus(next);
                jump(point);
              }}
            />
          )}
        />
      ) : (
        <div style={{ gridColumn: "2 / 4", display: "grid", placeItems: "center" }}>{t("viewer.nothing")}</div>
      )}
    </div>
  );
}
