import type { CheckRow, CheckView, FieldValue, Variable } from "../../api/types";

// A small report for the unit tests.

export const variable = (part: Partial<Variable> = {}): Variable => ({
  key: "nodule_long_mm",
  name_zh: "",
  name_en: "Long axis",
  type: "number",
  unit: "mm",
  options: [],
  range: [0.5, 200],
  ...part,
});

export const row = (field: string, value: Partial<FieldValue> = {}, check: CheckRow["check"] = null): CheckRow => ({
  variable: variable({ key: field }),
  value: {
    field,
    value: 9,
    unit: "mm",
    state: "asserted",
    spans: [{ section: "findings", start: 2, end: 5, role: "value" }],
    rule: "set/field@1",
    confidence: 0.95,
    ...value,
  },
  origin: "nlp",
  rule: null,
  help: "",
  check,
});

export const view = (values: CheckRow[]): CheckView => ({
  report: {
    id: "r",
    external_id: "",
    patient: { id: "p", label: "P", identifier: null, sex: "" },
    exam_date: "",
    modality: "CT",
    text: "",
    sections: [],
  },
  database: { id: "d", name: "d", pack: "p", pack_version: "1.0.0" },
  values,
  position: { index: 0, total: 1 },
  previous: null,
  next: null,
});
