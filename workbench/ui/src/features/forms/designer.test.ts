import { describe, expect, it } from "vitest";
import type { FormDefinition } from "../../api/records";
import * as D from "./designer";

const section = (id: string, ...fields: string[]) => ({
  id,
  title_zh: id,
  title_en: id,
  items: fields.map((field) => ({ field })),
});
const form: FormDefinition = { sections: [section("s1", "a", "b", "c"), section("s2", "d"), section("s3")] };
const said = (definition: FormDefinition) =>
  definition.sections.map((one) => one.items.map((item) => item.field).join("")).join("|");

describe("the designer", () => {
  it("puts a new field in its place and moves one that is there", () => {
    expect(said(D.place(form, "x", { section: 0, index: 1 }))).toBe("axbc|d|");
    expect(said(D.place(form, "a", { section: 0, index: 3 }))).toBe("bca|d|");
    expect(said(D.place(form, "c", { section: 1, index: 0 }))).toBe("ab|cd|");
    expect(D.place(form, "b", { section: 0, index: 1 })).toBe(form);
    expect(D.place(form, "b", { section: 0, index: 2 })).toBe(form);
    expect(D.place(form, "b", { section: 9, index: 0 })).toBe(form);
  });

  it("steps through sections by keys, and stops at the ends", () => {
    expect(said(D.step(form, "b", -1))).toBe("bac|d|");
    expect(said(D.step(form, "b", 1))).toBe("acb|d|");
    expect(said(D.step(form, "c", 1))).toBe("ab|cd|");
    expect(said(D.step(form, "d", -1))).toBe("abcd||");
    expect(said(D.step(form, "d", 1))).toBe("abc||d");
    expect(D.step(form, "a", -1)).toBe(form);
  });

  it("loses no field and doubles none, whatever is moved where", () => {
    let now = form;
    let seed = 7;
    const next = (most: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % most;
    };
    for (let at = 0; at < 2000; at += 1) {
      const field = "abcd"[next(4)]!;
      now = next(2) ? D.place(now, field, { section: next(3), index: next(5) }) : D.step(now, field, next(2) ? 1 : -1);
      expect([...said(now).replaceAll("|", "")].sort().join("")).toBe("abcd");
    }
  });

  it("keeps what a part says and drops what says nothing", () => {
    const made = D.changeItem(form, "a", { width: 2, visible_if: "b", label: "" });
    expect(made.sections[0]?.items[0]).toEqual({ field: "a", width: 2, visible_if: "b" });
    expect(D.changeItem(made, "a", { visible_if: "" }).sections[0]?.items[0]).toEqual({ field: "a", width: 2 });
    expect(D.changeSection(form, "s1", { title_en: "" }).sections[0]).toHaveProperty("title_en", "");
  });

  it("adds, moves and removes sections under names of their own", () => {
    const made = D.addSection(D.removeSection(form, "s1"), "x", "x");
    expect(made.sections.map((one) => one.id)).toEqual(["s2", "s3", "s4"]);
    expect(D.addSection(D.removeSection(form, "s2"), "x", "x").sections.map((one) => one.id)).toEqual([
      "s1",
      "s3",
      "s4",
    ]);
    expect(D.moveSection(form, "s3", -1).sections.map((one) => one.id)).toEqual(["s1", "s3", "s2"]);
    expect(D.moveSection(form, "s1", -1)).toBe(form);
  });

  it("finds the place of an error in any writing of its path", () => {
    for (const path of [
      "sections[0].items[2].visible_if",
      "sections.0.items.2.visible_if",
      "/sections/0/items/2/visible_if",
    ])
      expect(D.placeOfError(path)).toEqual({ section: 0, item: 2, part: "visible_if" });
    expect(D.placeOfError("sections[1].visible_if")).toEqual({ section: 1, item: null, part: "visible_if" });
    expect(D.placeOfError("formula")).toBeNull();
  });

  it("takes steps back and forth", () => {
    const two = D.go(D.go(D.begin(1), 2), 3);
    expect(D.undo(two).now).toBe(2);
    expect(D.redo(D.undo(two)).now).toBe(3);
    expect(D.undo(D.undo(D.undo(two))).now).toBe(1);
    expect(D.redo(D.go(D.undo(two), 9)).now).toBe(9);
  });
});
