import { Checkbox, Form, Input, Modal, Select } from "antd";
import { useNavigate } from "react-router";
import { http } from "../../api/http";
import { type JobAnswer, useGet, useWrite } from "../../api/queries";
import type { Database, Pack, Page } from "../../api/types";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Draft = { name: string; pack: string; fill: boolean };

/** A disease database from a rule pack, filled at once from the reports that are there. */
export function NewDatabase({ project, open, onClose }: { project: string; open: boolean; onClose: () => void }) {
  const { t, pick } = useWords();
  const navigate = useNavigate();
  const [form] = Form.useForm<Draft>();
  const packs = useGet<Page<Pack>>("packs", open ? "/packs" : null);
  const create = useWrite(
    async (draft: Draft) => {
      const database = await http.post<Database>(`/projects/${project}/databases`, {
        name: draft.name,
        pack: draft.pack,
      });
      if (draft.fill) await http.post<JobAnswer>(`/databases/${database.id}/fill`);
      return database;
    },
    "databases",
    "jobs",
    "projects",
  );
  return (
    <Modal
      open={open}
      title={t("databases.add")}
      okText={t("common.create")}
      cancelText={t("common.cancel")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={create.isPending}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ fill: true }}
        onFinish={(draft: Draft) =>
          create.mutate(draft, {
            onSuccess: (database) => {
              form.resetFields();
              onClose();
              void navigate(`/projects/${project}/databases/${database.id}`);
            },
          })
        }
      >
        <Form.Item
          name="pack"
          label={t("databases.pack")}
          rules={[{ required: true, message: t("databases.needPack") }]}
          extra={t("databases.packHint")}
        >
          <Select
            loading={packs.isPending}
            options={(packs.data?.items ?? []).map((pack) => ({
              value: pack.name,
              label: `${pick(pack.title_zh, pack.title_en)} · ${t("databases.variableCount", { count: pack.variables.length })} · ${pack.version}`,
              title: pick(pack.title_zh, pack.title_en),
            }))}
            onChange={(_, option) => {
              if (!form.getFieldValue("name") && option && !Array.isArray(option))
                form.setFieldValue("name", option.title);
            }}
          />
        </Form.Item>
        <Form.Item
          name="name"
          label={t("databases.name")}
          rules={[{ required: true, whitespace: true, message: t("databases.needName") }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="fill" valuePropName="checked" noStyle>
          <Checkbox>{t("databases.fillNow")}</Checkbox>
        </Form.Item>
        <Trouble problem={packs.error ?? create.error} />
      </Form>
    </Modal>
  );
}
