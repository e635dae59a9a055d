import type { Json, JsonMap, KeptSettings, Profile } from "../../../api/radiomics";
import { sectionsText } from "./yaml";

/** A file of the profile `ibsi` as the form shows it. `rest` holds what the form has no place for. */
export type IbsiParameters = {
  bins: "width" | "count" | "none";
  binWidth: number;
  binCount: number;
  /** Steps of the intensity-volume histogram. */
  ivh: "none" | "width" | "count";
  ivhWidth: number;
  ivhCount: number;
  resample: boolean;
  spacing: [number, number, number];
  interpolator: string;
  maskInterpolator: string;
  maskThreshold: number;
  /** Null: when all voxels given are whole numbers. */
  round: boolean | null;
  resegment: boolean;
  range: [number, number | null];
  outliers: number | null;
  force2D: boolean;
  aggregation: string[];
  original: boolean;
  filters: { [name: string]: JsonMap };
  families: string[];
  rest: JsonMap;
};

export const SPACES = ["2D", "2.5D", "3D"];

const PLACED = [
  "binWidth",
  "binCount",
  "discretise",
  "ivh",
  "resampledPixelSpacing",
  "interpolator",
  "maskInterpolator",
  "maskThreshold",
  "round",
  "resegmentRange",
  "resegmentOutliers",
  "force2D",
  "aggregation",
];

const same = (a: Json | undefined, b: Json | undefined) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const numberOr = (value: Json | undefined, other: number): number => (typeof value === "number" ? value : other);
const wordOr = (value: Json | undefined, other: string): string => (typeof value === "string" ? value : other);
const listOf = (value: Json | undefined): number[] | null =>
  Array.isArray(value) && value.every((one) => typeof one === "number") ? (value as number[]) : null;
const mapOf = (value: Json | undefined): JsonMap =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

/** The aggregations there are: none across slices where everything stays within them. */
export const spacesOf = (force2D: boolean): string[] => (force2D ? SPACES.slice(0, 2) : SPACES);

/** The form of a checked file, every value of which is written out. */
export function readIbsi(kept: KeptSettings, profile: Profile): IbsiParameters {
  const setting = kept.setting ?? {};
  const defaults = profile.defaults.setting ?? {};
  const spacing = listOf(setting.resampledPixelSpacing);
  const range = listOf(setting.resegmentRange);
  const ivh = mapOf(setting.ivh);
  const { Original: original, ...filters } = kept.imageType ?? {};
  const spaces = Array.isArray(setting.aggregation) ? setting.aggregation : [];
  return {
    bins: setting.discretise === false ? "none" : typeof setting.binCount === "number" ? "count" : "width",
    binWidth: numberOr(setting.binWidth, numberOr(defaults.binWidth, 1)),
    binCount: numberOr(setting.binCount, 32),
    ivh: typeof ivh.binWidth === "number" ? "width" : typeof ivh.binCount === "number" ? "count" : "none",
    ivhWidth: numberOr(ivh.binWidth, 2.5),
    ivhCount: numberOr(ivh.binCount, 1000),
    resample: spacing !== null,
    spacing: (spacing ?? [2, 2, 2]) as [number, number, number],
    interpolator: wordOr(setting.interpolator, "sitkLinear"),
    maskInterpolator: wordOr(setting.maskInterpolator, "sitkLinear"),
    maskThreshold: numberOr(setting.maskThreshold, 0.5),
    round: typeof setting.round === "boolean" ? setting.round : null,
    resegment: range !== null,
    range: [range?.[0] ?? -1000, range ? (range[1] ?? null) : 400],
    outliers: typeof setting.resegmentOutliers === "number" ? setting.resegmentOutliers : null,
    force2D: setting.force2D === true,
    aggregation: SPACES.filter((space) => spaces.includes(space)),
    original: original !== undefined,
    filters,
    families: Object.keys(kept.featureClass ?? {}),
    rest: Object.fromEntries(
      Object.entries(setting).filter(([key, value]) => !PLACED.includes(key) && !same(value, defaults[key])),
    ),
  };
}

/** The file that a form means: what the form shows is written out, what is off is left out. */
export function ibsiFile(form: IbsiParameters): JsonMap {
  const setting: JsonMap = {};
  if (form.bins === "width") setting.binWidth = form.binWidth;
  if (form.bins === "count") setting.binCount = form.binCount;
  if (form.bins === "none") setting.discretise = false;
  if (form.ivh === "width") setting.ivh = { binWidth: form.ivhWidth };
  if (form.ivh === "count") setting.ivh = { binCount: form.ivhCount };
  if (form.resample) {
    setting.resampledPixelSpacing = form.spacing;
    setting.interpolator = form.interpolator;
    if (form.maskInterpolator !== "sitkLinear") setting.maskInterpolator = form.maskInterpolator;
    if (form.maskThreshold !== 0.5) setting.maskThreshold = form.maskThreshold;
    if (form.round !== null) setting.round = form.round;
  }
  if (form.resegment) {
    setting.resegmentRange = form.range[1] === null ? [form.range[0]] : [form.range[0], form.range[1]];
  }
  if (form.outliers !== null) setting.resegmentOutliers = form.outliers;
  if (form.force2D) setting.force2D = true;
  if (!same(form.aggregation, spacesOf(form.force2D))) setting.aggregation = form.aggregation;
  return {
    setting: { ...setting, ...form.rest },
    imageType: { ...(form.original ? { Original: {} } : {}), ...form.filters },
    featureClass: Object.fromEntries(form.families.map((key) => [key, null])),
  };
}

export const ibsiText = (form: IbsiParameters): string => sectionsText(ibsiFile(form));

/** Within slices or not: aggregations across slices go, and all come back. */
export function flattenedIbsi(form: IbsiParameters, force2D: boolean): Partial<IbsiParameters> {
  const whole = same(form.aggregation, spacesOf(form.force2D));
  const kept = form.aggregation.filter((space) => spacesOf(force2D).includes(space));
  return { force2D, aggregation: whole || kept.length === 0 ? spacesOf(force2D) : kept };
}
