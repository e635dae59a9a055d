import type { ChangeExample, ChangeKind, DryRun, FieldChange } from "../../api/rules";

export const CHANGE_KINDS: ChangeKind[] = ["changed", "filled", "lost", "new_conflict", "settled"];

/** Whether a comparison is of the draft as it stands on screen. */
export const isCurrent = (run: DryRun | null | undefined, hash: string | null): boolean =>
  run?.current === true && hash !== null && run.draft.hash === hash;

/** How many values of a field come out otherwise. */
export const moved = (field: FieldChange): number => CHANGE_KINDS.reduce((sum, kind) => sum + field[kind], 0);

/** Totals over all fields. */
export function totals(run: DryRun): Record<ChangeKind | "same", number> {
  const sum: Record<ChangeKind | "same", number> = {
    same: 0,
    changed: 0,
    filled: 0,
    lost: 0,
    new_conflict: 0,
    settled: 0,
  };
  for (const field of run.fields) {
    sum.same += field.same;
    for (const kind of CHANGE_KINDS) sum[kind] += field[kind];
  }
  return sum;
}

export type ExampleFilter = { field: string | null; kind: ChangeKind | null };

/** The examples of a field and a kind; the ones that matter most first: lost, contradictions, changes. */
export function examplesOf(run: DryRun, filter: ExampleFilter): ChangeExample[] {
  const weight: Record<ChangeKind, number> = { lost: 0, new_conflict: 1, changed: 2, filled: 3, settled: 4 };
  return run.examples
    .filter((one) => (!filter.field || one.field === filter.field) && (!filter.kind || one.kind === filter.kind))
    .sort((a, b) => weight[a.kind] - weight[b.kind]);
}
