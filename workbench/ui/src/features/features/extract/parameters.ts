import type { Json, JsonMap, KeptSettings, Profile } from "../../../api/radiomics";
import { sectionsText } from "./yaml";

/** A parameter file as the form shows it. `rest` holds what the form has no place for: it stays in the file. */
export type Parameters = {
  bins: "width" | "count";
  binWidth: number;
  binCount: number;
  normalize: boolean;
  normalizeScale: number;
  removeOutliers: number | null;
  resample: boolean;
  spacing: [number, number, number];
  interpolator: string;
  resegment: boolean;
  range: [number, number | null];
  mode: string;
  resegmentShape: boolean;
  force2D: boolean;
  dimension: number;
  images: { [key: string]: JsonMap };
  /** The chosen features of a class; none named means all. */
  classes: { [key: string]: string[] | null };
  rest: JsonMap;
};

export const INTERPOLATORS = ["sitkBSpline", "sitkLinear", "sitkNearestNeighbor"];
export const MODES = ["absolute", "relative", "sigma"];
/** What an image type gets when it is switched on. */
export const ARGUMENTS: { [key: string]: JsonMap } = { LoG: { sigma: [1, 3] }, Wavelet: { wavelet: "coif1" } };

const PLACED = [
  "binWidth",
  "binCount",
  "normalize",
  "normalizeScale",
  "removeOutliers",
  "resampledPixelSpacing",
  "interpolator",
  "resegmentRange",
  "resegmentMode",
  "resegmentShape",
  "force2D",
  "force2Ddimension",
];

const same = (a: Json | undefined, b: Json | undefined) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const numberOr = (value: Json | undefined, other: number): number => (typeof value === "number" ? value : other);
const listOf = (value: Json | undefined): number[] | null =>
  Array.isArray(value) && value.every((one) => typeof one === "number") ? (value as number[]) : null;

/** The form of a checked parameter file, every value of which is written out. */
export function readParameters(kept: KeptSettings, profile: Profile): Parameters {
  const setting = kept.setting ?? {};
  const defaults = profile.defaults.setting ?? {};
  const spacing = listOf(setting.resampledPixelSpacing);
  const range = listOf(setting.resegmentRange);
  const known = new Map(profile.classes.map((one) => [one.key, one.features.map((feature) => nameOf(feature.name))]));
  return {
    bins: typeof setting.binCount === "number" ? "count" : "width",
    binWidth: numberOr(setting.binWidth, numberOr(defaults.binWidth, 25)),
    binCount: numberOr(setting.binCount, 32),
    normalize: setting.normalize === true,
    normalizeScale: numberOr(setting.normalizeScale, 1),
    removeOutliers: typeof setting.removeOutliers === "number" ? setting.removeOutliers : null,
    resample: spacing !== null && setting.interpolator !== null,
    spacing: (spacing ?? [1, 1, 1]) as [number, number, number],
    interpolator: typeof setting.interpolator === "string" ? setting.interpolator : "sitkBSpline",
    resegment: range !== null,
    range: [range?.[0] ?? -1000, range ? (range[1] ?? null) : 400],
    mode: typeof setting.resegmentMode === "string" ? setting.resegmentMode : "absolute",
    resegmentShape: setting.resegmentShape === true,
    force2D: setting.force2D === true,
    dimension: numberOr(setting.force2Ddimension, 0),
    images: kept.imageType ?? {},
    classes: Object.fromEntries(
      Object.entries(kept.featureClass ?? {}).map(([key, names]) => [key, same(names, known.get(key)) ? null : names]),
    ),
    rest: Object.fromEntries(
      Object.entries(setting).filter(([key, value]) => !PLACED.includes(key) && !same(value, defaults[key])),
    ),
  };
}

/** The name of a feature within its class. */
export const nameOf = (column: string): string => column.slice(column.lastIndexOf("_") + 1);

/** The parameter file that a form means: what the form shows is written out, what is off is left out. */
export function fileOf(form: Parameters): JsonMap {
  const setting: JsonMap = form.bins === "width" ? { binWidth: form.binWidth } : { binCount: form.binCount };
  if (form.normalize) {
    setting.normalize = true;
    setting.normalizeScale = form.normalizeScale;
    if (form.removeOutliers !== null) setting.removeOutliers = form.removeOutliers;
  }
  if (form.resample) {
    setting.resampledPixelSpacing = form.spacing;
    setting.interpolator = form.interpolator;
  }
  if (form.resegment) {
    setting.resegmentRange = form.range[1] === null ? [form.range[0]] : [form.range[0], form.range[1]];
    setting.resegmentMode = form.mode;
    if (form.resegmentShape) setting.resegmentShape = true;
  }
  if (form.force2D) {
    setting.force2D = true;
    setting.force2Ddimension = form.dimension;
  }
  return { setting: { ...setting, ...form.rest }, imageType: form.images, featureClass: form.classes };
}

/** The text of the file. A sigma is written with its point, as PyRadiomics names its images by it. */
export function textOf(form: Parameters): string {
  const file = fileOf(form);
  return sectionsText(file).replace(/(sigma: \[)([^\]]*)\]/g, (_, head: string, list: string) => {
    const sigmas = list.split(", ").map((one) => (/^\d+$/.test(one) ? `${one}.0` : one));
    return `${head}${sigmas.join(", ")}]`;
  });
}

/** The file that a table was made with, as its parameters keep it. */
export function keptText(kept: KeptSettings): string {
  const given = (map: JsonMap) => Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));
  const file: JsonMap = {};
  if (kept.setting) file.setting = given(kept.setting);
  if (kept.imageType) file.imageType = kept.imageType;
  if (kept.featureClass) file.featureClass = kept.featureClass;
  return sectionsText(file);
}
