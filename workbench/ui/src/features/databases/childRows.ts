import { isWhole, type Row, type Rows } from "../../shared/forms/simple";

// The conditions of a child database as the search understands them.

type Criteria = Record<string, unknown>;

function leaf({ field, op, value }: Row): Criteria {
  switch (op) {
    case "has":
      return { field, op: "exists" };
    case "missing":
      return { field, op: "missing" };
    case "holds":
      return { field, op: "in", value: [value] };
    case "lacks":
      return { not: { field, op: "in", value: [value] } };
    case "==":
      return { field, op: "=", value };
    default:
      return { field, op, value };
  }
}

/** The rows as criteria; every case of the parent when there is none. */
export function toCriteria({ join, rows }: Rows): Criteria {
  const leaves = rows.filter(isWhole).map(leaf);
  if (leaves.length === 1) return leaves[0]!;
  return join === "any" && leaves.length > 0 ? { any: leaves } : { all: leaves };
}
