import { CalendarOutlined, ClearOutlined, ExportOutlined } from "@ant-design/icons";
import { Button, Calendar, Checkbox, Input, Popover, Radio, Select, Space } from "antd";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useState } from "react";
import type { Field, InputKind } from "../../api/records";
import { choicesOf, inputOf, readInput, type Input as Typed } from "../inputs";
import { useWords } from "../useWords";

/** The control a field is filled in with: what its dictionary says, else what suits its type. */
export function inputKind(field: Pick<Field, "type" | "input" | "options">): InputKind {
  const asked = field.input as InputKind | null | undefined;
  const few = field.options.length <= 6 && field.options.join("").length <= 32;
  switch (field.type) {
    case "bool":
      return asked === "select" || asked === "checkbox" ? asked : "radio";
    case "enum":
    case "ordinal":
      return asked === "select" || asked === "radio" ? asked : few ? "radio" : "select";
    case "multi":
      return asked === "select" || asked === "checkbox" ? asked : field.options.length <= 10 ? "checkbox" : "select";
    case "integer":
    case "number":
    case "count":
      return "number";
    case "date":
    case "datetime":
    case "file":
      return field.type;
    case "long_text":
      return asked === "text" ? "text" : "textarea";
    default:
      return asked === "textarea" ? "textarea" : "text";
  }
}

type Props = {
  id: string;
  field: Field;
  input: Typed;
  onChange: (input: Typed) => void;
  onBlur?: () => void;
  /** Ids of what describes the control: its help, its fault. */
  describedBy?: string;
  /** Id of the label, for controls that are groups. */
  labelledBy: string;
  wrong?: boolean;
  required?: boolean;
};

/** One field as it is filled in. What is typed stays as it was typed until the control is left. */
export function FieldControl(props: Props) {
  const { t } = useWords();
  const { field, input, id } = props;
  const kind = inputKind(field);
  const labelOf = (choice: string) =>
    field.type === "bool"
      ? choice === "true"
        ? t("common.yes")
        : t("common.no")
      : field.option_labels?.[choice] || choice;
  const options = choicesOf(field).map((choice) => ({ value: choice, label: labelOf(choice) }));
  const common = {
    "aria-describedby": props.describedBy,
    "aria-invalid": props.wrong || undefined,
    "aria-required": props.required || undefined,
  };
  const status = props.wrong ? ("error" as const) : undefined;
  /** On leaving, the text is written as it was understood. */
  const leave = () => {
    const read = readInput(field, input);
    if (read.ok && input.text !== undefined && field.type !== "count") {
      const next = inputOf(field, read.value);
      if (next.text !== input.text) props.onChange(next);
    }
    props.onBlur?.();
  };
  const clear = (shown: boolean) =>
    shown ? (
      <Button
        size="small"
        type="text"
        icon={<ClearOutlined />}
        aria-label={t("forms.clear")}
        title={t("forms.clear")}
        onClick={() => props.onChange(field.type === "multi" ? { choices: [] } : { choice: null })}
      />
    ) : null;

  if (kind === "radio") {
    return (
      <div className="row field-choices" role="radiogroup" aria-labelledby={props.labelledBy} {...common}>
        <Radio.Group
          id={id}
          name={id}
          options={options}
          value={input.choice ?? null}
          onChange={(event) => props.onChange({ choice: String(event.target.value) })}
        />
        {clear(Boolean(input.choice))}
      </div>
    );
  }
  if (kind === "checkbox" && field.type === "multi") {
    return (
      <div className="row field-choices" role="group" aria-labelledby={props.labelledBy} {...common}>
        <Checkbox.Group
          options={options}
          value={input.choices ?? []}
          onChange={(choices) => props.onChange({ choices: choices.map(String) })}
        />
        {clear((input.choices ?? []).length > 0)}
      </div>
    );
  }
  if (kind === "checkbox") {
    return (
      <div className="row field-choices" role="group" aria-labelledby={props.labelledBy}>
        <Checkbox
          id={id}
          checked={input.choice === "true"}
          indeterminate={!input.choice}
          onChange={(event) => props.onChange({ choice: event.target.checked ? "true" : "false" })}
        >
          {input.choice ? labelOf(input.choice) : t("forms.unanswered")}
        </Checkbox>
        {clear(Boolean(input.choice))}
      </div>
    );
  }
  if (kind === "select") {
    const many = field.type === "multi";
    return (
      <Select
        id={id}
        {...common}
        status={status}
        style={{ width: "100%" }}
        mode={many ? "multiple" : undefined}
        allowClear
        showSearch={options.length > 8 ? { optionFilterProp: "label" } : undefined}
        placeholder={t("forms.choose")}
        options={options}
        value={many ? (input.choices ?? []) : (input.choice ?? undefined)}
        onChange={(value: string | string[] | undefined) =>
          props.onChange(Array.isArray(value) ? { choices: value } : { choice: value ?? null })
        }
        onBlur={props.onBlur}
      />
    );
  }
  if (field.type === "count") {
    return (
      <Space.Compact style={{ width: "100%" }}>
        <Select
          style={{ width: 84 }}
          aria-label={t("checks.countKind")}
          value={input.several ? "many" : "exact"}
          options={[
            { value: "exact", label: t("checks.exact") },
            { value: "many", label: t("checks.several") },
          ]}
          onChange={(value) => props.onChange({ ...input, several: value === "many" })}
        />
        <Input
          id={id}
          {...common}
          status={status}
          inputMode="numeric"
          placeholder={input.several ? t("checks.least") : ""}
          value={input.text ?? ""}
          suffix={field.unit ?? undefined}
          onChange={(event) => props.onChange({ ...input, text: event.target.value })}
          onBlur={leave}
        />
        {input.several && (
          <Input
            aria-label={t("checks.most")}
            placeholder={t("checks.most")}
            inputMode="numeric"
            value={input.most ?? ""}
            onChange={(event) => props.onChange({ ...input, most: event.target.value })}
            onBlur={leave}
          />
        )}
      </Space.Compact>
    );
  }
  if (kind === "textarea") {
    return (
      <Input.TextArea
        id={id}
        {...common}
        status={status}
        autoSize={{ minRows: 2, maxRows: 10 }}
        maxLength={20_000}
        value={input.text ?? ""}
        onChange={(event) => props.onChange({ text: event.target.value })}
        onBlur={leave}
      />
    );
  }
  const link = kind === "file" && /^(https?:\/\/|\/api\/)/.test(input.text ?? "");
  return (
    <Input
      id={id}
      {...common}
      status={status}
      inputMode={kind === "number" ? "decimal" : undefined}
      maxLength={2_000}
      suffix={
        kind === "date" || kind === "datetime" ? (
          <DayButton text={input.text ?? ""} moment={kind === "datetime"} onPick={(text) => props.onChange({ text })} />
        ) : link ? (
          <a href={input.text} target="_blank" rel="noreferrer" aria-label={t("forms.openLink")}>
            <ExportOutlined />
          </a>
        ) : (
          (field.unit ?? undefined)
        )
      }
      placeholder={placeholder(kind)}
      value={input.text ?? ""}
      onChange={(event) => props.onChange({ text: event.target.value })}
      onBlur={leave}
    />
  );
}

function placeholder(kind: InputKind): string | undefined {
  if (kind === "date") return "2026-03-01";
  if (kind === "datetime") return "2026-03-01 08:30";
  return kind === "file" ? "https://…" : undefined;
}

/** A calendar beside a date that is otherwise typed: full-width digits and partial dates are typed, not picked. */
function DayButton(props: { text: string; moment: boolean; onPick: (text: string) => void }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const [day, clock] = props.text.split(/[ T]/);
  const held = dayjs(day);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <div style={{ width: 280 }}>
          <Calendar
            fullscreen={false}
            value={held.isValid() ? held : dayjs()}
            onSelect={(next, info) => {
              const text = next.format("YYYY-MM-DD");
              props.onPick(props.moment ? `${text} ${clock || "00:00"}` : text);
              if (info.source === "date") setOpen(false);
            }}
          />
        </div>
      }
    >
      <Button
        size="small"
        type="text"
        icon={<CalendarOutlined />}
        aria-label={t("forms.calendar")}
        style={{ height: 20, width: 20 }}
      />
    </Popover>
  );
}
