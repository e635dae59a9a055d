import type { Mention, ReportValue, Section } from "../../api/types";
import { type Mark, type Piece, pieces } from "../../shared/spans";

/** What lies on a stretch of report text: mentions, and values by their place in the list. */
export type Layer = { type: "mention"; mention: Mention } | { type: "value"; index: number };
export type Block = { kind: string; pieces: Piece<Layer>[] };

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
  const order = [...sections].sort((a, b) => a.start - b.start);
  const all = pieces(
    text,
    marks,
    order.flatMap((section) => [section.start, section.end]),
  );
  const out: Block[] = [];
  for (const piece of all) {
    const section = order.find((one) => one.start <= piece.start && piece.end <= one.end);
    const kind = section ? `${section.kind}@${section.start}` : "";
    const last = out.at(-1);
    if (last && last.kind === kind) last.pieces.push(piece);
    else out.push({ kind, pieces: [piece] });
  }
  return out
    .filter((block) => block.pieces.some((piece) => piece.text.trim() !== ""))
    .map((block) => ({ ...block, kind: block.kind.split("@")[0] ?? "" }));
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
