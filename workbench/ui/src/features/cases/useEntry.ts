import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { http, ifMatch, type Problem } from "../../api/http";
import type { Entry, EntrySaved, Field, FieldProblem, MergeField } from "../../api/records";
import type { Input } from "../../shared/inputs";
import { saidOf } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import * as E from "./entry";

export type SaveState = "saved" | "dirty" | "saving" | "failed" | "conflict" | "waiting";
export type EntryHandle = {
  entry: Entry;
  drafts: E.Drafts;
  state: SaveState;
  savedAt: string;
  waiting: string[];
  problem: Problem | null;
  warnings: FieldProblem[];
  merge: MergeField[] | null;
  type: (field: Field, input: Input) => void;
  save: () => Promise<boolean>;
  settle: (choices: Record<string, E.Choice>) => void;
  restore: (id: string) => Promise<void>;
};

const PAUSE = 900;
const AGAIN = 8_000;

/** Values of a case while they are typed: saved by themselves a moment after the last key, never over another's. */
export function useEntry(first: Entry, fields: ReadonlyMap<string, Field>, form: string | null): EntryHandle {
  const { zh } = useWords();
  const client = useQueryClient();
  const id = first.case;
  const [entry, setEntry] = useState(first);
  const [drafts, setDrafts] = useState<E.Drafts>(() => E.keptDrafts(id));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [merge, setMerge] = useState<MergeField[] | null>(null);
  const [warnings, setWarnings] = useState<FieldProblem[]>([]);
  const [savedAt, setSavedAt] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const running = useRef<Promise<boolean> | null>(null);
  // the newest of each, for timers and for the last save on leaving
  const now = useRef({ entry: first, drafts, fields, form, conflict: false });
  now.current.fields = fields;
  now.current.form = form;

  const hold = useCallback(
    (next: E.Drafts) => {
      now.current.drafts = next;
      setDrafts(next);
      E.keepDrafts(id, next);
    },
    [id],
  );
  const take = useCallback(
    (next: Entry) => {
      now.current.entry = next;
      setEntry(next);
      client.setQueryData(["entry", `/cases/${id}/entry`, {}], next);
    },
    [client, id],
  );
  const stored = useCallback(
    (saved: EntrySaved, sent: Parameters<typeof E.afterSaved>[1]) => {
      const next = E.withSaved(now.current.entry, saved);
      take(next);
      hold(E.withoutIdle(next, E.afterSaved(now.current.drafts, sent, now.current.fields), now.current.fields));
      setWarnings(saved.warnings ?? []);
      setProblem(null);
      setSavedAt(new Date().toISOString());
      for (const noun of ["case", "cases", "history", "timeline"]) void client.invalidateQueries({ queryKey: [noun] });
    },
    [client, hold, take],
  );

  const send = useCallback(async (): Promise<boolean> => {
    const { changes } = E.pendingOf(now.current.entry, now.current.drafts, now.current.fields);
    if (changes.length === 0) return true;
    setBusy(true);
    try {
      const path = `/cases/${id}/entry`;
      const body = { changes, ...(now.current.form ? { form: now.current.form } : {}) };
      stored(await http.patch<EntrySaved>(path, body, ifMatch(now.current.entry.etag)), changes);
      return true;
    } catch (cause) {
      const refused = cause as Problem;
      if (refused.status === 409 && Array.isArray(refused.body.merge)) {
        now.current.conflict = true;
        setMerge(refused.body.merge as MergeField[]);
      } else if (refused.status === 422 && refused.errors.length > 0) {
        // what is refused waits for its writer; the rest is sent without it
        const next = { ...now.current.drafts };
        for (const error of refused.errors) {
          const draft = next[error.field];
          if (draft) next[error.field] = { ...draft, refused: saidOf(error, zh) };
        }
        const some = refused.errors.some((error) => now.current.drafts[error.field]);
        hold(next);
        if (!some) setProblem(refused);
        else if (E.pendingOf(now.current.entry, next, now.current.fields).changes.length > 0) return await send();
      } else {
        setProblem(refused);
        if (refused.status === 0 || refused.status >= 500) {
          clearTimeout(timer.current);
          timer.current = setTimeout(() => void saveRef.current(), AGAIN);
        }
      }
      return false;
    } finally {
      setBusy(false);
    }
  }, [hold, id, stored, zh]);

  const save = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    if (running.current) await running.current;
    if (now.current.conflict) return false;
    running.current = send().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [send]);
  const saveRef = useRef(save);
  saveRef.current = save;

  const type = useCallback(
    (field: Field, input: Input) => {
      const old = now.current.drafts[field.key];
      const base = old ? old.base : E.held(now.current.entry, field.key);
      hold({ ...now.current.drafts, [field.key]: { input, base } });
      clearTimeout(timer.current);
      // what is chosen is whole at once; what is typed may go on
      const pause = input.choice !== undefined || input.choices !== undefined ? PAUSE / 3 : PAUSE;
      if (!now.current.conflict) timer.current = setTimeout(() => void saveRef.current(), pause);
    },
    [hold],
  );

  const settle = useCallback(
    (choices: Record<string, E.Choice>) => {
      if (!merge) return;
      void http
        .get<Entry>(`/cases/${id}/entry`)
        .then((fresh) => {
          const fit = merge.map((one) => ({ field: one.field, theirs: E.held(fresh, one.field) }));
          take(fresh);
          hold(E.withoutIdle(fresh, E.afterMerge(now.current.drafts, fit, choices), now.current.fields));
          now.current.conflict = false;
          setMerge(null);
          void saveRef.current();
        })
        .catch(setProblem);
    },
    [hold, id, merge, take],
  );

  const restore = useCallback(
    async (row: string) => {
      await saveRef.current();
      const saved = await http.post<EntrySaved>(
        `/cases/${id}/restore`,
        { id: row },
        undefined,
        ifMatch(now.current.entry.etag),
      );
      stored(saved, []);
    },
    [id, stored],
  );

  useEffect(() => {
    const open = () => E.pendingOf(now.current.entry, now.current.drafts, now.current.fields).changes.length > 0;
    // what an earlier visit could not save
    if (open()) timer.current = setTimeout(() => void saveRef.current(), PAUSE);
    const warn = (event: BeforeUnloadEvent) => {
      if (open()) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("beforeunload", warn);
      clearTimeout(timer.current);
      if (open()) void saveRef.current();
    };
  }, []);

  const { changes, waiting } = E.pendingOf(entry, drafts, fields);
  const state: SaveState = merge
    ? "conflict"
    : busy
      ? "saving"
      : problem
        ? "failed"
        : changes.length > 0
          ? "dirty"
          : waiting.length > 0
            ? "waiting"
            : "saved";
  return { entry, drafts, state, savedAt, waiting, problem, warnings, merge, type, save, settle, restore };
}
