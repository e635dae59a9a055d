import { useQueries } from "@tanstack/react-query";
import { http } from "../api/http";
import type { RoiContours } from "../api/types";

/** The contours of several ROIs; an ROI whose contours cannot be read is left out. */
export function useContours(ids: string[]): Map<string, RoiContours> {
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: ["contours", id],
      queryFn: () => http.get<RoiContours>(`/rois/${id}/contours`),
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: (answers) =>
      new Map(answers.flatMap((answer, at) => (answer.data ? [[ids[at] as string, answer.data] as const] : []))),
  });
}
