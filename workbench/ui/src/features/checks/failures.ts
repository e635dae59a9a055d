import { useSyncExternalStore } from "react";
import type { Problem } from "../../api/http";
import type { Step } from "./answers";

/** Answers the server did not take. They outlive the page of their report, so that none is lost on the way. */
export type Failure = {
  id: number;
  database: string;
  report: string;
  title: string;
  steps: Step[];
  rest: boolean;
  problem: Problem;
};

let all: readonly Failure[] = [];
let count = 0;
const listeners = new Set<() => void>();
const tell = (next: readonly Failure[]) => {
  all = next;
  for (const listener of listeners) listener();
};

export function addFailure(failure: Omit<Failure, "id">): void {
  count += 1;
  tell([...all, { ...failure, id: count }]);
}

export const removeFailure = (id: number): void => tell(all.filter((one) => one.id !== id));

export function useFailures(): readonly Failure[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}
