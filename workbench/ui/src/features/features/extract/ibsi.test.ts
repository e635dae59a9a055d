// @ts-expect-error the package has no types
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { JsonMap, KeptSettings, Profile } from "../../../api/radiomics";
import { FILTERS, fileWith, filterText, freeName } from "./filters";
import { flattenedIbsi, type IbsiParameters, ibsiText, readIbsi } from "./ibsi";

const profile: Profile = {
  key: "ibsi",
  title_zh: "",
  title_en: "",
  engine: "",
  classes: [],
  images: ["Original"],
  defaults: {
    setting: {
      label: 1,
      binWidth: 1,
      binCount: null,
      discretise: null,
      ivh: "none",
      resampledPixelSpacing: null,
      interpolator: "sitkLinear",
      maskInterpolator: "sitkLinear",
      maskThreshold: 0.5,
      round: null,
      resegmentRange: null,
      resegmentOutliers: null,
      force2D: false,
      aggregation: ["2D", "2.5D", "3D"],
      correctMask: false,
      geometryTolerance: 1e-6,
    },
    featureClass: { morph: null, stat: null, cm: null },
    imageType: { Original: {} },
  },
};

/** What the server answers for a file: every value of the settings written out. */
function checked(file: JsonMap): KeptSettings {
  const given = file.setting as JsonMap;
  const setting = { ...profile.defaults.setting, ...given };
  if ("binCount" in given || "discretise" in given) setting.binWidth = null;
  if (given.force2D === true && !("aggregation" in given)) setting.aggregation = ["2D", "2.5D"];
  return {
    setting,
    imageType: file.imageType as KeptSettings["imageType"],
    featureClass: file.featureClass as KeptSettings["featureClass"],
  };
}

const base = readIbsi(profile.defaults, profile);
const forms: [string, Partial<IbsiParameters>][] = [
  ["the defaults", {}],
  ["a number of bins", { bins: "count", binCount: 16, ivh: "count", ivhCount: 100 }],
  ["levels as they are", { bins: "none", ivh: "width", ivhWidth: 5 }],
  ["interpolated", { resample: true, spacing: [2, 2, 0], interpolator: "sitkBSpline", round: false }],
  [
    "the mask by the nearest voxel",
    { resample: true, maskInterpolator: "sitkNearestNeighbor", maskThreshold: 0.4, round: true },
  ],
  ["a lower bound only, and outliers", { resegment: true, range: [-500, null], outliers: 3 }],
  ["flat", flattenedIbsi(base, true)],
  ["one aggregation", { aggregation: ["3D"] }],
  ["filters alone", { original: false, filters: { a: FILTERS.gabor?.filter ?? {}, "b-1.5": { filter: "x" } } }],
  ["some families", { families: ["stat"] }],
  ["what the form has no place for", { rest: { label: 4, correctMask: true } }],
];

describe("form and file of the profile ibsi", () => {
  it.each(forms)("%s: written and read it is the same form", (_, change) => {
    const form = { ...base, ...change };
    const read = readIbsi(checked(load(ibsiText(form)) as JsonMap), profile);
    // what is off is not in the file: its numbers fall back to what they are at first
    expect({ ...read, binWidth: form.binWidth }).toEqual(form);
    expect(ibsiText(read)).toBe(ibsiText(form));
  });

  it("leaves out what is as it is anyway", () => {
    expect(load(ibsiText(base))).toEqual({
      setting: { binWidth: 1 },
      imageType: { Original: {} },
      featureClass: { morph: null, stat: null, cm: null },
    });
  });

  it("keeps aggregations within slices where everything stays there", () => {
    expect(flattenedIbsi({ ...base, aggregation: ["2D", "3D"] }, true).aggregation).toEqual(["2D"]);
    expect(flattenedIbsi({ ...base, aggregation: ["3D"] }, true).aggregation).toEqual(["2D", "2.5D"]);
    const flat = { ...base, ...flattenedIbsi(base, true) };
    expect(flattenedIbsi(flat, false).aggregation).toEqual(["2D", "2.5D", "3D"]);
  });
});

describe("filters", () => {
  it("are lines that stand in a file under their name", () => {
    for (const { name, filter } of Object.values(FILTERS)) {
      expect(load(fileWith(name, filterText(filter)))).toEqual({ imageType: { [name]: filter } });
    }
    expect(load(fileWith('a: "b', "filter: mean\n"))).toEqual({ imageType: { 'a: "b': { filter: "mean" } } });
  });

  it("get names that no image has", () => {
    expect(freeName("log", [])).toBe("log");
    expect(freeName("log", ["log", "log-2"])).toBe("log-3");
  });
});
