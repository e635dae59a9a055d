import { Button, Select } from "antd";
import { useMemo, useState } from "react";
import { http } from "../../api/http";
import { useList, useWrite } from "../../api/queries";
import { type DataLevel, LEVELS, type Member, type Project, ROLES, type Role, type User } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { Trouble, useTell } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

/** The level that was chosen for a member, none where the role's holds. */
const chosen = (row: Member): DataLevel | undefined => (row.own_level ? row.level : undefined);

/** The members of one project, their roles, and how deep each may see. */
export function Members({ project, users }: { project: Project; users: User[] }) {
  const { t } = useWords();
  const tell = useTell();
  const [user, setUser] = useState<string | null>(null);
  const [role, setRole] = useState<Role>("researcher");
  const list = useList<Member>("members", `/projects/${project.id}/members`);
  const put = useWrite(
    (input: { user: string; role: Role; level?: DataLevel }) =>
      http.put(`/projects/${project.id}/members/${input.user}`, { role: input.role, level: input.level }),
    "members",
  );
  const remove = useWrite((id: string) => http.delete(`/projects/${project.id}/members/${id}`), "members");
  const options = useMemo(() => ROLES.map((one) => ({ value: one, label: t(`role.${one}`) })), [t]);
  const columns = useMemo(
    (): Column<Member>[] => [
      { key: "login", title: t("session.login"), value: (row) => row.login, width: 160 },
      { key: "name", title: t("people.name"), value: (row) => row.name, width: 180 },
      {
        key: "role",
        title: t("people.role"),
        value: (row) => t(`role.${row.role}`),
        width: 200,
        render: (row) => (
          <Select
            size="small"
            style={{ width: 170 }}
            aria-label={`${t("people.role")} ${row.name}`}
            value={row.role}
            options={options}
            onChange={(next) => put.mutate({ user: row.user, role: next, level: chosen(row) }, { onError: tell })}
          />
        ),
      },
      {
        key: "level",
        title: t("exports.level"),
        hint: t("people.levelHint"),
        value: (row) => (row.level ? t(`dataLevel.${row.level}`) : ""),
        width: 210,
        choose: true,
        render: (row) => (
          <Select
            size="small"
            style={{ width: 180 }}
            popupMatchSelectWidth={false}
            aria-label={`${t("exports.level")} ${row.name}`}
            value={chosen(row) ?? ""}
            options={[
              {
                value: "",
                label: chosen(row) ? t("people.byRole") : t("people.byRoleNow", { level: t(`dataLevel.${row.level}`) }),
              },
              ...LEVELS.map((one) => ({ value: one, label: t(`dataLevel.${one}`) })),
            ]}
            onChange={(next: DataLevel | "") =>
              put.mutate({ user: row.user, role: row.role, level: next || undefined }, { onError: tell })
            }
          />
        ),
      },
      {
        key: "tools",
        title: "",
        plain: true,
        value: () => "",
        width: 100,
        render: (row) => (
          <Button size="small" danger onClick={() => remove.mutate(row.user, { onError: tell })}>
            {t("people.remove")}
          </Button>
        ),
      },
    ],
    [t, options, put, remove, tell],
  );
  const outside = users.filter((one) => !one.disabled && !list.rows.some((member) => member.user === one.id));
  return (
    <>
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("people.members")}
        columns={columns}
        rows={list.rows}
        id={(row) => row.user}
        loading={list.isPending}
        csv="members"
        tools={
          <span className="row">
            <Select
              style={{ width: 200 }}
              placeholder={t("people.pickUser")}
              aria-label={t("people.pickUser")}
              showSearch={{ optionFilterProp: "label" }}
              value={user}
              onChange={setUser}
              options={outside.map((one) => ({ value: one.id, label: `${one.name} (${one.login})` }))}
            />
            <Select
              style={{ width: 150 }}
              aria-label={t("people.role")}
              value={role}
              onChange={setRole}
              options={options}
            />
            <Button
              type="primary"
              disabled={!user}
              onClick={() => user && put.mutate({ user, role }, { onError: tell, onSuccess: () => setUser(null) })}
            >
              {t("people.addMember")}
            </Button>
          </span>
        }
      />
    </>
  );
}
