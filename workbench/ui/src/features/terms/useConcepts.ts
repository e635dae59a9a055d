import { useEffect } from "react";
import { useList } from "../../api/queries";
import type { Concept } from "../../api/rules";

/** Every concept of the project: choices and clashes need them all, and a dictionary is small. */
export function useConcepts(project: string, query: Record<string, string | boolean | undefined> = {}) {
  const list = useList<Concept>("terms", `/projects/${project}/terms`, query, 1000);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return list;
}
