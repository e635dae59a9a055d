import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Alert, App, Button, Checkbox, Input, Modal, Select } from "antd";
import { useState } from "react";
import { http } from "../../api/http";
import { type JobAnswer, useWrite } from "../../api/queries";
import type { BulkPlan } from "../../api/records";
import { FieldControl } from "../../shared/forms/FieldControl";
import { useFields } from "../../shared/forms/useFields";
import { inputOf, readInput, type Input as Typed } from "../../shared/inputs";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { DiffTable } from "./DiffTable";

type Change = { field: string; input: Typed; clear: boolean };
type Props = { database: string; cases: string[]; open: boolean; onClose: () => void; onDone: () => void };

/** One value for many cases: what would change is shown first, then it is done as a job with its reason. */
export function BulkEdit({ database, cases, open, onClose, onDone }: Props) {
  const { t, pick } = useWords();
  const { message } = App.useApp();
  const fields = useFields(open ? database : null);
  const [changes, setChanges] = useState<Change[]>([]);
  const [reason, setReason] = useState("");
  const offered = fields.live.filter((field) => !field.formula && !field.inherited);
  const body = (dry: boolean) => ({
    cases,
    changes: changes.map(({ field, input, clear }) => {
      const known = fields.byKey.get(field);
      const read = known && !clear ? readInput(known, input) : null;
      return { field, value: read?.ok ? read.value : null };
    }),
    dry,
    reason: reason.trim(),
  });
  const preview = useWrite(() => http.post<BulkPlan>(`/databases/${database}/bulk`, body(true)));
  const apply = useWrite(() => http.post<JobAnswer>(`/databases/${database}/bulk`, body(false)), "jobs");
  const edit = (next: Change[]) => {
    preview.reset();
    setChanges(next);
  };
  const ready =
    changes.length > 0 &&
    changes.every(({ field, input, clear }) => {
      const known = fields.byKey.get(field);
      return known && (clear || readInput(known, input).ok);
    });
  const close = () => {
    preview.reset();
    apply.reset();
    setChanges([]);
    setReason("");
    onClose();
  };
  const data = preview.data;
  return (
    <Modal
      open={open}
      width="min(860px, 94vw)"
      title={t("databases.bulkTitle", { count: cases.length })}
      onCancel={close}
      cancelText={t("common.cancel")}
      okText={data ? t("databases.bulkDo", { count: data.values }) : t("databases.bulkPreview")}
      okButtonProps={{
        disabled: data ? data.changed.length === 0 || !reason.trim() : !ready,
        loading: preview.isPending || apply.isPending,
      }}
      onOk={() => {
        if (!data) preview.mutate(undefined);
        else
          apply.mutate(undefined, {
            onSuccess: () => {
              void message.success(t("databases.bulkStarted"));
              close();
              onDone();
            },
          });
      }}
    >
      <Trouble problem={fields.error ?? preview.error ?? apply.error} />
      {changes.map((change, index) => {
        const field = fields.byKey.get(change.field);
        const set = (part: Partial<Change>) =>
          edit(changes.map((one, at) => (at === index ? { ...one, ...part } : one)));
        return (
          <div key={change.field || index} className="bulk-row">
            <Select
              showSearch={{ optionFilterProp: "label" }}
              aria-label={t("forms.field")}
              placeholder={t("forms.field")}
              value={change.field || undefined}
              options={offered
                .filter((one) => one.key === change.field || !changes.some((other) => other.field === one.key))
                .map((one) => ({ value: one.key, label: pick(one.name_zh, one.name_en) || one.key }))}
              onChange={(key: string) => {
                const next = fields.byKey.get(key);
                set({ field: key, input: next ? inputOf(next, null) : {}, clear: false });
              }}
            />
            <div>
              {field && !change.clear && (
                <FieldControl
                  id={`bulk-${field.key}`}
                  labelledBy={`bulk-${field.key}-label`}
                  field={field}
                  input={change.input}
                  onChange={(input) => set({ input })}
                />
              )}
              {field && (
                <span id={`bulk-${field.key}-label`} className="sr-only">
                  {pick(field.name_zh, field.name_en)}
                </span>
              )}
            </div>
            <Checkbox
              checked={change.clear}
              disabled={!field}
              onChange={(event) => set({ clear: event.target.checked })}
            >
              {t("databases.bulkClear")}
            </Checkbox>
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("forms.removeRow")}
              onClick={() => edit(changes.filter((_, at) => at !== index))}
            />
          </div>
        );
      })}
      <Button
        size="small"
        icon={<PlusOutlined />}
        disabled={changes.some((one) => !one.field)}
        onClick={() => edit([...changes, { field: "", input: {}, clear: false }])}
      >
        {t("databases.bulkAdd")}
      </Button>
      {data && (
        <div style={{ marginTop: 12 }}>
          <Alert
            type={data.changed.length > 0 ? "info" : "success"}
            showIcon
            title={t("databases.bulkSays", { cases: data.cases, touched: data.cases_changed, values: data.values })}
          />
          <Input
            style={{ margin: "8px 0" }}
            maxLength={500}
            aria-label={t("databases.reason")}
            placeholder={t("databases.reason")}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <DiffTable
            label={t("databases.bulkPreview")}
            csv="bulk"
            fields={fields.byKey}
            rows={data.changed.map((one) => ({
              key: `${one.case}${one.field}`,
              patient: one.patient,
              field: one.field,
              from: one.from,
              to: one.to,
            }))}
          />
        </div>
      )}
    </Modal>
  );
}
