import { DeleteOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Select, Tag } from "antd";
import type { Variable } from "../../api/types";
import { useWords } from "../../shared/useWords";
import { fieldLeaf, type Leaf, type Op, opsOf } from "./criteria";

const STATES = ["asserted", "negated", "uncertain", "not_mentioned", "conflict"];

type Props = {
  leaf: Leaf;
  variables: Variable[];
  sections: string[];
  info: { color: string; count: number | null } | null;
  onChange: (next: Leaf | null) => void;
  onSubmit: () => void;
};

/** One criterion: words, a pattern, or a comparison of a field. */
export function LeafRow({ leaf, variables, sections, info, onChange, onSubmit }: Props) {
  const { t, pick, word } = useWords();
  const variable = leaf.type === "field" ? variables.find((one) => one.key === leaf.field) : undefined;
  return (
    <div className="row" data-testid="leaf">
      <span className="leaf-dot" style={{ background: info?.color ?? "#e3e8ea" }} aria-hidden="true" />
      <Button
        size="small"
        danger={leaf.not}
        type={leaf.not ? "primary" : "default"}
        aria-pressed={leaf.not}
        onClick={() => onChange({ ...leaf, not: !leaf.not })}
      >
        {t("search.not")}
      </Button>
      {leaf.type !== "field" ? (
        <>
          <span className="soft" style={{ width: 64 }}>
            {leaf.type === "text" ? t("search.contains") : t("search.matches")}
          </span>
          <Input
            style={{ width: 300 }}
            className={leaf.type === "regex" ? "mono" : undefined}
            value={leaf.text}
            maxLength={500}
            aria-label={leaf.type === "text" ? t("search.contains") : t("search.matches")}
            placeholder={leaf.type === "text" ? t("search.textHint") : t("search.regexHint")}
            onChange={(event) => onChange({ ...leaf, text: event.target.value })}
            onPressEnter={onSubmit}
          />
          <Select
            mode="multiple"
            style={{ minWidth: 150 }}
            placeholder={t("search.everywhere")}
            aria-label={t("search.sections")}
            value={leaf.sections}
            onChange={(next) => onChange({ ...leaf, sections: next })}
            options={sections.map((section) => ({ value: section, label: word("section", section) }))}
          />
        </>
      ) : (
        <>
          <Select
            style={{ width: 200 }}
            showSearch={{ optionFilterProp: "label" }}
            value={leaf.field || undefined}
            aria-label={t("search.field")}
            onChange={(key) =>
              onChange({ ...fieldLeaf(variables.find((one) => one.key === key)), id: leaf.id, not: leaf.not } as Leaf)
            }
            options={variables.map((one) => ({ value: one.key, label: pick(one.name_zh, one.name_en) }))}
          />
          <Select
            style={{ width: 120 }}
            value={leaf.op}
            aria-label={t("search.op")}
            onChange={(op: Op) => onChange({ ...leaf, op, value: keeps(leaf.op, op) ? leaf.value : null })}
            options={(variable ? opsOf(variable) : (["exists", "missing"] as Op[])).map((op) => ({
              value: op,
              label: word("op", op),
            }))}
          />
          <ValueInput
            leaf={leaf}
            variable={variable}
            onChange={(value) => onChange({ ...leaf, value })}
            onSubmit={onSubmit}
          />
        </>
      )}
      {info && info.count !== null && (
        <Tag className="num" style={{ background: info.color, borderColor: "transparent" }}>
          {t("search.leafCount", { count: info.count })}
        </Tag>
      )}
      <span className="shell-space" />
      <Button
        size="small"
        type="text"
        icon={<DeleteOutlined />}
        aria-label={t("search.remove")}
        onClick={() => onChange(null)}
      />
    </div>
  );
}

/** A value survives a change between comparisons that take the same shape. */
const keeps = (from: Op, to: Op): boolean => {
  const shape = (op: Op) =>
    op === "in" ? "list" : op === "state" ? "state" : op === "exists" || op === "missing" ? "none" : "one";
  return shape(from) === shape(to);
};

type ValueProps = {
  leaf: Leaf & { type: "field" };
  variable: Variable | undefined;
  onChange: (value: unknown) => void;
  onSubmit: () => void;
};

function ValueInput({ leaf, variable, onChange, onSubmit }: ValueProps) {
  const { t, word } = useWords();
  const label = t("search.value");
  if (leaf.op === "exists" || leaf.op === "missing") return null;
  if (leaf.op === "state") {
    return (
      <Select
        style={{ width: 130 }}
        aria-label={label}
        value={leaf.value as string | null}
        onChange={onChange}
        options={STATES.map((state) => ({ value: state, label: word("valueState", state) }))}
      />
    );
  }
  if (variable?.type === "bool") {
    return (
      <Select
        style={{ width: 90 }}
        aria-label={label}
        value={leaf.value as boolean | null}
        onChange={onChange}
        options={[
          { value: true, label: t("common.yes") },
          { value: false, label: t("common.no") },
        ]}
      />
    );
  }
  if (leaf.op === "in" || (variable?.options.length ?? 0) > 0) {
    return (
      <Select
        mode={leaf.op === "in" ? ((variable?.options.length ?? 0) > 0 ? "multiple" : "tags") : undefined}
        style={{ minWidth: 160 }}
        aria-label={label}
        value={leaf.value as string | string[] | null}
        onChange={onChange}
        options={variable?.options.map((option) => ({ value: option, label: option }))}
      />
    );
  }
  if (variable && ["number", "integer", "count"].includes(variable.type)) {
    return (
      <InputNumber
        style={{ width: 120 }}
        aria-label={label}
        value={leaf.value as number | null}
        onChange={onChange}
        onPressEnter={onSubmit}
        suffix={variable.unit ?? undefined}
        precision={variable.type === "number" ? undefined : 0}
      />
    );
  }
  return (
    <Input
      style={{ width: 160 }}
      aria-label={label}
      placeholder={variable?.type === "date" ? "2026-01-31" : undefined}
      value={(leaf.value as string | null) ?? ""}
      onChange={(event) => onChange(event.target.value)}
      onPressEnter={onSubmit}
    />
  );
}
