import { CheckCircleFilled, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox, Form, Input, Modal, Segmented, Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useWords } from "../../shared/useWords";
import { palette } from "../../theme/tokens";
import type { Outline } from "./outline";
import { Problems } from "./Problems";
import {
  FIELD_KINDS,
  type FieldForm,
  gradeText,
  hasConcept,
  hasOptions,
  insert,
  suggest,
  systems,
  write,
} from "./skeleton";
import { useCheck } from "./useCheck";

type Props = {
  project: string;
  source: string;
  file: Outline;
  open: boolean;
  onClose: () => void;
  onInsert: (source: string, line: number) => void;
};

/** Writes a variable with its tests from a form; the whole file is checked with it before it goes in. */
export function InsertDialog({ project, source, file, open, onClose, onInsert }: Props) {
  const { t, word } = useWords();
  const [form, setForm] = useState<FieldForm>(() => suggest("finding", file));
  useEffect(() => {
    if (open) setForm(suggest("finding", file));
  }, [open]);
  const parts = useMemo(() => write(form, file), [form, file]);
  const next = useMemo(() => insert(source, parts), [source, parts]);
  const { check, behind } = useCheck(project, open ? next.source : "", open);
  const change = (part: Partial<FieldForm>) => setForm({ ...form, ...part });
  const keyOk = /^[a-z][a-z0-9_]*$/.test(form.key);
  const taken = file.fields.some((field) => field.key === form.key);
  const mine = check?.tests?.cases.filter(
    (one) => !one.passed && one.failures.some((failure) => failure.field === form.key),
  );
  const errors = check?.diagnostics.filter((one) => one.severity === "error") ?? [];
  const good = !behind && check !== null && errors.length === 0 && !mine?.length;
  const known = file.concepts.map((concept) => concept.name);

  return (
    <Modal
      open={open}
      width={1040}
      style={{ top: 32 }}
      title={t("rules.addField")}
      okText={t("rules.insert")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !keyOk || taken }}
      onCancel={onClose}
      onOk={() => {
        onInsert(next.source, next.line);
        onClose();
      }}
    >
      <div className="rule-insert">
        <Form layout="vertical" size="small" component="div">
          <Form.Item label={t("rules.fieldKind")} style={{ marginBottom: 8 }}>
            <Segmented
              size="small"
              className="wrap"
              aria-label={t("rules.fieldKind")}
              value={form.kind}
              onChange={(kind) => setForm(suggest(kind, file))}
              options={FIELD_KINDS.map((kind) => ({ value: kind, label: word("fieldKind", kind) }))}
            />
            <div className="soft" style={{ marginTop: 4 }}>
              {word("fieldKindHint", form.kind)}
            </div>
          </Form.Item>
          <div className="grid2">
            <Form.Item
              label={t("rules.key")}
              validateStatus={keyOk && !taken ? undefined : "error"}
              help={taken ? t("rules.keyTaken") : keyOk ? undefined : t("rules.keyRule")}
            >
              <Input className="mono" value={form.key} onChange={(event) => change({ key: event.target.value })} />
            </Form.Item>
            <Form.Item label={t("rules.nameZh")}>
              <Input value={form.zh} onChange={(event) => change({ zh: event.target.value })} />
            </Form.Item>
            <Form.Item label={t("rules.nameEn")}>
              <Input value={form.en} onChange={(event) => change({ en: event.target.value })} />
            </Form.Item>
            {hasConcept(form.kind) && (
              <Form.Item label={t("rules.concept")}>
                <Select
                  showSearch
                  mode="tags"
                  maxCount={1}
                  value={form.concept ? [form.concept] : []}
                  onChange={(names: string[]) => {
                    const name = names.at(-1) ?? "";
                    if (known.includes(name)) setForm(suggest(form.kind, file, name));
                    else change({ concept: name });
                  }}
                  options={known.map((name) => ({ value: name, label: name }))}
                />
              </Form.Item>
            )}
            {hasConcept(form.kind) && !known.includes(form.concept) && (
              <Form.Item label={t("rules.conceptWords")}>
                <Select mode="tags" open={false} value={form.words} onChange={(words: string[]) => change({ words })} />
              </Form.Item>
            )}
            {hasConcept(form.kind) && form.kind !== "place" && (
              <Form.Item label={t("rules.place")}>
                <Input
                  allowClear
                  value={form.place}
                  placeholder={t("rules.anywhere")}
                  onChange={(event) => change({ place: event.target.value })}
                />
              </Form.Item>
            )}
            {(form.kind === "size" || form.kind === "pattern") && (
              <Form.Item label={t("rules.unit")}>
                <Input value={form.unit} onChange={(event) => change({ unit: event.target.value })} />
              </Form.Item>
            )}
            {form.kind === "grade" && (
              <Form.Item label={t("rules.system")}>
                <Select
                  value={form.system}
                  options={systems.map((system) => ({ value: system, label: system }))}
                  onChange={(system) => {
                    const { text, option } = gradeText(system);
                    change({ system, positive: text, expected: option });
                  }}
                />
              </Form.Item>
            )}
          </div>
          {hasOptions(form.kind) && (
            <Form.Item label={t("rules.options")}>
              {form.options.map((option, index) => (
                <div key={index} className="row" style={{ flexWrap: "nowrap", marginBottom: 4 }}>
                  <Input
                    style={{ width: 120 }}
                    aria-label={t("rules.option")}
                    value={option.option}
                    onChange={(event) =>
                      change({ options: put(form.options, index, { ...option, option: event.target.value }) })
                    }
                  />
                  <Select
                    mode="tags"
                    open={false}
                    style={{ flex: 1 }}
                    aria-label={t("rules.optionWords")}
                    value={option.words}
                    onChange={(words: string[]) => change({ options: put(form.options, index, { ...option, words }) })}
                  />
                  <Button
                    size="small"
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t("rules.removeRow")}
                    onClick={() => change({ options: form.options.filter((_, at) => at !== index) })}
                  />
                </div>
              ))}
              <div className="row">
                <Button
                  size="small"
                  icon={<PlusOutlined />}
                  onClick={() => change({ options: [...form.options, { option: "", words: [] }] })}
                >
                  {t("rules.addRow")}
                </Button>
                <Checkbox checked={form.multi} onChange={(event) => change({ multi: event.target.checked })}>
                  {t("rules.multi")}
                </Checkbox>
              </div>
            </Form.Item>
          )}
          {form.kind === "pattern" && (
            <Form.Item label={t("rules.pattern")}>
              <Input
                className="mono"
                value={form.pattern}
                onChange={(event) => change({ pattern: event.target.value })}
              />
            </Form.Item>
          )}
          {form.kind === "derive" && (
            <Form.Item label={t("rules.expression")}>
              <Input
                className="mono"
                value={form.expression}
                onChange={(event) => change({ expression: event.target.value })}
              />
            </Form.Item>
          )}
          {form.kind === "table" && (
            <Form.Item label={t("rules.tableRows")}>
              {form.rows.map((row, index) => (
                <div key={index} className="row" style={{ flexWrap: "nowrap", marginBottom: 4 }}>
                  <Input
                    className="mono"
                    aria-label={t("rules.when")}
                    value={row.when}
                    onChange={(event) => change({ rows: put(form.rows, index, { ...row, when: event.target.value }) })}
                  />
                  <Input
                    style={{ width: 120 }}
                    aria-label={t("rules.then")}
                    value={row.result}
                    onChange={(event) =>
                      change({ rows: put(form.rows, index, { ...row, result: event.target.value }) })
                    }
                  />
                  <Button
                    size="small"
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t("rules.removeRow")}
                    onClick={() => change({ rows: form.rows.filter((_, at) => at !== index) })}
                  />
                </div>
              ))}
              <Button
                size="small"
                icon={<PlusOutlined />}
                onClick={() => change({ rows: [...form.rows, { when: "", result: "" }] })}
              >
                {t("rules.addRow")}
              </Button>
            </Form.Item>
          )}
          <Form.Item label={t("rules.positive")}>
            <div className="row" style={{ flexWrap: "nowrap" }}>
              <Input
                value={form.positive}
                aria-label={t("rules.positive")}
                onChange={(event) => change({ positive: event.target.value })}
              />
              <span aria-hidden="true">=</span>
              <Input
                style={{ width: 110, flex: "none" }}
                aria-label={t("rules.expected")}
                value={form.expected}
                onChange={(event) => change({ expected: event.target.value })}
              />
            </div>
          </Form.Item>
          <Form.Item label={t("rules.negative")}>
            <Input value={form.negative} onChange={(event) => change({ negative: event.target.value })} />
          </Form.Item>
        </Form>
        <div>
          <h3 className="panel-title">{t("rules.preview")}</h3>
          <pre className="rule-preview" data-testid="field-preview">
            {[parts.dict && `dict:\n${parts.dict}`, `fields:\n${parts.field}`, `tests:\n${parts.tests}`]
              .filter(Boolean)
              .join("\n")}
          </pre>
          <div aria-live="polite">
            {behind && <p className="soft">{t("rules.checking")}</p>}
            {good && (
              <p>
                <CheckCircleFilled style={{ color: palette.good }} /> {t("rules.fieldGood")}
              </p>
            )}
            {!behind && errors.length > 0 && <Problems list={errors.slice(0, 4)} />}
            {!behind &&
              mine?.map((one) => (
                <Alert
                  key={one.line}
                  type="warning"
                  style={{ marginBottom: 4 }}
                  title={one.text}
                  description={one.failures.map((failure) => (
                    <div key={failure.field}>
                      <Message zh={failure.message_zh} en={failure.message_en} />
                    </div>
                  ))}
                />
              ))}
          </div>
        </div>
      </div>
    </Modal>
  );
}

function Message({ zh, en }: { zh: string; en: string }) {
  const { pick } = useWords();
  return <>{pick(zh, en)}</>;
}

const put = <V,>(list: V[], at: number, value: V): V[] => list.map((one, index) => (index === at ? value : one));
