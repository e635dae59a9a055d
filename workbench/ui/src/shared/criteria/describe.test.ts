import i18next from "i18next";
import { beforeAll, expect, it, describe as suite } from "vitest";
import { resources } from "../../i18n";
import type { Criteria } from "./criteria";
import { describe, plainText, type Say } from "./describe";
import { TONES, timeOf, toneOf, withTime, withTone } from "./mention";
import { fromCriteria } from "./readCriteria";

let zh: Say;
let en: Say;
beforeAll(async () => {
  const make = async (language: "zh-CN" | "en"): Promise<Say> => {
    const i18n = i18next.createInstance();
    await i18n.init({
      lng: language,
      keySeparator: false,
      nsSeparator: false,
      resources: { [language]: { translation: resources(language) } },
      interpolation: { escapeValue: false },
    });
    return {
      t: (key, options) => i18n.t(key, options ?? {}),
      word: (area, word) => i18n.t(`${area}.${word}`, { defaultValue: word }),
      field: (key) => (key === "nodule_long_mm" ? "长径" : key),
      value: (leaf) => `${leaf.value} mm`,
      cohort: (id) => (id === "c1" ? "肺结节一期" : id),
    };
  };
  [zh, en] = [await make("zh-CN"), await make("en")];
});
const said = (criteria: Criteria, say = zh) => plainText(describe(fromCriteria(criteria), say));

suite("the sentence", () => {
  it("says lines of inclusion and exclusion", () => {
    const criteria: Criteria = {
      lines: [
        {
          name: "有结节",
          include: { mention: "结节", negated: false, uncertain: false, historical: false, in: ["findings"] },
        },
        { name: "", include: { field: "nodule_long_mm", op: ">=", value: 8 } },
        {
          name: "",
          exclude: {
            any: [
              { text: "术后", synonyms: true },
              { cohort: "c1", version: 2 },
            ],
          },
        },
      ],
    };
    expect(said(criteria)).toBe(
      "纳入：“有结节”（检查所见提及“结节”：肯定，本次）；并且 长径不小于 8 mm。排除：报告包含“术后”或其同义词 或 属于队列“肺结节一期”第 2 版",
    );
    expect(said(criteria, en)).not.toMatch(/[。；]/);
  });

  it("puts brackets where they are needed, and NOT where it stands", () => {
    expect(said({ all: [{ text: "a" }, { any: [{ text: "b" }, { not: { regex: "c+" } }] }] })).toBe(
      "纳入：报告包含“a” 且 （报告包含“b” 或 不满足（报告匹配 /c+/））",
    );
    expect(said({ not: { all: [{ text: "a" }, { text: "b" }] } })).toBe("纳入：不满足（报告包含“a” 且 报告包含“b”）");
  });

  it("says examinations and what lies between them", () => {
    expect(
      said({
        interval: {
          from: { modality: ["CT"], body_part: "胸", have: { text: "结节" } },
          to: { modality: ["CT"], from: "2024-01-01" },
          days: [30, 180],
        },
      }),
    ).toBe("纳入：一次检查（CT，部位含“胸”，报告包含“结节”）之后 30–180 天有另一次检查（CT，2024-01-01 起）");
    expect(said({ lines: [{ name: "", exclude: { reports: { to: "2020-01-01" } } }] })).toBe(
      "全部病例，排除：有一次检查（截至 2020-01-01）",
    );
  });

  it("is empty while nothing is asked, and each criterion is its own part", () => {
    expect(describe(fromCriteria({ text: " " }), zh)).toEqual([]);
    const lines = fromCriteria({ all: [{ text: "a" }, { pinyin: "b" }] });
    const leaves = describe(lines, zh).flatMap((part) => (part.leaf ? [part.leaf] : []));
    expect(leaves).toEqual(lines[0]?.tree.items.map((item) => item.id));
  });
});

suite("the tone of a mention", () => {
  it("has one name for its flags", () => {
    for (const tone of TONES) expect(toneOf({ ...withTone(tone), historical: null })).toBe(tone);
    expect(toneOf({ negated: true, uncertain: true, historical: null })).toBe("other");
    for (const time of ["any", "now", "past"] as const)
      expect(timeOf({ negated: null, uncertain: null, ...withTime(time) })).toBe(time);
  });
});
