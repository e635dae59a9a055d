import type { Series } from "../../api/types";

const VIEWABLE = new Set(["CT", "MR", "PT", "CR", "DX", "DR", "US", "NM", "XA", "RF", "MG", "OT", "SC"]);
/** Whether a series holds pictures, not contours or text. */
export const isViewable = (series: Pick<Series, "modality" | "instances">): boolean =>
  VIEWABLE.has(series.modality) && series.instances > 0;

/** Whether a series says that it shows the chest: it then opens in the lung window. */
export const isChest = (series: Pick<Series, "body_part" | "description">): boolean =>
  /chest|lung|thorax|\u80f8|\u80ba/i.test(`${series.body_part} ${series.description}`);
