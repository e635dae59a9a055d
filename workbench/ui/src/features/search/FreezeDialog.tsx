import { Alert, Form, Input, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import type { Cohort, CohortVersion } from "../../api/cohorts";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import type { Criteria } from "../../shared/criteria/criteria";
import type { Part } from "../../shared/criteria/describe";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { Sentence } from "./Sentence";

type Props = {
  project: string;
  database: string;
  criteria: Criteria | null;
  says: Part[];
  total: number;
  cohorts: Cohort[];
  open: boolean;
  onClose: () => void;
};
type Draft = { name?: string; cohort?: string; note?: string };

/** Keeps the members, their values and the definition as they are now, under a hash. */
export function FreezeDialog(props: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [form] = Form.useForm<Draft>();
  const [mode, setMode] = useState<"new" | "version">("new");
  const [same, setSame] = useState<{ cohort: string; version: number } | null>(null);
  const freeze = useWrite(async (draft: Draft): Promise<{ cohort: string; version: number; fresh: boolean }> => {
    const note = draft.note?.trim() || undefined;
    const criteria = props.criteria;
    if (mode === "new") {
      const made = await http.post<Cohort>(`/databases/${props.database}/cohorts`, {
        name: draft.name?.trim(),
        note,
        criteria,
      });
      return { cohort: made.id, version: made.versions[0]?.version ?? 1, fresh: true };
    }
    const cohort = draft.cohort ?? "";
    const frozen = await http.post<CohortVersion>(`/cohorts/${cohort}/versions`, { criteria, note });
    const known = props.cohorts.find((one) => one.id === cohort)?.versions ?? [];
    return { cohort, version: frozen.version, fresh: known.every((one) => one.version !== frozen.version) };
  }, "cohorts");
  return (
    <Modal
      open={props.open}
      title={t("cohorts.freeze")}
      okText={t("cohorts.freezeNow", { count: props.total })}
      okButtonProps={{ disabled: props.total === 0 || !props.criteria }}
      cancelText={t("common.cancel")}
      confirmLoading={freeze.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
      afterClose={() => {
        form.resetFields();
        freeze.reset();
        setSame(null);
      }}
    >
      <Sentence parts={props.says} />
      <p className="soft">{t("cohorts.freezeHint")}</p>
      {props.cohorts.length > 0 && (
        <Segmented
          style={{ marginBottom: 12 }}
          value={mode}
          onChange={(next) => setMode(next as "new" | "version")}
          options={[
            { value: "new", label: t("cohorts.asNew") },
            { value: "version", label: t("cohorts.asVersion") },
          ]}
        />
      )}
      <Form
        form={form}
        name="cohort"
        layout="vertical"
        onFinish={(draft: Draft) =>
          freeze.mutate(draft, {
            onSuccess: (frozen) => {
              // the same members, values and definition give the version that is there
              if (!frozen.fresh) return setSame(frozen);
              props.onClose();
              void navigate(`/projects/${props.project}/cohorts/${frozen.cohort}?version=${frozen.version}`);
            },
          })
        }
      >
        {mode === "new" ? (
          <Form.Item
            name="name"
            label={t("cohorts.name")}
            rules={[{ required: true, whitespace: true, message: t("cohorts.needName") }]}
          >
            <Input maxLength={200} />
          </Form.Item>
        ) : (
          <Form.Item
            name="cohort"
            label={t("cohorts.one")}
            rules={[{ required: true, message: t("search.pickCohort") }]}
          >
            <Select
              showSearch={{ optionFilterProp: "label" }}
              options={props.cohorts.map((one) => ({
                value: one.id,
                label: t("cohorts.nameAndVersion", { name: one.name, version: one.versions[0]?.version ?? 0 }),
              }))}
            />
          </Form.Item>
        )}
        <Form.Item name="note" label={t("cohorts.note")}>
          <Input.TextArea rows={3} maxLength={1000} placeholder={t("cohorts.noteHint")} />
        </Form.Item>
        {same && (
          <Alert
            type="info"
            showIcon
            title={t("cohorts.unchanged", { version: same.version })}
            action={
              <Link to={`/projects/${props.project}/cohorts/${same.cohort}?version=${same.version}`}>
                {t("cohorts.show")}
              </Link>
            }
          />
        )}
        <Trouble problem={freeze.error} />
      </Form>
    </Modal>
  );
}
