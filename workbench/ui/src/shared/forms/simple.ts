import type { Field } from "../../api/records";
import { quoted } from "../../expr/signs";
import type { Comparison, Node } from "../../expr/tree";

// Conditions as people choose them from lists: a row per field. Whatever is more than rows stays an expression.

export type RowOp = Comparison | "has" | "missing" | "holds" | "lacks";
export type Row = { field: string; op: RowOp; value: string | number | boolean | null };
export type Rows = { join: "all" | "any"; rows: Row[] };

type Typed = Pick<Field, "type">;

/** The comparisons that make sense for a field, the most likely first. */
export function opsOf(field: Typed | undefined): RowOp[] {
  switch (field?.type) {
    case "bool":
      return ["==", "has", "missing"];
    case "multi":
      return ["holds", "lacks", "has", "missing"];
    case "enum":
    case "ordinal":
      return ["==", "!=", "has", "missing"];
    case "integer":
    case "number":
    case "count":
      return [">=", "<=", ">", "<", "==", "!=", "has", "missing"];
    case "date":
    case "datetime":
      return [">=", "<=", "==", "has", "missing"];
    default:
      return ["==", "!=", "has", "missing"];
  }
}

const literal = (value: Row["value"]): string => (typeof value === "string" ? quoted(value) : String(value ?? "null"));

export const isWhole = (row: Row): boolean =>
  Boolean(row.field) && (row.op === "has" || row.op === "missing" || (row.value !== null && row.value !== ""));

function rowSource({ field, op, value }: Row): string {
  switch (op) {
    case "has":
      return `has(${field})`;
    case "missing":
      return `!has(${field})`;
    case "holds":
      return `${literal(value)} in ${field}`;
    case "lacks":
      return `!(${literal(value)} in ${field})`;
    default:
      return `${field} ${op} ${literal(value)}`;
  }
}

/** The rows as an expression; empty when none is whole. */
export const toSource = ({ join, rows }: Rows): string =>
  rows
    .filter(isWhole)
    .map(rowSource)
    .join(join === "all" ? " && " : " || ");

function literalOf(node: Node): Row["value"] | undefined {
  if (node.kind === "number" || node.kind === "text" || node.kind === "bool") return node.value;
  if (node.kind === "minus" && node.inner.kind === "number") return -node.inner.value;
  return undefined;
}

function toRow(node: Node): Row | null {
  if (node.kind === "has") return { field: node.name, op: "has", value: null };
  if (node.kind === "name") return { field: node.name, op: "==", value: true };
  if (node.kind === "not" && node.inner.kind === "has") return { field: node.inner.name, op: "missing", value: null };
  const inside = node.kind === "not" ? node.inner : node;
  if (inside.kind === "in" && inside.right.kind === "name") {
    const value = literalOf(inside.left);
    return value === undefined
      ? null
      : { field: inside.right.name, op: node.kind === "not" ? "lacks" : "holds", value };
  }
  if (node.kind !== "compare" || node.left.kind !== "name") return null;
  if (node.right.kind === "null" && (node.sign === "==" || node.sign === "!=")) {
    return { field: node.left.name, op: node.sign === "==" ? "missing" : "has", value: null };
  }
  const value = literalOf(node.right);
  return value === undefined ? null : { field: node.left.name, op: node.sign, value };
}

/** The rows an expression consists of; null when it is more than rows. */
export function toRows(tree: Node): Rows | null {
  const join = tree.kind === "any" ? "any" : "all";
  const nodes = tree.kind === "any" || tree.kind === "all" ? tree.nodes : [tree];
  const rows = nodes.map(toRow);
  return rows.every((row) => row !== null) ? { join, rows } : null;
}
