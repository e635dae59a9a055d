import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { http, ifMatch, type Problem } from "../../api/http";
import type { RuleCheck, RuleSetView } from "../../api/rules";

export type SaveState = "saved" | "dirty" | "saving" | "failed" | "stale";
export type DraftHandle = {
  source: string;
  /** Changes when the text was put there by something other than the keyboard. */
  setSource: (next: string) => void;
  state: SaveState;
  savedAt: string;
  /** The check that came with the last save, and the text it is of. */
  checked: { source: string; check: RuleCheck } | null;
  etag: () => string;
  problem: Problem | null;
  /** What somebody else saved meanwhile; the reader chooses. */
  other: RuleSetView | null;
  keepMine: () => void;
  takeTheirs: () => void;
  save: () => Promise<boolean>;
};

const PAUSE = 1_200;
type Saved = { etag: string; updated: string; check: RuleCheck };

/** The draft of a rule set: typed here, saved by itself a moment after the last key, never over another's text. */
export function useDraft(view: RuleSetView): DraftHandle {
  const client = useQueryClient();
  const [source, setText] = useState(view.draft.source);
  const [state, setState] = useState<SaveState>("saved");
  const [savedAt, setSavedAt] = useState(view.draft.updated);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [checked, setChecked] = useState<{ source: string; check: RuleCheck } | null>(null);
  const [other, setOther] = useState<RuleSetView | null>(null);
  // the newest of each, for timers and for the last save on leaving
  const now = useRef({
    source: view.draft.source,
    saved: view.draft.source,
    etag: view.draft.etag,
    state: "saved" as SaveState,
  });
  const running = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const path = `/rulesets/${view.id}`;

  const mark = useCallback((next: SaveState) => {
    now.current.state = next;
    setState(next);
  }, []);

  const send = useCallback(async (): Promise<boolean> => {
    const sent = now.current.source;
    mark("saving");
    try {
      const answer = await http.put<Saved>(`${path}/draft`, { source: sent }, ifMatch(now.current.etag));
      Object.assign(now.current, { saved: sent, etag: answer.etag });
      setSavedAt(answer.updated);
      setChecked({ source: sent, check: answer.check });
      setProblem(null);
      client.setQueryData<RuleSetView>(
        ["ruleset", path, {}],
        (old) => old && { ...old, draft: { ...old.draft, source: sent, etag: answer.etag } },
      );
      void client.invalidateQueries({ queryKey: ["rulesets"] });
      mark(now.current.source === sent ? "saved" : "dirty");
      return now.current.source === sent;
    } catch (cause) {
      const refused = cause as Problem;
      if (refused.status === 412 || refused.code === "stale") {
        mark("stale");
        setOther(await http.get<RuleSetView>(path).catch(() => null));
      } else {
        mark("failed");
        setProblem(refused);
      }
      return false;
    }
  }, [client, mark, path]);

  const save = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    if (running.current) await running.current;
    if (now.current.source === now.current.saved) return true;
    if (now.current.state === "stale") return false;
    running.current = send().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [send]);

  const setSource = useCallback(
    (next: string) => {
      if (next === now.current.source) return;
      now.current.source = next;
      setText(next);
      if (now.current.state === "stale") return;
      mark(next === now.current.saved ? "saved" : "dirty");
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), PAUSE);
    },
    [mark, save],
  );

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (now.current.source !== now.current.saved) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("beforeunload", warn);
      void save();
    };
  }, [save]);

  const keepMine = useCallback(() => {
    const fresh = other?.draft;
    setOther(null);
    if (!fresh) return;
    Object.assign(now.current, { etag: fresh.etag, saved: fresh.source, state: "dirty" });
    void save();
  }, [other, save]);

  const takeTheirs = useCallback(() => {
    const fresh = other?.draft;
    setOther(null);
    if (!fresh) return;
    Object.assign(now.current, { etag: fresh.etag, saved: fresh.source, source: fresh.source });
    setText(fresh.source);
    mark("saved");
  }, [other, mark]);

  const etag = useCallback(() => now.current.etag, []);
  return { source, setSource, state, savedAt, checked, etag, problem, other, keepMine, takeTheirs, save };
}
