// Shapes of dictionaries, forms and entry, as the pages use them.
import type { EvidenceSpan, Origin, ValueState, Variable } from "./types";

/** A field of a database, with what became of it. */
/** `inherited`: of the parent database, and so only read here. */
export type Field = Variable & { retired?: boolean; used?: number; inherited?: boolean };
export type Said = { zh: string; en: string };
export type FieldProblem = Said & { field: string };
export type RowProblem = Said & { row: number; column: string };

export type FieldsPreview = {
  rows: { row: number; field: Variable | null; problems: (Said & { column: string })[] }[];
  good: number;
  bad: number;
};
export type Copied = { added: number; skipped: (Said & { key: string })[] };
export type DictionaryVersion = {
  version: number;
  at: string;
  by: string;
  note: string;
  added: number;
  changed: number;
  removed: number;
};
export type Dictionary = { version: number; etag: string; versions: DictionaryVersion[] };
export type DictionaryDiff = {
  added: Variable[];
  removed: Variable[];
  changed: { key: string; name_zh: string; changes: { part: string; from: unknown; to: unknown }[] }[];
};
export type LibraryField = { group_zh: string; group_en: string; field: Variable };

export const INPUTS = [
  "text",
  "textarea",
  "checkbox",
  "radio",
  "select",
  "date",
  "datetime",
  "number",
  "file",
] as const;
export type InputKind = (typeof INPUTS)[number];
export const DEIDENTS = [
  "none",
  "name",
  "phone",
  "landline",
  "id_card",
  "address",
  "email",
  "password",
  "bank_card",
  "hospital",
  "date_shift",
  "age",
  "free_text",
  "number",
] as const;

export type FormItem = {
  field: string;
  visible_if?: string | null;
  required_if?: string | null;
  width?: 1 | 2 | 3 | null;
  label?: string | null;
  readonly?: boolean | null;
};
export type FormSection = {
  id: string;
  title_zh: string;
  title_en: string;
  visible_if?: string | null;
  items: FormItem[];
};
export type FormDefinition = { sections: FormSection[] };
export type Form = {
  id: string;
  database: string;
  title_zh: string;
  title_en: string;
  version: number;
  etag: string;
  definition: FormDefinition;
  updated: string;
  by: string;
};
/** `path` is that of the part in the definition, `at` the place in its expression. */
export type FormError = Said & { path: string; at?: number | null };
export type FormTemplate = {
  id: string;
  title_zh: string;
  title_en: string;
  definition: FormDefinition;
  /** Comes with the product. */
  shipped?: boolean;
  fields?: Variable[];
};

export type Evidence = EvidenceSpan & { report: string };
export type EntryValue = {
  value: unknown;
  state: ValueState;
  origin: Origin;
  by?: string | null;
  at: string;
  evidence: Evidence[];
  /** Names its row in the history. */
  id?: string;
  inherited?: boolean;
};
export type Entry = {
  case: string;
  etag: string;
  values: Record<string, EntryValue>;
  calculated: Record<string, unknown>;
  /** Why calculated fields do not come out. */
  faults?: FieldProblem[];
};
export type EntryChange = { field: string; value: unknown; base: unknown };
export type EntrySaved = Entry & { warnings?: FieldProblem[] };
export type MergeField = { field: string; base: unknown; yours: unknown; theirs: unknown; by: string; at: string };
export type HistoryRow = {
  id: string;
  field: string;
  value: unknown;
  state: ValueState;
  origin: Origin;
  by: string | null;
  at: string;
  until: string | null;
  until_by?: string | null;
  reason: string | null;
  evidence: Evidence[];
};

export type BulkLine = { case: string; patient: string; field: string; from: unknown; to: unknown };
/** `changed` are the first 200 of `values`. */
export type BulkPlan = { cases: number; cases_changed: number; values: number; changed: BulkLine[] };
export type ValuesPreview = {
  object: string;
  columns: { column: string; field: string | null }[];
  rows: { good: number; bad: number };
  problems: RowProblem[];
  diff: {
    new_cases: number;
    added: number;
    changed: number;
    same: number;
    first: { row: number; patient: string; field: string; from: unknown; to: unknown }[];
  };
};
export type TimelineItem = {
  at: string;
  kind: "report" | "study" | "value";
  id: string;
  title_zh: string;
  title_en: string;
  modality: string;
  body_part: string;
  excerpt?: string | null;
  field?: string | null;
};
