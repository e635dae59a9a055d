import { CopyOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { App, Button, Empty, Form, Input, Modal, Select, Tag } from "antd";
import { useMemo, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { http, ifMatch } from "../../api/http";
import { useGet, useList, useWrite } from "../../api/queries";
import type { FormTemplate, Form as Stored } from "../../api/records";
import type { Database, Page as Items } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { time } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { Page } from "../../shared/Page";
import { Trouble, useTell } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import "./designer.css";

type Draft = { title_zh: string; title_en?: string; template?: string };

/** The forms of a database, and the templates new ones are made from. */
export function FormsPage() {
  const { t, pick } = useWords();
  const { modal } = App.useApp();
  const tell = useTell();
  const navigate = useNavigate();
  const { project = "", database: id = "" } = useParams();
  const base = `/projects/${project}/databases/${id}`;
  const [adding, setAdding] = useState(false);
  const [start, setStart] = useState<string>();
  const database = useGet<Database>("databases", `/databases/${id}`);
  const forms = useList<Stored>("forms", `/databases/${id}/forms`);
  const templates = useGet<Items<FormTemplate>>("templates", `/projects/${project}/form-templates`);
  const drop = useWrite((form: Stored) => http.delete(`/forms/${form.id}`, ifMatch(form.etag)), "forms");
  const dropTemplate = useWrite((one: FormTemplate) => http.delete(`/form-templates/${one.id}`), "templates");
  const columns = useMemo(
    (): Column<Stored>[] => [
      {
        key: "title",
        title: t("forms.name"),
        width: 240,
        value: (row) => pick(row.title_zh, row.title_en),
        render: (row) => <b>{pick(row.title_zh, row.title_en)}</b>,
      },
      {
        key: "sections",
        title: t("forms.sections"),
        width: 90,
        right: true,
        value: (row) => row.definition.sections.length,
      },
      {
        key: "fields",
        title: t("forms.fields"),
        width: 90,
        right: true,
        value: (row) => row.definition.sections.reduce((sum, section) => sum + section.items.length, 0),
      },
      { key: "version", title: t("common.version"), width: 80, right: true, value: (row) => row.version },
      { key: "updated", title: t("forms.updated"), width: 150, value: (row) => time(row.updated) },
      { key: "by", title: t("fields.by"), width: 120, choose: true, value: (row) => row.by },
      {
        key: "actions",
        title: "",
        width: 60,
        plain: true,
        value: () => null,
        render: (row) => (
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("forms.remove", { name: pick(row.title_zh, row.title_en) })}
            onClick={(event) => {
              event.stopPropagation();
              modal.confirm({
                title: t("forms.remove", { name: pick(row.title_zh, row.title_en) }),
                content: t("forms.removeHint"),
                okText: t("forms.removeDo"),
                cancelText: t("common.cancel"),
                okButtonProps: { danger: true },
                onOk: () => drop.mutateAsync(row).catch(tell),
              });
            }}
          />
        ),
      },
    ],
    [t, pick, modal, drop.mutateAsync, tell],
  );
  const open = (template?: string) => {
    setStart(template);
    setAdding(true);
  };
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => open()}>
      {t("forms.add")}
    </Button>
  );
  const offered = templates.data?.items ?? [];
  return (
    <Page title={t("forms.title")} lead={<Link to={base}>{database.data?.name}</Link>} actions={add}>
      <Trouble problem={forms.error ?? templates.error} retry={() => void forms.refetch()} />
      <DataTable
        label={t("forms.title")}
        columns={columns}
        rows={forms.rows}
        id={(row) => row.id}
        loading={forms.isPending}
        onOpen={(row) => void navigate(`${base}/forms/${row.id}`)}
        empty={<Guide title={t("forms.empty")} hint={t("forms.emptyHint")} action={add} />}
      />
      <section className="panel">
        <h2 className="panel-title">{t("forms.templates")}</h2>
        {offered.length === 0 && !templates.isPending && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("forms.noTemplate")} />
        )}
        <div className="template-list">
          {offered.map((one) => (
            <div key={one.id} className="template">
              <div>
                <b>{pick(one.title_zh, one.title_en)}</b> {one.shipped && <Tag>{t("forms.shipped")}</Tag>}
                <div className="soft">
                  {t("forms.counts", {
                    sections: one.definition?.sections.length ?? 0,
                    fields: one.definition?.sections.reduce((sum, part) => sum + part.items.length, 0) ?? 0,
                  })}
                </div>
              </div>
              <span className="shell-space" />
              <Button size="small" icon={<CopyOutlined />} onClick={() => open(one.id)}>
                {t("forms.useTemplate")}
              </Button>
              {!one.shipped && (
                <Button
                  size="small"
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("forms.removeTemplate", { name: pick(one.title_zh, one.title_en) })}
                  onClick={() => dropTemplate.mutate(one, { onError: tell })}
                />
              )}
            </div>
          ))}
        </div>
      </section>
      <NewForm
        key={start ?? ""}
        database={id}
        templates={offered}
        template={start}
        open={adding}
        onClose={() => setAdding(false)}
        onMade={(form) => void navigate(`${base}/forms/${form.id}`)}
      />
    </Page>
  );
}

type NewProps = {
  database: string;
  templates: FormTemplate[];
  template: string | undefined;
  open: boolean;
  onClose: () => void;
  onMade: (form: Stored) => void;
};

function NewForm({ database, templates, template, open, onClose, onMade }: NewProps) {
  const { t, pick, both } = useWords();
  const [form] = Form.useForm<Draft>();
  const [first_zh, first_en] = both("forms.first");
  const first = templates.find((one) => one.id === template);
  const create = useWrite(
    (draft: Draft) =>
      http.post<Stored>(`/databases/${database}/forms`, {
        title_zh: draft.title_zh.trim(),
        title_en: draft.title_en?.trim() || draft.title_zh.trim(),
        ...(draft.template
          ? { template: draft.template }
          : { definition: { sections: [{ id: "s1", title_zh: first_zh, title_en: first_en, items: [] }] } }),
      }),
    "forms",
    "fields",
    "dictionary",
  );
  return (
    <Modal
      open={open}
      title={t("forms.add")}
      okText={t("common.create")}
      cancelText={t("common.cancel")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={create.isPending}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ template, title_zh: first?.title_zh, title_en: first?.title_en }}
        onFinish={(draft: Draft) =>
          create.mutate(draft, {
            onSuccess: (made) => {
              onClose();
              onMade(made);
            },
          })
        }
      >
        <Form.Item
          name="title_zh"
          label={t("forms.name")}
          rules={[{ required: true, whitespace: true, message: t("databases.needName") }]}
        >
          <Input maxLength={100} placeholder={t("forms.nameSample")} />
        </Form.Item>
        <Form.Item name="title_en" label={t("forms.nameEn")}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="template" label={t("forms.start")} extra={t("forms.startHint")}>
          <Select
            allowClear
            placeholder={t("forms.blank")}
            options={templates.map((one) => ({ value: one.id, label: pick(one.title_zh, one.title_en) }))}
          />
        </Form.Item>
        <Trouble problem={create.error} />
      </Form>
    </Modal>
  );
}
