import { Form, Input, Modal, Segmented } from "antd";
import { useNavigate } from "react-router";
import { http } from "../../api/http";
import { useWrite } from "../../api/queries";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Draft = { identifier: string; name?: string; sex?: string; birth_date?: string };

/** A case that no report made: the patient is named, the rest is entered on the next page. */
export function NewCase(props: { project: string; database: string; open: boolean; onClose: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [form] = Form.useForm<Draft>();
  const create = useWrite(
    (draft: Draft) =>
      http.post<{ case: string }>(`/databases/${props.database}/cases`, {
        patient: {
          identifier: draft.identifier.trim(),
          ...(draft.name?.trim() ? { name: draft.name.trim() } : {}),
          ...(draft.sex ? { sex: draft.sex } : {}),
          ...(draft.birth_date?.trim() ? { birth_date: draft.birth_date.trim() } : {}),
        },
      }),
    "cases",
    "databases",
    "projects",
  );
  const close = () => {
    create.reset();
    props.onClose();
  };
  return (
    <Modal
      open={props.open}
      title={t("databases.newCase")}
      okText={t("databases.newCaseDo")}
      cancelText={t("common.cancel")}
      onOk={() => form.submit()}
      onCancel={close}
      confirmLoading={create.isPending}
    >
      <p className="soft">{t("databases.newCaseHint")}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ sex: "" }}
        onFinish={(draft: Draft) =>
          create.mutate(draft, {
            onSuccess: (made) => {
              form.resetFields();
              close();
              void navigate(`/projects/${props.project}/cases/${made.case}/entry`);
            },
          })
        }
      >
        <Form.Item
          name="identifier"
          label={t("databases.identifier")}
          rules={[{ required: true, whitespace: true, message: t("databases.needIdentifier") }]}
          extra={t("databases.identifierHint")}
        >
          <Input maxLength={64} autoFocus />
        </Form.Item>
        <Form.Item name="name" label={t("databases.patientName")}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="sex" label={t("databases.sex")}>
          <Segmented
            options={[
              { value: "", label: t("databases.sexUnknown") },
              { value: "M", label: t("databases.male") },
              { value: "F", label: t("databases.female") },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="birth_date"
          label={t("databases.birth")}
          rules={[{ pattern: /^\d{4}-\d{2}-\d{2}$/, message: t("checkTrouble.date") }]}
        >
          <Input placeholder="1962-05-14" maxLength={10} style={{ width: 160 }} />
        </Form.Item>
        <Trouble problem={create.error} />
      </Form>
    </Modal>
  );
}
