import { describe, expect, it } from "vitest";
import type { ColumnFacts, FeatureRow } from "../../api/radiomics";
import { columnGroups, featureOf, filterRows, findColumns } from "./columns";

const column = (name: string, name_zh: string, ibsi: string | null): ColumnFacts => ({
  name,
  name_zh,
  name_en: null,
  formula: null,
  ibsi,
  aggregation: null,
  image: name.split("_")[0] ?? "",
  class: name.split("_")[1] ?? "",
  unit: null,
  missing: 0,
});
const columns = [
  column("original_shape_MeshVolume", "网格体积", "RNU0"),
  column("original_glcm_Contrast", "对比度", "ACUI"),
  column("wavelet-HHH_glcm_Contrast", "对比度", "ACUI"),
];
const row = (id: string, ...values: (number | null)[]): FeatureRow => ({ id, roi: null, values });

describe("columns", () => {
  it("have a short name within their class", () => {
    const ibsi = { image: "original", class: "cm", aggregation: "ITBB" };
    const tag = { ...column("cm_contrast_3D_avg", "对比度", "ACUI"), ...ibsi };
    const filtered = { ...column("acm_cm_contrast_3D_avg", "对比度", "ACUI"), ...ibsi, image: "acm" };
    expect([...columns, tag, filtered].map(featureOf)).toEqual([
      "MeshVolume",
      "Contrast",
      "Contrast",
      "contrast_3D_avg",
      "contrast_3D_avg",
    ]);
    expect(findColumns([tag], "itbb")).toHaveLength(1);
  });

  it("are found by any words of their names and by IBSI code", () => {
    expect(findColumns(columns, "wavelet 对比").map((one) => one.name)).toEqual(["wavelet-HHH_glcm_Contrast"]);
    expect(findColumns(columns, "acui")).toHaveLength(2);
    expect(findColumns(columns, " ")).toHaveLength(3);
    expect(findColumns(columns, "nothing")).toEqual([]);
  });

  it("stand in groups of image and class", () => {
    expect(columnGroups(columns).map((group) => [group.image, group.class, group.columns.length])).toEqual([
      ["original", "shape", 1],
      ["original", "glcm", 1],
      ["wavelet-HHH", "glcm", 1],
    ]);
  });
});

describe("ranges", () => {
  const rows = [row("a", 1, 10), row("b", 2, null), row("c", 3, 30)];
  const kept = (ranges: Parameters<typeof filterRows>[2]) => filterRows(rows, ["x", "y"], ranges).map((one) => one.id);

  it("hold both ends, together, and drop what has no value", () => {
    expect(kept([{ column: "x", low: 2, high: null }])).toEqual(["b", "c"]);
    expect(kept([{ column: "y", low: null, high: 30 }])).toEqual(["a", "c"]);
    expect(
      kept([
        { column: "x", low: 1, high: 2 },
        { column: "y", low: 0, high: null },
      ]),
    ).toEqual(["a"]);
  });

  it("ask for values that are missing, or are not", () => {
    expect(kept([{ column: "y", low: null, high: null, missing: "only" }])).toEqual(["b"]);
    expect(kept([{ column: "y", low: null, high: null, missing: "none" }])).toEqual(["a", "c"]);
  });

  it("of a column that is not shown change nothing", () => {
    expect(kept([{ column: "z", low: 5, high: 6 }])).toEqual(["a", "b", "c"]);
  });
});
