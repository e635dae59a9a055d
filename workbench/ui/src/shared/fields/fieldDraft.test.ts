import { describe, expect, it } from "vitest";
import { draftOf, EMPTY, faultsOf, keyFrom, variableOf } from "./fieldDraft";

const taken = new Set(["age", "tumour_size"]);

describe("a field while it is edited", () => {
  it("is told what is missing or wrong, part by part", () => {
    expect(faultsOf(EMPTY, taken)).toEqual({ key: "key", name_zh: "name" });
    expect(faultsOf({ ...EMPTY, key: "age", name_zh: "x" }, taken)).toEqual({ key: "key_taken" });
    expect(faultsOf({ ...EMPTY, key: "not", name_zh: "x" }, taken)).toEqual({ key: "key_word" });
    const number = { ...EMPTY, key: "n", name_zh: "x", type: "number" as const };
    expect(faultsOf({ ...number, least: "9", most: "1" }, taken)).toEqual({ most: "order" });
    expect(faultsOf({ ...number, least: "one" }, taken)).toMatchObject({ least: "number" });
    expect(faultsOf({ ...number, formula: "n + 1" }, taken)).toEqual({ formula: "formula" });
    const choice = { ...EMPTY, key: "c", name_zh: "x", type: "enum" as const };
    expect(faultsOf(choice, taken)).toEqual({ options: "options" });
    const twice = [
      { value: "a", label: "" },
      { value: " a", label: "" },
    ];
    expect(faultsOf({ ...choice, options: twice }, taken)).toEqual({ options: "option_twice" });
    expect(faultsOf({ ...EMPTY, key: "t", name_zh: "x", pattern: "(" }, taken)).toEqual({ pattern: "pattern" });
  });

  it("comes back as it was, and says only what it holds", () => {
    const field = {
      key: "stage",
      name_zh: "x",
      name_en: "Stage",
      type: "ordinal" as const,
      unit: null,
      options: ["1", "2"],
      range: null,
      option_labels: { "2": "two" },
      required: true,
    };
    expect(variableOf(draftOf(field))).toEqual(field);
    expect(variableOf({ ...draftOf(field), type: "text" })).not.toHaveProperty("option_labels");
  });

  it("gets a key from its English name", () => {
    expect(keyFrom("Tumour size (mm)", taken)).toBe("tumour_size_mm");
    expect(keyFrom("Tumour size", taken)).toBe("tumour_size_2");
    expect(keyFrom("3D", taken)).toBe("d");
    expect(keyFrom("--", taken)).toBe("");
  });
});
