import { Menu } from "antd";
import { Link, useLocation } from "react-router";
import type { Project } from "../api/types";
import { useWords } from "../shared/useWords";
import { type Entry, PROJECT_PAGES, PROJECTS, SYSTEM_PAGES } from "./menu";

export function SideMenu({ project }: { project: Project | null }) {
  const { t } = useWords();
  const { pathname } = useLocation();
  const parts = pathname.split("/").filter(Boolean);
  const at = parts[0] === "projects" && parts[2] ? (parts[2] === "cases" ? "databases" : parts[2]) : parts[0];
  const item = (entry: Entry, to: string, count?: number) => ({
    key: entry.key,
    icon: entry.icon,
    label: (
      <Link to={to} style={{ display: "flex", justifyContent: "space-between" }}>
        <span>{t(`menu.${entry.key}`)}</span>
        {count ? (
          <span className="soft num" style={{ fontSize: 12 }}>
            {count}
          </span>
        ) : null}
      </Link>
    ),
  });
  return (
    <nav aria-label={t("menu.label")}>
      <Menu
        mode="inline"
        selectedKeys={at ? [at] : []}
        items={[
          item(PROJECTS, "/projects"),
          ...PROJECT_PAGES.map((entry) => ({
            ...item(
              entry,
              project ? `/projects/${project.id}/${entry.key}` : "/projects",
              entry.count && project?.counts?.[entry.count],
            ),
            disabled: !project,
          })),
          { type: "divider" as const },
          ...SYSTEM_PAGES.map((entry) => item(entry, `/${entry.key}`)),
        ]}
      />
    </nav>
  );
}
