import { UploadOutlined } from "@ant-design/icons";
import { App, Button, Modal, Spin, Upload } from "antd";
import { useEffect, useState } from "react";
import { type Problem, upload } from "../../api/http";
import type { TermImport } from "../../api/rules";
import { type Column, DataTable } from "../../shared/DataTable";
import { Trouble } from "../../shared/Trouble";
import { useRefresh } from "../../shared/useRefresh";
import { useWords } from "../../shared/useWords";

type Rejected = TermImport["rejected"][number];

/** A table of concepts: looked at first, written when the reader says so. */
export function ImportTerms({ project, open, onClose }: { project: string; open: boolean; onClose: () => void }) {
  const { t, pick } = useWords();
  const { message } = App.useApp();
  const refresh = useRefresh();
  const [file, setFile] = useState<File | null>(null);
  const [seen, setSeen] = useState<TermImport | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (!open) return;
    setFile(null);
    setSeen(null);
    setProblem(null);
  }, [open]);
  const send = async (one: File, preview: boolean) => {
    setBusy(true);
    setProblem(null);
    try {
      return await upload<TermImport>(
        `/projects/${project}/terms/import`,
        { name: one.name, preview: preview || undefined },
        one,
        () => {},
      );
    } catch (cause) {
      setProblem(cause as Problem);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const look = async (one: File) => {
    setFile(one);
    setSeen(null);
    setSeen(await send(one, true));
  };
  const write = async () => {
    const done = file && (await send(file, false));
    if (!done) return;
    void message.success(t("terms.imported", { added: done.added, changed: done.changed }));
    await refresh("terms", "term", "unknownTerms");
    onClose();
  };
  const columns: Column<Rejected>[] = [
    { key: "row", title: t("terms.row"), width: 70, right: true, value: (row) => row.row },
    { key: "reason", title: t("terms.reason"), width: 520, value: (row) => pick(row.reason_zh, row.reason_en) },
  ];
  const count = (seen?.added ?? 0) + (seen?.changed ?? 0);
  return (
    <Modal
      open={open}
      width={720}
      title={t("terms.importTitle")}
      okText={t("terms.importNow", { count })}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: count === 0, loading: busy }}
      onCancel={onClose}
      onOk={() => void write()}
    >
      <p className="soft">{t("terms.importHint")}</p>
      <div className="row">
        <Upload
          accept=".csv,.xlsx"
          showUploadList={false}
          beforeUpload={(one) => {
            void look(one);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />}>{t("terms.importChoose")}</Button>
        </Upload>
        <b>{file?.name}</b>
        {busy && <Spin size="small" />}
      </div>
      <Trouble problem={problem} />
      {seen && (
        <>
          <div className="row import-counts" role="status">
            <span>
              {t("terms.importAdded")} <b>{seen.added}</b>
            </span>
            <span>
              {t("terms.importChanged")} <b>{seen.changed}</b>
            </span>
            <span>
              {t("terms.importSame")} <b>{seen.same}</b>
            </span>
            <span className={seen.rejected.length ? "bad" : undefined}>
              {t("terms.importRejected")} <b>{seen.rejected.length}</b>
            </span>
          </div>
          {seen.rejected.length === 0 ? (
            <p className="soft">{t("terms.importAllGood")}</p>
          ) : (
            <DataTable
              label={t("terms.importRejected")}
              columns={columns}
              rows={seen.rejected}
              id={(row) => `${row.row}${row.reason_en}`}
              csv="rejected-terms"
              height={260}
            />
          )}
        </>
      )}
    </Modal>
  );
}
