import { FilterOutlined } from "@ant-design/icons";
import { Button, InputNumber, Popover, Select, Tag } from "antd";
import { useState } from "react";
import type { FeatureColumn } from "../../api/radiomics";
import { number } from "../../shared/format";
import { useWords } from "../../shared/useWords";
import { type Range, shortName } from "./columns";

/** The ranges that rows have to lie in, each to be taken away again, and a box for another. */
export function RangeFilter(props: { columns: FeatureColumn[]; ranges: Range[]; onChange: (ranges: Range[]) => void }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const blank: Range = { column: props.columns[0]?.name ?? "", low: null, high: null };
  const [kept, setDraft] = useState<Range>(blank);
  // a column that no longer stands in the table cannot be filtered by
  const draft = props.columns.some((one) => one.name === kept.column) ? kept : { ...kept, column: blank.column };
  const good = draft.column !== "" && (draft.low !== null || draft.high !== null || draft.missing);
  const add = () => {
    props.onChange([...props.ranges, draft]);
    setDraft(blank);
    setOpen(false);
  };
  return (
    <span className="row">
      <Popover
        trigger="click"
        open={open}
        onOpenChange={setOpen}
        content={
          <div className="row" role="group" aria-label={t("features.addRange")}>
            <Select
              showSearch
              style={{ width: 230 }}
              aria-label={t("features.rangeColumn")}
              value={draft.column || undefined}
              optionFilterProp="label"
              options={props.columns.map((one) => ({ value: one.name, label: shortName(one.name) }))}
              onChange={(column) => setDraft({ ...draft, column })}
            />
            <InputNumber
              aria-label={t("features.atLeast")}
              placeholder={t("features.atLeast")}
              value={draft.low}
              disabled={draft.missing === "only"}
              onChange={(low) => setDraft({ ...draft, low })}
            />
            <InputNumber
              aria-label={t("features.atMost")}
              placeholder={t("features.atMost")}
              value={draft.high}
              disabled={draft.missing === "only"}
              onChange={(high) => setDraft({ ...draft, high })}
              onPressEnter={() => good && add()}
            />
            <Select
              style={{ width: 120 }}
              aria-label={t("features.missingChoice")}
              value={draft.missing ?? ""}
              options={["", "none", "only"].map((value) => ({ value, label: t(`missingChoice.${value || "any"}`) }))}
              onChange={(value) => setDraft({ ...draft, missing: (value || undefined) as Range["missing"] })}
            />
            <Button type="primary" disabled={!good} onClick={add}>
              {t("features.add1")}
            </Button>
          </div>
        }
      >
        <Button icon={<FilterOutlined />}>{t("features.addRange")}</Button>
      </Popover>
      {props.ranges.map((range, at) => (
        <Tag
          key={JSON.stringify(range)}
          closable
          onClose={() => props.onChange(props.ranges.filter((_, other) => other !== at))}
          data-testid="range"
        >
          {shortName(range.column)} {range.low !== null && `≥ ${number(range.low, 5)}`}{" "}
          {range.high !== null && `≤ ${number(range.high, 5)}`} {range.missing && t(`missingChoice.${range.missing}`)}
        </Tag>
      ))}
    </span>
  );
}
