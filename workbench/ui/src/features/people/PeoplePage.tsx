import { PlusOutlined } from "@ant-design/icons";
import { Button, Tabs, Tag } from "antd";
import { useMemo, useState } from "react";
import { http } from "../../api/http";
import { useList, useSession, useWrite } from "../../api/queries";
import type { User } from "../../api/types";
import { useLastProject } from "../../layout/lastProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { Page } from "../../shared/Page";
import { Trouble, useTell } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { Members } from "./Members";
import { UserDialog } from "./UserDialog";

/** Who may sign in, and who belongs to the project. */
export function PeoplePage() {
  const { t, word } = useWords();
  const tell = useTell();
  const session = useSession().data;
  const project = useLastProject("");
  const [editing, setEditing] = useState<User | "new" | null>(null);
  const list = useList<User>("users", "/users");
  const change = useWrite(
    (input: { id: string; disabled: boolean }) => http.patch(`/users/${input.id}`, { disabled: input.disabled }),
    "users",
  );
  const mayAdd = session?.user.system_role === "security_admin";
  const columns = useMemo(
    (): Column<User>[] => [
      { key: "login", title: t("session.login"), value: (row) => row.login, width: 160 },
      { key: "name", title: t("people.name"), value: (row) => row.name, width: 180 },
      {
        key: "role",
        title: t("people.systemRole"),
        value: (row) => word("systemRole", row.system_role),
        width: 160,
        choose: true,
      },
      {
        key: "state",
        title: t("people.state"),
        value: (row) => (row.disabled ? t("people.disabled") : t("people.active")),
        width: 100,
        choose: true,
        render: (row) => (
          <Tag color={row.disabled ? "default" : "green"}>
            {row.disabled ? t("people.disabled") : t("people.active")}
          </Tag>
        ),
      },
      {
        key: "tools",
        title: "",
        value: () => "",
        width: 220,
        render: (row) =>
          mayAdd && (
            <span className="row">
              <Button size="small" onClick={() => setEditing(row)}>
                {t("people.edit")}
              </Button>
              {row.id !== session?.user.id && (
                <Button
                  size="small"
                  danger={!row.disabled}
                  onClick={() => change.mutate({ id: row.id, disabled: !row.disabled }, { onError: tell })}
                >
                  {row.disabled ? t("people.enable") : t("people.disable")}
                </Button>
              )}
            </span>
          ),
      },
    ],
    [t, word, mayAdd, session, change, tell],
  );
  return (
    <Page
      title={t("menu.people")}
      lead={t("people.lead")}
      actions={
        mayAdd && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
            {t("people.add")}
          </Button>
        )
      }
    >
      <Tabs
        size="small"
        className="fill tabs-fill"
        items={[
          {
            key: "users",
            label: t("people.users"),
            children: (
              <>
                <Trouble problem={list.error} retry={() => void list.refetch()} />
                <DataTable
                  label={t("people.users")}
                  columns={columns}
                  rows={list.rows}
                  id={(row) => row.id}
                  loading={list.isPending}
                  total={list.total}
                  csv="users"
                />
              </>
            ),
          },
          ...(project
            ? [
                {
                  key: "members",
                  label: t("people.membersOf", { project: project.title }),
                  children: <Members project={project} users={list.rows} />,
                },
              ]
            : []),
        ]}
      />
      <UserDialog user={editing} onClose={() => setEditing(null)} />
    </Page>
  );
}
