import type { FunctionName } from "./functions";

export type Arithmetic = "+" | "-" | "*" | "/" | "%";
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** The tree of an expression. Rows of one operator are flat, so that depth is what the writer nested. */
export type Node = { at: number } & (
  | { kind: "null" }
  | { kind: "bool"; value: boolean }
  | { kind: "number"; value: number }
  | { kind: "text"; value: string }
  | { kind: "name"; name: string }
  | { kind: "has"; name: string }
  | { kind: "list"; items: Node[] }
  | { kind: "not"; inner: Node }
  | { kind: "minus"; inner: Node }
  | { kind: "arithmetic"; first: Node; rest: [Arithmetic, Node][] }
  | { kind: "compare"; sign: Comparison; left: Node; right: Node }
  | { kind: "in"; left: Node; right: Node }
  | { kind: "all"; nodes: Node[] }
  | { kind: "any"; nodes: Node[] }
  | { kind: "choose"; arms: [Node, Node][]; other: Node }
  | { kind: "call"; name: FunctionName; items: Node[] }
);
