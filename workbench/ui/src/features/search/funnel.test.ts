import { describe, expect, it } from "vitest";
import { stepsOf } from "./funnel";

describe("the funnel", () => {
  it("says what each line leaves and costs", () => {
    const steps = stepsOf(
      100,
      {
        total: 20,
        lines: [
          { name: "a", kind: "include", count: 60, left: 60 },
          { name: "", kind: "exclude", count: 70, left: 20 },
        ],
      },
      ["x", "y"],
    );
    expect(steps.map((step) => [step.kind, step.name, step.left, step.lost])).toEqual([
      ["start", "", 100, 0],
      ["include", "a", 60, 40],
      ["exclude", "y", 20, 40],
    ]);
  });

  it("is honest when the server tells no lines", () => {
    expect(stepsOf(10, { total: 4 }, ["x"]).map((step) => step.left)).toEqual([10, 4]);
  });
});
