import { InboxOutlined } from "@ant-design/icons";
import { Alert, App, Button, Checkbox, Modal, Tabs, Tag, Upload } from "antd";
import { useMemo, useState } from "react";
import { http, upload } from "../../api/http";
import { type JobAnswer, useWrite } from "../../api/queries";
import type { RowProblem, ValuesPreview } from "../../api/records";
import { type Column, DataTable } from "../../shared/DataTable";
import { useFields } from "../../shared/forms/useFields";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { DiffTable } from "./DiffTable";

type Numbered = RowProblem & { key: string };
type Props = { database: string; open: boolean; onClose: () => void; onStarted: () => void };

/** Values from a table: read and held against what is there, shown, and only then written. */
export function ImportValues({ database, open, onClose, onStarted }: Props) {
  const { t, pick } = useWords();
  const { message } = App.useApp();
  const fields = useFields(open ? database : null);
  const [name, setName] = useState("");
  const [leave, setLeave] = useState(false);
  const read = useWrite((file: File) =>
    upload<ValuesPreview>(`/databases/${database}/values/preview`, { name: file.name, key: "patient_id" }, file),
  );
  const apply = useWrite(
    (object: string) => http.post<JobAnswer>(`/databases/${database}/values/apply`, { object, name, only_good: leave }),
    "jobs",
  );
  const data = read.data;
  const problems = useMemo(
    () => (data?.problems ?? []).map((one, at): Numbered => ({ ...one, key: String(at) })),
    [data],
  );
  const columns = useMemo(
    (): Column<Numbered>[] => [
      { key: "row", title: t("fields.row"), width: 70, right: true, value: (row) => row.row },
      { key: "column", title: t("databases.column"), width: 160, choose: true, value: (row) => row.column },
      { key: "said", title: t("fields.judged"), width: 480, value: (row) => pick(row.zh, row.en) },
    ],
    [t, pick],
  );
  const close = () => {
    read.reset();
    apply.reset();
    setLeave(false);
    onClose();
  };
  const changes = data ? data.diff.added + data.diff.changed + data.diff.new_cases : 0;
  const unknown = (data?.columns ?? []).filter((one) => one.field === null);
  return (
    <Modal
      open={open}
      width={data ? "min(980px, 94vw)" : 560}
      title={data ? t("fields.preview", { name }) : t("databases.import")}
      onCancel={close}
      cancelText={t("common.cancel")}
      okText={t("databases.importDo")}
      okButtonProps={{
        disabled: !data || changes === 0 || ((data.rows.bad > 0 || data.problems.length > 0) && !leave),
        loading: apply.isPending,
        style: data ? undefined : { display: "none" },
      }}
      onOk={() =>
        data &&
        apply.mutate(data.object, {
          onSuccess: () => {
            void message.success(t("databases.importStarted"));
            close();
            onStarted();
          },
        })
      }
    >
      {!data && (
        <Upload.Dragger
          accept=".csv,.xlsx"
          maxCount={1}
          showUploadList={false}
          disabled={read.isPending}
          beforeUpload={(file) => {
            setName(file.name);
            read.mutate(file);
            return false;
          }}
        >
          <p style={{ margin: "6px 0" }}>
            <InboxOutlined style={{ fontSize: 30, color: "#7fa4ae" }} />
          </p>
          <p style={{ margin: 0 }}>{t("upload.drop")}</p>
          <p className="soft" style={{ margin: "4px 16px 8px" }}>
            {t("databases.importHint")}
          </p>
        </Upload.Dragger>
      )}
      <Trouble problem={read.error ?? apply.error} />
      {data && (
        <>
          <Alert
            showIcon
            type={data.rows.bad > 0 ? "warning" : changes > 0 ? "info" : "success"}
            title={t("databases.importSays", {
              good: data.rows.good,
              bad: data.rows.bad,
              fresh: data.diff.new_cases,
              added: data.diff.added,
              changed: data.diff.changed,
              same: data.diff.same,
            })}
            action={
              <Button size="small" onClick={() => read.reset()}>
                {t("fields.otherFile")}
              </Button>
            }
          />
          <div className="row" style={{ margin: "8px 0", gap: 4 }}>
            <span className="soft">{t("databases.columns")}</span>
            {data.columns
              .filter((one) => one.field !== null)
              .map((one) => (
                <Tag key={one.column} color="green">
                  {one.column} →{" "}
                  {pick(fields.byKey.get(one.field ?? "")?.name_zh, fields.byKey.get(one.field ?? "")?.name_en) ||
                    one.field}
                </Tag>
              ))}
            {unknown.map((one) => (
              <Tag key={one.column} title={t("databases.columnLeft")}>
                {one.column} · {t("databases.columnUnknown")}
              </Tag>
            ))}
          </div>
          {(data.rows.bad > 0 || data.problems.length > 0) && (
            <Checkbox checked={leave} onChange={(event) => setLeave(event.target.checked)}>
              {t("databases.onlyGood", { count: data.rows.bad })}
            </Checkbox>
          )}
          <Tabs
            size="small"
            defaultActiveKey={problems.length > 0 ? "problems" : "diff"}
            items={[
              {
                key: "diff",
                label: t("databases.diffTab", { count: data.diff.added + data.diff.changed }),
                children: (
                  <DiffTable
                    label={t("databases.diffTab", { count: data.diff.added + data.diff.changed })}
                    csv="import-diff"
                    fields={fields.byKey}
                    rows={data.diff.first.map((one, at) => ({ ...one, key: String(at) }))}
                  />
                ),
              },
              {
                key: "problems",
                label: t("databases.problemsTab", { count: problems.length }),
                children: (
                  <div style={{ height: "40vh", display: "flex" }}>
                    <DataTable
                      label={t("databases.problemsTab", { count: problems.length })}
                      columns={columns}
                      rows={problems}
                      id={(row) => row.key}
                      csv="import-problems"
                      empty={<p className="soft">{t("databases.noProblem")}</p>}
                    />
                  </div>
                ),
              },
            ]}
          />
        </>
      )}
    </Modal>
  );
}
