import { describe, expect, it } from "vitest";
import type { ExportField } from "../../api/cohorts";
import type { CaseRow } from "../../api/types";
import { cellParts, groupsOf, identifies, statedOf } from "./fields";
import { leftText } from "./left";

const field = (key: string, more: Partial<ExportField> = {}): ExportField => ({
  key,
  name_zh: key,
  name_en: key,
  type: "text",
  unit: null,
  options: [],
  range: null,
  ...more,
});

describe("fields of an export", () => {
  it("stand under their groups, the patient first, those without a group last", () => {
    const groups = groupsOf([field("x"), field("a", { group: "病灶" }), field("_sex"), field("b", { group: "病灶" })]);
    expect(groups.map((one) => [one.key, one.fields.map((each) => each.key)])).toEqual([
      ["_", ["_sex"]],
      ["病灶", ["a", "b"]],
      ["", ["x"]],
    ]);
  });

  it("name a person outright only by some kinds", () => {
    expect(identifies(field("p", { deident: "id_number" }))).toBe(true);
    expect(identifies(field("p", { deident: "date" }))).toBe(false);
    expect(identifies(field("p"))).toBe(false);
  });

  it("are stated by those who state them; silence is none", () => {
    const row = (state: string | null) =>
      ({ values: state ? { a: { value: { state, value: 1 } } } : {} }) as unknown as CaseRow;
    const stated = statedOf(
      [row("asserted"), row("not_mentioned"), row(null), row("negated")],
      [field("a"), field("_sex")],
    );
    expect(stated.get("a")).toBe(0.5);
    expect(stated.get("_sex")).toBe(1);
  });
});

describe("a cell", () => {
  it("shows what still names somebody, and loses nothing", () => {
    const parts = cellParts("张三丰复诊，电话13800000000，张三丰知情", ["张三丰", "13800000000", "张三"]);
    expect(parts.map((part) => part.text).join("")).toBe("张三丰复诊，电话13800000000，张三丰知情");
    expect(parts.filter((part) => part.left).map((part) => part.text)).toEqual(["张三丰", "13800000000", "张三丰"]);
    expect(cellParts("", ["a"])).toEqual([]);
    expect(cellParts("abc", [""])).toEqual([{ text: "abc", left: false }]);
  });
});

describe("what is left of a link", () => {
  it("is minutes and seconds", () => {
    expect(leftText(14 * 60_000 + 5_000)).toBe("14:05");
    expect(leftText(-3)).toBe("0:00");
  });
});
