// Shapes of feature tables and of what makes them; held against the schema by `contract.ts`.
import type { Page, Patient } from "./types";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonMap = { [key: string]: Json };

/** The parameters a table was made with: a parameter file with every value written out, and what was chosen. */
export type KeptSettings = {
  profile?: string;
  version?: string;
  engine?: string;
  setting?: JsonMap;
  imageType?: { [key: string]: JsonMap };
  featureClass?: { [key: string]: string[] | null };
  selection?: { label?: string; labels?: string[]; modalities?: string[]; cohort?: { id: string; version: number } };
};
export type FeatureTable = {
  id: string;
  name: string;
  rows: number;
  columns: string[];
  settings: KeptSettings;
  created: string;
  hash: string;
  parquet: string | null;
  failed: { roi: string; label: string; reason: string; reason_zh: string | null }[];
};
export type RowRoi = {
  id: string;
  label: string;
  study_id: string;
  series_id: string;
  patient: Patient;
  mask: string;
  source: string;
  voxels: number;
  volume_mm3: number;
  created: string;
};
export type FailedRoi = {
  id: string;
  label: string;
  reason: string;
  reason_zh: string | null;
  roi: RowRoi | null;
};
export type FeatureRow = { id: string; roi: RowRoi | null; values: (number | null)[] };
export type FeatureColumn = {
  name: string;
  name_zh: string | null;
  name_en: string | null;
  formula: string | null;
  ibsi: string | null;
  /** IBSI code of the aggregation, in the profile `ibsi`. */
  aggregation: string | null;
  image: string;
  class: string;
  unit: string | null;
};
export type ColumnFacts = FeatureColumn & { missing: number };
export type FeatureTableDetail = {
  table: FeatureTable;
  columns: FeatureColumn[];
  rows: Page<FeatureRow>;
  failed: FailedRoi[];
};
export type Distribution = {
  n: number;
  missing: number;
  mean: number | null;
  sd: number | null;
  min: number | null;
  q1: number | null;
  median: number | null;
  q3: number | null;
  max: number | null;
  outliers: number;
  outermost: number[];
  bins: { from: number; to: number; count: number }[];
};

export type Profile = {
  key: string;
  title_zh: string;
  title_en: string;
  engine: string;
  classes: { key: string; features: FeatureColumn[] }[];
  images: string[];
  defaults: KeptSettings;
};
export type SettingsCheck = {
  columns: number;
  names: string[];
  settings: KeptSettings | null;
  error: { key: string | null; detail: string; detail_zh: string | null } | null;
};
/** Settings under a name: a project's own, or shipped. */
export type Preset = {
  id: string;
  name_zh: string;
  name_en: string;
  shipped: boolean;
  profile: string;
  settings: string;
  columns: number | null;
  changeable: boolean;
  by: string | null;
  at: string | null;
  etag: string | null;
};
export type ExtractionPlan = {
  rois: number;
  patients: number;
  series: number;
  labels: { label: string; rois: number }[];
};
/** What the job says when it is done. */
export type Extracted = { feature_table: string; rows: number; columns: number; failed: number; kept: number };
