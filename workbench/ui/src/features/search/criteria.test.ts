import { describe, expect, it } from "vitest";
import {
  type Criteria,
  fieldLeaf,
  fromCriteria,
  group,
  isComplete,
  type Leaf,
  opsOf,
  replace,
  textLeaf,
  toCriteria,
} from "./criteria";

const nested: Criteria = {
  all: [
    { text: "磨玻璃", in: ["findings"] },
    { not: { any: [{ regex: "钙化|陈旧" }, { field: "ln_enlarged", op: "=", value: true }] } },
    { field: "nodule_long_mm", op: ">=", value: 8 },
    { not: { field: "lung_rads", op: "exists" } },
  ],
};

describe("criteria", () => {
  it("comes back from the tree as it went in", () => {
    expect(toCriteria(fromCriteria(nested))?.criteria).toEqual(nested);
  });

  it("numbers leaves depth first, as the server does", () => {
    const tree = fromCriteria(nested);
    const made = toCriteria(tree);
    expect(made?.leaves).toHaveLength(5);
    const [first] = tree.type === "group" ? tree.items : [];
    expect(made?.leaves[0]).toBe(first?.id);
  });

  it("leaves out what is not finished, and asks nothing of an empty tree", () => {
    expect(toCriteria(group("all", [textLeaf(" ")]))).toBeNull();
    const made = toCriteria(group("all", [textLeaf("结节"), textLeaf(""), group("any", [])]));
    expect(made?.criteria).toEqual({ text: "结节" });
    expect(made?.leaves).toHaveLength(1);
  });

  it("negates a group and a leaf once each", () => {
    const leaf = { ...textLeaf("钙化"), not: true } as Leaf;
    expect(toCriteria(group("all", [leaf], true))?.criteria).toEqual({ not: { not: { text: "钙化" } } });
  });

  it("never sends a value with a comparison that takes none", () => {
    const leaf: Leaf = { id: "x", type: "field", field: "a", op: "missing", value: 3, not: false };
    expect(toCriteria(leaf)?.criteria).toEqual({ field: "a", op: "missing" });
  });

  it("knows when a field says enough", () => {
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
    expect(isComplete({ ...leaf, value: 0 } as Leaf)).toBe(true);
    expect(isComplete({ ...leaf, op: "in", value: [] } as Leaf)).toBe(false);
    expect(isComplete(fieldLeaf({ ...variable, type: "bool" }))).toBe(true);
    expect(opsOf({ type: "ordinal" })[0]).toBe(">=");
  });

  it("replaces and removes at any depth without touching the rest", () => {
    const inner = textLeaf("a");
    const root = group("all", [textLeaf("x"), group("any", [inner, textLeaf("b")])]);
    const changed = replace(root, inner.id, { ...inner, text: "c" } as Leaf);
    expect(toCriteria(changed)?.criteria).toEqual({ all: [{ text: "x" }, { any: [{ text: "c" }, { text: "b" }] }] });
    expect(toCriteria(replace(changed, inner.id, null))?.criteria).toEqual({ all: [{ text: "x" }, { text: "b" }] });
    expect(root.items[0]).toBe(changed.items[0]);
  });
});
