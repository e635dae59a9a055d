import { describe, expect, it } from "vitest";
import {
  type Criteria,
  copyLine,
  fieldLeaf,
  group,
  type IntervalLeaf,
  isComplete,
  type Leaf,
  leafAt,
  leafOf,
  leavesOf,
  line,
  moved,
  opsOf,
  replace,
  spec,
  textLeaf,
  toCriteria,
  toTree,
  turnInto,
} from "./criteria";
import { fromCriteria, Unreadable } from "./readCriteria";

const nested: Criteria = {
  all: [
    { text: "磨玻璃", in: ["findings"] },
    { not: { any: [{ regex: "钙化|陈旧" }, { field: "ln_enlarged", op: "=", value: true }] } },
    { field: "nodule_long_mm", op: ">=", value: 8 },
    { not: { field: "lung_rads", op: "exists" } },
  ],
};
const whole: Criteria = {
  lines: [
    {
      name: "有结节",
      include: {
        any: [
          { mention: "结节", negated: false, historical: false, in: ["impression"] },
          { text: "磨玻璃影", synonyms: true },
          { fuzzy: "磨玻离影", distance: 1 },
          { pinyin: "moboli" },
        ],
      },
    },
    {
      name: "随访",
      include: {
        all: [
          {
            interval: {
              from: { modality: ["CT"], body_part: "胸", have: { text: "结节" } },
              to: { modality: ["CT"], from: "2024-01-01" },
              days: [30, 180],
            },
          },
          { not: { cohort: "c1", version: 2 } },
        ],
      },
    },
    {
      name: "",
      exclude: { reports: { modality: ["PT"], to: "2025-12-31", have: { not: { regex: "SUV.{0,4}\\d" } } } },
    },
  ],
};
const sent = (criteria: Criteria) => toCriteria(fromCriteria(criteria))?.criteria;

describe("criteria", () => {
  it("come back from the lines as they went in", () => {
    expect(sent(nested)).toEqual(nested);
    expect(sent(whole)).toEqual(whole);
    expect(sent({ cohort: "c1" })).toEqual({ cohort: "c1" });
  });

  it("are numbered depth first over all lines, as the server does", () => {
    const lines = fromCriteria(whole);
    const made = toCriteria(lines);
    expect(made?.leaves).toEqual(leavesOf(lines).map((leaf) => leaf.id));
    expect(made?.leaves).toHaveLength(7);
    expect(made?.lines).toEqual(lines.map((one) => one.id));
  });

  it("leave out what is not finished, and ask nothing when nothing is", () => {
    expect(toCriteria([line("include", group("all", [textLeaf(" ")]))])).toBeNull();
    const made = toCriteria([
      line("include", group("all", [textLeaf("结节"), textLeaf(""), group("any", [])])),
      line("exclude"),
    ]);
    expect(made?.criteria).toEqual({ text: "结节" });
    expect(made?.leaves).toHaveLength(1);
    expect(made?.lines).toHaveLength(1);
  });

  it("are one plain tree until a line has a name or excludes", () => {
    const words = () => group("all", [textLeaf("钙化")]);
    expect(toCriteria([line("include", words(), "有钙化")])?.criteria).toEqual({
      lines: [{ name: "有钙化", include: { text: "钙化" } }],
    });
    expect(toCriteria([line("exclude", words())])?.criteria).toEqual({
      lines: [{ name: "", exclude: { text: "钙化" } }],
    });
  });

  it("negate a group and a leaf once each", () => {
    expect(toTree(group("all", [textLeaf("钙化", "text", { not: true })], true))).toEqual({
      not: { not: { text: "钙化" } },
    });
  });

  it("never send a value with a comparison that takes none", () => {
    const leaf: Leaf = { id: "x", type: "field", field: "a", op: "missing", value: 3, not: false };
    expect(toTree(leaf)).toEqual({ field: "a", op: "missing" });
  });

  it("know where the server speaks of a leaf", () => {
    const made = toCriteria(fromCriteria(whole));
    expect(leafAt(made, "criteria at $.lines[0].include.any[3].pinyin: letters only")).toBe(made?.leaves[3]);
    expect(leafAt(made, "$.lines[1].include.all[1].not.cohort: no such cohort")).toBe(made?.leaves[5]);
    expect(leafAt(made, "something else")).toBeNull();
    const plain = toCriteria(fromCriteria({ regex: "(" }));
    expect(leafAt(plain, "$.regex: the pattern cannot be read")).toBe(plain?.leaves[0]);
  });
});

describe("leaves", () => {
  it("know when they say enough", () => {
    const variable = {
      key: "n",
      name_zh: "",
      name_en: "",
      type: "number" as const,
      unit: "mm",
      options: [],
      range: null,
    };
    const leaf = fieldLeaf(variable);
    expect(isComplete(leaf)).toBe(false);
    expect(isComplete({ ...leaf, value: 0 })).toBe(true);
    expect(isComplete({ ...leaf, op: "in", value: [] })).toBe(false);
    expect(isComplete(fieldLeaf({ ...variable, type: "bool" }))).toBe(true);
    expect(opsOf({ type: "ordinal" })[0]).toBe(">=");
    const reports = leafOf("reports", []);
    expect(isComplete(reports)).toBe(false);
    expect(isComplete({ ...reports, spec: spec({ have: group("all", [textLeaf("a")]) }) } as Leaf)).toBe(true);
    const interval = leafOf("interval", []) as IntervalLeaf;
    expect(isComplete(interval)).toBe(true);
    expect(isComplete({ ...interval, days: [9, 3] })).toBe(false);
    expect(isComplete({ ...interval, days: [null, 3] })).toBe(false);
  });

  it("keep their words when their kind changes, and their place always", () => {
    const leaf = textLeaf("结节", "text", { not: true, sections: ["findings"] });
    const mention = turnInto(leaf, "mention", []);
    expect(toTree(mention)).toEqual({ not: { mention: "结节", negated: false, uncertain: false, in: ["findings"] } });
    const cohort = turnInto(mention, "cohort", []);
    expect(cohort).toMatchObject({ id: leaf.id, not: true, type: "cohort" });
  });

  it("are replaced and removed at any depth without touching the rest", () => {
    const inner = textLeaf("a");
    const root = group("all", [textLeaf("x"), group("any", [inner, textLeaf("b")])]);
    const changed = replace(root, inner.id, { ...inner, text: "c" });
    expect(toTree(changed)).toEqual({ all: [{ text: "x" }, { any: [{ text: "c" }, { text: "b" }] }] });
    expect(toTree(replace(changed, inner.id, null))).toEqual({ all: [{ text: "x" }, { text: "b" }] });
    expect(root.items[0]).toBe(changed.items[0]);
  });
});

describe("lines", () => {
  it("move to a place and lose nobody", () => {
    expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b"], 5, 0)).toEqual(["a", "b"]);
  });

  it("are copied with ids of their own", () => {
    const [one] = fromCriteria(whole);
    if (!one) throw new Error("no line");
    const copy = copyLine(one, "again");
    const ids = [...leavesOf([one]), ...leavesOf([copy])].map((leaf) => leaf.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(toTree(copy.tree)).toEqual(toTree(one.tree));
  });
});

describe("reading", () => {
  it("says where something is not known", () => {
    const place = (value: unknown) => {
      try {
        fromCriteria(value);
        return "read";
      } catch (problem) {
        return (problem as Unreadable).path;
      }
    };
    expect(place(null)).toBe("$");
    expect(place({ all: [{ text: "a" }, { sound: "b" }] })).toBe("$.all[1]");
    expect(place({ lines: [{ name: "x", include: { any: [] } }] })).toBe("$.lines[0].include.any");
    expect(place({ all: [{ lines: [] }] })).toBe("$.all[0]");
    expect(place({ field: 3 })).toBe("$.field");
    let deep: unknown = { text: "a" };
    for (let i = 0; i < 40; i += 1) deep = { not: deep };
    expect(place(deep)).not.toBe("read");
    expect(() => fromCriteria({})).toThrow(Unreadable);
  });
});
