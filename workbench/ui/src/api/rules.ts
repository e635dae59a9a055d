// Shapes of rule sets and terms, as the pages use them.
import type { FieldValue, Variable, VariableType } from "./types";

export type Diagnostic = {
  severity: "error" | "warning";
  line: number;
  column: number;
  message_zh: string;
  message_en: string;
  cure_zh: string;
  cure_en: string;
};
export type TestFailure = {
  field: string;
  expected: unknown;
  got: FieldValue | null;
  message_zh: string;
  message_en: string;
};
export type TestCase = { line: number; text: string; passed: boolean; failures: TestFailure[] };
export type TestReport = { passed: number; failed: number; cases: TestCase[] };
export type RuleCheck = {
  ok: boolean;
  diagnostics: Diagnostic[];
  ruleset: {
    id: string;
    version: string;
    title_zh: string;
    title_en: string;
    hash: string;
    variables: Variable[];
  } | null;
  tests: TestReport | null;
};
export type Tried = { diagnostics: Diagnostic[]; values: FieldValue[]; variables: Variable[] };

export type PackView = {
  name: string;
  title_zh: string;
  title_en: string;
  version: string;
  hash: string;
  variables: Variable[];
  sources: string[];
  source?: string;
};
export type Named = { id: string; name: string };
export type RuleSetRow = {
  id: string;
  project: string;
  key: string;
  title_zh: string;
  title_en: string;
  origin: string;
  published: Version | null;
  /** Only when it is not what was published last. */
  draft: { updated: string; by: string; version: string } | null;
  databases: Named[];
};
export type Version = {
  id: string;
  version: string;
  hash: string;
  at: string;
  by: string;
  note: string;
  fields: number;
  tests: number;
};
export type Draft = { source: string; etag: string; updated: string; by: string; version: string };
export type RuleSetView = Omit<RuleSetRow, "draft"> & {
  draft: Draft;
  /** The draft differs from what was published last. */
  open: boolean;
  versions: Version[];
};
export type VersionView = Version & { ruleset: string; source: string; variables: Variable[] };

export type ChangeKind = "changed" | "filled" | "lost" | "new_conflict" | "settled";
export type FieldChange = {
  key: string;
  name_zh: string;
  name_en: string;
  type: VariableType;
  mentioned_before: number;
  mentioned_after: number;
  same: number;
} & Record<ChangeKind, number>;
export type ChangeExample = {
  report: string;
  patient: string;
  field: string;
  kind: ChangeKind;
  before: FieldValue | null;
  after: FieldValue | null;
};
export type DryRun = {
  database: Named;
  base: { version: string; hash: string };
  draft: { version: string; hash: string };
  reports: number;
  took_ms: number;
  fields: FieldChange[];
  examples: ChangeExample[];
  /** Whether the draft is still the one that was tried. */
  current: boolean;
  at: string;
};

export const CONCEPT_KINDS = ["finding", "diagnosis", "sign", "word", "place"] as const;
export type ConceptKind = (typeof CONCEPT_KINDS)[number];
export type Clash = { term: string; concept: { id: string; zh: string } };
export type Concept = {
  id: string;
  zh: string;
  en: string;
  kind: ConceptKind;
  system: string;
  code: string;
  parent: string | null;
  terms: string[];
  excluded: string[];
  clashes: Clash[];
  retired: boolean;
  etag: string;
};
export type ConceptEvent = {
  at: string;
  by: string;
  action: string;
  before: Partial<Concept> | null;
  after: Partial<Concept> | null;
};
export type TermImport = {
  added: number;
  changed: number;
  same: number;
  rejected: { row: number; reason_zh: string; reason_en: string }[];
};
export type UnknownTerm = {
  id: string;
  term: string;
  count: number;
  reports: number;
  examples: { report: string; text: string; start: number; end: number }[];
  state: "new" | "ignored" | "added";
  /** The concept it was added to. */
  concept: string | null;
};
