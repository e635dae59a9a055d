/** Why an expression cannot be read or computed; `i18n/texts/exprFault` has the sentences. */
export type FaultCode =
  | "long"
  | "deep"
  | "quote"
  | "digits"
  | "large"
  | "sign"
  | "sign_power"
  | "sign_point"
  | "sign_stop"
  | "bracket"
  | "comma"
  | "branch"
  | "not"
  | "chain"
  | "function"
  | "arguments"
  | "field"
  | "empty"
  | "early"
  | "assign"
  | "single"
  | "value"
  | "left_assign"
  | "left_and"
  | "left_or"
  | "left_not"
  | "left_bracket"
  | "left_comma"
  | "left_colon"
  | "left_other"
  | "misfit"
  | "unlike"
  | "order_list"
  | "order_bool"
  | "date"
  | "places";

/** A fault with its place: code points of the source before it. `words` fill the sentence; they never hold a value. */
export class Fault extends Error {
  constructor(
    readonly at: number,
    readonly code: FaultCode,
    readonly words: Readonly<Record<string, string>> = {},
  ) {
    super(`${code} at ${at}`);
  }
}
