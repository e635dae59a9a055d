import type { TextLeaf } from "./criteria";

type Flags = Pick<TextLeaf, "negated" | "uncertain" | "historical">;

/** How a report speaks of a thing. */
export const TONES = ["any", "stated", "notDenied", "denied", "doubted"] as const;
export type Tone = (typeof TONES)[number] | "other";

const FLAGS: Record<(typeof TONES)[number], [boolean | null, boolean | null]> = {
  any: [null, null],
  stated: [false, false],
  notDenied: [false, null],
  denied: [true, null],
  doubted: [null, true],
};

/** The tone of a leaf; flags that have no name of their own are `other`. */
export const toneOf = (leaf: Flags): Tone =>
  TONES.find((tone) => FLAGS[tone][0] === leaf.negated && FLAGS[tone][1] === leaf.uncertain) ?? "other";

export const withTone = (tone: (typeof TONES)[number]): Pick<Flags, "negated" | "uncertain"> => ({
  negated: FLAGS[tone][0],
  uncertain: FLAGS[tone][1],
});

export const TIMES = ["any", "now", "past"] as const;
export type MentionTime = (typeof TIMES)[number];

export const timeOf = (leaf: Flags): MentionTime =>
  leaf.historical === null ? "any" : leaf.historical ? "past" : "now";
export const withTime = (time: MentionTime): Pick<Flags, "historical"> => ({
  historical: time === "any" ? null : time === "past",
});
