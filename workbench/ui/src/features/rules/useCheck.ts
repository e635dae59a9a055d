import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { http, type Problem } from "../../api/http";
import type { RuleCheck, Tried } from "../../api/rules";

/** A value that follows another when it has stood still. */
export function useSettled<V>(value: V, pause: number): V {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (Object.is(value, settled)) return;
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, settled, pause]);
  return settled;
}

/** The check of a rule file as it is typed; nothing is stored. */
export function useCheck(project: string, source: string, enabled = true) {
  const settled = useSettled(source, 450);
  const answer = useQuery<RuleCheck, Problem>({
    queryKey: ["rulecheck", project, settled],
    queryFn: () => http.post<RuleCheck>("/rules/check", { source: settled, project }),
    enabled: enabled && settled !== "",
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
  });
  return {
    check: answer.data ?? null,
    problem: answer.error,
    retry: () => void answer.refetch(),
    /** The answer is not yet of the text on screen. */
    behind: settled !== source || answer.isPlaceholderData || answer.isFetching,
  };
}

/** What a rule file reads from a text, at once. */
export function useTry(project: string, source: string, text: string) {
  const settled = useSettled(source, 450);
  const asked = useSettled(text, 250);
  return useQuery<Tried, Problem>({
    queryKey: ["ruletry", project, settled, asked],
    queryFn: () => http.post<Tried>("/rules/try", { source: settled, text: asked, project }),
    enabled: asked.trim() !== "" && settled !== "",
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
  });
}
