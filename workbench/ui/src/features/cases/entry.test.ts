import { describe, expect, it } from "vitest";
import type { Entry, EntryValue, Field } from "../../api/records";
import * as E from "./entry";

const field = (key: string, part: Partial<Field> = {}): Field => ({
  key,
  name_zh: "",
  name_en: key,
  type: "number",
  unit: "mm",
  options: [],
  range: [1, 100],
  ...part,
});
const fields = new Map(
  [field("long"), field("count", { type: "count", range: null }), field("note", { type: "text" })].map((one) => [
    one.key,
    one,
  ]),
);
const value = (of: unknown, state: EntryValue["state"] = "asserted"): EntryValue => ({
  value: of,
  state,
  origin: "nlp",
  at: "",
  evidence: [],
});
const entry = (values: Record<string, EntryValue>): Entry => ({ case: "c", etag: "1", values, calculated: {} });
const text = (input: string, base: unknown = null): E.Typed => ({ input: { text: input }, base });

describe("what is sent", () => {
  it("is what differs, with the value its editor began from", () => {
    const now = entry({ long: value(9), note: value("a", "not_mentioned") });
    const drafts = { long: text("12", 9), note: text("") };
    expect(E.pendingOf(now, drafts, fields)).toEqual({ changes: [{ field: "long", value: 12, base: 9 }], waiting: [] });
  });

  it("clears by null, and waits for what is no value or was refused", () => {
    const now = entry({ long: value(9), note: value("a") });
    const drafts = { long: text("", 9), note: { ...text("b", "a"), refused: "no" }, count: text("x") };
    expect(E.pendingOf(now, drafts, fields)).toEqual({
      changes: [{ field: "long", value: null, base: 9 }],
      waiting: ["note", "count"],
    });
  });

  it("does not take a count for another when its parts are in another order", () => {
    const now = entry({ count: value({ kind: "exact", exact: 2, max: 2, min: 2 }) });
    expect(E.pendingOf(now, { count: text("2") }, fields).changes).toEqual([]);
    expect(E.sameValue({ a: null }, {})).toBe(true);
    expect(E.sameValue([1, 2], [2, 1])).toBe(false);
  });
});

describe("after an answer", () => {
  it("keeps what was typed on meanwhile, from the stored value on", () => {
    const sent = [{ field: "long", value: 12, base: 9 }];
    expect(E.afterSaved({ long: text("12", 9) }, sent, fields)).toEqual({});
    expect(E.afterSaved({ long: text("123", 9) }, sent, fields)).toEqual({ long: text("123", 12) });
    expect(E.afterSaved({ note: text("b") }, sent, fields)).toEqual({ note: text("b") });
  });

  it("takes what counts from the answer, and nothing that it leaves out", () => {
    const saved = E.withSaved(entry({ long: value(9), note: value("a") }), {
      case: "c",
      etag: "2",
      values: { long: value(12), note: value("b") },
      calculated: { mean: 3 },
    });
    expect([E.held(saved, "long"), E.held(saved, "note"), saved.etag, saved.calculated.mean]).toEqual([
      12,
      "b",
      "2",
      3,
    ]);
  });

  it("merges as decided: theirs drops the draft, yours goes on from theirs", () => {
    const drafts = { long: text("12", 9), note: text("b", "a") };
    const merge = [
      { field: "long", theirs: 10 },
      { field: "note", theirs: "c" },
    ];
    expect(E.afterMerge(drafts, merge, { long: "yours", note: "theirs" })).toEqual({ long: text("12", 10) });
  });

  it("forgets drafts that say what is held anyway", () => {
    expect(E.withoutIdle(entry({ long: value(12) }), { long: text("12", 9), note: text("x") }, fields)).toEqual({
      note: text("x"),
    });
  });
});

it("conditions see what is typed, not what waits", () => {
  const now = entry({ long: value(9), note: value("a", "not_mentioned") });
  expect(E.valuesNow(now, { long: text("1x"), count: text("3") }, fields)).toEqual({
    long: 9,
    note: null,
    count: { exact: 3, min: 3, max: 3, kind: "exact" },
  });
});
