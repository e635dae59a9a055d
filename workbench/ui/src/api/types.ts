// Shapes of the HTTP API as the pages use them. `contract.ts` holds them against the generated schema.

export type Page<T> = { items: T[]; next: string | null; total: number };

export type SystemRole = "system_admin" | "security_admin" | "audit_admin" | "user";
export type User = {
  id: string;
  login: string;
  name: string;
  system_role: SystemRole;
  must_change: boolean;
  disabled: boolean;
  created: string;
};
export type Session = { user: User; must_change: boolean; expires: string; version: string; demo: boolean };

export type Role = "owner" | "researcher" | "annotator" | "reviewer" | "steward" | "clinician";
export const ROLES: Role[] = ["owner", "researcher", "annotator", "reviewer", "steward", "clinician"];
export type ProjectCounts = Record<
  "patients" | "reports" | "cases" | "studies" | "rois" | "feature_tables" | "models" | "predictions",
  number
>;
export type Project = {
  id: string;
  title: string;
  kind: "personal" | "shared";
  synthetic: boolean;
  created: string;
  counts: ProjectCounts;
  role: Role;
  /** How deep the asking person may see. */
  level?: DataLevel;
};
/** How deep into the data a person may see; each level includes those before it. */
export const LEVELS = ["count", "aggregate", "deidentified", "limited", "identified"] as const;
export type DataLevel = (typeof LEVELS)[number];
export type Member = {
  user: string;
  login: string;
  name: string;
  role: Role;
  level: DataLevel;
  /** The level was chosen for this member; else it is the role's. */
  own_level: boolean;
};

export type Patient = { id: string; label: string; identifier: string | null; sex: string };
export type ReportSummary = {
  id: string;
  patient: Patient;
  external_id: string;
  version: number;
  accession: string;
  modality: string;
  body_part: string;
  exam_date: string;
  excerpt: string;
};
export type Section = { kind: string; start: number; end: number };
export type MentionSize = { text: string; start: number; end: number; mm: number[]; role: string };
export type Mention = {
  term: string;
  start: number;
  end: number;
  type?: string;
  negated: boolean;
  uncertain: boolean;
  certainty?: string;
  temporality?: string;
  experiencer?: string;
  count?: { exact: number | null; min: number | null; max: number | null; kind: string } | null;
  sizes?: MentionSize[];
  laterality?: string | null;
  location?: { text: string; start: number; end: number } | null;
  change?: string | null;
};
export const VARIABLE_TYPES = [
  "text",
  "long_text",
  "integer",
  "number",
  "bool",
  "enum",
  "ordinal",
  "multi",
  "count",
  "date",
  "datetime",
  "file",
] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];
/** A field of a dictionary. What stands after `range` is set by people and may be missing. */
export type Variable = {
  key: string;
  name_zh: string;
  name_en: string;
  type: VariableType;
  unit: string | null;
  options: string[];
  range: [number, number] | null;
  option_labels?: Record<string, string>;
  required?: boolean;
  pattern?: string | null;
  deident?: string | null;
  input?: string | null;
  formula?: string | null;
  help_zh?: string | null;
  group?: string | null;
  /** Added by people rather than by rules. */
  own?: boolean;
};
export type ValueState = "asserted" | "negated" | "uncertain" | "not_mentioned" | "conflict";
export type Origin = "nlp" | "manual" | "import" | "calc";
export type EvidenceSpan = { section: string; start: number; end: number; role: string };
export type FieldValue = {
  field: string;
  value: unknown;
  unit: string | null;
  state: ValueState;
  spans: EvidenceSpan[];
  rule: string;
  confidence: number;
  alternatives?: unknown[];
};
export type ReportValue = {
  database: string;
  database_name: string;
  case_id: string;
  variable: Variable | null;
  value: FieldValue;
  origin: Origin;
};
export type Report = ReportSummary & {
  text: string;
  sections: Section[];
  mentions: Mention[];
  values: ReportValue[];
  findings: Finding[];
  studies: StudySummary[];
};

/** What a person said of one value of a report. */
export type CheckVerdict = "accepted" | "corrected" | "not_mentioned" | "wrong";
export type Place = { start: number; end: number };
export type Check = {
  verdict: CheckVerdict;
  value: unknown;
  state: ValueState;
  spans: EvidenceSpan[];
  reason: string;
  by: { id: string; name: string };
  at: string;
  judged: FieldValue;
  ruleset: { version: string; hash: string };
};
export type QueueRow = {
  report: string;
  external_id: string;
  patient: Patient;
  exam_date: string;
  modality: string;
  excerpt: string;
  conflicts: number;
  doubtful: number;
  lowest: number | null;
  open: number;
  checked: number;
};
export type CheckRow = {
  variable: Variable;
  value: FieldValue;
  origin: Origin;
  /** What the rules say, whatever people say. */
  ruled?: FieldValue | null;
  /** How often values of this field and grade were right; null when too few are checked. */
  observed?: { n: number; correct: number } | null;
  rule: { id: string; version: string; source: string; line: number } | null;
  help: string;
  check: Check | null;
};
export type CheckView = {
  report: {
    id: string;
    external_id: string;
    patient: Patient;
    exam_date: string;
    modality: string;
    text: string;
    sections: Section[];
  };
  database: { id: string; name: string; pack: string; pack_version: string };
  values: CheckRow[];
  position: { index: number; total: number };
  previous: string | null;
  next: string | null;
};

/** A part of a whole with its Wilson 95 % interval; no value when there is nothing to count. */
export type Rate = { value: number | null; low: number; high: number; hits: number; of: number };
export type Score = { value: number | null; low: number; high: number };
export type NumericAgreement = {
  n: number;
  exact: number;
  within_1mm: number;
  within_10pct: number;
  bias: number;
  sd: number | null;
  loa_low: number | null;
  loa_high: number | null;
  points: { mean: number; difference: number; report: string }[];
};
export type CheckError = {
  report: string;
  patient: string;
  expected: unknown;
  got: unknown;
  kind: "missed" | "invented" | "wrong";
};
export type FieldEvaluation = {
  variable: Variable;
  n: number;
  mentioned: number;
  correct: number;
  accuracy: Rate;
  tp: number;
  fp: number;
  fn: number;
  tn: number;
  precision: Rate;
  recall: Rate;
  f1: Score;
  macro_f1: number | null;
  confusion: { labels: string[]; counts: number[][] } | null;
  options?: { precision: Rate; recall: Rate; f1: number | null } | null;
  numeric: NumericAgreement | null;
  buckets: { confidence_from: number; confidence_to: number; n: number; correct: number }[];
  errors: CheckError[];
};
export type Evaluation = {
  database: { id: string; name: string };
  pack: string;
  ruleset: { version: string; hash: string };
  reports: number;
  values: number;
  checkers: { name: string; n: number }[];
  agreement?: { first: { name: string }; second: { name: string }; n: number; same: Rate; kappa: number | null }[];
  fields: FieldEvaluation[];
};

export type Pack = { name: string; version: string; title_zh: string; title_en: string; variables: Variable[] };
export type Database = {
  id: string;
  project: string;
  name: string;
  pack: string;
  pack_version: string;
  /** The published version it follows; none when it follows a shipped pack. */
  ruleset_version: string | null;
  variables: Variable[];
  cases: number;
  values: number;
  created: string;
  index: { built: boolean; documents: number };
  /** A child shows the cases of its parent for which its criteria hold. */
  parent?: { id: string; name: string; criteria: unknown } | null;
  personal?: boolean;
  owner?: string | null;
  dictionary_version?: number;
};
export type CaseValue = {
  case_id: string;
  database: string;
  report: string | null;
  origin: Origin;
  value: FieldValue;
  since: string;
};
export type CaseRow = { id: string; patient: Patient; reports: number; values: Record<string, CaseValue> };
export type Case = CaseRow & {
  database: string;
  database_name: string;
  variables: Variable[];
  all_values: CaseValue[];
  report_list: ReportSummary[];
  studies: StudySummary[];
};
export type SearchMark = { leaf: number; start: number; end: number };
export type Snippet = { report_id: string; section: string; text: string; offset: number; marks: SearchMark[] };
/** A value that satisfied a field criterion. */
export type StructuredMark = { field: string; value: unknown; leaf: number };
export type SearchHit = { case: CaseRow; snippets: Snippet[]; structured?: StructuredMark[] };
/** A step of the attrition funnel: who satisfies the line, and who is left after it. */
export type SearchLine = { name: string; kind: "include" | "exclude" | "all"; count: number; left: number };
export type SearchAnswer = {
  total: number;
  took_ms: number;
  description_zh: string;
  description_en: string;
  leaves: { leaf: number; text: string; count: number }[];
  lines?: SearchLine[];
  hits: SearchHit[];
};

export type StudySummary = {
  id: string;
  uid: string;
  patient: Patient;
  accession: string;
  date: string;
  description: string;
  modalities: string[];
  series: number;
  instances: number;
  rois: number;
  findings: number;
};
export type Series = {
  id: string;
  uid: string;
  number: number | null;
  modality: string;
  description: string;
  body_part: string;
  instances: number;
  rows: number | null;
  cols: number | null;
  spacing: [number, number] | null;
  thickness: number | null;
  frame_of_reference: string;
  kind: string;
};
export type Study = StudySummary & {
  series_list: Series[];
  roi_list: Roi[];
  reports: ReportSummary[];
  finding_list: Finding[];
};
export type Instance = {
  id: string;
  sop_uid: string;
  number: number | null;
  position: number | null;
  frames: number;
  url: string;
};
export type Unknown = { id: string; name: string; reason: string; size: number; received: string };

/** Smallest and largest corner, LPS mm. */
export type Box = [Point, Point];
export type Roi = {
  id: string;
  study_id: string;
  series_id: string;
  series_uid: string;
  patient: Patient;
  label: string;
  number: number;
  color: [number, number, number];
  source: "imported" | "drawn" | "model";
  voxels: number;
  volume_mm3: number;
  contour_volume_mm3: number | null;
  bbox: Box;
  created: string;
};
export type Point = [number, number, number];
export type RoiContours = {
  series_uid: string;
  color: [number, number, number];
  label: string;
  contours: { sop_uid: string | null; points: Point[] }[];
};

export type { FeatureTable } from "./radiomics";

export type ModelSummary = {
  n: number;
  positives: number;
  positive: string;
  auc: number | null;
  auc_low: number | null;
  auc_high: number | null;
  accuracy: number | null;
  seed: number;
  folds: number;
};
export type Model = {
  id: string;
  name: string;
  version: number;
  learner: string;
  target: string;
  feature_table: string;
  database: string;
  summary: ModelSummary;
  hash: string;
  accepted: number;
  rejected: number;
  created: string;
};
export type RocPoint = { fpr: number; tpr: number; threshold: number | null };
/** One epoch of one fold; the final fit on all rows has no fold. */
export type EpochPoint = {
  fold: number | null;
  epoch: { epoch: number; train_loss: number; validation_loss: number | null; validation_auc: number | null };
};
export type ModelPrediction = { roi: string; patient: string; fold: number; label: boolean; probability: number };
export type ModelDetail = {
  model: Model;
  features: string[];
  metrics: Record<string, unknown>;
  roc: RocPoint[];
  epochs: EpochPoint[];
  predictions: ModelPrediction[];
  coefficients: { feature: string; value: number }[];
};

export type Verdict = "accepted" | "rejected";
export type Feedback = { verdict: Verdict; reason: string; user: string; at: string };
export type Measurement = { code: { scheme: string; value: string; meaning: string }; value: number; unit: string };
/** `log_odds` is what the feature added to the answer, `score` how far it lies from the training mean in SD. */
export type Contribution = { feature: string; value: number | null; score: number; log_odds: number };
export type Finding = {
  id: string;
  prediction_id: string;
  model: { id: string; name: string; version: number };
  study_id: string;
  series_id: string;
  series_uid: string;
  report_id?: string | null;
  roi_id: string;
  patient: Patient;
  label_zh: string;
  label_en: string;
  text_zh: string;
  text_en: string;
  probability: number;
  threshold: number;
  positive: boolean;
  bbox: Box;
  sop_uid: string | null;
  measurements: Measurement[];
  reasons: Contribution[];
  created: string;
  feedback: Feedback | null;
};

export type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled";
export type Job = {
  id: string;
  kind: string;
  project: string | null;
  state: JobState;
  progress: { done: number; total: number; message: string };
  error: string | null;
  result: unknown;
  created: string;
  started: string | null;
  ended: string | null;
  attempts: number;
};

export type AuditRow = {
  seq: number;
  at: string;
  actor: string;
  action: string;
  object_kind: string;
  object_id: string;
  project: string | null;
  ip: string;
  detail: string;
  result: string;
  hash: string;
};
export type AuditVerdict = { ok: boolean; rows: number; broken_at: number | null };

export type Entity = { kind: string; id: string; hash: string };
export type Activity = {
  id: string;
  kind: string;
  plan: unknown;
  plan_hash: string;
  code_version: string;
  actor: string;
  started: string;
  ended: string | null;
};
export type Lineage = {
  activities: Activity[];
  edges: { activity: string; role: "used" | "generated"; entity: Entity }[];
};
