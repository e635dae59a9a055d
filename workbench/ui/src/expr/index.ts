// The expression language of the workbench, a second time, so that a form reacts while it is filled in. Its meaning is
// that of the crate `workbench-expr`; both pass `workbench/expr/tests/vectors.json`, places of faults included.
import { evaluate, type Scope } from "./evaluate";
import { Fault } from "./fault";
import { parse } from "./parse";
import type { Node } from "./tree";
import type { Value } from "./values";

export type { Scope } from "./evaluate";
export { Fault } from "./fault";
export type { Value } from "./values";

/** The longest source, in code points. */
export const MAX_LENGTH = 4096;

/** An expression that has been read. */
export type Expr = {
  source: string;
  /** Every field it can read, those inside `has( )` included. */
  names: ReadonlySet<string>;
  tree: Node;
};

/** Reads an expression; throws the first `Fault` with its place. */
export function read(source: string): Expr {
  if (source.length > MAX_LENGTH && Array.from(source).length > MAX_LENGTH) {
    throw new Fault(MAX_LENGTH, "long", { most: String(MAX_LENGTH) });
  }
  const { tree, names } = parse(source);
  return { source, names, tree };
}

/** Computes the value over the fields of `scope`; throws a `Fault` when kinds of values do not fit. */
export const compute = (expr: Expr, scope: Scope): Value => evaluate(expr.tree, scope);

export type Outcome<T> = { value: T; fault: null } | { value: null; fault: Fault };

/** The same without throwing: what a page shows beside the box the expression is typed in. */
export function attempt<T>(make: () => T): Outcome<T> {
  try {
    return { value: make(), fault: null };
  } catch (cause) {
    if (cause instanceof Fault) return { value: null, fault: cause };
    throw cause;
  }
}
