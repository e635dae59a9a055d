import type { Variable } from "../../api/types";

// The tree the reader edits, and the criteria the server understands. Leaves are numbered depth first on both sides.

export type Op = "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "exists" | "missing" | "state";
export type Leaf =
  | { id: string; type: "text" | "regex"; text: string; sections: string[]; not: boolean }
  | { id: string; type: "field"; field: string; op: Op; value: unknown; not: boolean };
export type Group = { id: string; type: "group"; join: "all" | "any"; not: boolean; items: Node[] };
export type Node = Leaf | Group;

export type Criteria =
  | { all: Criteria[] }
  | { any: Criteria[] }
  | { not: Criteria }
  | { text: string; in?: string[] }
  | { regex: string; in?: string[] }
  | { field: string; op: Op; value?: unknown };

let last = 0;
const fresh = (): string => {
  last += 1;
  return `n${last}`;
};

export const group = (join: "all" | "any" = "all", items: Node[] = [], not = false): Group => ({
  id: fresh(),
  type: "group",
  join,
  not,
  items,
});
export const textLeaf = (text = "", type: "text" | "regex" = "text"): Leaf => ({
  id: fresh(),
  type,
  text,
  sections: [],
  not: false,
});
export const fieldLeaf = (variable: Variable | undefined): Leaf => ({
  id: fresh(),
  type: "field",
  field: variable?.key ?? "",
  op: variable ? (opsOf(variable)[0] as Op) : "exists",
  value: variable?.type === "bool" ? true : null,
  not: false,
});

/** The comparisons that make sense for a variable, the most likely first. */
export function opsOf(variable: Pick<Variable, "type">): Op[] {
  const always: Op[] = ["exists", "missing", "state"];
  switch (variable.type) {
    case "bool":
      return ["=", ...always];
    case "enum":
    case "multi":
    case "text":
      return ["=", "!=", "in", ...always];
    case "ordinal":
      return [">=", "=", "<=", "!=", "in", ...always];
    default:
      return [">=", "<=", "=", ">", "<", "!=", ...always];
  }
}

/** Whether a leaf says enough to be asked. */
export function isComplete(leaf: Leaf): boolean {
  if (leaf.type !== "field") return leaf.text.trim() !== "";
  if (!leaf.field) return false;
  if (leaf.op === "exists" || leaf.op === "missing") return true;
  if (leaf.op === "in") return Array.isArray(leaf.value) && leaf.value.length > 0;
  return leaf.value !== null && leaf.value !== undefined && leaf.value !== "";
}

function leafCriteria(leaf: Leaf): Criteria {
  if (leaf.type === "field") {
    return leaf.op === "exists" || leaf.op === "missing"
      ? { field: leaf.field, op: leaf.op }
      : { field: leaf.field, op: leaf.op, value: leaf.value };
  }
  const where = leaf.sections.length ? { in: leaf.sections } : {};
  return leaf.type === "text" ? { text: leaf.text.trim(), ...where } : { regex: leaf.text, ...where };
}

/** The criteria of the complete leaves, and their ids in the server's order; null when nothing is asked yet. */
export function toCriteria(root: Node): { criteria: Criteria; leaves: string[] } | null {
  const leaves: string[] = [];
  const walk = (node: Node): Criteria | null => {
    let made: Criteria | null = null;
    if (node.type === "group") {
      const parts = node.items.map(walk).filter((part) => part !== null);
      if (parts.length === 1) made = parts[0] as Criteria;
      else if (parts.length > 1) made = node.join === "all" ? { all: parts } : { any: parts };
    } else if (isComplete(node)) {
      leaves.push(node.id);
      made = leafCriteria(node);
    }
    return made && node.not ? { not: made } : made;
  };
  const criteria = walk(root);
  return criteria ? { criteria, leaves } : null;
}

/** Reads criteria back into a tree, so that a search in the address can be edited. */
export function fromCriteria(criteria: Criteria, not = false): Node {
  if ("not" in criteria) return fromCriteria(criteria.not, !not);
  if ("all" in criteria)
    return group(
      "all",
      criteria.all.map((part) => fromCriteria(part)),
      not,
    );
  if ("any" in criteria)
    return group(
      "any",
      criteria.any.map((part) => fromCriteria(part)),
      not,
    );
  if ("text" in criteria) return { ...textLeaf(criteria.text), sections: criteria.in ?? [], not } as Leaf;
  if ("regex" in criteria) return { ...textLeaf(criteria.regex, "regex"), sections: criteria.in ?? [], not } as Leaf;
  return { id: fresh(), type: "field", field: criteria.field, op: criteria.op, value: criteria.value ?? null, not };
}

/** A copy of the tree with the node `id` replaced, or removed when `next` is null. */
export function replace(root: Group, id: string, next: Node | null): Group {
  const items = root.items.flatMap((item): Node[] => {
    if (item.id === id) return next ? [next] : [];
    return item.type === "group" ? [replace(item, id, next)] : [item];
  });
  return root.id === id && next?.type === "group" ? next : { ...root, items };
}
