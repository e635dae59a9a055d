// Shapes of the HTTP API. One word per thing, as in the server.

export type Page<T> = { items: T[]; next: string | null; total: number };

export type SystemRole = "system_admin" | "security_admin" | "audit_admin" | "user";
export type User = { id: string; login: string; name: string; system_role: SystemRole; disabled?: boolean; created?: string };
export type Session = { user: User; must_change: boolean; expires: string; version: string; demo: boolean };

export type Role = "owner" | "researcher" | "annotator" | "reviewer" | "steward" | "clinician";
export const ROLES: Role[] = ["owner", "researcher", "annotator", "reviewer", "steward", "clinician"];
export type ProjectCounts = Record<
  "reports" | "cases" | "studies" | "rois" | "feature_tables" | "models" | "predictions",
  number
>;
export type Project = {
  id: string;
  title: string;
  kind: "personal" | "shared";
  created: string;
  counts: ProjectCounts;
  role: Role | null;
};
export type Member = { user: User; role: Role };

export type PatientRef = { id: string; label: string };
export type ReportSummary = {
  id: string;
  patient: PatientRef;
  accession: string | null;
  modality: string | null;
  body_part: string | null;
  exam_date: string | null;
  excerpt: string;
  synthetic: boolean;
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
export type VariableType = "bool" | "count" | "integer" | "number" | "enum" | "ordinal" | "multi" | "date" | "text";
export type Variable = {
  key: string;
  name_zh: string;
  name_en: string;
  type: VariableType;
  unit: string | null;
  options: string[];
  range: [number, number] | null;
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
  id?: string;
  database: { id: string; name: string };
  case_id: string;
  variable: Variable;
  value: FieldValue;
  origin: Origin;
};
export type Report = ReportSummary & {
  project: string;
  text: string;
  sections: Section[];
  mentions: Mention[];
  values: ReportValue[];
  findings: Finding[];
  studies: StudySummary[];
};

export type Pack = { name: string; version: string; title_zh: string; title_en: string; variables: number | Variable[] };
export type Database = {
  id: string;
  project: string;
  name: string;
  pack: string;
  pack_version: string;
  variables: Variable[];
  counts: { cases: number; reports: number; values: number };
  index: { built: string | boolean | null; documents: number };
};
export type CaseCell = { value: unknown; state: ValueState; origin: Origin; confidence: number };
export type CaseRow = { id: string; patient: PatientRef; reports: number; values: Record<string, CaseCell> };
export type CaseValue = { id?: string; variable: Variable; value: FieldValue; origin: Origin };
export type Case = {
  id: string;
  database: { id: string; name: string } | string;
  patient: PatientRef;
  values: CaseValue[];
  reports: ReportSummary[];
  studies: StudySummary[];
};
export type SearchMark = { leaf: number; start: number; end: number };
export type Snippet = { report_id: string; text: string; offset: number; marks: SearchMark[] };
export type SearchHit = { case: CaseRow; snippets: Snippet[] };
export type SearchAnswer = {
  total: number;
  took_ms: number;
  description_zh: string;
  description_en: string;
  leaves: { leaf: number; text: string; count: number }[];
  hits: SearchHit[];
};

export type StudySummary = {
  id: string;
  uid: string;
  patient: PatientRef;
  accession: string | null;
  date: string | null;
  description: string | null;
  modalities: string[];
  series: number;
  instances: number;
  rois: number;
  findings: number;
  synthetic: boolean;
};
export type Series = {
  id: string;
  uid: string;
  number: number | null;
  modality: string;
  description: string | null;
  body_part: string | null;
  instances: number;
  rows: number | null;
  cols: number | null;
  spacing: [number, number] | null;
  thickness: number | null;
  frame_of_reference: string | null;
  kind: string;
};
export type Study = Omit<StudySummary, "series" | "rois" | "findings"> & {
  series: Series[];
  rois: Roi[];
  reports: ReportSummary[];
  findings: Finding[];
};
export type Instance = { id: string; sop_uid: string; number: number | null; position: number | null; url: string };
export type Unknown = { id: string; name: string; reason: string; size: number; received: string };

export type Box = { min: [number, number, number]; max: [number, number, number] };
export type Roi = {
  id: string;
  study_id: string;
  series_id: string;
  patient: PatientRef;
  label: string;
  number: number | null;
  color: [number, number, number] | null;
  source: "imported" | "drawn" | "model";
  voxels: number | null;
  volume_mm3: number | null;
  contour_volume_mm3: number | null;
  bbox: Box | null;
  created: string;
};
export type Point = [number, number, number];
export type RoiContours = {
  series_uid: string;
  frame_of_reference: string;
  color: [number, number, number] | null;
  label: string;
  contours: { sop_uid: string | null; points: Point[] }[];
};

export type FeatureTable = {
  id: string;
  name: string;
  rows: number;
  columns: number;
  settings: string | null;
  created: string;
  hash: string;
  failed: { roi: string; reason: string }[];
};
export type FeatureRow = {
  roi: { id: string; label: string; study_id: string };
  patient: PatientRef | string;
  values: (number | null)[];
};
export type FeatureTableDetail = Omit<FeatureTable, "rows"> & {
  column_names: string[];
  rows: FeatureRow[];
  next?: string | null;
  total?: number;
};

export type Model = {
  id: string;
  name: string;
  version: string;
  learner: string;
  target: string;
  n: number;
  positives: number;
  auc: number | null;
  auc_low: number | null;
  auc_high: number | null;
  accuracy: number | null;
  created: string;
  feature_table: { id: string; name: string } | string;
  accept: { accepted: number; rejected: number };
};
export type RocPoint = { fpr: number; tpr: number; threshold: number | null };
export type EpochPoint = { epoch: number; loss: number; val_loss: number | null; val_auc?: number | null };
export type ModelPrediction = { roi: string; patient: PatientRef | string; fold: number; label: number; probability: number };
export type ModelDetail = Model & {
  features: string[];
  metrics: Record<string, unknown>;
  roc: RocPoint[];
  epochs: EpochPoint[];
  predictions: ModelPrediction[];
  coefficients: { feature: string; value: number }[];
};

export type Verdict = "accepted" | "rejected";
export type Feedback = { verdict: Verdict; reason: string | null; user: { id: string; name: string } | string; at: string };
export type Finding = {
  id: string;
  prediction_id: string;
  model: { id: string; name: string; version: string };
  study_id: string;
  series_id: string | null;
  series_uid: string | null;
  report_id: string | null;
  roi_id: string | null;
  patient: PatientRef | string | null;
  label_zh: string;
  label_en: string;
  text_zh: string;
  text_en: string;
  probability: number;
  threshold: number;
  positive: boolean;
  bbox: Box | null;
  slice_sop_uid: string | null;
  volume_mm3: number | null;
  long_mm: number | null;
  contributions: { feature: string; value: number; weight: number }[];
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
  actor: { id: string; login?: string; name?: string } | string | null;
  action: string;
  object_kind: string;
  object_id: string | null;
  project: string | null;
  ip: string | null;
  detail: unknown;
  result: string;
  hash: string;
};
export type AuditVerdict = { ok: boolean; rows: number; broken_at: number | null };

export type Lineage = {
  nodes: { kind: string; id: string; label: string; hash: string | null }[];
  activities: { id: string; kind: string; plan_hash: string | null; code_version: string; at: string; actor: string | null }[];
  edges: { activity: string; role: string; entity: string }[];
};
