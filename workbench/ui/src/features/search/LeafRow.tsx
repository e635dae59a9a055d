import { DeleteOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { isText, type Leaf, type LeafKind, turnInto } from "../../shared/criteria/criteria";
import { useWords } from "../../shared/useWords";
import { useBuilder } from "./builder";
import { CohortControl } from "./CohortControl";
import { FieldControl } from "./FieldControl";
import { IntervalControl, ReportsControl } from "./ReportsControl";
import { TextControl } from "./TextControl";

type Props = { leaf: Leaf; kinds: readonly LeafKind[]; onChange: (next: Leaf | null) => void };

/** One criterion: its colour, its kind, its controls, and how many cases it finds by itself. */
export function LeafRow({ leaf, kinds, onChange }: Props) {
  const { t } = useWords();
  const { info, variables } = useBuilder();
  const known = info(leaf.id);
  return (
    <div className={`leaf-row${known?.problem ? " bad" : ""}`} data-testid="leaf">
      <span
        className="leaf-no num"
        style={known ? { background: known.color } : undefined}
        title={known ? t("search.leafNo", { number: known.number }) : t("search.notAsked")}
      >
        {known?.number ?? "·"}
      </span>
      <Button
        size="small"
        danger={leaf.not}
        type={leaf.not ? "primary" : "text"}
        aria-pressed={leaf.not}
        title={t("search.notLeaf")}
        onClick={() => onChange({ ...leaf, not: !leaf.not })}
      >
        {t("search.not")}
      </Button>
      <Select
        size="small"
        className="leaf-kind"
        variant="filled"
        aria-label={t("search.kind")}
        popupMatchSelectWidth={false}
        value={leaf.type}
        onChange={(kind: LeafKind) => onChange(turnInto(leaf, kind, variables))}
        options={kinds.map((kind) => ({ value: kind, label: t(`leafKind.${kind}`) }))}
      />
      <div className="leaf-body">
        {isText(leaf) && <TextControl leaf={leaf} onChange={onChange} />}
        {leaf.type === "field" && <FieldControl leaf={leaf} onChange={onChange} />}
        {leaf.type === "reports" && <ReportsControl leaf={leaf} onChange={onChange} />}
        {leaf.type === "interval" && <IntervalControl leaf={leaf} onChange={onChange} />}
        {leaf.type === "cohort" && <CohortControl leaf={leaf} onChange={onChange} />}
        {known?.problem && (
          <div className="leaf-problem" role="alert">
            {known.problem}
          </div>
        )}
      </div>
      {known && known.count !== null && (
        <span className="leaf-count num" title={t("search.leafCountHint")}>
          {t("search.leafCount", { count: known.count })}
        </span>
      )}
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
