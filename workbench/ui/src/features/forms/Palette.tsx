import { CalculatorOutlined, HolderOutlined, PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input } from "antd";
import { useMemo, useState } from "react";
import type { Field } from "../../api/records";
import { rankOf } from "../../shared/forms/rank";
import { useWords } from "../../shared/useWords";

type Props = {
  fields: Field[];
  used: ReadonlySet<string>;
  onAdd: (field: string) => void;
  onDrag: (field: string | null) => void;
  onNew: (kind: "plain" | "calc") => void;
};

/** Only so many are drawn: among thousands of fields the box above finds the rest. */
const MOST = 150;

/** The fields of the dictionary, to be dragged or put into the form with Enter. */
export function Palette({ fields, used, onAdd, onDrag, onNew }: Props) {
  const { t, pick, word } = useWords();
  const [text, setText] = useState("");
  const [free, setFree] = useState(true);
  const found = useMemo(() => {
    const needle = text.trim().toLowerCase();
    const offered = free ? fields.filter((field) => !used.has(field.key)) : fields;
    if (!needle) return offered;
    return offered
      .map((field) => ({ field, rank: Math.min(rankOf(field, needle), field.group?.includes(text.trim()) ? 5 : 9) }))
      .filter((one) => one.rank < 9)
      .sort((a, b) => a.rank - b.rank)
      .map((one) => one.field);
  }, [fields, used, text, free]);
  return (
    <aside className="designer-palette panel" aria-label={t("forms.palette")}>
      <Input
        allowClear
        prefix={<SearchOutlined className="soft" />}
        placeholder={t("forms.findField")}
        aria-label={t("forms.findField")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Checkbox checked={free} onChange={(event) => setFree(event.target.checked)}>
        {t("forms.onlyFree")}
      </Checkbox>
      <ul>
        {found.slice(0, MOST).map((field) => (
          <li key={field.key}>
            <button
              type="button"
              draggable
              className={used.has(field.key) ? "used" : undefined}
              title={`${field.key} · ${word("variableType", field.type)} · ${t("forms.paletteHint")}`}
              data-field={field.key}
              onClick={() => onAdd(field.key)}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = "move";
                event.dataTransfer.setData("text/plain", field.key);
                onDrag(field.key);
              }}
              onDragEnd={() => onDrag(null)}
            >
              {field.formula ? <CalculatorOutlined className="soft" /> : <HolderOutlined className="soft" />}
              <span className="name">{pick(field.name_zh, field.name_en)}</span>
              <span className="soft kind">{word("variableType", field.type)}</span>
            </button>
          </li>
        ))}
        {found.length === 0 && <li className="soft none">{text ? t("forms.noField") : t("forms.allUsed")}</li>}
        {found.length > MOST && <li className="soft none">{t("forms.moreFields", { count: found.length - MOST })}</li>}
      </ul>
      <div className="row">
        <Button size="small" icon={<PlusOutlined />} onClick={() => onNew("plain")}>
          {t("forms.newField")}
        </Button>
        <Button size="small" icon={<CalculatorOutlined />} onClick={() => onNew("calc")}>
          {t("forms.newCalc")}
        </Button>
      </div>
    </aside>
  );
}
