// Window presets in the units of the image (HU for CT).

export type Range = { lower: number; upper: number };
export type Preset = { key: string; width: number; centre: number };

export const CT_PRESETS: Preset[] = [
  { key: "lung", width: 1500, centre: -600 },
  { key: "mediastinum", width: 400, centre: 40 },
  { key: "bone", width: 2000, centre: 400 },
  { key: "brain", width: 80, centre: 40 },
];

export const toRange = ({ width, centre }: Pick<Preset, "width" | "centre">): Range => ({
  lower: centre - width / 2,
  upper: centre + width / 2,
});
export const toWindow = ({ lower, upper }: Range) => ({ width: upper - lower, centre: (upper + lower) / 2 });

/** A window from the values themselves: the middle 98 %, and for PET from zero, as its values are uptake. */
export function autoRange(values: ArrayLike<number>, fromZero = false): Range {
  const step = Math.max(1, Math.floor(values.length / 20_000));
  const sample: number[] = [];
  for (let at = 0; at < values.length; at += step) {
    const value = values[at] as number;
    if (Number.isFinite(value)) sample.push(value);
  }
  sample.sort((a, b) => a - b);
  if (sample.length === 0) return { lower: 0, upper: 1 };
  const at = (part: number) => sample[Math.min(sample.length - 1, Math.floor(part * sample.length))] as number;
  const lower = fromZero ? 0 : at(0.01);
  const upper = at(fromZero ? 0.998 : 0.99);
  return upper > lower ? { lower, upper } : { lower, upper: Math.max(lower + 1, sample.at(-1) as number) };
}
