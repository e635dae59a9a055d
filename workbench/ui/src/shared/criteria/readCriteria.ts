import {
  type Criteria,
  fresh,
  type Group,
  group,
  type Leaf,
  type Line,
  line,
  type Node,
  type Op,
  type ReportSpec,
  type Reports,
  spec,
  type TextLeaf,
  textLeaf,
} from "./criteria";

/** Criteria that are not what the builder can show; `path` says where. */
export class Unreadable extends Error {
  constructor(readonly path: string) {
    super(path);
  }
}

const FORMS = [
  "lines",
  "all",
  "any",
  "not",
  "text",
  "fuzzy",
  "pinyin",
  "regex",
  "mention",
  "field",
  "reports",
  "interval",
  "cohort",
] as const;

const DEEPEST = 16;

/** Reads criteria back into lines, so that a search that was kept can be edited. */
export function fromCriteria(value: unknown): Line[] {
  const criteria = object(value, "$");
  if (!("lines" in criteria)) {
    const node = toNode(criteria, "$", false, 0);
    return [line("include", node.type === "group" ? node : group("all", [node]))];
  }
  return list(criteria.lines, "$.lines").map((item, index) => {
    const path = `$.lines[${index}]`;
    const said = object(item, path);
    const kind = "include" in said ? "include" : "exclude";
    const node = toNode(said[kind], `${path}.${kind}`, false, 0);
    const name = typeof said.name === "string" ? said.name : "";
    return line(kind, node.type === "group" ? node : group("all", [node]), name);
  });
}

function object(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Unreadable(path);
  return value as Record<string, unknown>;
}

function list(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw new Unreadable(path);
  return value;
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
const words = (value: unknown): string => (typeof value === "string" ? value : "");
const flag = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);

function toNode(value: unknown, path: string, not: boolean, depth: number): Node {
  const said = object(value, path);
  const form = FORMS.find((one) => one in said);
  if (!form || form === "lines" || depth > DEEPEST) throw new Unreadable(path);
  const criteria = said as Criteria & Record<string, unknown>;
  const place = `${path}.${form}`;
  if ("not" in criteria) return toNode(criteria.not, place, !not, depth + 1);
  if ("all" in criteria || "any" in criteria) {
    const join = "all" in criteria ? "all" : "any";
    const items = list(said[join], place).map((part, index) => toNode(part, `${place}[${index}]`, false, depth + 1));
    return group(join, items, not);
  }
  return toLeaf(said, form, place, not, depth);
}

function toLeaf(said: Record<string, unknown>, form: string, place: string, not: boolean, depth: number): Leaf {
  const base = { id: fresh(), not };
  switch (form) {
    case "field":
      if (typeof said.field !== "string") throw new Unreadable(place);
      return { ...base, type: "field", field: said.field, op: words(said.op) as Op, value: said.value ?? null };
    case "reports":
      return { ...base, type: "reports", spec: toSpec(said.reports, place, depth) };
    case "interval": {
      const both = object(said.interval, place);
      const days = Array.isArray(both.days) ? both.days : [];
      const day = (at: number) => (typeof days[at] === "number" ? (days[at] as number) : null);
      return {
        ...base,
        type: "interval",
        from: toSpec(both.from ?? {}, `${place}.from`, depth),
        to: toSpec(both.to ?? {}, `${place}.to`, depth),
        days: [day(0), day(1)],
      };
    }
    case "cohort": {
      if (typeof said.cohort !== "string") throw new Unreadable(place);
      return {
        ...base,
        type: "cohort",
        cohort: said.cohort,
        version: typeof said.version === "number" ? said.version : null,
      };
    }
    default: {
      if (typeof said[form] !== "string") throw new Unreadable(place);
      const more: Partial<TextLeaf> = { not, sections: strings(said.in) };
      if (form === "mention")
        Object.assign(more, {
          negated: flag(said.negated),
          uncertain: flag(said.uncertain),
          historical: flag(said.historical),
        });
      if (form === "fuzzy") more.distance = typeof said.distance === "number" ? said.distance : 1;
      if (form === "text") more.synonyms = said.synonyms === true;
      return textLeaf(said[form] as string, form as TextLeaf["type"], more);
    }
  }
}

function toSpec(value: unknown, path: string, depth: number): ReportSpec {
  const said = object(value, path) as Reports;
  const have: Node | null = said.have ? toNode(said.have, `${path}.have`, false, depth + 1) : null;
  const tree: Group = have === null ? group("all") : have.type === "group" ? have : group("all", [have]);
  return spec({
    modality: strings(said.modality),
    body_part: words(said.body_part),
    from: words(said.from),
    to: words(said.to),
    have: tree,
  });
}
