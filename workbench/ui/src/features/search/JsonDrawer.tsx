import { CopyOutlined, DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Drawer, Input, Upload } from "antd";
import { useEffect, useState } from "react";
import type { Criteria, Line } from "../../shared/criteria/criteria";
import { fromCriteria, Unreadable } from "../../shared/criteria/readCriteria";
import { saveText } from "../../shared/csv";
import { useWords } from "../../shared/useWords";

type Props = { open: boolean; criteria: Criteria | null; onUse: (lines: Line[]) => void; onClose: () => void };
const LARGEST = 1_000_000;

/** The criteria as JSON: to read, to carry elsewhere, to bring in. */
export function JsonDrawer({ open, criteria, onUse, onClose }: Props) {
  const { t } = useWords();
  const { message } = App.useApp();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const own = criteria ? JSON.stringify(criteria, null, 2) : "";
  useEffect(() => {
    if (!open) return;
    setText(own);
    setWrong(null);
  }, [open]);
  const use = () => {
    try {
      onUse(fromCriteria(JSON.parse(text)));
      onClose();
    } catch (problem) {
      setWrong(
        problem instanceof Unreadable
          ? t("search.jsonPlace", { path: problem.path })
          : t("search.jsonBroken", { reason: (problem as Error).message }),
      );
    }
  };
  return (
    <Drawer
      open={open}
      onClose={onClose}
      size={560}
      title={t("search.json")}
      footer={
        <div className="row">
          <Button type="primary" disabled={text.trim() === "" || text === own} onClick={use}>
            {t("search.jsonUse")}
          </Button>
          <Upload
            accept=".json,application/json"
            showUploadList={false}
            beforeUpload={(file) => {
              if (file.size > LARGEST) setWrong(t("search.jsonLarge"));
              else void file.text().then(setText);
              return false;
            }}
          >
            <Button icon={<UploadOutlined />}>{t("search.jsonOpen")}</Button>
          </Upload>
          <Button
            icon={<DownloadOutlined />}
            disabled={!text}
            onClick={() => saveText("criteria.json", text, "application/json")}
          >
            {t("search.jsonSave")}
          </Button>
          <Button
            icon={<CopyOutlined />}
            disabled={!text}
            onClick={() =>
              void navigator.clipboard?.writeText(text).then(() => message.success(t("search.jsonCopied")))
            }
          >
            {t("search.jsonCopy")}
          </Button>
        </div>
      }
    >
      <p className="soft">{t("search.jsonHint")}</p>
      {wrong && <Alert type="error" showIcon title={wrong} style={{ marginBottom: 8 }} />}
      <Input.TextArea
        className="mono"
        aria-label={t("search.json")}
        spellCheck={false}
        autoSize={{ minRows: 18, maxRows: 34 }}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setWrong(null);
        }}
      />
    </Drawer>
  );
}
