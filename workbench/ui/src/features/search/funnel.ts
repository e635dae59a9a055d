import type { SearchAnswer } from "../../api/types";

/** A step of the funnel: who is left, and how many it cost. */
export type Step = {
  key: string;
  kind: "start" | "include" | "exclude" | "all";
  name: string;
  left: number;
  lost: number;
};

/** The steps from all cases to the cases found. */
export function stepsOf(all: number, answer: Pick<SearchAnswer, "total" | "lines">, names: readonly string[]): Step[] {
  const lines = answer.lines ?? [];
  const first: Step = { key: "start", kind: "start", name: "", left: Math.max(all, answer.total), lost: 0 };
  const steps = lines.length
    ? lines.map((line, index) => ({
        key: `${index}`,
        kind: line.kind,
        name: line.name || names[index] || "",
        left: line.left,
      }))
    : [{ key: "0", kind: "all" as const, name: names[0] ?? "", left: answer.total }];
  const out = [first];
  for (const step of steps) out.push({ ...step, lost: Math.max(0, (out.at(-1)?.left ?? 0) - step.left) });
  return out;
}
