import { DatePicker, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import type { Variable } from "../../api/types";
import { type FieldLeaf, fieldLeaf, type Op, opsOf } from "../../shared/criteria/criteria";
import { useWords } from "../../shared/useWords";
import { useBuilder } from "./builder";

const STATES = ["asserted", "negated", "uncertain", "not_mentioned", "conflict"];
type Props = { leaf: FieldLeaf; onChange: (next: FieldLeaf) => void };

/** A value of the dictionary compared, with the control that fits its type. */
export function FieldControl({ leaf, onChange }: Props) {
  const { t, pick, word } = useWords();
  const { variables } = useBuilder();
  const variable = variables.find((one) => one.key === leaf.field);
  return (
    <div className="row">
      <Select
        size="small"
        className="leaf-field"
        popupMatchSelectWidth={320}
        showSearch={{
          filterOption: (typed, option) => String(option?.find ?? "").includes(typed.trim().toLowerCase()),
        }}
        value={leaf.field || undefined}
        status={leaf.field && !variable && variables.length > 0 ? "error" : undefined}
        placeholder={t("search.field")}
        aria-label={t("search.field")}
        onChange={(key) =>
          onChange({ ...fieldLeaf(variables.find((one) => one.key === key)), id: leaf.id, not: leaf.not })
        }
        options={variables.map((one) => ({
          value: one.key,
          label: pick(one.name_zh, one.name_en),
          find: `${one.name_zh} ${one.name_en} ${one.key}`.toLowerCase(),
        }))}
      />
      <Select
        size="small"
        style={{ minWidth: 92 }}
        popupMatchSelectWidth={false}
        value={leaf.op}
        aria-label={t("search.op")}
        onChange={(op: Op) => onChange({ ...leaf, op, value: keeps(leaf.op, op) ? leaf.value : null })}
        options={(variable ? opsOf(variable) : (["exists", "missing"] as Op[])).map((op) => ({
          value: op,
          label: word("op", op),
        }))}
      />
      <Value leaf={leaf} variable={variable} onChange={(value) => onChange({ ...leaf, value })} />
    </div>
  );
}

/** A value survives a change between comparisons that take the same shape. */
const keeps = (from: Op, to: Op): boolean => {
  const shape = (op: Op) =>
    op === "in" ? "list" : op === "state" ? "state" : op === "exists" || op === "missing" ? "none" : "one";
  return shape(from) === shape(to);
};

function Value({
  leaf,
  variable,
  onChange,
}: {
  leaf: FieldLeaf;
  variable: Variable | undefined;
  onChange: (value: unknown) => void;
}) {
  const { t, word } = useWords();
  const { onSubmit } = useBuilder();
  const label = t("search.value");
  const type = (variable?.type ?? "text") as string;
  const options = variable?.options ?? [];
  if (leaf.op === "exists" || leaf.op === "missing") return null;
  const choice = (choices: { value: string | boolean; label: string }[], many = false) => (
    <Select
      size="small"
      mode={many ? (choices.length > 0 ? "multiple" : "tags") : undefined}
      style={{ minWidth: many ? 180 : 100 }}
      popupMatchSelectWidth={false}
      aria-label={label}
      placeholder={label}
      value={(leaf.value ?? undefined) as never}
      onChange={(value) => onChange(value ?? null)}
      options={choices as never}
    />
  );
  if (leaf.op === "state") return choice(STATES.map((state) => ({ value: state, label: word("valueState", state) })));
  if (type === "bool")
    return choice([
      { value: true, label: t("common.yes") },
      { value: false, label: t("common.no") },
    ]);
  if (leaf.op === "in" || options.length > 0)
    return choice(
      options.map((option) => ({ value: option, label: option })),
      leaf.op === "in",
    );
  if (["number", "integer", "count"].includes(type)) {
    const [least, most] = variable?.range ?? [];
    return (
      <InputNumber
        size="small"
        style={{ width: 130 }}
        aria-label={label}
        placeholder={least !== undefined && most !== undefined ? `${least}–${most}` : label}
        value={leaf.value as number | null}
        onChange={onChange}
        onPressEnter={onSubmit}
        suffix={variable?.unit ?? undefined}
        precision={type === "number" ? undefined : 0}
      />
    );
  }
  if (type === "date" || type === "datetime") {
    const day = typeof leaf.value === "string" ? dayjs(leaf.value) : null;
    return (
      <DatePicker
        size="small"
        aria-label={label}
        value={day?.isValid() ? day : null}
        onChange={(next) => onChange(next ? next.format("YYYY-MM-DD") : null)}
      />
    );
  }
  return (
    <Input
      size="small"
      style={{ width: 160 }}
      aria-label={label}
      value={(leaf.value as string | null) ?? ""}
      onChange={(event) => onChange(event.target.value)}
      onPressEnter={onSubmit}
    />
  );
}
