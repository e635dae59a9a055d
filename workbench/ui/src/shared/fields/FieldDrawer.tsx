import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Drawer, Input, Select, Space } from "antd";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { http, ifMatch, type Problem } from "../../api/http";
import { useWrite } from "../../api/queries";
import { DEIDENTS, type Dictionary, type Field } from "../../api/records";
import { VARIABLE_TYPES, type VariableType } from "../../api/types";
import { ExprInput } from "../forms/ExprInput";
import { saidOf, Trouble } from "../Trouble";
import { useWords } from "../useWords";
import {
  draftOf,
  EMPTY,
  type FieldDraft,
  faultsOf,
  hasOptions,
  hasPattern,
  hasRange,
  inputsOf,
  keyFrom,
  variableOf,
} from "./fieldDraft";
import "./fields.css";

type Props = {
  database: string;
  dictionary: Dictionary | undefined;
  fields: readonly Field[];
  /** The field to change; null for a new one; closed when undefined. */
  target: Field | null | undefined;
  /** What a new field begins with. */
  initial?: Partial<FieldDraft>;
  onClose: () => void;
  onSaved?: (key: string) => void;
  onRetire?: (field: Field) => void;
};

/** One field of the dictionary: made or changed, each part with its own check. */
export function FieldDrawer(props: Props) {
  const { t } = useWords();
  const open = props.target !== undefined;
  const title = props.target ? t("fields.edit") : t("fields.add");
  return (
    <Drawer open={open} size={560} title={title} onClose={props.onClose} destroyOnHidden>
      {props.target !== undefined && <Editor key={props.target?.key ?? ""} {...props} target={props.target} />}
    </Drawer>
  );
}

function Editor(props: Props & { target: Field | null }) {
  const { database, dictionary, fields, target, onClose, onRetire } = props;
  const { t, zh, word } = useWords();
  const [draft, setDraft] = useState<FieldDraft>(() => (target ? draftOf(target) : { ...EMPTY, ...props.initial }));
  const [ownKey, setOwnKey] = useState(target !== null);
  const [asked, setAsked] = useState(false);
  const taken = useMemo(
    () => new Set(fields.map((field) => field.key).filter((key) => key !== target?.key)),
    [fields, target],
  );
  const groups = useMemo(() => [...new Set(fields.map((field) => field.group ?? "").filter(Boolean))], [fields]);
  const save = useWrite(
    (next: FieldDraft) =>
      target
        ? http.put<Field>(
            `/databases/${database}/fields/${target.key}`,
            variableOf(next),
            ifMatch(dictionary?.etag ?? ""),
          )
        : http.post<Field>(`/databases/${database}/fields`, variableOf(next)),
    "fields",
    "dictionary",
    "databases",
  );
  /** What rules fill cannot change its shape: only how it is named and asked. */
  const fixed = target !== null && !target.own;
  const faults = faultsOf(draft, taken);
  const refused = save.error as Problem | null;
  const set = (part: Partial<FieldDraft>) => {
    if (refused) save.reset();
    setDraft((now) => ({ ...now, ...part }));
  };
  useEffect(() => {
    if (!ownKey) setDraft((now) => ({ ...now, key: keyFrom(now.name_en, taken) }));
  }, [draft.name_en, ownKey, taken]);
  const wrong = (part: keyof FieldDraft): string => {
    const said = (refused?.errors ?? []).filter((error) => error.field === part || error.field.endsWith(`.${part}`));
    if (said.length > 0) return said.map((error) => saidOf(error, zh)).join(" ");
    const fault = faults[part];
    const shown = asked || (part === "key" && fault === "key_taken") || part === "formula" || part === "pattern";
    return fault && shown && fault !== "formula" ? t(`fieldFault.${fault}`) : "";
  };
  const submit = () => {
    setAsked(true);
    if (Object.keys(faults).length > 0) return;
    save.mutate(draft, {
      onSuccess: () => {
        onClose();
        props.onSaved?.(draft.key);
      },
    });
  };
  const said = new Set(Object.keys(draft));
  const elsewhere = refused && !(refused.errors ?? []).some((error) => said.has(error.field.split(".").at(-1) ?? ""));
  return (
    <form
      className="field-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {target?.inherited ? (
        <p className="soft">{t("fields.fromParent")}</p>
      ) : (
        fixed && <p className="soft">{t("fields.fromRules")}</p>
      )}
      <div className="field-pair">
        <Part id="name_zh" title={t("fields.nameZh")} must wrong={wrong("name_zh")}>
          <Input
            id="field-name_zh"
            autoFocus
            maxLength={100}
            status={wrong("name_zh") ? "error" : undefined}
            value={draft.name_zh}
            onChange={(event) => set({ name_zh: event.target.value })}
          />
        </Part>
        <Part id="name_en" title={t("fields.nameEn")} wrong={wrong("name_en")}>
          <Input
            id="field-name_en"
            maxLength={100}
            value={draft.name_en}
            onChange={(event) => set({ name_en: event.target.value })}
          />
        </Part>
      </div>
      <div className="field-pair">
        <Part
          id="key"
          title={t("fields.key")}
          must
          wrong={wrong("key")}
          hint={target ? undefined : t("fields.keyHint")}
        >
          <Input
            id="field-key"
            className="mono"
            disabled={target !== null}
            maxLength={63}
            status={wrong("key") ? "error" : undefined}
            value={draft.key}
            onChange={(event) => {
              setOwnKey(true);
              set({ key: event.target.value });
            }}
          />
        </Part>
        <Part id="type" title={t("fields.type")} must wrong={wrong("type")}>
          <Select
            id="field-type"
            style={{ width: "100%" }}
            disabled={fixed}
            value={draft.type}
            onChange={(type: VariableType) => set({ type, input: "" })}
            options={VARIABLE_TYPES.map((type) => ({ value: type, label: word("variableType", type) }))}
          />
        </Part>
      </div>
      {hasRange(draft.type) && (
        <div className="field-triple">
          <Part id="unit" title={t("fields.unit")} wrong={wrong("unit")}>
            <Input
              id="field-unit"
              disabled={fixed}
              value={draft.unit}
              onChange={(e) => set({ unit: e.target.value })}
            />
          </Part>
          <Part id="least" title={t("fields.least")} wrong={wrong("least")}>
            <Input
              id="field-least"
              disabled={fixed}
              inputMode="decimal"
              value={draft.least}
              onChange={(e) => set({ least: e.target.value })}
            />
          </Part>
          <Part id="most" title={t("fields.most")} wrong={wrong("most")}>
            <Input
              id="field-most"
              disabled={fixed}
              inputMode="decimal"
              value={draft.most}
              onChange={(e) => set({ most: e.target.value })}
            />
          </Part>
        </div>
      )}
      {hasOptions(draft.type) && (
        <Part id="options" title={t("fields.options")} must wrong={wrong("options")} hint={t("fields.optionsHint")}>
          <Options fixed={fixed} options={draft.options} onChange={(options) => set({ options })} />
        </Part>
      )}
      {hasPattern(draft.type) && (
        <Part id="pattern" title={t("fields.pattern")} wrong={wrong("pattern")} hint={t("fields.patternHint")}>
          <Input
            id="field-pattern"
            className="mono"
            disabled={fixed}
            status={wrong("pattern") ? "error" : undefined}
            placeholder="[A-Z]\d{6}"
            value={draft.pattern}
            onChange={(event) => set({ pattern: event.target.value })}
          />
        </Part>
      )}
      <div className="field-pair">
        <Part id="input" title={t("fields.input")} wrong={wrong("input")}>
          <Select
            id="field-input"
            style={{ width: "100%" }}
            allowClear
            placeholder={word("inputKind", inputsOf(draft.type)[0])}
            value={draft.input || undefined}
            onChange={(input: string | undefined) => set({ input: input ?? "" })}
            options={inputsOf(draft.type).map((kind) => ({ value: kind, label: word("inputKind", kind) }))}
          />
        </Part>
        <Part id="deident" title={t("fields.deident")} wrong={wrong("deident")}>
          <Select
            id="field-deident"
            style={{ width: "100%" }}
            allowClear
            placeholder={t("fields.byType")}
            value={draft.deident || undefined}
            onChange={(deident: string | undefined) => set({ deident: deident ?? "" })}
            options={DEIDENTS.map((kind) => ({ value: kind, label: word("deident", kind) }))}
          />
        </Part>
      </div>
      <div className="field-pair">
        <Part id="group" title={t("fields.group")} wrong={wrong("group")}>
          <Input
            id="field-group"
            list="field-groups"
            maxLength={60}
            value={draft.group}
            onChange={(event) => set({ group: event.target.value })}
          />
          <datalist id="field-groups">
            {groups.map((group) => (
              <option key={group} value={group} />
            ))}
          </datalist>
        </Part>
        <div style={{ paddingTop: 26 }}>
          <Checkbox checked={draft.required} onChange={(event) => set({ required: event.target.checked })}>
            {t("fields.required")}
          </Checkbox>
        </div>
      </div>
      <Part id="help_zh" title={t("fields.help")} wrong={wrong("help_zh")}>
        <Input.TextArea
          id="field-help_zh"
          autoSize={{ minRows: 1, maxRows: 5 }}
          maxLength={500}
          value={draft.help_zh}
          onChange={(event) => set({ help_zh: event.target.value })}
        />
      </Part>
      {!fixed && (
        <Part id="formula" title={t("fields.formula")} wrong={wrong("formula")} hint={t("fields.formulaHint")}>
          <ExprInput
            label={t("fields.formula")}
            value={draft.formula}
            onChange={(formula) => set({ formula })}
            fields={fields}
            self={draft.key}
            placeholder="round((nodule_long_mm + nodule_short_mm) / 2, 1)"
          />
        </Part>
      )}
      {elsewhere && <Trouble problem={refused} />}
      <div className="row field-actions">
        <Button type="primary" htmlType="submit" loading={save.isPending} disabled={target?.inherited}>
          {t("common.save")}
        </Button>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <span className="shell-space" />
        {target && onRetire && !target.retired && !target.inherited && !fixed && (
          <Button danger type="text" icon={<DeleteOutlined />} onClick={() => onRetire(target)}>
            {t("fields.retire")}
          </Button>
        )}
      </div>
    </form>
  );
}

function Part(props: {
  id: string;
  title: string;
  must?: boolean;
  wrong?: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <div className="field-part">
      <label htmlFor={`field-${props.id}`}>
        {props.title}
        {props.must && (
          <span className="must" aria-hidden>
            {" *"}
          </span>
        )}
      </label>
      {props.children}
      {props.wrong ? (
        <div role="alert" className="field-said bad">
          {props.wrong}
        </div>
      ) : (
        props.hint && <div className="field-said soft">{props.hint}</div>
      )}
    </div>
  );
}

type Option = FieldDraft["options"][number];

function Options(props: { fixed: boolean; options: Option[]; onChange: (options: Option[]) => void }) {
  const { t } = useWords();
  const { options, onChange } = props;
  const change = (at: number, part: Partial<Option>) =>
    onChange(options.map((option, index) => (index === at ? { ...option, ...part } : option)));
  /** A list that is pasted becomes an option a line. */
  const paste = (at: number, text: string): boolean => {
    const lines = text.split(/[\r\n\u3001\uff1b;|]+/).map((line) => line.trim());
    if (lines.length < 2) return false;
    const made = lines.filter(Boolean).map((value) => ({ value, label: "" }));
    onChange([...options.slice(0, at), ...made, ...options.slice(at + 1)]);
    return true;
  };
  return (
    <div className="field-options">
      {options.map((option, index) => (
        <Space.Compact key={index} style={{ width: "100%" }}>
          <Input
            disabled={props.fixed}
            aria-label={t("fields.option", { at: index + 1 })}
            value={option.value}
            onPaste={(event) => {
              if (paste(index, event.clipboardData.getData("text"))) event.preventDefault();
            }}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <Input
            aria-label={t("fields.optionLabel", { at: index + 1 })}
            placeholder={t("fields.optionShown")}
            value={option.label}
            onChange={(event) => change(index, { label: event.target.value })}
          />
          <Button
            disabled={props.fixed}
            icon={<DeleteOutlined />}
            aria-label={t("fields.removeOption", { at: index + 1 })}
            onClick={() => onChange(options.filter((_, at) => at !== index))}
          />
        </Space.Compact>
      ))}
      {!props.fixed && (
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...options, { value: "", label: "" }])}>
          {t("fields.addOption")}
        </Button>
      )}
    </div>
  );
}
