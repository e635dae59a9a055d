import { Checkbox, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { http } from "../../api/http";
import { type JobAnswer, useGet, useWrite } from "../../api/queries";
import type { RuleSetRow } from "../../api/rules";
import type { Database, Pack, Page } from "../../api/types";
import { RowsEditor } from "../../shared/forms/ConditionEditor";
import type { Rows } from "../../shared/forms/simple";
import { useFields } from "../../shared/forms/useFields";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { toCriteria } from "./childRows";

const KINDS = ["pack", "version", "empty", "child"] as const;
type Kind = (typeof KINDS)[number];
type Draft = { name: string; pack?: string; version?: string; parent?: string; personal?: boolean; fill?: boolean };
type Props = { project: string; databases: Database[]; open: boolean; onClose: () => void };

/** A database: from a pack, from rules of one's own, with fields of one's own alone, or a part of another. */
export function NewDatabase({ project, databases, open, onClose }: Props) {
  const { t, pick } = useWords();
  const navigate = useNavigate();
  const [form] = Form.useForm<Draft>();
  const [kind, setKind] = useState<Kind>("pack");
  const [rows, setRows] = useState<Rows>({ join: "all", rows: [] });
  const parent = Form.useWatch("parent", form);
  const packs = useGet<Page<Pack>>("packs", open ? "/packs" : null);
  const rulesets = useGet<Page<RuleSetRow>>("rulesets", open ? `/projects/${project}/rulesets` : null);
  const fields = useFields(open && kind === "child" && parent ? parent : null);
  const published = (rulesets.data?.items ?? []).filter((one) => one.published !== null);
  const read = kind === "pack" || kind === "version";
  const create = useWrite(
    async (draft: Draft) => {
      const database = await http.post<Database>(`/projects/${project}/databases`, {
        name: draft.name.trim(),
        ...(kind === "pack" ? { pack: draft.pack } : {}),
        ...(kind === "version" ? { version: draft.version } : {}),
        ...(kind === "empty" ? { empty: true } : {}),
        ...(kind === "child" ? { empty: true, parent: { database: draft.parent, criteria: toCriteria(rows) } } : {}),
        ...(draft.personal ? { personal: true } : {}),
      });
      if (read && draft.fill) await http.post<JobAnswer>(`/databases/${database.id}/fill`);
      return database;
    },
    "databases",
    "jobs",
    "projects",
  );
  const close = () => {
    create.reset();
    onClose();
  };
  const suggest = (name: string | undefined) => {
    if (name && !form.isFieldTouched("name")) form.setFieldValue("name", name);
  };
  return (
    <Modal
      open={open}
      width={680}
      title={t("databases.add")}
      okText={t("common.create")}
      cancelText={t("common.cancel")}
      onOk={() => form.submit()}
      onCancel={close}
      confirmLoading={create.isPending}
    >
      <div className="kind-cards" role="radiogroup" aria-label={t("databases.kind")}>
        {KINDS.map((one) => (
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={kind === one}
            className={`kind-card${kind === one ? " on" : ""}`}
            onClick={() => setKind(one)}
          >
            <b>{t(`databaseKind.${one}`)}</b>
            <span>{t(`databaseKindHint.${one}`)}</span>
          </button>
        ))}
      </div>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ fill: true, personal: false }}
        onFinish={(draft: Draft) =>
          create.mutate(draft, {
            onSuccess: (database) => {
              form.resetFields();
              setRows({ join: "all", rows: [] });
              close();
              const next = kind === "empty" ? "/fields" : "";
              void navigate(`/projects/${project}/databases/${database.id}${next}`);
            },
          })
        }
      >
        {kind === "pack" && (
          <Form.Item
            name="pack"
            label={t("databases.pack")}
            rules={[{ required: true, message: t("databases.needPack") }]}
            extra={t("databases.packHint")}
          >
            <Select
              loading={packs.isPending}
              showSearch={{ optionFilterProp: "label" }}
              options={(packs.data?.items ?? []).map((pack) => ({
                value: pack.name,
                label: `${pick(pack.title_zh, pack.title_en)} · ${t("databases.variableCount", { count: pack.variables.length })} · ${pack.version}`,
                title: pick(pack.title_zh, pack.title_en),
              }))}
              onChange={(_, option) => suggest(Array.isArray(option) ? undefined : option?.title)}
            />
          </Form.Item>
        )}
        {kind === "version" && (
          <Form.Item
            name="version"
            label={t("databases.ruleVersion")}
            rules={[{ required: true, message: t("databases.needVersion") }]}
            extra={published.length === 0 ? t("databases.noVersion") : t("databases.versionHint")}
          >
            <Select
              loading={rulesets.isPending}
              options={published.map((one) => ({
                value: one.published?.id,
                label: `${pick(one.title_zh, one.title_en)} · ${one.published?.version} · ${t("databases.variableCount", { count: one.published?.fields })}`,
                title: pick(one.title_zh, one.title_en),
              }))}
              onChange={(_, option) => suggest(Array.isArray(option) ? undefined : option?.title)}
            />
          </Form.Item>
        )}
        {kind === "child" && (
          <>
            <Form.Item
              name="parent"
              label={t("databases.parent")}
              rules={[{ required: true, message: t("databases.needParent") }]}
              extra={t("databases.parentHint")}
            >
              <Select
                showSearch={{ optionFilterProp: "label" }}
                options={databases.filter((one) => !one.parent).map((one) => ({ value: one.id, label: one.name }))}
                onChange={() => setRows({ join: "all", rows: [] })}
              />
            </Form.Item>
            {parent && (
              <Form.Item label={t("databases.criteria")} extra={rows.rows.length === 0 && t("databases.allCases")}>
                <RowsEditor rows={rows} fields={fields.live} onChange={setRows} />
              </Form.Item>
            )}
          </>
        )}
        <Form.Item
          name="name"
          label={t("databases.name")}
          rules={[{ required: true, whitespace: true, message: t("databases.needName") }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <div className="row" style={{ gap: 20 }}>
          {read && (
            <Form.Item name="fill" valuePropName="checked" noStyle>
              <Checkbox>{t("databases.fillNow")}</Checkbox>
            </Form.Item>
          )}
          <Form.Item name="personal" valuePropName="checked" noStyle>
            <Checkbox>{t("databases.makePersonal")}</Checkbox>
          </Form.Item>
        </div>
        <Trouble problem={packs.error ?? rulesets.error ?? fields.error ?? create.error} />
      </Form>
    </Modal>
  );
}
