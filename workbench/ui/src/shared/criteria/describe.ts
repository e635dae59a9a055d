import {
  type FieldLeaf,
  type Group,
  isComplete,
  type Leaf,
  type Line,
  type Node,
  type ReportSpec,
  toTree,
} from "./criteria";
import { timeOf, toneOf } from "./mention";

/** What the sentence is written with. */
export type Say = {
  t: (key: string, options?: Record<string, unknown>) => string;
  word: (area: string, word: string) => string;
  field: (key: string) => string;
  value: (leaf: FieldLeaf) => string;
  cohort: (id: string) => string;
};
/** A stretch of the sentence; `leaf` is the criterion that it says. */
export type Part = { text: string; leaf?: string };

/** The lines as a sentence that can be read back; empty when nothing is asked yet. */
export function describe(lines: readonly Line[], say: Say): Part[] {
  const said = lines.filter((line) => toTree(line.tree));
  const out: Part[] = [];
  for (const kind of ["include", "exclude"] as const) {
    const own = said.filter((line) => line.kind === kind);
    if (own.length === 0) continue;
    if (out.length) out.push({ text: say.t("say.stop") });
    const none = kind === "exclude" && own.length === said.length;
    out.push({ text: say.t(none ? "say.excludeOnly" : `say.${kind}`) });
    own.forEach((line, index) => {
      if (index > 0) out.push({ text: say.t(kind === "include" ? "say.lineAnd" : "say.lineOr") });
      const name = line.name.trim();
      if (name) out.push({ text: say.t("say.named", { name }) });
      out.push(...tree(line.tree, say, true));
      if (name) out.push({ text: say.t("say.close") });
    });
  }
  return out;
}

export const plainText = (parts: readonly Part[]): string => parts.map((part) => part.text).join("");

function tree(node: Node, say: Say, top: boolean): Part[] {
  if (node.type !== "group")
    return [{ text: node.not ? say.t("say.not", { what: leafText(node, say) }) : leafText(node, say), leaf: node.id }];
  const items = node.items.filter((item) => toTree(item));
  const join = { text: say.t(node.join === "all" ? "say.and" : "say.or") };
  const inner = items.flatMap((item, index) => [
    ...(index > 0 ? [join] : []),
    ...tree(item, say, items.length === 1 && top && !node.not),
  ]);
  if (node.not) return [{ text: say.t("say.notOpen") }, ...inner, { text: say.t("say.close") }];
  return top || items.length === 1 ? inner : [{ text: say.t("say.open") }, ...inner, { text: say.t("say.close") }];
}

/** One criterion in words, without its NOT. */
export function leafText(leaf: Leaf, say: Say): string {
  switch (leaf.type) {
    case "field":
      return fieldText(leaf, say);
    case "reports":
      return say.t("say.reports", { what: specText(leaf.spec, say) });
    case "interval":
      return say.t("say.interval", {
        from: specText(leaf.from, say),
        to: specText(leaf.to, say),
        least: leaf.days[0] ?? "?",
        most: leaf.days[1] ?? "?",
      });
    case "cohort":
      return say.t(leaf.version === null ? "say.cohort" : "say.cohortVersion", {
        name: say.cohort(leaf.cohort),
        version: leaf.version,
      });
    default: {
      const place = leaf.sections.length
        ? leaf.sections.map((section) => say.word("section", section)).join(say.t("say.or"))
        : say.t("say.report");
      if (leaf.type === "mention") {
        const how = [say.t(`tone.${toneOf(leaf)}`), timeOf(leaf) === "any" ? "" : say.t(`mentionTime.${timeOf(leaf)}`)];
        return say.t("say.mention", {
          place,
          text: leaf.text.trim(),
          how: how.filter(Boolean).join(say.t("say.comma")),
        });
      }
      const key = leaf.type === "text" && leaf.synonyms ? "synonyms" : leaf.type;
      return say.t(`say.${key}`, { place, text: leaf.text.trim(), count: leaf.distance });
    }
  }
}

function fieldText(leaf: FieldLeaf, say: Say): string {
  const name = say.field(leaf.field);
  const op = say.word("op", leaf.op);
  if (leaf.op === "exists" || leaf.op === "missing") return say.t("say.fieldOnly", { name, op });
  return say.t("say.field", { name, op, value: say.value(leaf) });
}

/** One examination in words. */
function specText(one: ReportSpec, say: Say): string {
  const parts: string[] = [];
  if (one.modality.length) parts.push(one.modality.join("/"));
  if (one.body_part.trim()) parts.push(say.t("say.bodyPart", { part: one.body_part.trim() }));
  if (one.from && one.to) parts.push(say.t("say.between", { from: one.from, to: one.to }));
  else if (one.from) parts.push(say.t("say.since", { from: one.from }));
  else if (one.to) parts.push(say.t("say.until", { to: one.to }));
  const have = haveText(one.have, say);
  if (have) parts.push(have);
  return parts.length ? parts.join(say.t("say.comma")) : say.t("say.anyReport");
}

function haveText(node: Group, say: Say): string {
  const any = node.items.some((item) => (item.type === "group" ? toTree(item) : isComplete(item)));
  return any ? plainText(tree(node, say, false)) : "";
}
