import { Form, Input, Modal, Radio } from "antd";
import { useNavigate } from "react-router";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import type { Project } from "../../api/types";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Draft = { title: string; kind: "personal" | "shared" };

export function NewProject({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [form] = Form.useForm<Draft>();
  const create = useWrite((draft: Draft) => http.post<Project>("/projects", draft), "projects");
  const finish = (draft: Draft) =>
    create.mutate(draft, {
      onSuccess: (project) => {
        form.resetFields();
        onClose();
        void navigate(`/projects/${project.id}/reports`);
      },
    });
  return (
    <Modal
      open={open}
      title={t("projects.add")}
      okText={t("common.create")}
      cancelText={t("common.cancel")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={create.isPending}
    >
      <Form form={form} layout="vertical" initialValues={{ kind: "personal" }} onFinish={finish}>
        <Form.Item
          name="title"
          label={t("projects.title")}
          rules={[{ required: true, whitespace: true, message: t("projects.needTitle") }]}
        >
          <Input maxLength={200} autoFocus />
        </Form.Item>
        <Form.Item name="kind" label={t("projects.kind")}>
          <Radio.Group
            options={[
              { value: "personal", label: t("projectKind.personal") },
              { value: "shared", label: t("projectKind.shared") },
            ]}
          />
        </Form.Item>
        <p className="soft">{t("projects.kindHint")}</p>
        <Trouble problem={create.error} />
      </Form>
    </Modal>
  );
}
