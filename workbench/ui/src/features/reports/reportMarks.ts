import type { Mention, ReportValue, Section } from "../../api/types";
import { type Block as Part, sectioned } from "../../shared/sections";
import type { Mark, Piece } from "../../shared/spans";

/** What lies on a stretch of report text: mentions, and values by their place in the list. */
export type Layer = { type: "mention"; mention: Mention } | { type: "value"; index: number };
export type Block = Part<Layer>;

/** The report as sections of marked pieces. Text outside every section stands in blocks of kind "". */
export function blocks(text: string, sections: Section[], mentions: Mention[], values: ReportValue[]): Block[] {
  const marks: Mark<Layer>[] = [
    ...mentions.map(
      (mention): Mark<Layer> => ({ start: mention.start, end: mention.end, kind: { type: "mention", mention } }),
    ),
    ...values.flatMap((value, index) =>
      value.value.spans.map(
        (span): Mark<Layer> => ({ start: span.start, end: span.end, kind: { type: "value", index } }),
      ),
    ),
  ];
  return sectioned(text, sections, marks);
}

/** The values whose evidence covers a piece. */
export const valuesAt = (piece: Piece<Layer>): number[] =>
  piece.kinds.flatMap((layer) => (layer.type === "value" ? [layer.index] : []));

/** The mention nearest to the piece: the shortest that covers it. */
export function mentionAt(piece: Piece<Layer>): Mention | null {
  let best: Mention | null = null;
  for (const layer of piece.kinds) {
    if (layer.type === "mention" && (!best || layer.mention.end - layer.mention.start < best.end - best.start))
      best = layer.mention;
  }
  return best;
}
