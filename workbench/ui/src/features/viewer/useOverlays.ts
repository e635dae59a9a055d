import { useMemo, useState } from "react";
import type { Roi, RoiContours, Series, Study } from "../../api/types";
import { colorOf } from "../../shared/color";
import { useContours } from "../../shared/useContours";
import { stackOf } from "../../viewer/geometry";
import type { Overlay } from "../../viewer/pane";

export type Overlays = {
  shown: Overlay[];
  hidden: Set<string>;
  colors: Map<string, string>;
  contours: Map<string, RoiContours>;
  /** Whether the ROI lies in the space of the shown series. */
  fits: (roi: Roi) => boolean;
  toggle: (id: string) => void;
  paint: (id: string, color: string) => void;
  showAll: (on: boolean) => void;
};

/** The ROIs of a study as overlays: only those in the frame of reference of the shown series. */
export function useOverlays(study: Study, series: Series | null): Overlays {
  const rois = study.roi_list;
  const [hidden, setHidden] = useState<Set<string>>(new Set());
  const [own, setOwn] = useState<Map<string, string>>(new Map());
  const contours = useContours(useMemo(() => rois.map((roi) => roi.id), [rois]));
  return useMemo(() => {
    const frames = new Map(study.series_list.map((one) => [one.uid, one.frame_of_reference]));
    const fits = (roi: Roi) => {
      if (!series || !contours.has(roi.id)) return false;
      const frame = frames.get(roi.series_uid);
      return roi.series_uid === series.uid || (Boolean(frame) && frame === series.frame_of_reference);
    };
    const colors = new Map(rois.map((roi) => [roi.id, own.get(roi.id) ?? colorOf(roi)]));
    const shown = rois.filter(fits).map(
      (roi): Overlay => ({
        id: roi.id,
        label: roi.label,
        color: colors.get(roi.id) as string,
        visible: !hidden.has(roi.id),
        stack: stackOf(contours.get(roi.id)?.contours ?? [], series?.thickness ?? 1),
      }),
    );
    return {
      shown,
      hidden,
      colors,
      contours,
      fits,
      toggle: (id) =>
        setHidden((now) => {
          const next = new Set(now);
          if (!next.delete(id)) next.add(id);
          return next;
        }),
      paint: (id, color) => setOwn((now) => new Map(now).set(id, color)),
      showAll: (on) => setHidden(on ? new Set() : new Set(rois.map((roi) => roi.id))),
    };
  }, [study, rois, series, contours, hidden, own]);
}
