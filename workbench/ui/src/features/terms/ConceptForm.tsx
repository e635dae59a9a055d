import { Form, type FormInstance, Input, Select } from "antd";
import { useMemo } from "react";
import { CONCEPT_KINDS, type Concept } from "../../api/rules";
import { useWords } from "../../shared/useWords";
import { type ConceptDraft, clean, SYSTEMS } from "./conceptText";

/** The fields of a concept. */
export function ConceptForm(props: {
  form: FormInstance<ConceptDraft>;
  concepts: Concept[];
  self?: string;
  onSave: (draft: ConceptDraft) => void;
}) {
  const { t, word } = useWords();
  const parents = useMemo(
    () =>
      props.concepts
        .filter((one) => one.id !== props.self && !one.retired)
        .map((one) => ({ value: one.id, label: [one.zh, one.en].filter(Boolean).join(" · ") })),
    [props.concepts, props.self],
  );
  return (
    <Form
      form={props.form}
      layout="vertical"
      onFinish={(draft: ConceptDraft) =>
        props.onSave({
          zh: draft.zh?.trim() ?? "",
          en: draft.en?.trim() ?? "",
          kind: draft.kind,
          system: draft.system ?? "",
          code: draft.code?.trim() ?? "",
          parent: draft.parent ?? null,
          terms: clean(draft.terms ?? []),
          excluded: clean(draft.excluded ?? []),
        })
      }
    >
      <div className="grid2 concept-grid">
        <Form.Item
          name="zh"
          label={t("terms.zh")}
          dependencies={["en"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value?: string) =>
                value?.trim() || String(getFieldValue("en") ?? "").trim()
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("terms.needZh"))),
            }),
          ]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="en" label={t("terms.en")}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="kind" label={t("terms.kind")}>
          <Select options={CONCEPT_KINDS.map((kind) => ({ value: kind, label: word("conceptKind", kind) }))} />
        </Form.Item>
        <Form.Item name="parent" label={t("terms.parent")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={t("terms.noParent")}
            options={parents}
          />
        </Form.Item>
      </div>
      <Form.Item
        name="terms"
        label={t("terms.terms")}
        extra={t("terms.termsHint")}
        rules={[
          {
            validator: (_, value?: string[]) =>
              clean(value ?? []).length > 0 ? Promise.resolve() : Promise.reject(new Error(t("terms.needTerms"))),
          },
        ]}
      >
        <Select mode="tags" open={false} tokenSeparators={["|", "、", "，", ",", "；", ";"]} suffixIcon={null} />
      </Form.Item>
      <Form.Item name="excluded" label={t("terms.excluded")} extra={t("terms.excludedHint")}>
        <Select mode="tags" open={false} tokenSeparators={["|", "、", "，", ",", "；", ";"]} suffixIcon={null} />
      </Form.Item>
      <div className="grid2 concept-grid">
        <Form.Item name="system" label={t("terms.system")}>
          <Select allowClear options={SYSTEMS.map((system) => ({ value: system, label: system }))} />
        </Form.Item>
        <Form.Item name="code" label={t("terms.code")} extra={t("terms.codeHint")}>
          <Input maxLength={64} className="mono" />
        </Form.Item>
      </div>
    </Form>
  );
}
