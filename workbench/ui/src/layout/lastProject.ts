import { useGet } from "../api/queries";
import type { Page, Project } from "../api/types";

const STORE = "workbench.project";

export const rememberProject = (id: string): void => sessionStorage.setItem(STORE, id);

export const useProjects = () => useGet<Page<Project>>("projects", "/projects", { limit: 200 });

/** The project in the address, else the one last open in this tab, else the first. */
export function useLastProject(current: string): Project | null {
  const projects = useProjects().data?.items ?? [];
  const wanted = current || sessionStorage.getItem(STORE);
  return projects.find((project) => project.id === wanted) ?? (current ? null : (projects[0] ?? null));
}
