import type { Variable } from "../../api/types";

// The lines the reader edits, and the criteria the server understands. Leaves are numbered depth first on both sides.

export type Op = "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "exists" | "missing" | "state";
/** Leaves that look at the words of a text. */
export const TEXT_KINDS = ["text", "fuzzy", "pinyin", "regex", "mention"] as const;
export type TextKind = (typeof TEXT_KINDS)[number];
export const LEAF_KINDS = [...TEXT_KINDS, "field", "reports", "interval", "cohort"] as const;
export type LeafKind = (typeof LEAF_KINDS)[number];

type Base = { id: string; not: boolean };
/** Words in a text; what a kind does not use keeps its value, so that a change of kind loses nothing. */
export type TextLeaf = Base & {
  type: TextKind;
  text: string;
  sections: string[];
  synonyms: boolean;
  distance: number;
  negated: boolean | null;
  uncertain: boolean | null;
  historical: boolean | null;
};
export type FieldLeaf = Base & { type: "field"; field: string; op: Op; value: unknown };
export type ReportSpec = { modality: string[]; body_part: string; from: string; to: string; have: Group };
export type ReportsLeaf = Base & { type: "reports"; spec: ReportSpec };
export type IntervalLeaf = Base & {
  type: "interval";
  from: ReportSpec;
  to: ReportSpec;
  days: [number | null, number | null];
};
export type CohortLeaf = Base & { type: "cohort"; cohort: string; version: number | null };
export type Leaf = TextLeaf | FieldLeaf | ReportsLeaf | IntervalLeaf | CohortLeaf;
export type Group = { id: string; type: "group"; join: "all" | "any"; not: boolean; items: Node[] };
export type Node = Leaf | Group;
export type LineKind = "include" | "exclude";
export type Line = { id: string; name: string; kind: LineKind; tree: Group };

type In = { in?: string[] };
export type Reports = { modality?: string[]; body_part?: string; from?: string; to?: string; have?: Criteria };
export type Criteria =
  | { lines: ({ name: string; include: Criteria } | { name: string; exclude: Criteria })[] }
  | { all: Criteria[] }
  | { any: Criteria[] }
  | { not: Criteria }
  | ({ text: string; synonyms?: boolean } & In)
  | ({ fuzzy: string; distance?: number } & In)
  | ({ pinyin: string } & In)
  | ({ regex: string } & In)
  | ({ mention: string; negated?: boolean | null; uncertain?: boolean | null; historical?: boolean | null } & In)
  | { field: string; op: Op; value?: unknown }
  | { reports: Reports }
  | { interval: { from: Reports; to: Reports; days: [number, number] } }
  | { cohort: string; version?: number };

let last = 0;
export const fresh = (): string => {
  last += 1;
  return `n${last}`;
};

export const isText = (node: Node): node is TextLeaf => (TEXT_KINDS as readonly string[]).includes(node.type);

export const group = (join: "all" | "any" = "all", items: Node[] = [], not = false): Group => ({
  id: fresh(),
  type: "group",
  join,
  not,
  items,
});
export const textLeaf = (text = "", type: TextKind = "text", more: Partial<TextLeaf> = {}): TextLeaf => ({
  id: fresh(),
  type,
  text,
  sections: [],
  synonyms: false,
  distance: 1,
  // what a reader means by “has nodules”: stated, not denied and not in doubt
  negated: false,
  uncertain: false,
  historical: null,
  not: false,
  ...more,
});
export const fieldLeaf = (variable: Variable | undefined): FieldLeaf => ({
  id: fresh(),
  type: "field",
  field: variable?.key ?? "",
  op: variable ? (opsOf(variable)[0] as Op) : "exists",
  value: variable?.type === "bool" ? true : null,
  not: false,
});
export const spec = (more: Partial<ReportSpec> = {}): ReportSpec => ({
  modality: [],
  body_part: "",
  from: "",
  to: "",
  have: group("all"),
  ...more,
});
export const line = (kind: LineKind = "include", tree: Group = group("all", [textLeaf()]), name = ""): Line => ({
  id: fresh(),
  name,
  kind,
  tree,
});

/** A new leaf of a kind. */
export function leafOf(kind: LeafKind, variables: readonly Variable[]): Leaf {
  const base = { id: fresh(), not: false };
  switch (kind) {
    case "field":
      return fieldLeaf(variables[0]);
    case "reports":
      return { ...base, type: kind, spec: spec() };
    case "interval":
      return { ...base, type: kind, from: spec(), to: spec(), days: [30, 180] };
    case "cohort":
      return { ...base, type: kind, cohort: "", version: null };
    default:
      return textLeaf("", kind);
  }
}

/** The same leaf as another kind: words stay words, everything else begins afresh. */
export function turnInto(leaf: Leaf, kind: LeafKind, variables: readonly Variable[]): Leaf {
  const isWords = (TEXT_KINDS as readonly string[]).includes(kind);
  if (isText(leaf) && isWords) return { ...leaf, type: kind as TextKind };
  return { ...leafOf(kind, variables), id: leaf.id, not: leaf.not } as Leaf;
}

/** The comparisons that make sense for a variable, the most likely first. */
export function opsOf(variable: Pick<Variable, "type">): Op[] {
  const always: Op[] = ["exists", "missing", "state"];
  switch (variable.type as string) {
    case "bool":
      return ["=", ...always];
    case "enum":
    case "multi":
    case "text":
      return ["=", "!=", "in", ...always];
    case "ordinal":
      return [">=", "=", "<=", "!=", "in", ...always];
    case "long_text":
    case "file":
      return ["exists", "missing"];
    default:
      return [">=", "<=", "=", ">", "<", "!=", ...always];
  }
}

const specSays = (one: ReportSpec): boolean =>
  Boolean(one.modality.length || one.body_part.trim() || one.from || one.to || toTree(one.have));

/** Whether a leaf says enough to be asked. */
export function isComplete(leaf: Leaf): boolean {
  switch (leaf.type) {
    case "field":
      if (!leaf.field) return false;
      if (leaf.op === "exists" || leaf.op === "missing") return true;
      if (leaf.op === "in") return Array.isArray(leaf.value) && leaf.value.length > 0;
      return leaf.value !== null && leaf.value !== undefined && leaf.value !== "";
    case "reports":
      return specSays(leaf.spec);
    case "interval":
      return leaf.days[0] !== null && leaf.days[1] !== null && leaf.days[0] <= leaf.days[1];
    case "cohort":
      return leaf.cohort !== "";
    default:
      return leaf.text.trim() !== "";
  }
}

function specCriteria(one: ReportSpec): Reports {
  const have = toTree(one.have);
  return {
    ...(one.modality.length ? { modality: one.modality } : {}),
    ...(one.body_part.trim() ? { body_part: one.body_part.trim() } : {}),
    ...(one.from ? { from: one.from } : {}),
    ...(one.to ? { to: one.to } : {}),
    ...(have ? { have } : {}),
  };
}

function leafCriteria(leaf: Leaf): Criteria {
  switch (leaf.type) {
    case "field":
      return leaf.op === "exists" || leaf.op === "missing"
        ? { field: leaf.field, op: leaf.op }
        : { field: leaf.field, op: leaf.op, value: leaf.value };
    case "reports":
      return { reports: specCriteria(leaf.spec) };
    case "interval":
      return {
        interval: {
          from: specCriteria(leaf.from),
          to: specCriteria(leaf.to),
          days: [leaf.days[0] ?? 0, leaf.days[1] ?? 0],
        },
      };
    case "cohort":
      return leaf.version === null ? { cohort: leaf.cohort } : { cohort: leaf.cohort, version: leaf.version };
    default:
      return textCriteria(leaf);
  }
}

function textCriteria(leaf: TextLeaf): Criteria {
  const where = leaf.sections.length ? { in: leaf.sections } : {};
  const words = leaf.text.trim();
  switch (leaf.type) {
    case "text":
      return { text: words, ...(leaf.synonyms ? { synonyms: true } : {}), ...where };
    case "fuzzy":
      return { fuzzy: words, distance: leaf.distance, ...where };
    case "pinyin":
      return { pinyin: words, ...where };
    case "regex":
      return { regex: leaf.text, ...where };
    default: {
      const flags = { negated: leaf.negated, uncertain: leaf.uncertain, historical: leaf.historical };
      const given = Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag !== null));
      return { mention: words, ...given, ...where };
    }
  }
}

type Seen = (leaf: Leaf, path: string) => void;

/** The criteria of the complete leaves of a tree; `seen` is told of each in the server's order, with its place. */
export function toTree(root: Node, path = "$", seen: Seen = () => {}): Criteria | null {
  const complete = (node: Node): boolean => (node.type === "group" ? node.items.some(complete) : isComplete(node));
  if (!complete(root)) return null;
  const at = root.not ? `${path}.not` : path;
  let made: Criteria;
  if (root.type === "group") {
    const items = root.items.filter(complete);
    if (items.length === 1) made = toTree(items[0] as Node, at, seen) as Criteria;
    else {
      const parts = items.map((item, index) => toTree(item, `${at}.${root.join}[${index}]`, seen) as Criteria);
      made = root.join === "all" ? { all: parts } : { any: parts };
    }
  } else {
    seen(root, at);
    made = leafCriteria(root);
  }
  return root.not ? { not: made } : made;
}

export type Made = {
  criteria: Criteria;
  /** Ids of the leaves in the server's order. */
  leaves: string[];
  /** Ids of the lines that say something, in order. */
  lines: string[];
  /** Where the server finds each leaf, for what it has to say of one. */
  places: { path: string; leaf: string }[];
};

/** The criteria of all lines that say something; null when nothing is asked yet. */
export function toCriteria(lines: readonly Line[]): Made | null {
  const said = lines.filter((one) => toTree(one.tree));
  if (said.length === 0) return null;
  const places: Made["places"] = [];
  const seen: Seen = (leaf, path) => places.push({ path, leaf: leaf.id });
  const only = said.length === 1 && said[0]?.kind === "include" && !said[0].name.trim() ? said[0] : null;
  const criteria = only
    ? (toTree(only.tree, "$", seen) as Criteria)
    : {
        lines: said.map((one, index) => {
          const part = toTree(one.tree, `$.lines[${index}].${one.kind}`, seen) as Criteria;
          const name = one.name.trim();
          return one.kind === "include" ? { name, include: part } : { name, exclude: part };
        }),
      };
  return { criteria, leaves: places.map((one) => one.leaf), lines: said.map((one) => one.id), places };
}

/** Which leaf the server speaks of: the longest place that its words name. */
export function leafAt(made: Made | null, words: string): string | null {
  // a place ends where no name and no number goes on
  const ends = (path: string) => {
    const at = words.indexOf(path);
    return at >= 0 && !/[\w[]/.test(words.charAt(at + path.length));
  };
  const named = (made?.places ?? []).filter(({ path }) => ends(path));
  return named.sort((a, b) => b.path.length - a.path.length)[0]?.leaf ?? null;
}

/** A copy of the tree with the node `id` replaced, or removed when `next` is null. */
export function replace(root: Group, id: string, next: Node | null): Group {
  if (root.id === id && next?.type === "group") return next;
  const items = root.items.flatMap((item): Node[] => {
    if (item.id === id) return next ? [next] : [];
    return item.type === "group" ? [replace(item, id, next)] : [item];
  });
  return { ...root, items };
}

/** The line moved to another place. */
export function moved<A>(items: readonly A[], from: number, to: number): A[] {
  const rest = items.filter((_, index) => index !== from);
  const item = items[from];
  if (item === undefined) return [...items];
  rest.splice(Math.max(0, Math.min(to, rest.length)), 0, item);
  return rest;
}

/** A copy under new ids. */
export function copyLine(one: Line, name: string): Line {
  const copy = <N extends Node>(node: N): N =>
    node.type === "group"
      ? { ...node, id: fresh(), items: node.items.map(copy) }
      : ({ ...structuredClone(node), id: fresh() } as N);
  return { ...one, id: fresh(), name, tree: copy(one.tree) };
}

/** Every leaf of the lines in order, complete or not. */
export function leavesOf(lines: readonly Line[]): Leaf[] {
  const walk = (node: Node): Leaf[] => (node.type === "group" ? node.items.flatMap(walk) : [node]);
  return lines.flatMap((one) => walk(one.tree));
}
