import { describe, expect, it } from "vitest";
import type { Field, FormDefinition } from "../../api/records";
import { read } from "../../expr";
import { calculatedOrder, formState, plainForm } from "./logic";
import { inQuotes, readable, wordAt } from "./readable";
import { opsOf, type Rows, toRows, toSource } from "./simple";

const field = (key: string, part: Partial<Field> = {}): Field => ({
  key,
  name_zh: key,
  name_en: key,
  type: "number",
  unit: null,
  options: [],
  range: null,
  ...part,
});
const FIELDS = [
  field("nodule", { type: "bool" }),
  field("long"),
  field("short"),
  field("mean", { formula: "round((long + short) / 2, 1)" }),
  field("large", { type: "bool", formula: "mean >= 8" }),
  field("margin", { type: "multi", options: ["a", "b"] }),
  field("name", { type: "text", required: true }),
];
const fields = new Map(FIELDS.map((one) => [one.key, one]));
const form: FormDefinition = {
  sections: [
    { id: "s1", title_zh: "", title_en: "", items: [{ field: "nodule" }, { field: "name" }] },
    {
      id: "s2",
      title_zh: "",
      title_en: "",
      visible_if: "nodule",
      items: [
        { field: "long", required_if: "nodule" },
        { field: "mean" },
        { field: "margin", visible_if: "large == true" },
      ],
    },
  ],
};

describe("a form over its values", () => {
  it("shows nothing that is not known to be asked", () => {
    const state = formState(form, fields, {});
    expect([...state.sections]).toEqual(["s1"]);
    expect([...state.required]).toEqual(["name"]);
    expect(state.calculated).toEqual({ mean: null, large: null });
  });

  it("calculates in order and shows what hangs on it", () => {
    const state = formState(form, fields, { nodule: true, long: 9, short: 8 });
    expect(state.calculated).toEqual({ mean: 8.5, large: true });
    expect([...state.visible]).toEqual(["nodule", "name", "long", "mean", "margin"]);
    expect([...state.required]).toEqual(["name", "long"]);
  });

  it("tells a condition that does not fit its values, and goes on", () => {
    const wrong = { sections: [{ ...form.sections[1]!, visible_if: "long" }] };
    const state = formState(wrong, fields, { long: 9 });
    expect(state.faults.map(({ of, fault }) => [of, fault.code])).toEqual([["s2", "misfit"]]);
  });

  it("leaves a circle out and keeps what does not depend on it", () => {
    const circle = [field("a", { formula: "b" }), field("b", { formula: "a" }), field("c", { formula: "1 + 1" })];
    expect(calculatedOrder(circle).map((one) => one.key)).toEqual(["c"]);
  });

  it("is made of groups when there is none", () => {
    const made = plainForm([field("a", { group: "g" }), field("b"), field("c", { retired: true })], "rest");
    expect(made.sections.map((one) => [one.title_zh, one.items.map((item) => item.field)])).toEqual([
      ["g", ["a"]],
      ["rest", ["b"]],
    ]);
  });
});

describe("conditions in rows", () => {
  const rows: Rows = {
    join: "any",
    rows: [
      { field: "nodule", op: "==", value: true },
      { field: "long", op: ">=", value: -2.5 },
      { field: "margin", op: "holds", value: 'a "b"' },
      { field: "margin", op: "lacks", value: "b" },
      { field: "name", op: "has", value: null },
      { field: "name", op: "missing", value: null },
    ],
  };
  it("come back from their expression", () => {
    expect(toRows(read(toSource(rows)).tree)).toEqual(rows);
    expect(toRows(read(toSource({ ...rows, join: "all" })).tree)).toEqual({ ...rows, join: "all" });
  });
  it("are not made of what is more than rows", () => {
    for (const source of ["a && b || c", "a + 1 > 2", "a == b", "a ? b : c"])
      expect(toRows(read(source).tree)).toBeNull();
  });
  it("leave out what is not whole", () => {
    expect(toSource({ join: "all", rows: [{ field: "long", op: ">=", value: null }] })).toBe("");
    expect(opsOf(undefined)).toContain("==");
  });
});

describe("an expression for readers", () => {
  it("has names in place of keys", () => {
    const parts = readable("long >= 8 && max(x, 1) > 2", (key) => (key === "long" ? "Long axis" : undefined), {
      "&&": "and",
    });
    expect(parts?.map((part) => part.text).join(" ")).toBe("Long axis >= 8 and max ( x , 1 ) > 2");
    expect(parts?.find((part) => part.text === "x")?.known).toBe(false);
    expect(readable("'open", () => undefined, {})).toBeNull();
  });
  it("knows the word at the caret", () => {
    expect(wordAt("a + nodu", 8)).toEqual({ start: 4, end: 8, text: "nodu" });
    expect(wordAt("a + ", 4).text).toBe("");
    expect(inQuotes("x == 'so", 8)).toBe(true);
    expect(inQuotes("x == 'so' && y", 14)).toBe(false);
  });
});
