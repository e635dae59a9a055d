import { useCallback, useEffect, useRef, useState } from "react";
import { http, type Problem } from "../../api/http";
import type { SearchAnswer } from "../../api/types";
import { type Line, type Made, toCriteria } from "../../shared/criteria/criteria";

const PAGE = 50;
const PAUSE_MS = 800;
export type View = "original" | "structured";

/** The search as it was last asked, and its answer; answers that come late are dropped. */
export function useSearch(database: string | null, lines: Line[], view: View, auto: boolean) {
  const [asked, setAsked] = useState<Made | null>(null);
  const [answer, setAnswer] = useState<SearchAnswer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pending, setPending] = useState(false);
  const turn = useRef(0);
  const made = toCriteria(lines);
  const wanted = made ? JSON.stringify(made.criteria) : "";
  const done = asked ? JSON.stringify(asked.criteria) : "";

  const ask = useCallback(
    async (tree: Line[], offset = 0): Promise<Made | null> => {
      const next = toCriteria(tree);
      if (!next || !database) return null;
      turn.current += 1;
      const own = turn.current;
      setPending(true);
      setAsked(next);
      try {
        const got = await http.post<SearchAnswer>(`/databases/${database}/search`, {
          criteria: next.criteria,
          limit: PAGE,
          offset,
          view,
        });
        if (own !== turn.current) return next;
        setProblem(null);
        setAnswer((now) => (offset && now ? { ...got, hits: [...now.hits, ...got.hits] } : got));
      } catch (error) {
        if (own === turn.current) setProblem(error as Problem);
      }
      if (own === turn.current) setPending(false);
      return next;
    },
    [database, view],
  );

  const clear = useCallback(() => {
    turn.current += 1;
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
