import { Checkbox, Form, Input, Modal, Tag } from "antd";
import { useEffect, useState } from "react";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import type { Concept } from "../../api/rules";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

/** Moves some terms of a concept into a new one; both sides are shown first. */
export function SplitDialog(props: {
  concept: Concept;
  open: boolean;
  onClose: () => void;
  onDone: (made: string) => void;
}) {
  const { t } = useWords();
  const { concept } = props;
  const name = concept.zh || concept.en;
  const [moved, setMoved] = useState<string[]>([]);
  const [zh, setZh] = useState("");
  const [en, setEn] = useState("");
  useEffect(() => {
    if (!props.open) return;
    setMoved([]);
    setZh("");
    setEn("");
  }, [props.open]);
  const split = useWrite(
    () =>
      http.post<Concept>(`/terms/${concept.id}/split`, {
        zh: zh.trim() || moved[0] || "",
        en: en.trim(),
        terms: moved,
      }),
    "terms",
    "term",
  );
  const kept = concept.terms.filter((term) => !moved.includes(term));
  const ready = moved.length > 0 && kept.length > 0;
  const box = (title: string, terms: string[], color?: string) => (
    <div className="concept-box">
      <div className="soft">{title}</div>
      <div style={{ minHeight: 26 }}>
        {terms.map((term) => (
          <Tag key={term} color={color}>
            {term}
          </Tag>
        ))}
      </div>
    </div>
  );
  return (
    <Modal
      open={props.open}
      title={t("terms.splitTitle", { name })}
      okText={t("terms.split")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !ready, loading: split.isPending }}
      onCancel={props.onClose}
      onOk={() => split.mutate(undefined, { onSuccess: (made) => props.onDone(made.id) })}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t("terms.splitChoose")} help={ready ? undefined : t("terms.splitNone")}>
          <Checkbox.Group options={concept.terms} value={moved} onChange={(next) => setMoved(next.map(String))} />
        </Form.Item>
        <div className="grid2 concept-grid">
          <Form.Item label={t("terms.zh")} htmlFor="split-zh">
            <Input id="split-zh" value={zh} placeholder={moved[0]} onChange={(event) => setZh(event.target.value)} />
          </Form.Item>
          <Form.Item label={t("terms.en")} htmlFor="split-en">
            <Input id="split-en" value={en} onChange={(event) => setEn(event.target.value)} />
          </Form.Item>
        </div>
      </Form>
      <div className="grid2 concept-grid">
        {box(t("terms.splitKeep", { name }), kept)}
        {box(zh.trim() || moved[0] || t("terms.splitNew"), moved, "success")}
      </div>
      <Trouble problem={split.error} />
    </Modal>
  );
}
