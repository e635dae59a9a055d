import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { http, type Problem } from "../../../api/http";
import type { ExtractionPlan } from "../../../api/radiomics";
import type { Chosen } from "./Choice";

/** What an extraction would be of; asked again whenever the choice changes. */
export function usePlan(project: string, chosen: Chosen) {
  const answer = useQuery<ExtractionPlan, Problem>({
    queryKey: ["rois", "plan", project, chosen],
    queryFn: ({ signal }) =>
      http.post<ExtractionPlan>(`/projects/${project}/feature-tables/plan`, chosen, undefined, undefined, signal),
    placeholderData: keepPreviousData,
  });
  return { data: answer.data, problem: answer.error };
}
