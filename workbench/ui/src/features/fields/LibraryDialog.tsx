import { SearchOutlined } from "@ant-design/icons";
import { Input, Modal, Tag } from "antd";
import { useMemo, useState } from "react";
import { http } from "../../api/http";
import { useGet, useWrite } from "../../api/queries";
import type { Field, LibraryField } from "../../api/records";
import type { Page } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { limits } from "../../shared/fields/limits";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Props = {
  database: string;
  taken: ReadonlyMap<string, Field>;
  open: boolean;
  onClose: () => void;
  onAdded: (count: number) => void;
};

/** Fields that medicine asks for again and again, picked by group; what the database has is not offered twice. */
export function LibraryDialog({ database, taken, open, onClose, onAdded }: Props) {
  const { t, pick, word } = useWords();
  const [group, setGroup] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const library = useGet<Page<LibraryField>>("library", open ? "/field-library" : null, {}, { staleTime: 3_600_000 });
  const add = useWrite(
    (keys: string[]) =>
      http.post<{ added: number }>(`/databases/${database}/fields/batch`, {
        fields: (library.data?.items ?? []).filter((one) => keys.includes(one.field.key)).map((one) => one.field),
      }),
    "fields",
    "dictionary",
    "databases",
  );
  const all = library.data?.items ?? [];
  const needle = text.trim().toLowerCase();
  const found = all.filter(
    ({ field, group_zh, group_en }) =>
      !needle ||
      [field.key, field.name_zh, field.name_en, group_zh, group_en].some((part) => part.toLowerCase().includes(needle)),
  );
  const groups = [...new Set(all.map((one) => one.group_zh))].map((name) => ({
    name,
    title: pick(name, all.find((one) => one.group_zh === name)?.group_en),
    count: found.filter((one) => one.group_zh === name).length,
  }));
  const rows = found.filter((one) => !group || one.group_zh === group);
  const close = () => {
    setChosen([]);
    add.reset();
    onClose();
  };
  const columns = useMemo(
    (): Column<LibraryField>[] => [
      {
        key: "name",
        title: t("fields.nameZh"),
        width: 190,
        value: (row) => row.field.name_zh,
        render: (row) => (
          <span title={row.field.help_zh ?? undefined}>
            {pick(row.field.name_zh, row.field.name_en)} {taken.has(row.field.key) && <Tag>{t("fields.have")}</Tag>}
          </span>
        ),
      },
      { key: "key", title: t("fields.key"), width: 160, value: (row) => row.field.key },
      { key: "type", title: t("fields.type"), width: 80, value: (row) => word("variableType", row.field.type) },
      { key: "unit", title: t("fields.unit"), width: 80, value: (row) => row.field.unit },
      { key: "limits", title: t("fields.limits"), width: 260, value: (row) => limits(row.field) },
    ],
    [t, pick, word, taken],
  );
  const fresh = chosen.filter((key) => !taken.has(key));
  return (
    <Modal
      open={open}
      width="min(1080px, 94vw)"
      style={{ top: 40 }}
      title={t("fields.library")}
      okText={t("fields.addChosen", { count: fresh.length })}
      okButtonProps={{ disabled: fresh.length === 0, loading: add.isPending }}
      cancelText={t("common.cancel")}
      onCancel={close}
      onOk={() =>
        add.mutate(fresh, {
          onSuccess: (made) => {
            onAdded(made.added);
            close();
          },
        })
      }
    >
      <Trouble problem={library.error ?? add.error} />
      <div className="library">
        <nav className="library-groups" aria-label={t("fields.groups")}>
          <button type="button" className={group === null ? "on" : undefined} onClick={() => setGroup(null)}>
            <span>{t("fields.allGroups")}</span>
            <span className="soft num">{found.length}</span>
          </button>
          {groups.map((one) => (
            <button
              type="button"
              key={one.name}
              className={group === one.name ? "on" : undefined}
              onClick={() => setGroup(one.name)}
            >
              <span>{one.title}</span>
              <span className="soft num">{one.count}</span>
            </button>
          ))}
        </nav>
        <div className="fill">
          <Input
            allowClear
            prefix={<SearchOutlined className="soft" />}
            placeholder={t("fields.findLibrary")}
            aria-label={t("fields.findLibrary")}
            style={{ marginBottom: 8 }}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <DataTable
            bare
            label={t("fields.library")}
            columns={columns}
            rows={rows}
            id={(row) => row.field.key}
            loading={library.isPending}
            select={{ chosen, onChange: setChosen, fixed: (row) => taken.has(row.field.key) }}
          />
        </div>
      </div>
    </Modal>
  );
}
