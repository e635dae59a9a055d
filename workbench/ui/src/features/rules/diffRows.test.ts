import { describe, expect, it } from "vitest";
import type { ChangeExample, DryRun, FieldChange } from "../../api/rules";
import { toCsv } from "../../shared/csv";
import { examplesOf, isCurrent, moved, totals } from "./diffRows";
import { decode, newer, rename } from "./ruleFile";
import { sentenceAt } from "./sentence";

const field = (key: string, part: Partial<FieldChange>): FieldChange => ({
  key,
  name_zh: key,
  name_en: key,
  type: "bool",
  mentioned_before: 0,
  mentioned_after: 0,
  same: 0,
  changed: 0,
  filled: 0,
  lost: 0,
  new_conflict: 0,
  settled: 0,
  ...part,
});
const example = (field: string, kind: ChangeExample["kind"]): ChangeExample => ({
  report: field + kind,
  patient: "p",
  field,
  kind,
  before: null,
  after: null,
});
const run: DryRun = {
  database: { id: "d", name: "d" },
  base: { version: "1.0.0", hash: "a" },
  draft: { version: "1.0.1", hash: "b" },
  reports: 10,
  took_ms: 5,
  fields: [field("a", { same: 3, lost: 2 }), field("b", { same: 5 })],
  examples: [example("a", "filled"), example("a", "lost"), example("b", "changed")],
  current: true,
  at: "2026-01-01T00:00:00Z",
};

describe("a dry run", () => {
  it("is summed over fields", () => {
    expect(totals(run)).toEqual({ same: 8, changed: 0, filled: 0, lost: 2, new_conflict: 0, settled: 0 });
    expect(run.fields.map(moved)).toEqual([2, 0]);
  });

  it("shows what is lost before what is won", () => {
    expect(examplesOf(run, { field: null, kind: null }).map((one) => one.kind)).toEqual(["lost", "changed", "filled"]);
    expect(examplesOf(run, { field: "a", kind: "filled" })).toHaveLength(1);
  });

  it("is of the draft only with its hash", () => {
    expect(isCurrent(run, "b")).toBe(true);
    expect(isCurrent(run, "c")).toBe(false);
    expect(isCurrent({ ...run, current: false }, "b")).toBe(false);
    expect(isCurrent(undefined, "b")).toBe(false);
  });

  it("goes to a table that Excel reads, without formulas", () => {
    const csv = toCsv(
      ["name", "lost"],
      run.fields.map((one) => [`=${one.key}`, one.lost]),
    );
    expect(csv).toBe("\ufeffname,lost\r\n'=a,2\r\n'=b,0\r\n");
  });
});

describe("sentenceAt", () => {
  it("cuts at marks and counts code points", () => {
    const text = "A\u3002𠀀𠀁B C\u3002D";
    const found = sentenceAt(text, 4, 5);
    expect(found).toEqual({ from: 2, text: "𠀀𠀁B C\u3002" });
  });

  it("stays inside a text that has no marks at all", () => {
    const found = sentenceAt("x".repeat(1000), 500, 510);
    expect(found.text.length).toBeLessThan(300);
    expect(found.from).toBeLessThanOrEqual(500);
    expect(sentenceAt("", 5, 9)).toEqual({ from: 0, text: "" });
  });
});

describe("a rule file", () => {
  it("takes another key in its head only", () => {
    expect(rename("ruleset:\n  id: a # x\n  version: 1.0.0\ndict:\n  b: {id: c}\n", "new_key")).toBe(
      "ruleset:\n  id: new_key # x\n  version: 1.0.0\ndict:\n  b: {id: c}\n",
    );
    expect(rename("ruleset: {id: a, version: 1.0.0}\n", "b")).toBe("ruleset: {id: b, version: 1.0.0}\n");
  });

  it("is read in UTF-8 or GB18030", () => {
    expect(decode(new TextEncoder().encode("\ufeffid: a").buffer)).toBe("id: a");
    expect(decode(new Uint8Array([0xbd, 0xe1, 0xbd, 0xda]).buffer)).toBe("\u7ed3\u8282");
  });

  it("knows which version is newer", () => {
    expect(newer("1.10.0", "1.9.9")).toBe(true);
    expect(newer("1.0.0", "1.0.0")).toBe(false);
    expect(newer("1.0.0", "1.0.1")).toBe(false);
  });
});
