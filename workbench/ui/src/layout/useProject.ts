import { useParams } from "react-router";
import { useGet } from "../api/queries";
import type { Project } from "../api/types";

/** The id of the project in the address; pages below /projects/:project always have one. */
export function useProjectId(): string {
  return useParams().project ?? "";
}

export function useProject() {
  const id = useProjectId();
  return useGet<Project>("projects", id ? `/projects/${id}` : null);
}
