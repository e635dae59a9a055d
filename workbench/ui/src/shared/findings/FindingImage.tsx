import { useEffect, useMemo, useRef, useState } from "react";
import { http } from "../../api/http";
import { useGet } from "../../api/queries";
import type { Finding, Instance, Page, Study } from "../../api/types";
import { palette } from "../../theme/tokens";
import { middleOfBox, stackOf } from "../../viewer/geometry";
import type { Pane } from "../../viewer/pane";
import { CT_PRESETS, toRange } from "../../viewer/presets";
import { SeriesView } from "../../viewer/seriesView";
import { PaneShapes, PaneWords, usePane } from "../PaneOverlay";
import { useContours } from "../useContours";
import { useWords } from "../useWords";

/** The least height of the picture in mm: enough to see where in the body one is. */
const FIELD = 120;

/** The slice a finding lies on, with its contour and box; the wheel leafs through its neighbours. */
export default function FindingImage({ finding }: { finding: Finding }) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<SeriesView | null>(null);
  const [pane, setPane] = useState<Pane | undefined>();
  const [failed, setFailed] = useState<string | null>(null);
  const state = usePane(pane);
  const study = useGet<Study>("study", `/studies/${finding.study_id}`, {}, { staleTime: 60_000 });
  const series = study.data?.series_list.find((one) => one.id === finding.series_id || one.uid === finding.series_uid);
  const contours = useContours(useMemo(() => [finding.roi_id], [finding.roi_id]));
  const seriesId = series?.id;
  const modality = series?.modality ?? "CT";
  const middle = useMemo(() => middleOfBox(finding.bbox), [finding.bbox]);

  useEffect(() => {
    const element = box.current;
    if (!element || !seriesId) return;
    const made = new SeriesView();
    view.current = made;
    let alive = true;
    (async () => {
      const list = await http.get<Page<Instance>>(`/series/${seriesId}/instances`, { limit: 5000 });
      if (!alive || list.items.length === 0) return;
      const start = list.items.findIndex((one) => one.sop_uid === finding.sop_uid);
      await made.open(
        { series: seriesId, modality, instances: list.items, start: start < 0 ? undefined : start },
        { stack: element },
        false,
      );
      const [first] = made.panes;
      if (!alive || !first) return;
      const lung = CT_PRESETS[0];
      if (modality === "CT" && lung) first.setVoi(toRange(lung));
      if (start < 0) await first.jump(middle);
      first.frame(finding.bbox, FIELD);
      setPane(first);
    })().catch((problem: Error) => alive && setFailed(problem.message || t("viewer.failed")));
    return () => {
      alive = false;
      view.current = null;
      setPane(undefined);
      made.close();
    };
  }, [seriesId, modality, finding.sop_uid, finding.bbox, middle, t]);

  useEffect(() => {
    if (!pane) return;
    const found = contours.get(finding.roi_id);
    pane.setOverlays(
      found
        ? [
            {
              id: finding.roi_id,
              label: found.label,
              color: palette.finding,
              visible: true,
              stack: stackOf(found.contours, pane.step),
            },
          ]
        : [],
      [{ id: finding.id, color: "#ffd166", box: finding.bbox }],
    );
  }, [pane, contours, finding]);

  // a plain listener: React's own wheel listener may not stop the page from scrolling
  useEffect(() => {
    const element = box.current;
    if (!element || !pane) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      pane.scroll(Math.sign(event.deltaY));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [pane]);

  return (
    <div
      className="pane"
      style={{ height: 230, borderRadius: 4 }}
      data-testid="finding-image"
      data-shapes={state?.drawn.length ?? 0}
    >
      <div className="canvas" ref={box} role="img" aria-label={t("findings.image")} />
      <PaneShapes state={state} />
      <PaneWords state={state} windowText={(width, centre) => t("viewer.windowText", { width, centre })} />
      {(failed || study.error || (study.data && !series)) && (
        <div className="pane-text tl">{failed ?? t("findings.noImage")}</div>
      )}
    </div>
  );
}
