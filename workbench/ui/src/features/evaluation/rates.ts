import type { FieldEvaluation, NumericAgreement, Rate, Score } from "../../api/types";

/** Fewer checked values than this make an interval too wide to decide by. */
export const FEW = 30;

const Z = 1.959963984540054;

/** A proportion with its Wilson 95 % interval (Wilson 1927); no value when there is nothing to count. */
export function wilson(hits: number, of: number): Rate {
  if (!(of > 0)) return { value: null, low: 0, high: 1, hits: 0, of: 0 };
  const part = Math.min(1, Math.max(0, hits / of));
  const scale = 1 + (Z * Z) / of;
  const middle = (part + (Z * Z) / (2 * of)) / scale;
  const half = (Z / scale) * Math.sqrt((part * (1 - part)) / of + (Z * Z) / (4 * of * of));
  return { value: part, low: Math.max(0, middle - half), high: Math.min(1, middle + half), hits, of };
}

const two = (value: number): string => value.toFixed(2);

/** `0.92 (0.85–0.97)`; an empty text when there is nothing to count. */
export const rateText = (rate: Rate | Score): string =>
  rate.value === null || !Number.isFinite(rate.value) ? "" : `${two(rate.value)} (${two(rate.low)}–${two(rate.high)})`;

/** A rate and its interval as parts of a bar from 0 to 100. */
export function barOf(rate: Rate | Score): { left: number; width: number; at: number } | null {
  if (rate.value === null || !Number.isFinite(rate.value)) return null;
  const inside = (value: number) => 100 * Math.min(1, Math.max(0, value));
  return { left: inside(rate.low), width: inside(rate.high) - inside(rate.low), at: inside(rate.value) };
}

/** How strong a cell of a confusion matrix is shaded, by its part of the row. */
export function shades(counts: readonly (readonly number[])[]): number[][] {
  return counts.map((row) => {
    const sum = row.reduce((all, one) => all + one, 0);
    return row.map((one) => (sum > 0 ? one / sum : 0));
  });
}

/** Whether lengths are compared, so that ±1 mm means something. */
export const inMillimetres = (field: FieldEvaluation): boolean =>
  field.variable.unit === "mm" || field.variable.unit === "cm";

/** Points outside the limits of agreement, the farthest first. */
export function outside(numeric: NumericAgreement): NumericAgreement["points"] {
  const far = (difference: number) => Math.abs(difference - numeric.bias);
  const { loa_low: low, loa_high: high } = numeric;
  if (low === null || high === null) return [];
  return numeric.points
    .filter((point) => point.difference < low || point.difference > high)
    .sort((a, b) => far(b.difference) - far(a.difference));
}
