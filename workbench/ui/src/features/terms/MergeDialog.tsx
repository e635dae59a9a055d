import { Form, Modal, Select, Tag } from "antd";
import { useEffect, useState } from "react";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import type { Concept } from "../../api/rules";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { merged } from "./conceptText";

/** Puts a concept's terms into another; shows the outcome before it is done. */
export function MergeDialog(props: {
  concept: Concept;
  concepts: Concept[];
  open: boolean;
  onClose: () => void;
  onDone: (into: string) => void;
}) {
  const { t } = useWords();
  const { concept } = props;
  const name = concept.zh || concept.en;
  const [into, setInto] = useState<string>();
  useEffect(() => {
    if (props.open) setInto(concept.clashes[0]?.concept.id);
  }, [props.open, concept.clashes]);
  const merge = useWrite(() => http.post(`/terms/${concept.id}/merge`, { into }), "terms", "term");
  const target = props.concepts.find((one) => one.id === into);
  const outcome = target ? merged(target, concept) : null;
  return (
    <Modal
      open={props.open}
      title={t("terms.mergeTitle", { name })}
      okText={t("terms.merge")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !target, loading: merge.isPending }}
      onCancel={props.onClose}
      onOk={() => merge.mutate(undefined, { onSuccess: () => into && props.onDone(into) })}
    >
      <p>{t("terms.mergeHint", { name })}</p>
      <Form layout="vertical" component="div">
        <Form.Item label={t("terms.mergeInto")} htmlFor="merge-into">
          <Select
            id="merge-into"
            showSearch={{ optionFilterProp: "label" }}
            value={into}
            placeholder={t("terms.addToFind")}
            onChange={setInto}
            options={props.concepts
              .filter((one) => one.id !== concept.id && !one.retired)
              .map((one) => ({ value: one.id, label: [one.zh, one.en].filter(Boolean).join(" · ") }))}
          />
        </Form.Item>
      </Form>
      {outcome && (
        <div className="concept-box">
          <div className="soft">
            {t("terms.mergeResult")} · {t("terms.newTerms", { count: outcome.added.length })}
          </div>
          <div>
            {outcome.terms.map((term) => (
              <Tag key={term} color={outcome.added.includes(term) ? "success" : undefined}>
                {term}
              </Tag>
            ))}
          </div>
        </div>
      )}
      <Trouble problem={merge.error} />
    </Modal>
  );
}
