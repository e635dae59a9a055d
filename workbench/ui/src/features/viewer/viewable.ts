import type { Series } from "../../api/types";

const VIEWABLE = new Set(["CT", "MR", "PT", "CR", "DX", "DR", "US", "NM", "XA", "RF", "MG", "OT", "SC"]);
/** Whether a series holds pictures, not contours or text. */
export const isViewable = (series: Pick<Series, "modality" | "instances">): boolean => VIEWABLE.has(series.modality) && series.instances > 0;
