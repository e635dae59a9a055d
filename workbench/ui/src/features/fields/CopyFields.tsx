import { Alert, Modal, Select, Tag } from "antd";
import { useMemo, useState } from "react";
import { http } from "../../api/http";
import { useList, useWrite } from "../../api/queries";
import type { Copied, Field } from "../../api/records";
import type { Database } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { limits } from "../../shared/fields/limits";
import { useFields } from "../../shared/forms/useFields";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Props = {
  project: string;
  database: string;
  taken: ReadonlyMap<string, Field>;
  open: boolean;
  onClose: () => void;
};

/** Fields of another database, taken over as they are. */
export function CopyFields({ project, database, taken, open, onClose }: Props) {
  const { t, pick, word } = useWords();
  const [from, setFrom] = useState<string>();
  const [chosen, setChosen] = useState<string[]>([]);
  const others = useList<Database>("databases", open ? `/projects/${project}/databases` : null);
  const fields = useFields(open && from ? from : null);
  const copy = useWrite(
    (keys: string[]) => http.post<Copied>(`/databases/${database}/fields/copy`, { from, keys }),
    "fields",
    "dictionary",
    "databases",
  );
  const columns = useMemo(
    (): Column<Field>[] => [
      {
        key: "name",
        title: t("fields.nameZh"),
        width: 190,
        value: (row) => row.name_zh,
        render: (row) => (
          <>
            {pick(row.name_zh, row.name_en)} {taken.has(row.key) && <Tag>{t("fields.have")}</Tag>}
          </>
        ),
      },
      { key: "key", title: t("fields.key"), width: 170, value: (row) => row.key },
      { key: "type", title: t("fields.type"), width: 80, value: (row) => word("variableType", row.type) },
      { key: "limits", title: t("fields.limits"), width: 240, value: (row) => limits(row) },
    ],
    [t, pick, word, taken],
  );
  const close = () => {
    setChosen([]);
    copy.reset();
    onClose();
  };
  const done = copy.data;
  return (
    <Modal
      open={open}
      width="min(900px, 94vw)"
      title={t("fields.copy")}
      okText={t("fields.addChosen", { count: chosen.length })}
      okButtonProps={{ disabled: chosen.length === 0, loading: copy.isPending }}
      cancelText={done ? t("common.close") : t("common.cancel")}
      onCancel={close}
      onOk={() =>
        copy.mutate(chosen, {
          onSuccess: (made) => {
            setChosen([]);
            if (made.skipped.length === 0) close();
          },
        })
      }
    >
      <Select
        style={{ width: 320, marginBottom: 8 }}
        placeholder={t("fields.copyFrom")}
        aria-label={t("fields.copyFrom")}
        value={from}
        onChange={(next: string) => {
          setFrom(next);
          setChosen([]);
        }}
        options={others.rows.filter((one) => one.id !== database).map((one) => ({ value: one.id, label: one.name }))}
        notFoundContent={t("fields.noOther")}
      />
      <Trouble problem={others.error ?? fields.error ?? copy.error} />
      {done && done.skipped.length > 0 && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 8 }}
          title={t("fields.copied", { added: done.added, skipped: done.skipped.length })}
          description={done.skipped.slice(0, 20).map((one) => (
            <div key={one.key}>
              <span className="mono">{one.key}</span> {pick(one.zh, one.en)}
            </div>
          ))}
        />
      )}
      {from && (
        <div style={{ height: "46vh", display: "flex" }}>
          <DataTable
            label={t("fields.copy")}
            columns={columns}
            rows={fields.live}
            id={(row) => row.key}
            loading={fields.pending}
            select={{ chosen, onChange: setChosen, fixed: (row) => taken.has(row.key) }}
          />
        </div>
      )}
    </Modal>
  );
}
