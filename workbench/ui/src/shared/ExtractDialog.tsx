import { Form, Input, Modal, Select } from "antd";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { http } from "../api/http";
import { type JobAnswer, useList, useWrite } from "../api/queries";
import type { Roi } from "../api/types";
import { Trouble } from "./Trouble";
import { useWords } from "./useWords";

type Draft = { name: string; label?: string; settings?: string };

/** Starts a feature extraction over chosen ROIs or all with one label. */
export function ExtractDialog(props: { project: string; open: boolean; ids?: string[]; onClose: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [form] = Form.useForm<Draft>();
  const rois = useList<Roi>("rois", props.open ? `/projects/${props.project}/rois` : null, {}, 500);
  const labels = useMemo(() => {
    const counts = new Map<string, number>();
    for (const roi of rois.rows) counts.set(roi.label, (counts.get(roi.label) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]);
  }, [rois.rows]);
  const byIds = (props.ids?.length ?? 0) > 0;
  const start = useWrite(
    (draft: Draft) =>
      http.post<JobAnswer>(`/projects/${props.project}/feature-tables`, {
        name: draft.name,
        rois: byIds ? props.ids : [],
        label: byIds ? "" : (draft.label ?? ""),
        settings: draft.settings?.trim() ?? "",
      }),
    "jobs",
    "features",
  );
  return (
    <Modal
      open={props.open}
      title={t("features.add")}
      okText={t("features.start")}
      cancelText={t("common.cancel")}
      onOk={() => form.submit()}
      onCancel={props.onClose}
      confirmLoading={start.isPending}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={(draft: Draft) =>
          start.mutate(draft, {
            onSuccess: () => {
              form.resetFields();
              props.onClose();
              void navigate(`/projects/${props.project}/features`);
            },
          })
        }
      >
        {byIds ? (
          <p>{t("features.chosen", { count: props.ids?.length ?? 0 })}</p>
        ) : (
          <Form.Item name="label" label={t("features.label")} extra={t("features.labelHint")}>
            <Select
              allowClear
              showSearch
              loading={rois.isPending}
              placeholder={t("features.allLabels")}
              options={labels.map(([label, count]) => ({ value: label, label: `${label} (${count})` }))}
              onChange={(label?: string) => !form.isFieldTouched("name") && form.setFieldValue("name", label)}
            />
          </Form.Item>
        )}
        <Form.Item
          name="name"
          label={t("features.name")}
          rules={[{ required: true, whitespace: true, message: t("features.needName") }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="settings" label={t("features.settings")} extra={t("features.settingsHint")}>
          <Input.TextArea
            className="mono"
            rows={5}
            placeholder={"setting:\n  binWidth: 25\nimageType:\n  Original: {}"}
          />
        </Form.Item>
        <Trouble problem={start.error} />
      </Form>
    </Modal>
  );
}
