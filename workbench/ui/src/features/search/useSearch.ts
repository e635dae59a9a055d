import { useCallback, useEffect, useRef, useState } from "react";
import { http, type Problem } from "../../api/http";
import type { SearchAnswer } from "../../api/types";
import { type Line, type Made, toCriteria } from "../../shared/criteria/criteria";

const PAGE = 50;
const PAUSE_MS = 800;
export type View = "original" | "structured";

/** The search as it was last asked, and its answer; a search that is overtaken is given up. */
export function useSearch(database: string | null, lines: Line[], view: View, auto: boolean) {
  const [asked, setAsked] = useState<Made | null>(null);
  const [answer, setAnswer] = useState<SearchAnswer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pending, setPending] = useState(false);
  // the search under way; the next one ends it
  const under = useRef(new AbortController());
  const made = toCriteria(lines);
  const wanted = made ? JSON.stringify(made.criteria) : "";
  const done = asked ? JSON.stringify(asked.criteria) : "";

  const ask = useCallback(
    async (tree: Line[], offset = 0): Promise<Made | null> => {
      const next = toCriteria(tree);
      if (!next || !database) return null;
      under.current.abort();
      const own = new AbortController();
      under.current = own;
      setPending(true);
      setAsked(next);
      const path = `/databases/${database}/search`;
      const body = { criteria: next.criteria, limit: PAGE, offset, view };
      try {
        const got = await http.post<SearchAnswer>(path, body, {}, {}, own.signal);
        if (own.signal.aborted) return next;
        setProblem(null);
        setAnswer((now) => (offset && now ? { ...got, hits: [...now.hits, ...got.hits] } : got));
      } catch (error) {
        if (!own.signal.aborted) setProblem(error as Problem);
      }
      if (!own.signal.aborted) setPending(false);
      return next;
    },
    [database, view],
  );

  const clear = useCallback(() => {
    under.current.abort();
    setAsked(null);
    setAnswer(null);
    setProblem(null);
    setPending(false);
  }, []);

  // what was changed is asked again when the hands rest
  const latest = useRef(lines);
  latest.current = lines;
  useEffect(() => {
    if (!auto || !wanted || wanted === done || !database) return;
    const timer = setTimeout(() => void ask(latest.current), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [auto, wanted, done, database, ask]);

  return { asked, answer, problem, pending, ask, clear, made, changed: wanted !== done };
}
