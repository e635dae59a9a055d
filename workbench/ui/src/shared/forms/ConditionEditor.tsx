import { CodeOutlined, DeleteOutlined, PlusOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button, Input, Segmented, Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import type { Field } from "../../api/records";
import { choicesOf, inputOf, readInput } from "../inputs";
import { useWords } from "../useWords";
import { ExprInput } from "./ExprInput";
import { isExpr, readExpr } from "./logic";
import { opsOf, type Row, type RowOp, type Rows, toRows, toSource } from "./simple";

type Props = {
  value: string;
  onChange: (value: string) => void;
  fields: readonly Field[];
  label: string;
  refused?: { text: string; at: number | null } | null;
};

const NONE: Rows = { join: "all", rows: [] };

/** A condition: chosen from lists, or written as an expression when lists do not say it. */
export function ConditionEditor(props: Props) {
  const { t } = useWords();
  const { value } = props;
  const asRows = useMemo((): Rows | null => {
    if (!value.trim()) return NONE;
    const made = readExpr(value);
    return isExpr(made) ? toRows(made.tree) : null;
  }, [value]);
  const [mode, setMode] = useState<"rows" | "text">(asRows ? "rows" : "text");
  // rows that are not whole yet say nothing in the expression: they live here
  const [rows, setRows] = useState<Rows>(asRows ?? NONE);
  useEffect(() => {
    if (toSource(rows) !== value && asRows) setRows(asRows);
  }, [value]);
  const write = (next: Rows) => {
    setRows(next);
    props.onChange(toSource(next));
  };
  return (
    <div className="condition" role="group" aria-label={props.label}>
      {mode === "text" ? (
        <ExprInput
          value={value}
          onChange={props.onChange}
          fields={props.fields}
          label={props.label}
          placeholder={t("forms.exprHint")}
          refused={props.refused}
        />
      ) : (
        <>
          <RowsEditor rows={rows} fields={props.fields} onChange={write} />
          {props.refused && <div className="expr-trouble">{props.refused.text}</div>}
        </>
      )}
      <div className="condition-mode">
        <Button
          size="small"
          type="link"
          icon={mode === "rows" ? <CodeOutlined /> : <UnorderedListOutlined />}
          disabled={mode === "text" && asRows === null}
          title={mode === "text" && asRows === null ? t("forms.noRows") : undefined}
          onClick={() => {
            if (mode === "text" && asRows) setRows(asRows);
            setMode(mode === "rows" ? "text" : "rows");
          }}
        >
          {mode === "rows" ? t("forms.asText") : t("forms.asRows")}
        </Button>
      </div>
    </div>
  );
}

/** Rows of field, comparison and value, joined by one word. */
export function RowsEditor(props: { rows: Rows; fields: readonly Field[]; onChange: (rows: Rows) => void }) {
  const { t } = useWords();
  const { rows, onChange } = props;
  return (
    <div className="condition">
      {rows.rows.map((row, index) => (
        <RowEdit
          key={index}
          row={row}
          first={index === 0}
          join={rows.join}
          fields={props.fields}
          onJoin={(join) => onChange({ ...rows, join })}
          onChange={(next) => onChange({ ...rows, rows: rows.rows.map((one, at) => (at === index ? next : one)) })}
          onRemove={() => onChange({ ...rows, rows: rows.rows.filter((_, at) => at !== index) })}
        />
      ))}
      <div>
        <Button
          size="small"
          icon={<PlusOutlined />}
          onClick={() => onChange({ ...rows, rows: [...rows.rows, { field: "", op: "==", value: null }] })}
        >
          {rows.rows.length === 0 ? t("forms.addCondition") : t("forms.addRow")}
        </Button>
      </div>
    </div>
  );
}

type RowProps = {
  row: Row;
  first: boolean;
  join: Rows["join"];
  fields: readonly Field[];
  onJoin: (join: Rows["join"]) => void;
  onChange: (row: Row) => void;
  onRemove: () => void;
};

function RowEdit({ row, first, join, fields, onJoin, onChange, onRemove }: RowProps) {
  const { t, pick, word } = useWords();
  const field = fields.find((one) => one.key === row.field);
  const ops = opsOf(field);
  const asks = row.op !== "has" && row.op !== "missing";
  return (
    <div className="condition-row">
      {!first && (
        <Segmented
          size="small"
          value={join}
          onChange={onJoin}
          options={[
            { value: "all", label: t("exprSign.and") },
            { value: "any", label: t("exprSign.or") },
          ]}
        />
      )}
      <Select
        size="small"
        style={{ minWidth: 96, flex: "2 1 96px" }}
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t("forms.field")}
        placeholder={t("forms.field")}
        value={row.field || undefined}
        options={fields
          .filter((one) => !one.retired)
          .map((one) => ({ value: one.key, label: `${pick(one.name_zh, one.name_en)} ${one.key}` }))}
        labelRender={() => (field ? pick(field.name_zh, field.name_en) : row.field)}
        onChange={(key: string) => {
          const next = fields.find((one) => one.key === key);
          onChange({ field: key, op: opsOf(next)[0] ?? "==", value: next?.type === "bool" ? true : null });
        }}
      />
      <Select
        size="small"
        style={{ width: 84 }}
        aria-label={t("forms.op")}
        value={row.op}
        options={ops.map((op) => ({ value: op, label: word("rowOp", op) }))}
        onChange={(op: RowOp) => onChange({ ...row, op, value: op === "has" || op === "missing" ? null : row.value })}
      />
      {asks && <RowValue row={row} field={field} onChange={(value) => onChange({ ...row, value })} />}
      <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t("forms.removeRow")} onClick={onRemove} />
    </div>
  );
}

function RowValue(props: { row: Row; field: Field | undefined; onChange: (value: Row["value"]) => void }) {
  const { t } = useWords();
  const { row, field } = props;
  const [text, setText] = useState(row.value === null ? "" : String(row.value));
  useEffect(() => {
    setText((now) => (row.value === null ? now : String(row.value)));
  }, [row.value]);
  const choices = field ? choicesOf(field) : [];
  if (field && choices.length > 0) {
    return (
      <Select
        size="small"
        style={{ minWidth: 80, flex: "1 1 80px" }}
        aria-label={t("forms.value")}
        value={row.value === null ? undefined : String(row.value)}
        options={choices.map((choice) => ({
          value: choice,
          label:
            field.type === "bool"
              ? choice === "true"
                ? t("common.yes")
                : t("common.no")
              : field.option_labels?.[choice] || choice,
        }))}
        onChange={(choice: string) => props.onChange(field.type === "bool" ? choice === "true" : choice)}
      />
    );
  }
  const number = field && ["number", "integer", "count"].includes(field.type);
  // limits of a field do not bind what it is compared with
  const read = field
    ? readInput({ ...field, type: number ? "number" : field.type, range: null, pattern: null }, inputOf(field, text))
    : null;
  return (
    <Input
      size="small"
      style={{ minWidth: 70, flex: "1 1 70px" }}
      aria-label={t("forms.value")}
      status={text && read && !read.ok ? "error" : undefined}
      suffix={field?.unit ?? undefined}
      inputMode={number ? "decimal" : undefined}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        const next = field
          ? readInput(
              { ...field, type: number ? "number" : field.type, range: null, pattern: null },
              { text: event.target.value },
            )
          : null;
        props.onChange(next?.ok ? (next.value as string | number) : null);
      }}
    />
  );
}
