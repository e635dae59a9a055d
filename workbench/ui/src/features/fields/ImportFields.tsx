import { InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox, Modal, Segmented, Upload } from "antd";
import { useMemo, useState } from "react";
import { http, upload, url } from "../../api/http";
import { useWrite } from "../../api/queries";
import type { FieldsPreview } from "../../api/records";
import { type Column, DataTable } from "../../shared/DataTable";
import { limits } from "../../shared/fields/limits";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Row = FieldsPreview["rows"][number];
type Props = { database: string; open: boolean; onClose: () => void; onAdded: (count: number) => void };

/** Fields from a table: every row is read and judged before anything is added. */
export function ImportFields({ database, open, onClose, onAdded }: Props) {
  const { t, pick, word } = useWords();
  const [name, setName] = useState("");
  const [onlyBad, setOnlyBad] = useState(false);
  const [leave, setLeave] = useState(false);
  const read = useWrite((file: File) =>
    upload<FieldsPreview>(`/databases/${database}/fields/preview`, { name: file.name }, file),
  );
  const good = (read.data?.rows ?? []).filter((row) => row.field && row.problems.length === 0);
  const add = useWrite(
    () => http.post<{ added: number }>(`/databases/${database}/fields/batch`, { fields: good.map((row) => row.field) }),
    "fields",
    "dictionary",
    "databases",
  );
  const columns = useMemo(
    (): Column<Row>[] => [
      { key: "row", title: t("fields.row"), width: 64, right: true, value: (row) => row.row },
      {
        key: "problems",
        title: t("fields.judged"),
        width: 360,
        value: (row) => row.problems.map((one) => `${one.column}: ${pick(one.zh, one.en)}`).join("; "),
        render: (row) =>
          row.problems.length === 0 ? (
            <span style={{ color: "#2f7d5b" }}>{t("fields.good")}</span>
          ) : (
            <span className="field-said bad" title={row.problems.map((one) => pick(one.zh, one.en)).join("\n")}>
              {row.problems.map((one) => `${one.column}: ${pick(one.zh, one.en)}`).join("; ")}
            </span>
          ),
      },
      { key: "name", title: t("fields.nameZh"), width: 140, value: (row) => row.field?.name_zh },
      { key: "key", title: t("fields.key"), width: 140, value: (row) => row.field?.key },
      { key: "type", title: t("fields.type"), width: 80, value: (row) => word("variableType", row.field?.type) },
      { key: "limits", title: t("fields.limits"), width: 200, value: (row) => (row.field ? limits(row.field) : "") },
    ],
    [t, pick, word],
  );
  const close = () => {
    read.reset();
    add.reset();
    setLeave(false);
    onClose();
  };
  const data = read.data;
  const rows = (data?.rows ?? []).filter((row) => !onlyBad || row.problems.length > 0);
  return (
    <Modal
      open={open}
      width={data ? "min(1080px, 94vw)" : 560}
      title={data ? t("fields.preview", { name }) : t("fields.import")}
      onCancel={close}
      cancelText={t("common.cancel")}
      okText={t("fields.addGood", { count: good.length })}
      okButtonProps={{
        disabled: !data || good.length === 0 || (data.bad > 0 && !leave),
        loading: add.isPending,
        style: data ? undefined : { display: "none" },
      }}
      onOk={() =>
        add.mutate(undefined, {
          onSuccess: (made) => {
            onAdded(made.added);
            close();
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
            {t("fields.importHint")}
          </p>
        </Upload.Dragger>
      )}
      {!data && (
        <p className="soft">
          {t("fields.sample")}{" "}
          <a href={url(`/databases/${database}/fields.xlsx`)} download>
            {t("fields.sampleFile")}
          </a>
        </p>
      )}
      <Trouble problem={read.error ?? add.error} />
      {data && (
        <>
          <Alert
            showIcon
            type={data.bad > 0 ? "warning" : "success"}
            title={t("fields.judgedAll", { good: data.good, bad: data.bad })}
            description={data.bad > 0 ? t("fields.judgedHint") : undefined}
            action={
              <Button size="small" onClick={() => read.reset()}>
                {t("fields.otherFile")}
              </Button>
            }
          />
          <div className="row" style={{ margin: "8px 0" }}>
            <Segmented
              size="small"
              value={onlyBad ? "bad" : "all"}
              onChange={(value) => setOnlyBad(value === "bad")}
              options={[
                { value: "all", label: t("fields.allRows", { count: data.rows.length }) },
                { value: "bad", label: t("fields.badRows", { count: data.bad }) },
              ]}
            />
            {data.bad > 0 && (
              <Checkbox checked={leave} onChange={(event) => setLeave(event.target.checked)}>
                {t("fields.leaveBad", { count: data.bad })}
              </Checkbox>
            )}
          </div>
          <div style={{ height: "46vh", display: "flex" }}>
            <DataTable
              bare
              label={t("fields.import")}
              columns={columns}
              rows={rows}
              id={(row) => String(row.row)}
              csv="fields-judged"
            />
          </div>
        </>
      )}
    </Modal>
  );
}
