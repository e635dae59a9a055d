import type { Section } from "../api/types";
import { type Mark, type Piece, pieces } from "./spans";

/** One section of a report, cut at its marks; text outside every section has the kind "". */
export type Block<K> = { kind: string; pieces: Piece<K>[] };

/** The report as sections of marked pieces; stretches of white space between sections are left out. */
export function sectioned<K>(text: string, sections: readonly Section[], marks: readonly Mark<K>[]): Block<K>[] {
  const order = [...sections].sort((a, b) => a.start - b.start);
  const all = pieces(
    text,
    marks,
    order.flatMap((section) => [section.start, section.end]),
  );
  const out: Block<K>[] = [];
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

/** Whether the block begins with its own heading (检查所见：…), so that none need be added. */
export const hasHeading = (block: Block<unknown>): boolean =>
  /^\s*[^\s：:]{2,8}[：:]/.test(
    block.pieces
      .map((piece) => piece.text)
      .join("")
      .slice(0, 16),
  );
