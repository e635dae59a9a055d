import { InboxOutlined } from "@ant-design/icons";
import { Modal, Progress, Upload } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Problem } from "../api/http";
import { bytes } from "./format";
import { useProblemText } from "./Trouble";
import { useWords } from "./useWords";

type Item = { key: string; file: File; part: number; error: string | null };
type Props = {
  open: boolean;
  title: string;
  hint: string;
  accept?: string;
  folder?: boolean;
  /** Sends one file; a batch may keep state between files. */
  send: (file: File, onPart: (part: number) => void, signal: AbortSignal) => Promise<unknown>;
  /** After the last file, when at least one arrived. */
  done: (sent: number, failed: number) => Promise<void> | void;
  onClose: () => void;
  extra?: ReactNode;
};

/** Drop files or a folder; each shows its own progress, one that fails does not stop the rest. */
export function UploadDialog(props: Props) {
  const { t } = useWords();
  const text = useProblemText();
  const [items, setItems] = useState<Item[]>([]);
  const [sending, setSending] = useState(false);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => {
    if (props.open) setItems([]);
  }, [props.open]);

  const change = (key: string, next: Partial<Item>) =>
    setItems((now) => now.map((item) => (item.key === key ? { ...item, ...next } : item)));

  const start = async () => {
    setSending(true);
    abort.current = new AbortController();
    let [sent, failed] = [0, 0];
    for (const item of items) {
      if (item.part === 1 && !item.error) continue;
      change(item.key, { error: null, part: 0 });
      try {
        await props.send(item.file, (part) => change(item.key, { part: Math.min(part, 0.99) }), abort.current.signal);
        change(item.key, { part: 1 });
        sent += 1;
      } catch (problem) {
        if (problem instanceof DOMException) break;
        change(item.key, { error: text(problem as Problem) });
        failed += 1;
      }
    }
    setSending(false);
    if (sent > 0) await props.done(sent, failed);
    if (failed === 0 && sent > 0) props.onClose();
  };
  const close = () => {
    abort.current?.abort();
    props.onClose();
  };
  const arrived = items.filter((item) => item.part === 1).length;

  return (
    <Modal
      open={props.open}
      title={props.title}
      onCancel={close}
      onOk={() => void start()}
      okText={
        sending ? t("upload.sending", { done: arrived, all: items.length }) : t("upload.start", { count: items.length })
      }
      okButtonProps={{ disabled: items.length === 0, loading: sending }}
      cancelText={t("common.cancel")}
      width={560}
    >
      <Upload.Dragger
        multiple
        directory={props.folder}
        accept={props.accept}
        showUploadList={false}
        disabled={sending}
        beforeUpload={(_, list) => {
          setItems((now) => {
            const known = new Set(now.map((item) => item.key));
            const fresh = list
              .map((file) => ({
                key: `${file.webkitRelativePath || file.name}:${file.size}`,
                file,
                part: 0,
                error: null,
              }))
              .filter((item) => !known.has(item.key));
            return fresh.length ? [...now, ...fresh] : now;
          });
          return false;
        }}
      >
        <p style={{ margin: "6px 0" }}>
          <InboxOutlined style={{ fontSize: 30, color: "#7fa4ae" }} />
        </p>
        <p style={{ margin: 0 }}>{t("upload.drop")}</p>
        <p className="soft" style={{ margin: "4px 16px 8px" }}>
          {props.hint}
        </p>
      </Upload.Dragger>
      {props.extra}
      <div style={{ maxHeight: 240, overflow: "auto", marginTop: 8 }}>
        {items.slice(0, 200).map((item) => (
          <div key={item.key} style={{ padding: "2px 0" }}>
            <div className="row" style={{ flexWrap: "nowrap" }}>
              <span style={{ flex: 1, overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>
                {item.file.name}
              </span>
              <span className="soft num">{bytes(item.file.size)}</span>
              <Progress
                percent={Math.round(item.part * 100)}
                size="small"
                style={{ width: 140 }}
                status={item.error ? "exception" : undefined}
                aria-label={item.file.name}
              />
            </div>
            {item.error && <div style={{ color: "#b23b3b", fontSize: 12 }}>{item.error}</div>}
          </div>
        ))}
        {items.length > 200 && <div className="soft">{t("upload.more", { count: items.length - 200 })}</div>}
      </div>
    </Modal>
  );
}
