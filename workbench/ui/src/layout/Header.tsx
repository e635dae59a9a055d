import { GlobalOutlined, UserOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Dropdown, Layout, Select } from "antd";
import { Link, useLocation, useNavigate } from "react-router";
import { http } from "../api/http";
import type { Project, Session } from "../api/types";
import { setLanguage } from "../i18n";
import { useWords } from "../shared/useWords";
import { JobsBadge } from "./JobsBadge";
import { useProjects } from "./lastProject";
import { PROJECT_PAGES } from "./menu";

export function Header({ session, project }: { session: Session; project: Project | null }) {
  const { t, zh, word } = useWords();
  const navigate = useNavigate();
  const client = useQueryClient();
  const projects = useProjects().data?.items ?? [];
  const section = useLocation().pathname.split("/")[3] ?? "";

  const signOut = async () => {
    await http.delete("/session").catch(() => undefined);
    sessionStorage.clear();
    client.clear();
    void navigate("/login");
  };
  return (
    <Layout.Header className="shell-header">
      <Link to="/projects" className="shell-brand">
        <img src="/icon.svg" width={24} height={24} alt="" />
        {t("common.product")}
      </Link>
      <Select
        style={{ width: 320 }}
        aria-label={t("menu.switch")}
        placeholder={t("menu.switch")}
        value={project?.id}
        showSearch={{ optionFilterProp: "label" }}
        options={projects.map((one) => ({ value: one.id, label: one.title }))}
        onChange={(id: string) =>
          void navigate(`/projects/${id}/${PROJECT_PAGES.some((entry) => entry.key === section) ? section : "reports"}`)
        }
      />
      <span className="shell-space" />
      <JobsBadge />
      <Button
        type="text"
        icon={<GlobalOutlined />}
        onClick={() => setLanguage(zh ? "en" : "zh-CN")}
        aria-label={t("menu.language")}
      >
        {zh ? "English" : "中文"}
      </Button>
      <Dropdown
        menu={{
          items: [
            {
              key: "who",
              disabled: true,
              label: `${session.user.login} · ${word("systemRole", session.user.system_role)}`,
            },
            { key: "version", disabled: true, label: `${t("common.version")} ${session.version}` },
            { type: "divider" },
            { key: "password", label: t("session.change"), onClick: () => void navigate("/password") },
            { key: "out", label: t("session.out"), onClick: () => void signOut() },
          ],
        }}
        trigger={["click"]}
      >
        <Button type="text" icon={<UserOutlined />} data-testid="user-menu">
          {session.user.name || session.user.login}
        </Button>
      </Dropdown>
    </Layout.Header>
  );
}
