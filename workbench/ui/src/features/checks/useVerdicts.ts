import { type QueryClient, useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { http, type Problem } from "../../api/http";
import { useSession } from "../../api/queries";
import type { CheckRow, CheckView } from "../../api/types";
import { applied, replaced, restored, type Step, undone } from "./answers";
import { dropDraft, keepDraft } from "./draft";
import { addFailure } from "./failures";
import { draftOfAnswer } from "./useDrafts";

type Act = { database: string; report: string; title: string; steps: Step[]; rest: boolean };

export const checkPath = (database: string, report: string) => `/databases/${database}/reports/${report}/check`;
export const checkKey = (database: string, report: string) => ["check", checkPath(database, report), {}] as const;

/** Last act that touched a value, so that a late answer does not undo a newer one on screen. */
const latest = new Map<Step, number>();
const newest = new Map<string, number>();
let clock = 0;
const nameOf = (act: Act, step: Step) => `${act.database}:${act.report}:${step.field}`;
const isNewest = (act: Act) => (step: Step) => newest.get(nameOf(act, step)) === latest.get(step);

async function send(act: Act): Promise<CheckRow[]> {
  const path = checkPath(act.database, act.report);
  if (act.rest) {
    await http.post(path, { accept: "rest" });
    return [];
  }
  const rows: CheckRow[] = [];
  for (const step of act.steps) {
    const at = `${path}/${encodeURIComponent(step.field)}`;
    const row = step.answer ? await http.put<CheckRow | undefined>(at, step.answer) : await http.delete<undefined>(at);
    if (row?.variable) rows.push(row);
  }
  return rows;
}

const change = (client: QueryClient, act: Act, make: (view: CheckView) => CheckView) =>
  client.setQueryData<CheckView>(checkKey(act.database, act.report), (view) => view && make(view));

/** Gives answers at once on screen and after it to the server, in the order in which they were given. */
export function useVerdicts(database: string, view: CheckView | undefined, title: string) {
  const client = useQueryClient();
  const user = useSession().data?.user;
  const report = view?.report.id ?? "";
  const past = useRef<Step[][]>([]);
  const write = useMutation<CheckRow[], Problem, Act>({
    mutationKey: ["check"],
    scope: { id: `check:${database}` },
    networkMode: "always",
    mutationFn: send,
    onSuccess: (rows, act) => {
      const current = new Set(act.steps.filter(isNewest(act)).map((step) => step.field));
      change(client, act, (old) =>
        rows.filter((row) => current.has(row.variable.key)).reduce((now, row) => replaced(now, row), old),
      );
      if (act.rest) void client.invalidateQueries({ queryKey: checkKey(act.database, act.report) });
      for (const noun of ["checks", "evaluation", "cases", "case", "report", "databases"]) {
        void client.invalidateQueries({ queryKey: [noun], refetchType: "none" });
      }
    },
    onError: (problem, act) => {
      change(client, act, (old) => restored(old, act.steps.filter(isNewest(act))));
      // what was typed goes back into the editor's draft
      for (const step of act.steps) {
        if (step.answer?.verdict === "corrected") {
          keepDraft(act.database, act.report, step.field, draftOfAnswer(step.answer));
        }
      }
      addFailure({ ...act, problem });
      void client.invalidateQueries({ queryKey: checkKey(act.database, act.report) });
    },
  });
  const { mutate } = write;

  const act = useCallback(
    (steps: Step[], rest = false, remember = true) => {
      if (!view || steps.length === 0) return;
      const made: Act = { database, report, title, steps, rest };
      clock += 1;
      for (const step of steps) {
        latest.set(step, clock);
        newest.set(nameOf(made, step), clock);
        if (step.answer?.verdict === "corrected") dropDraft(database, report, step.field);
      }
      if (remember) past.current.push(steps);
      const who = { id: user?.id ?? "", name: user?.name || user?.login || "" };
      void client.cancelQueries({ queryKey: checkKey(database, report) });
      change(client, made, (old) => applied(old, steps, who, new Date().toISOString()));
      mutate(made);
    },
    [client, database, report, title, user, view, mutate],
  );

  /** Takes back the last act of this visit, else the check of the chosen value; says which values. */
  const undo = useCallback(
    (field: string | null): string[] => {
      if (!view) return [];
      const last = past.current.pop();
      const row = view.values.find((one) => one.variable.key === field);
      const steps = last
        ? undone(view, last)
        : row?.check
          ? [{ field: row.variable.key, before: row.check, answer: null }]
          : [];
      act(steps, false, false);
      return steps.map((step) => step.field);
    },
    [view, act],
  );

  const saving = useIsMutating({ mutationKey: ["check"] });
  useEffect(() => {
    if (saving === 0) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", stay);
    return () => window.removeEventListener("beforeunload", stay);
  }, [saving]);
  return { act, undo, saving };
}
