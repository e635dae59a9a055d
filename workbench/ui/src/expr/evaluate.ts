import { call } from "./call";
import { compare, same, within } from "./compare";
import type { Arithmetic, Node } from "./tree";
import { fromJson, number, numeric, truth, type Value } from "./values";

/** The fields an expression can read, as the server writes their values. */
export type Scope = Readonly<Record<string, unknown>>;

const get = (scope: Scope, name: string): Value => (Object.hasOwn(scope, name) ? fromJson(scope[name]) : null);

const OPERATE: Record<Arithmetic, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};

/** Computes a tree over a scope. */
export function evaluate(node: Node, scope: Scope): Value {
  const of = (part: Node) => evaluate(part, scope);
  switch (node.kind) {
    case "null":
      return null;
    case "bool":
    case "number":
    case "text":
      return node.value;
    case "name":
      return get(scope, node.name);
    case "has":
      return get(scope, node.name) !== null;
    case "list":
      return node.items.map(of);
    case "not": {
      const inner = truth(node.inner.at, of(node.inner));
      return inner === null ? null : !inner;
    }
    case "minus": {
      const inner = number(node.inner.at, of(node.inner));
      return inner === null ? null : numeric(-inner);
    }
    case "arithmetic": {
      let total = number(node.first.at, of(node.first));
      for (const [sign, part] of node.rest) {
        // the operand is computed and judged even when the total is null already
        const next = number(part.at, of(part));
        const made: number | null = total === null || next === null ? null : OPERATE[sign](total, next);
        total = made !== null && Number.isFinite(made) ? made : null;
      }
      return total === null ? null : numeric(total);
    }
    case "compare": {
      const [left, right] = [of(node.left), of(node.right)];
      const asksNull = node.left.kind === "null" || node.right.kind === "null";
      if (asksNull && (node.sign === "==" || node.sign === "!=")) return same(left, right) === (node.sign === "==");
      return compare(node.sign, left, right, node.right.at);
    }
    case "in": {
      const [left, right] = [of(node.left), of(node.right)];
      return within(left, right, node.left.at, node.right.at);
    }
    case "all":
      return row(node.nodes, scope, false);
    case "any":
      return row(node.nodes, scope, true);
    case "choose": {
      for (const [condition, value] of node.arms) {
        if (truth(condition.at, of(condition)) === true) return of(value);
      }
      return of(node.other);
    }
    case "call":
      return call(node.name, node.items, scope);
  }
}

/** Three-valued: the deciding value ends the row, else a null makes it null. */
function row(nodes: Node[], scope: Scope, decides: boolean): Value {
  let result: Value = !decides;
  for (const node of nodes) {
    const part = truth(node.at, evaluate(node, scope));
    if (part === decides) return decides;
    if (part === null) result = null;
  }
  return result;
}
