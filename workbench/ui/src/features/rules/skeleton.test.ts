import { readFileSync } from "node:fs";
import { join } from "node:path";
import { yamlLanguage } from "@codemirror/lang-yaml";
import { describe, expect, it } from "vitest";
import { addTo, outline } from "./outline";
import { FIELD_KINDS, free, insert, suggest, testOf, write, yaml, yamlValue } from "./skeleton";

const lessons = JSON.parse(readFileSync(join(import.meta.dirname, "lessons.json"), "utf8")) as { code?: string }[];
const FILE = lessons[0]?.code as string;
const lines = (text: string, at: number) => text.split("\n")[at - 1] ?? "";

/** Lines with which the YAML parser could not go on. */
function broken(source: string): number[] {
  const out: number[] = [];
  yamlLanguage.parser.parse(source).iterate({
    enter: (node) => {
      if (node.type.isError) out.push(source.slice(0, node.from).split("\n").length);
    },
  });
  return out;
}

describe("outline", () => {
  it("finds fields, concepts and tests with their lines", () => {
    const file = outline(FILE);
    expect(file.organ).toBe("lung");
    expect(file.concepts.map((one) => one.name)).toEqual(["nodule"]);
    expect(file.fields).toHaveLength(1);
    expect(file.fields[0]).toMatchObject({ key: "nodule_present", type: "bool", en: "Nodule present" });
    expect(lines(FILE, file.fields[0]!.line)).toContain("key: nodule_present");
    expect(file.tests).toHaveLength(2);
    for (const test of file.tests) expect(lines(FILE, test.line)).toContain(test.text);
  });

  it("outlives half-written text", () => {
    for (let at = 0; at <= FILE.length; at += 3) expect(() => outline(FILE.slice(0, at))).not.toThrow();
    expect(outline("fields:\n  - key: a\n    from: {find").fields.map((one) => one.key)).toEqual(["a"]);
    expect(outline("").fields).toEqual([]);
  });

  it("reads block names and other indentation", () => {
    const file = outline("fields:\n- key: a\n  name:\n    zh: x\n    en: y\n  type: enum\n- key: b\n  type: text\n");
    expect(file.fields.map((one) => [one.key, one.type, one.en, one.line, one.end])).toEqual([
      ["a", "enum", "y", 2, 6],
      ["b", "text", "", 7, 8],
    ]);
  });
});

describe("concepts", () => {
  it("are read with their kind and terms", () => {
    const file = outline(
      "dict:\n  a: {terms: [x, \"y z\"], kind: sign}\n  b:\n    terms:\n      - m\n      - 'n'\n    not: [o]\nfields:\n",
    );
    expect(file.concepts.map((one) => [one.name, one.kind, one.terms])).toEqual([
      ["a", "sign", ["x", "y z"]],
      ["b", "finding", ["m", "n"]],
    ]);
    // a lesion is suggested, not a sign, and its own word is in the example
    expect(suggest("finding", file)).toMatchObject({ concept: "b", key: "b_present", words: [] });
    expect(suggest("finding", file).positive).toContain("m");
    expect(suggest("finding", file, "fresh")).toMatchObject({ concept: "fresh" });
  });
});

describe("addTo", () => {
  it("adds at the end of a section, before the next and before blank lines", () => {
    const made = addTo("dict:\n  a: {terms: [x]}\n\nfields:\n  - key: f\n", "dict", "  b: {terms: [y]}");
    expect(made.source).toBe("dict:\n  a: {terms: [x]}\n  b: {terms: [y]}\n\nfields:\n  - key: f\n");
    expect(made.line).toBe(3);
  });

  it("makes a section that is missing, and opens one that is empty", () => {
    expect(addTo("fields: []", "fields", "  - key: a").source).toBe("fields:\n  - key: a\n");
    const made = addTo("fields:\n  - key: a\n", "tests", "  - text: x");
    expect(made.source).toBe("fields:\n  - key: a\ntests:\n  - text: x\n");
    expect(made.line).toBe(4);
  });
});

describe("write", () => {
  it.each(FIELD_KINDS)("writes a %s that parses and stands in the outline with its tests", (kind) => {
    const file = outline(FILE);
    const form = suggest(kind, file);
    const { source, line } = insert(FILE, write(form, file));
    expect(broken(source)).toEqual([]);
    const after = outline(source);
    expect(after.fields.map((one) => one.key)).toEqual(["nodule_present", form.key]);
    expect(after.fields[1]).toMatchObject({ zh: form.zh, line });
    expect(after.tests).toHaveLength(4);
    expect(after.tests[2]?.text).toBe(form.positive);
    expect(after.tests[3]?.text).toBe(form.negative);
    expect(after.concepts).toHaveLength(1);
  });

  it("adds the concept when the file lacks it", () => {
    const file = outline("ruleset: {id: x, organ: liver}\n");
    const parts = write(suggest("finding", file), file);
    expect(parts.dict).toContain("terms:");
    const { source } = insert("ruleset: {id: x, organ: liver}\n", parts);
    expect(outline(source)).toMatchObject({ organ: "liver", heads: { ruleset: 1, dict: 2, fields: 4 } });
    expect(broken(source)).toEqual([]);
  });

  it("never takes a key that is there", () => {
    const file = outline(FILE);
    expect(suggest("finding", file).key).toBe("nodule_present_2");
    expect(free("other", file)).toBe("other");
  });

  it("keeps a pattern and conditions whole inside quotes", () => {
    const file = outline(FILE);
    const form = { ...suggest("pattern", file), pattern: `"it's" <v:number>` };
    expect(write(form, file).field).toContain(`'"it''s" <v:number>'`);
    const table = { ...suggest("table", file), rows: [{ when: "a == 'x' && b", result: "3" }] };
    expect(write(table, file).field).toContain(`{when: 'a == ''x'' && b', then: "3"}`);
  });
});

describe("yaml", () => {
  it("quotes what would read as something else", () => {
    for (const text of ["4A", "3", "true", "no", "a: b", "[x]", "{y}", "- z", "a, b", "", " x", "#1", '"q"', "null"]) {
      expect(yaml(text), text).toBe(JSON.stringify(text));
    }
    expect(yaml("abc")).toBe("abc");
  });

  it("leaves numbers, booleans and lists of an expectation as they are", () => {
    expect(["3", "2.5", "true", "many", "[a, b]", "{value: 1}"].map(yamlValue)).toEqual([
      "3",
      "2.5",
      "true",
      "many",
      "[a, b]",
      "{value: 1}",
    ]);
    expect(yamlValue("4A")).toBe('"4A"');
  });
});

describe("testOf", () => {
  it("pins values so that they read back the same", () => {
    const block = testOf("a: b", {
      n: 3,
      many: "many",
      grade: "4A",
      list: ["x", "3"],
      doubt: { value: true, state: "uncertain" },
    });
    expect(block).toBe(
      '  - text: "a: b"\n    expect: {n: 3, many: many, grade: "4A", list: [x, "3"], doubt: {value: true, state: uncertain}}',
    );
    expect(broken(`tests:\n${block}\n`)).toEqual([]);
  });
});

describe("lessons", () => {
  it("hold YAML that parses", () => {
    for (const lesson of lessons) if (lesson.code) expect(broken(lesson.code), lesson.code).toEqual([]);
  });
});
