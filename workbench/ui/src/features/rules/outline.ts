// Where things stand in a rule file, read by indentation so that a half-written file still has an outline.

export type OutlineField = { key: string; zh: string; en: string; type: string; line: number; end: number };
export type OutlineConcept = { name: string; line: number; kind: string; terms: string[] };
export type OutlineTest = { text: string; line: number };
export type Outline = {
  /** First line of each top-level key; lines count from 1. */
  heads: Record<string, number>;
  organ: string;
  fields: OutlineField[];
  concepts: OutlineConcept[];
  tests: OutlineTest[];
  lines: number;
};

const indentOf = (line: string): number => line.length - line.trimStart().length;
const isBlank = (line: string): boolean => /^\s*(#.*)?$/.test(line);

/** The scalar after `key:` in block or flow style, without quotes. */
export function scalar(text: string, key: string): string {
  const found = new RegExp(`(?:^|[\\s{,-])${key}:\\s*("(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^,}\\n#]*)`).exec(text);
  const raw = found?.[1]?.trim() ?? "";
  return /^(".*"|'.*')$/.test(raw) ? raw.slice(1, -1) : raw;
}

/** The words of a list after `key:`, in flow or block style. */
export function listOf(text: string, key: string): string[] {
  const flow = new RegExp(`(?:^|[\\s{,])${key}:\\s*\\[([^\\]]*)\\]`).exec(text)?.[1];
  const block = new RegExp(`(?:^|\\s)${key}:[ \\t]*\\n((?:\\s*- .*\\n?)+)`).exec(text)?.[1];
  const parts =
    flow !== undefined ? flow.split(",") : (block ?? "").split("\n").map((line) => line.replace(/^\s*- /, ""));
  return parts.map((part) => part.trim().replace(/^(["'])(.*)\1$/, "$2")).filter(Boolean);
}

type Part = { start: number; end: number; indent: number };

/** The children of lines `from`..`to` (0-based, end exclusive): each begins at the first child's indentation. */
function children(lines: string[], from: number, to: number): Part[] {
  const out: Part[] = [];
  let indent = -1;
  for (let at = from; at < to; at += 1) {
    const line = lines[at] ?? "";
    if (isBlank(line)) continue;
    const depth = indentOf(line);
    if (indent < 0) indent = depth;
    if (depth <= indent) out.push({ start: at, end: to, indent: depth });
  }
  out.forEach((part, index) => {
    const next = out[index + 1];
    if (next) part.end = next.start;
    while (part.end > part.start + 1 && isBlank(lines[part.end - 1] ?? "")) part.end -= 1;
  });
  return out;
}

export function outline(source: string): Outline {
  const lines = source.split("\n");
  const tops: { key: string; at: number }[] = [];
  lines.forEach((line, at) => {
    const top = /^([A-Za-z_]\w*)\s*:/.exec(line);
    if (top) tops.push({ key: top[1] as string, at });
  });
  const out: Outline = { heads: {}, organ: "", fields: [], concepts: [], tests: [], lines: lines.length };
  tops.forEach(({ key, at }, index) => {
    const to = tops[index + 1]?.at ?? lines.length;
    out.heads[key] ??= at + 1;
    const parts = children(lines, at + 1, to);
    const body = (part: Part) => lines.slice(part.start, part.end).join("\n");
    if (key === "ruleset") out.organ = scalar(lines.slice(at, to).join("\n"), "organ");
    if (key === "dict") {
      for (const part of parts) {
        const name = /^\s*(["']?)([^"':]+)\1\s*:/.exec(lines[part.start] ?? "")?.[2];
        if (name) {
          const text = body(part);
          const kind = scalar(text, "kind") || "finding";
          out.concepts.push({ name, line: part.start + 1, kind, terms: listOf(text, "terms") });
        }
      }
    }
    if (key === "fields") {
      for (const part of parts) {
        const text = body(part);
        const names = /\bname:\s*(\{[^}]*\}|\n(?:\s{4,}\S.*\n?)+)/.exec(text)?.[1] ?? "";
        out.fields.push({
          key: scalar(text, "key"),
          zh: scalar(names, "zh"),
          en: scalar(names, "en"),
          type: scalar(text, "type"),
          line: part.start + 1,
          end: part.end,
        });
      }
    }
    if (key === "tests") {
      for (const part of parts) out.tests.push({ text: scalar(body(part), "text"), line: part.start + 1 });
    }
  });
  return out;
}

/** The line on which text for a section is to be put, and whether the section must be made first. */
export function endOfSection(source: string, key: string): { line: number; missing: boolean } {
  const lines = source.split("\n");
  const start = lines.findIndex((line) => new RegExp(`^${key}\\s*:`).test(line));
  if (start < 0) return { line: lines.length, missing: true };
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (/^[A-Za-z_]\w*\s*:/.test(line)) break;
    if (!isBlank(line)) end = at + 1;
  }
  return { line: end, missing: false };
}

/** Adds `block` (its lines already indented) at the end of a section. */
export function addTo(source: string, key: string, block: string): { source: string; line: number } {
  const text = source.endsWith("\n") || source === "" ? source : `${source}\n`;
  const lines = text.split("\n");
  const { line, missing } = endOfSection(text, key);
  const at = missing ? lines.length - (lines.at(-1) === "" ? 1 : 0) : line;
  // a section that stands empty, as `dict: {}` or `tests: []`, is opened
  if (!missing) {
    const head = lines.findIndex((one) => new RegExp(`^${key}\\s*:`).test(one));
    lines[head] = (lines[head] ?? "").replace(/:\s*(\{\s*\}|\[\s*\]|~|null)\s*$/, ":");
  }
  const added = [...(missing ? [`${key}:`] : []), ...block.replace(/\n$/, "").split("\n")];
  lines.splice(at, 0, ...added);
  return { source: lines.join("\n"), line: at + 1 + (missing ? 1 : 0) };
}
