import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compute, Fault, read } from ".";
import { fromJson } from "./values";

type Vector = {
  expr: string;
  scope: Record<string, unknown>;
  value?: unknown;
  error?: true;
  at?: number;
  note?: string;
};
const FILE = join(import.meta.dirname, "../../../expr/tests/vectors.json");
const vectors = JSON.parse(readFileSync(FILE, "utf8")) as Vector[];

describe("the vectors that every implementation passes", () => {
  it("are all here", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(321);
  });

  it.each(vectors.map((vector) => [vector.expr.slice(0, 60), vector] as const))("%s", (_, vector) => {
    let got: unknown;
    try {
      got = compute(read(vector.expr), vector.scope);
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      expect({ at: fault.at, note: vector.note }).toEqual({ at: vector.at, note: vector.note });
      expect(vector.error, `${fault.code}: ${vector.note ?? ""}`).toBe(true);
      return;
    }
    expect(vector.error, `${JSON.stringify(got)} where a fault is due: ${vector.note ?? ""}`).toBeUndefined();
    expect(got).toEqual(fromJson(vector.value));
    expect(Object.is(got, -0)).toBe(false);
  });
});
