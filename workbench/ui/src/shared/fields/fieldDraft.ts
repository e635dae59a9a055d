import type { Field, InputKind } from "../../api/records";
import type { Variable, VariableType } from "../../api/types";
import { isExpr, readExpr } from "../forms/logic";

/** A field while it is edited: numbers as they are typed, options a line each. */
export type FieldDraft = {
  key: string;
  name_zh: string;
  name_en: string;
  type: VariableType;
  unit: string;
  least: string;
  most: string;
  options: { value: string; label: string }[];
  required: boolean;
  pattern: string;
  deident: string;
  input: string;
  formula: string;
  help_zh: string;
  group: string;
};
export type DraftFault =
  | "key"
  | "key_taken"
  | "key_word"
  | "name"
  | "type"
  | "number"
  | "order"
  | "options"
  | "option_twice"
  | "pattern"
  | "formula";
export type Faults = Partial<Record<keyof FieldDraft, DraftFault>>;

export const EMPTY: FieldDraft = {
  key: "",
  name_zh: "",
  name_en: "",
  type: "text",
  unit: "",
  least: "",
  most: "",
  options: [],
  required: false,
  pattern: "",
  deident: "",
  input: "",
  formula: "",
  help_zh: "",
  group: "",
};

const NUMBERS: readonly VariableType[] = ["integer", "number", "count"];
export const hasRange = (type: VariableType): boolean => NUMBERS.includes(type);
export const hasOptions = (type: VariableType): boolean => type === "enum" || type === "ordinal" || type === "multi";
export const hasPattern = (type: VariableType): boolean => type === "text" || type === "long_text";

/** The controls a type can be filled in with, the usual one first. */
export function inputsOf(type: VariableType): InputKind[] {
  switch (type) {
    case "text":
      return ["text", "textarea"];
    case "long_text":
      return ["textarea", "text"];
    case "bool":
      return ["radio", "select", "checkbox"];
    case "enum":
    case "ordinal":
      return ["radio", "select"];
    case "multi":
      return ["checkbox", "select"];
    case "date":
    case "datetime":
    case "file":
      return [type];
    default:
      return ["number"];
  }
}

export function draftOf(field: Field): FieldDraft {
  return {
    key: field.key,
    name_zh: field.name_zh,
    name_en: field.name_en,
    type: field.type,
    unit: field.unit ?? "",
    least: field.range ? String(field.range[0]) : "",
    most: field.range ? String(field.range[1]) : "",
    options: field.options.map((value) => ({ value, label: field.option_labels?.[value] ?? "" })),
    required: field.required ?? false,
    pattern: field.pattern ?? "",
    deident: field.deident ?? "",
    input: field.input ?? "",
    formula: field.formula ?? "",
    help_zh: field.help_zh ?? "",
    group: field.group ?? "",
  };
}

const RESERVED = new Set(["true", "false", "null", "and", "or", "not", "in"]);

/** What is wrong with a draft before the server sees it; `taken` are the keys of the other fields. */
export function faultsOf(draft: FieldDraft, taken: ReadonlySet<string>): Faults {
  const faults: Faults = {};
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(draft.key)) faults.key = "key";
  else if (RESERVED.has(draft.key)) faults.key = "key_word";
  else if (taken.has(draft.key)) faults.key = "key_taken";
  if (!draft.name_zh.trim()) faults.name_zh = "name";
  if (hasRange(draft.type)) {
    const [least, most] = [numberOf(draft.least), numberOf(draft.most)];
    if (least === undefined) faults.least = "number";
    if (most === undefined) faults.most = "number";
    if (typeof least === "number" && typeof most === "number" && least > most) faults.most = "order";
    if (least === null && typeof most === "number") faults.least = "number";
    if (most === null && typeof least === "number") faults.most = "number";
  }
  if (hasOptions(draft.type)) {
    const values = draft.options.map((option) => option.value.trim()).filter(Boolean);
    if (values.length === 0) faults.options = "options";
    else if (new Set(values).size < values.length) faults.options = "option_twice";
  }
  if (hasPattern(draft.type) && draft.pattern.trim()) {
    try {
      new RegExp(draft.pattern, "u");
    } catch {
      faults.pattern = "pattern";
    }
  }
  if (draft.formula.trim()) {
    const made = readExpr(draft.formula);
    if (!isExpr(made) || made.names.has(draft.key)) faults.formula = "formula";
  }
  return faults;
}

/** A typed number; null when nothing is typed, undefined when it is none. */
function numberOf(text: string): number | null | undefined {
  if (!text.trim()) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The draft as the server takes it. */
export function variableOf(draft: FieldDraft): Variable {
  const options = hasOptions(draft.type)
    ? draft.options.map((option) => ({ value: option.value.trim(), label: option.label.trim() })).filter((o) => o.value)
    : [];
  const labels = options.filter((option) => option.label && option.label !== option.value);
  const [least, most] = hasRange(draft.type) ? [numberOf(draft.least), numberOf(draft.most)] : [null, null];
  const text = (value: string) => value.trim() || null;
  return {
    key: draft.key.trim(),
    name_zh: draft.name_zh.trim(),
    name_en: draft.name_en.trim(),
    type: draft.type,
    unit: hasRange(draft.type) ? text(draft.unit) : null,
    options: options.map((option) => option.value),
    range: typeof least === "number" && typeof most === "number" ? [least, most] : null,
    ...(labels.length > 0
      ? { option_labels: Object.fromEntries(labels.map((option) => [option.value, option.label])) }
      : {}),
    ...(draft.required ? { required: true } : {}),
    ...(hasPattern(draft.type) && draft.pattern.trim() ? { pattern: draft.pattern.trim() } : {}),
    ...(draft.deident ? { deident: draft.deident } : {}),
    ...(draft.input ? { input: draft.input } : {}),
    ...(draft.formula.trim() ? { formula: draft.formula.trim() } : {}),
    ...(draft.help_zh.trim() ? { help_zh: draft.help_zh.trim() } : {}),
    ...(draft.group.trim() ? { group: draft.group.trim() } : {}),
  };
}

/** A key from an English name: `Tumour size (mm)` is tumour_size_mm. */
export function keyFrom(english: string, taken: ReadonlySet<string>): string {
  const base = english
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 56);
  if (!base || !taken.has(base)) return base;
  for (let at = 2; ; at += 1) if (!taken.has(`${base}_${at}`)) return `${base}_${at}`;
}
