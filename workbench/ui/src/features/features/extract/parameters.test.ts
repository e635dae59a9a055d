// @ts-expect-error the package has no types
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { JsonMap, KeptSettings, Profile } from "../../../api/radiomics";
import { fileOf, keptText, type Parameters, readParameters, textOf } from "./parameters";
import { toYaml } from "./yaml";

const feature = (name: string) => ({
  name,
  name_zh: null,
  name_en: null,
  formula: null,
  ibsi: null,
  aggregation: null,
  image: "original",
  class: name.split("_")[1] ?? "",
  unit: null,
});
const profile: Profile = {
  key: "pyradiomics",
  title_zh: "",
  title_en: "",
  engine: "",
  classes: [
    { key: "firstorder", features: ["original_firstorder_Mean", "original_firstorder_Energy"].map(feature) },
    { key: "glcm", features: ["original_glcm_Contrast", "original_glcm_Id"].map(feature) },
  ],
  images: ["Original", "LoG", "Wavelet"],
  defaults: {
    setting: {
      label: 1,
      binWidth: 25,
      binCount: null,
      distances: [1],
      weightingNorm: null,
      normalize: false,
      normalizeScale: 1,
      interpolator: "sitkBSpline",
      resegmentMode: "absolute",
    },
    imageType: { Original: {} },
    featureClass: { firstorder: ["Mean", "Energy"], glcm: ["Contrast", "Id"] },
  },
};

/** What the server answers for a file: every value of the settings written out, a class without names in full. */
function checked(file: JsonMap): KeptSettings {
  const setting = { ...profile.defaults.setting, ...(file.setting as JsonMap) };
  if (typeof setting.binCount === "number") setting.binWidth = null;
  const all = profile.defaults.featureClass ?? {};
  return {
    setting,
    imageType: file.imageType as KeptSettings["imageType"],
    featureClass: Object.fromEntries(
      Object.entries(file.featureClass as JsonMap).map(([key, names]) => [key, (names as string[]) ?? all[key] ?? []]),
    ),
  };
}

const base = readParameters(profile.defaults, profile);
const forms: [string, Partial<Parameters>][] = [
  ["the defaults", {}],
  ["a number of bins", { bins: "count", binCount: 64 }],
  ["normalised", { normalize: true, normalizeScale: 100, removeOutliers: 3 }],
  ["resampled", { resample: true, spacing: [1, 1, 2.5], interpolator: "sitkLinear" }],
  ["a lower bound only", { resegment: true, range: [-200, null], mode: "sigma", resegmentShape: true }],
  ["flat", { force2D: true, dimension: 2 }],
  ["filters", { images: { Original: {}, LoG: { sigma: [1, 2.5] }, Wavelet: { wavelet: "db2", level: 2 } } }],
  ["some features", { classes: { glcm: ["Id"], firstorder: null } }],
  ["what the form has no place for", { rest: { distances: [1, 2], weightingNorm: "no_weighting" } }],
];

describe("form and file", () => {
  it.each(forms)("%s: written and read it is the same form", (_, change) => {
    const form = { ...base, ...change };
    const read = readParameters(checked(load(textOf(form)) as JsonMap), profile);
    // what is off is not in the file: its numbers fall back to what they are at first
    const fallen = { ...read, binWidth: form.binWidth };
    expect(fallen).toEqual(form);
    expect(textOf(read)).toBe(textOf(form));
  });

  it("says a sigma as PyRadiomics names its images", () => {
    expect(textOf({ ...base, images: { LoG: { sigma: [1, 2.5, 3] } } })).toContain("LoG: {sigma: [1.0, 2.5, 3.0]}");
  });

  it("leaves a class without names when all its features are meant", () => {
    expect(textOf(base)).toMatch(/^ {2}glcm:$/m);
    expect(fileOf({ ...base, classes: { glcm: ["Id"] } }).featureClass).toEqual({ glcm: ["Id"] });
  });

  it("shows what a table was made with as a file that says the same", () => {
    const kept = checked(load(textOf({ ...base, images: { LoG: { sigma: [1] } } })) as JsonMap);
    const again = load(keptText(kept)) as JsonMap;
    expect(again.imageType).toEqual(kept.imageType);
    expect(again.featureClass).toEqual(kept.featureClass);
    expect(again.setting).not.toHaveProperty("weightingNorm");
  });
});

describe("YAML", () => {
  it("is read as it was meant, whatever the words", () => {
    const words = ["null", "yes", "No", "1.5", "-3", "a: b", "#x", " lead", "", "结节", "it's", '"', "a\nb", "{x", "~"];
    const file: JsonMap = {
      words: Object.fromEntries(words.map((word, at) => [`k${at}`, word])),
      "odd key: #": { "2": [1, -0.5, 1e-7, null, true], deep: { "a,b": ["x, y", { z: [] }] } },
      empty: {},
      list: [1, 2],
    };
    expect(load(toYaml(file))).toEqual(file);
  });
});
