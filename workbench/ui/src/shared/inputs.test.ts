import { describe, expect, it } from "vitest";
import type { Variable } from "../api/types";
import { choicesOf, inputOf, readInput } from "./inputs";

const variable = (part: Partial<Variable> = {}): Variable => ({
  key: "nodule_long_mm",
  name_zh: "",
  name_en: "Long axis",
  type: "number",
  unit: "mm",
  options: [],
  range: [0.5, 200],
  ...part,
});

const value = (read: ReturnType<typeof readInput>) => (read.ok ? read.value : `! ${read.trouble}`);

describe("numbers", () => {
  const length = variable();
  it("are read with full-width digits and turned into the unit of the variable", () => {
    expect(value(readInput(length, { text: " 12 " }))).toBe(12);
    expect(value(readInput(length, { text: "１．２ｃｍ" }))).toBe(12);
    expect(value(readInput(length, { text: "9.5mm" }))).toBe(9.5);
    expect(value(readInput(variable({ unit: "ng/mL", range: null }), { text: "4.1 ng/ml" }))).toBe(4.1);
  });
  it("are refused outside their range, in another unit, or when they are none", () => {
    expect(value(readInput(length, { text: "0.1" }))).toBe("! below");
    expect(value(readInput(length, { text: "30cm" }))).toBe("! above");
    expect(value(readInput(length, { text: "3 kg" }))).toBe("! unit");
    expect(value(readInput(length, { text: "1-2" }))).toBe("! number");
    expect(value(readInput(length, { text: " " }))).toBe("! need");
    expect(value(readInput(variable({ type: "integer", unit: null }), { text: "1.5" }))).toBe("! whole");
  });
});

describe("counts", () => {
  const count = variable({ type: "count", unit: null, range: null });
  it("are exact, or several with ends that may be open", () => {
    expect(value(readInput(count, { text: "3" }))).toEqual({ exact: 3, min: 3, max: 3, kind: "exact" });
    expect(value(readInput(count, { several: true, text: "2", most: "" }))).toEqual({
      exact: null,
      min: 2,
      max: null,
      kind: "many",
    });
    expect(value(readInput(count, { several: true }))).toMatchObject({ min: 2, max: null });
    expect(value(readInput(count, { several: true, text: "5", most: "2" }))).toBe("! order");
    expect(value(readInput(count, { text: "-1" }))).toBe("! whole");
  });
  it("come back into the editor as they were", () => {
    for (const one of [
      { exact: 0, min: 0, max: 0, kind: "exact" },
      { exact: null, min: 2, max: 4, kind: "many" },
    ]) {
      expect(value(readInput(count, inputOf(count, one)))).toEqual(one);
    }
    expect(inputOf(count, { exact: null, min: null, max: null, kind: "many" }).several).toBe(true);
  });
});

it("keeps several options in their own order", () => {
  const lobes = variable({ type: "multi", unit: null, options: ["RUL", "RML", "RLL"] });
  expect(value(readInput(lobes, { choices: ["RLL", "RUL"] }))).toEqual(["RUL", "RLL"]);
  expect(value(readInput(lobes, inputOf(lobes, null)))).toBe("! need");
});

it("refuses a choice that is no option; yes and no are choices too", () => {
  const yes = variable({ type: "bool", unit: null });
  expect(choicesOf(yes)).toEqual(["true", "false"]);
  expect(value(readInput(yes, inputOf(yes, false)))).toBe(false);
  expect(value(readInput(variable({ type: "enum", options: ["a"] }), { choice: "b" }))).toBe("! option");
});

it("reads dates as Chinese reports write them, and no impossible ones", () => {
  const day = variable({ type: "date", unit: null });
  expect(value(readInput(day, { text: "2014-8-19" }))).toBe("2014-08-19");
  expect(value(readInput(day, { text: "2014\u5e748\u6708" }))).toBe("2014-08");
  expect(value(readInput(day, { text: "2014\u5e748\u670819\u65e5" }))).toBe("2014-08-19");
  expect(value(readInput(day, { text: "2014" }))).toBe("2014");
  expect(value(readInput(day, { text: "2023-02-30" }))).toBe("! date");
});

it("reads a moment with its time, and shows it as people write it", () => {
  const moment = variable({ type: "datetime", unit: null, range: null });
  expect(value(readInput(moment, { text: "2026-3-1 8:05" }))).toBe("2026-03-01T08:05:00");
  expect(value(readInput(moment, { text: "2026-03-01T23:59:07" }))).toBe("2026-03-01T23:59:07");
  expect(value(readInput(moment, { text: "2026-03-01" }))).toBe("! datetime");
  expect(value(readInput(moment, { text: "2026-03-01 24:00" }))).toBe("! datetime");
  expect(inputOf(moment, "2026-03-01T08:05:00").text).toBe("2026-03-01 08:05");
});

it("holds text against the whole of its pattern", () => {
  const text = variable({ type: "text", unit: null, range: null, pattern: "[A-Z]\\d{3}" });
  expect(value(readInput(text, { text: "A123" }))).toBe("A123");
  expect(value(readInput(text, { text: "xA1234" }))).toBe("! pattern");
  expect(value(readInput({ ...text, pattern: "(" }, { text: "x" }))).toBe("x");
});
