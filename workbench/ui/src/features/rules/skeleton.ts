import { addTo, type Outline, outline } from "./outline";
import data from "./skeletons.json";

/** The sources for which a field can be written by form. */
export const FIELD_KINDS = [
  "finding",
  "count",
  "size",
  "words",
  "side",
  "place",
  "change",
  "grade",
  "pattern",
  "derive",
  "table",
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export type FieldForm = {
  kind: FieldKind;
  key: string;
  zh: string;
  en: string;
  /** Name of the concept in `dict`, and its words when it is new there. */
  concept: string;
  words: string[];
  /** Where the lesion must lie; empty: anywhere. */
  place: string;
  /** Several options may hold at once. */
  multi: boolean;
  unit: string;
  /** Option and the words that say it. */
  options: { option: string; words: string[] }[];
  system: string;
  pattern: string;
  expression: string;
  rows: { when: string; result: string }[];
  /** Example sentences of a positive and a negative test, and what the first gives. */
  positive: string;
  negative: string;
  expected: string;
};

const needsConcept: FieldKind[] = ["finding", "count", "size", "words", "side", "place", "change"];
export const hasConcept = (kind: FieldKind): boolean => needsConcept.includes(kind);
export const hasOptions = (kind: FieldKind): boolean => kind === "words" || kind === "place";

/** A scalar that reads back as this text, inside flow style too. */
export function yaml(text: string): string {
  const plain =
    /^[\p{Script=Han}A-Za-z_][\p{Script=Han}\w .+/()（）%×±≥≤。，、；：？！“”-]*$/u.test(text) &&
    !/^(true|false|null|yes|no|on|off|y|n|~)$/i.test(text) &&
    text === text.trim();
  return plain ? text : JSON.stringify(text);
}

/** The text of an expected value as YAML: numbers, booleans and lists stay what they are. */
export function yamlValue(text: string): string {
  const value = text.trim();
  if (/^-?\d+(\.\d+)?$/.test(value) || /^(true|false|null|many)$/.test(value)) return value;
  if (/^[[{].*[\]}]$/.test(value)) return value;
  return yaml(value);
}

const TYPES: Record<FieldKind, string> = {
  finding: "bool",
  count: "count",
  size: "number",
  words: "enum",
  side: "enum",
  place: "multi",
  change: "enum",
  grade: "ordinal",
  pattern: "number",
  derive: "bool",
  table: "enum",
};
export const typeOf = (form: Pick<FieldForm, "kind" | "multi">): string =>
  hasOptions(form.kind) ? (form.multi ? "multi" : "enum") : TYPES[form.kind];

const at = (form: FieldForm): string => (form.place ? `, in: ${yaml(form.place)}` : "");
const list = (words: string[]): string => `[${words.map(yaml).join(", ")}]`;
/** Grades look like numbers: as options they are words. */
const words = (values: string[]): string =>
  `[${values.map((one) => (/^\d/.test(one) ? JSON.stringify(one) : yaml(one))).join(", ")}]`;

function from(form: FieldForm): string[] {
  const map = form.options.map(({ option, words }) => `${yaml(option)}: ${list(words)}`).join(", ");
  switch (form.kind) {
    case "finding":
      return [`from: {finding: ${form.concept}${at(form)}}`];
    case "count":
      return [`from: {count: ${form.concept}${at(form)}}`];
    case "size":
      return [
        `unit: ${yaml(form.unit)}`,
        "range: [0.5, 500]",
        `from: {size: ${form.concept}${at(form)}, axis: long, role: current, of: largest}`,
      ];
    case "words":
      return [`from: {words: {${map}}, of: ${form.concept}${at(form)}}`];
    case "side":
      return [`options: ${words(data.options.side)}`, `from: {side: ${form.concept}${at(form)}}`];
    case "place":
      return [`from: {place: ${form.concept}, at: {${map}}}`];
    case "change":
      return [`options: ${words(data.options.change)}`, `from: {change: ${form.concept}${at(form)}}`];
    case "grade":
      return [
        `options: ${words((data.systems as Record<string, string[]>)[form.system] ?? [])}`,
        `from: {grade: ${form.system}}`,
      ];
    case "pattern":
      return [`unit: ${yaml(form.unit)}`, `from: {pattern: '${form.pattern.replaceAll("'", "''")}', value: v}`];
    case "derive":
      return [`derive: ${/[:#{}[\]&*!|>'"%@`]/.test(form.expression) ? quote(form.expression) : form.expression}`];
    case "table":
      return [
        `options: ${words([...new Set(form.rows.map((row) => row.result))])}`,
        "table:",
        ...form.rows.map((row) => `  - {when: ${quote(row.when)}, then: ${yaml(row.result)}}`),
      ];
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export type Parts = { dict: string | null; field: string; tests: string };

/** The YAML of a field with its two tests, and of its concept when the file lacks it. */
export function write(form: FieldForm, file: Outline): Parts {
  const known = file.concepts.some((concept) => concept.name === form.concept);
  const field = [
    `  - key: ${form.key}`,
    `    name: {zh: ${yaml(form.zh)}, en: ${yaml(form.en)}}`,
    `    type: ${typeOf(form)}`,
    ...from(form).map((line) => `    ${line}`),
  ].join("\n");
  const expected = yamlValue(form.expected);
  const positive = form.kind === "grade" || form.kind === "words" ? optionValue(form, expected) : expected;
  const denied = form.kind === "finding" || form.kind === "derive";
  const tests = [
    `  - text: ${yaml(form.positive)}`,
    `    expect: {${form.key}: ${positive}}`,
    `  - text: ${yaml(form.negative)}`,
    denied
      ? `    expect: {${form.key}: false}`
      : form.kind === "count"
        ? `    expect: {${form.key}: 0}`
        : `    absent: [${form.key}]`,
  ].join("\n");
  return {
    dict:
      hasConcept(form.kind) && !known && form.concept
        ? `  ${form.concept}: {terms: ${list(form.words.length ? form.words : [form.concept])}}`
        : null,
    field,
    tests,
  };
}

/** An option is a word even where it looks like a number. */
const optionValue = (form: FieldForm, expected: string): string =>
  typeOf(form) === "multi"
    ? /^\[/.test(expected)
      ? expected
      : `[${expected}]`
    : /^\d/.test(form.expected.trim())
      ? JSON.stringify(form.expected.trim())
      : expected;

/** Puts the parts into the file; `line` is where the new field begins. */
export function insert(source: string, parts: Parts): { source: string; line: number } {
  let next = source;
  if (parts.dict) next = addTo(next, "dict", parts.dict).source;
  next = addTo(next, "fields", parts.field).source;
  next = addTo(next, "tests", parts.tests).source;
  const key = /key: (\S+)/.exec(parts.field)?.[1];
  return { source: next, line: outline(next).fields.find((field) => field.key === key)?.line ?? 1 };
}

/** A test that pins what a report gives now. */
export function testOf(text: string, values: Record<string, unknown>): string {
  const pairs = Object.entries(values).map(([key, value]) => `${key}: ${flow(value)}`);
  return [`  - text: ${yaml(text)}`, `    expect: {${pairs.join(", ")}}`].join("\n");
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (value && typeof value === "object") {
    return `{${Object.entries(value)
      .map(([key, one]) => `${key}: ${flow(one)}`)
      .join(", ")}}`;
  }
  return typeof value === "string" ? (/^\d/.test(value) ? JSON.stringify(value) : yaml(value)) : JSON.stringify(value);
}

/** A field's form filled with what is usual for its kind, in the organ of the file. */
export function suggest(kind: FieldKind, file: Outline, wanted?: string): FieldForm {
  const lesions = file.concepts.filter((one) => one.kind === "finding" || one.kind === "diagnosis");
  const known = wanted === undefined ? lesions[0] : file.concepts.find((one) => one.name === wanted);
  const concept = known?.name ?? (wanted || (data.concept.name as string));
  const isNew = known === undefined;
  const word =
    known?.terms.find((term) => /\p{Script=Han}/u.test(term)) ?? known?.terms[0] ?? (data.concept.words[0] as string);
  const place = file.organ;
  const said = (table: Record<string, string>) => table[place] ?? table.default ?? "";
  const source = kind === "place" ? data.options.place : data.options.words;
  const options = Object.entries(source).map(([option, words]) => ({ option, words }));
  const system = place === "breast" ? "BI-RADS" : place === "lung" ? "LUNG-RADS" : (Object.keys(data.systems)[0] ?? "");
  const grades = (data.systems as Record<string, string[]>)[system] ?? [];
  // a conclusion is suggested on a size of this lesion before any other number
  const numbers = file.fields.filter((field) => field.type === "number" || field.type === "integer");
  const number = (numbers.find((field) => field.key.startsWith(concept)) ?? numbers[0])?.key ?? "";
  const option = kind === "grade" ? (grades[3] ?? "") : (options[0]?.option ?? "");
  const fill = (text: string) =>
    text
      .replaceAll("{concept}", concept)
      .replaceAll("{word}", word)
      .replaceAll("{place}", said(data.place))
      .replaceAll("{left}", said(data.left))
      .replaceAll("{option}", option)
      .replaceAll("{system}", system)
      .replaceAll("{key}", number || "size_mm");
  const [key = "", zh = "", en = ""] = data.key[kind].map(fill);
  const [positive = "", negative = ""] = data.text[kind].map(fill);
  const rows = data.rows.map(([when = "", then = ""]) => ({ when: fill(when), result: then }));
  const expected: Record<FieldKind, string> = {
    finding: "true",
    count: "3",
    size: "12",
    words: option,
    side: data.options.side[0] as string,
    place: option,
    change: data.options.change[0] as string,
    grade: option,
    pattern: "50",
    derive: "true",
    table: rows[0]?.result ?? "",
  };
  return {
    kind,
    key: free(key, file),
    zh,
    en,
    concept,
    words: isNew ? data.concept.words : [],
    place,
    multi: kind === "place",
    unit: "mm",
    options,
    system,
    pattern: data.pattern,
    expression: fill("{key} >= 30"),
    rows,
    positive,
    negative,
    expected: expected[kind],
  };
}

/** A key that the file does not have yet. */
export function free(key: string, file: Outline): string {
  const taken = new Set(file.fields.map((field) => field.key));
  for (let n = 2, name = key; ; n += 1) {
    if (!taken.has(name)) return name;
    name = `${key}_${n}`;
  }
}

export const systems = Object.keys(data.systems);
/** The words that a grading system is usually tested with. */
export const gradeText = (system: string): { text: string; option: string } => {
  const grades = (data.systems as Record<string, string[]>)[system] ?? [];
  const option = grades[Math.min(3, grades.length - 1)] ?? "";
  return { text: data.text.grade[0]!.replace("{system}", system).replace("{option}", option), option };
};
