import { useQueries } from "@tanstack/react-query";
import type { Cohort } from "../api/cohorts";
import { http, type Problem } from "../api/http";
import { useList } from "../api/queries";
import type { Database, Page } from "../api/types";

export type OwnCohort = Cohort & { of: Database };

/** Every cohort of a project with its database. */
export function useCohorts(project: string): {
  cohorts: OwnCohort[];
  databases: Database[];
  pending: boolean;
  problem: Problem | null;
} {
  const databases = useList<Database>("databases", `/projects/${project}/databases`);
  const lists = useQueries({
    queries: databases.rows.map((database) => ({
      queryKey: ["cohorts", `/databases/${database.id}/cohorts`, "all"],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        http.get<Page<Cohort>>(`/databases/${database.id}/cohorts`, { limit: 500 }, signal),
    })),
  });
  return {
    cohorts: databases.rows.flatMap((of, at) => (lists[at]?.data?.items ?? []).map((cohort) => ({ ...cohort, of }))),
    databases: databases.rows,
    pending: databases.isPending || lists.some((one) => one.isPending),
    problem: (databases.error ?? lists.find((one) => one.error)?.error ?? null) as Problem | null,
  };
}
