import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Problem } from "./http";
import type * as T from "./types";

// Query keys begin with the noun that job events invalidate; see events.ts.
export const keys = {
  session: ["session"] as const,
};

export const useSession = () =>
  useQuery<T.Session | null, Problem>({
    queryKey: keys.session,
    queryFn: async () => {
      try {
        return await http.get<T.Session>("/session");
      } catch (problem) {
        if ((problem as Problem).status === 401) return null;
        throw problem;
      }
    },
    staleTime: 60_000,
  });

/** A GET whose answer is kept under `[noun, path, query]`. */
export function useGet<A>(
  noun: string,
  path: string | null,
  query: Record<string, string | number | boolean | null | undefined> = {},
  options: { refetchInterval?: number; staleTime?: number } = {},
) {
  return useQuery<A, Problem>({
    queryKey: [noun, path, query],
    queryFn: ({ signal }) => http.get<A>(path as string, query, signal),
    enabled: path !== null,
    placeholderData: keepPreviousData,
    ...options,
  });
}

/** A list that is fetched a page at a time; `rows` is all of it so far. */
export function useList<A>(
  noun: string,
  path: string | null,
  query: Record<string, string | number | boolean | null | undefined> = {},
  limit = 200,
) {
  const answer = useInfiniteQuery<T.Page<A>, Problem>({
    queryKey: [noun, path, query, limit],
    queryFn: ({ pageParam, signal }) =>
      http.get<T.Page<A>>(path as string, { ...query, limit, cursor: pageParam as string | undefined }, signal),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: path !== null,
    placeholderData: keepPreviousData,
  });
  const rows = answer.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...answer, rows, total: answer.data?.pages[0]?.total ?? rows.length };
}

/** A write; on success the named nouns are fetched anew. */
export function useWrite<In, Out = unknown>(write: (input: In) => Promise<Out>, ...nouns: string[]) {
  const client = useQueryClient();
  return useMutation<Out, Problem, In>({
    mutationFn: write,
    onSuccess: () => Promise.all(nouns.map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}

export type JobAnswer = { job: T.Job };
