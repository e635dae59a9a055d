import { Button, Checkbox, Form, Input, InputNumber, Modal, Select } from "antd";
import { useEffect } from "react";
import { Link } from "react-router";
import { http } from "../../api/http";
import { type JobAnswer, useGet, useList, useWrite } from "../../api/queries";
import type { Database, FeatureTable } from "../../api/types";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Draft = {
  name: string;
  feature_table: string;
  database: string;
  target: string;
  positive: string;
  learners: string[];
  folds: number;
  seed: number;
};

const LEARNERS = ["logistic", "mlp"];

/** Starts an experiment: one feature table, one target of a database, one or more learners on the same folds. */
export function ExperimentDialog(props: { project: string; table: string | null; open: boolean; onClose: () => void }) {
  const { t, pick } = useWords();
  const [form] = Form.useForm<Draft>();
  const tables = useList<FeatureTable>("features", props.open ? `/projects/${props.project}/feature-tables` : null);
  const databases = useList<Database>("databases", props.open ? `/projects/${props.project}/databases` : null);
  const databaseId = Form.useWatch("database", form);
  const targetKey = Form.useWatch("target", form);
  const database = useGet<Database>("databases", databaseId ? `/databases/${databaseId}` : null);
  const target = database.data?.variables.find((variable) => variable.key === targetKey);
  const first = tables.rows[0]?.id;
  const firstDatabase = databases.rows[0]?.id;
  useEffect(() => {
    if (!props.open) return;
    if (!form.getFieldValue("feature_table")) form.setFieldValue("feature_table", props.table ?? first);
    if (!form.getFieldValue("database")) form.setFieldValue("database", firstDatabase);
  }, [props.open, props.table, first, firstDatabase, form]);

  const start = useWrite(
    (draft: Draft) => http.post<JobAnswer>(`/projects/${props.project}/experiments`, draft),
    "jobs",
  );
  const positives =
    target?.type === "bool"
      ? [
          { value: "true", label: t("common.yes") },
          { value: "false", label: t("common.no") },
        ]
      : (target?.options ?? []).map((option) => ({ value: option, label: option }));
  const missing = tables.isSuccess && tables.rows.length === 0;
  return (
    <Modal
      open={props.open}
      title={t("models.add")}
      okText={t("models.start")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: missing }}
      onOk={() => form.submit()}
      onCancel={props.onClose}
      confirmLoading={start.isPending}
    >
      {missing && (
        <p>
          {t("models.needTable")}{" "}
          <Link to={`/projects/${props.project}/features`}>
            <Button size="small">{t("features.add")}</Button>
          </Link>
        </p>
      )}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ learners: LEARNERS, folds: 5, seed: 1 }}
        onFinish={(draft: Draft) =>
          start.mutate(draft, {
            onSuccess: () => {
              form.resetFields();
              props.onClose();
            },
          })
        }
      >
        <Form.Item
          name="name"
          label={t("models.name")}
          rules={[{ required: true, whitespace: true, message: t("models.needName") }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="feature_table"
          label={t("models.table")}
          rules={[{ required: true, message: t("common.required") }]}
        >
          <Select
            options={tables.rows.map((row) => ({
              value: row.id,
              label: `${row.name} (${row.rows} × ${row.columns.length})`,
            }))}
          />
        </Form.Item>
        <div className="row" style={{ alignItems: "flex-start", flexWrap: "nowrap" }}>
          <Form.Item
            name="database"
            label={t("menu.databases")}
            rules={[{ required: true, message: t("common.required") }]}
            style={{ flex: 1 }}
          >
            <Select
              options={databases.rows.map((row) => ({ value: row.id, label: row.name }))}
              onChange={() => form.setFieldsValue({ target: undefined, positive: undefined })}
            />
          </Form.Item>
          <Form.Item
            name="target"
            label={t("models.target")}
            rules={[{ required: true, message: t("common.required") }]}
            style={{ flex: 1 }}
          >
            <Select
              showSearch={{ optionFilterProp: "label" }}
              options={(database.data?.variables ?? [])
                .filter((variable) => ["bool", "enum", "ordinal", "multi", "integer", "text"].includes(variable.type))
                .map((variable) => ({ value: variable.key, label: pick(variable.name_zh, variable.name_en) }))}
              onChange={(key: string) =>
                form.setFieldValue(
                  "positive",
                  database.data?.variables.find((one) => one.key === key)?.type === "bool" ? "true" : undefined,
                )
              }
            />
          </Form.Item>
        </div>
        <Form.Item
          name="positive"
          label={t("models.positive")}
          extra={t("models.positiveHint")}
          rules={[{ required: true, message: t("common.required") }]}
        >
          {positives.length ? <Select options={positives} /> : <Input />}
        </Form.Item>
        <Form.Item
          name="learners"
          label={t("models.learners")}
          rules={[{ required: true, message: t("common.required") }]}
        >
          <Checkbox.Group options={LEARNERS.map((learner) => ({ value: learner, label: t(`learner.${learner}`) }))} />
        </Form.Item>
        <div className="row">
          <Form.Item name="folds" label={t("models.folds")}>
            <InputNumber min={2} max={20} precision={0} />
          </Form.Item>
          <Form.Item name="seed" label={t("models.seed")} tooltip={t("models.seedHint")}>
            <InputNumber min={0} max={4294967295} precision={0} />
          </Form.Item>
        </div>
        <Trouble problem={start.error ?? tables.error ?? databases.error} />
      </Form>
    </Modal>
  );
}
