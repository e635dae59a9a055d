import { Form, Input, Modal, Select } from "antd";
import { useEffect } from "react";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import type { SystemRole, User } from "../../api/types";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Draft = { login: string; name: string; system_role: SystemRole; password?: string };
const ROLES: SystemRole[] = ["user", "system_admin", "security_admin", "audit_admin"];

/** A new user with an initial password, or changes to one. */
export function UserDialog({ user, onClose }: { user: User | "new" | null; onClose: () => void }) {
  const { t } = useWords();
  const [form] = Form.useForm<Draft>();
  const known = user !== "new" ? user : null;
  useEffect(() => {
    if (!user) return;
    form.resetFields();
    if (known) form.setFieldsValue({ login: known.login, name: known.name, system_role: known.system_role });
  }, [user, known, form]);
  const save = useWrite(
    (draft: Draft) =>
      known
        ? http.patch(`/users/${known.id}`, { name: draft.name, password: draft.password || undefined })
        : http.post("/users", draft),
    "users",
  );
  return (
    <Modal
      open={user !== null}
      title={known ? t("people.edit") : t("people.add")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ system_role: "user" }}
        onFinish={(draft: Draft) => save.mutate(draft, { onSuccess: onClose })}
      >
        <Form.Item
          name="login"
          label={t("session.login")}
          rules={[{ required: true, message: t("session.needLogin") }]}
        >
          <Input disabled={known !== null} maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="name"
          label={t("people.name")}
          rules={[{ required: true, whitespace: true, message: t("common.required") }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="system_role" label={t("people.systemRole")} extra={t("people.systemRoleHint")}>
          <Select disabled options={ROLES.map((role) => ({ value: role, label: t(`systemRole.${role}`) }))} />
        </Form.Item>
        <Form.Item
          name="password"
          label={known ? t("people.resetPassword") : t("people.initialPassword")}
          extra={t("people.initialHint")}
          rules={known ? [] : [{ required: true, message: t("session.needPassword") }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Trouble problem={save.error} />
      </Form>
    </Modal>
  );
}
