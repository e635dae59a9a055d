import { CheckSquareOutlined } from "@ant-design/icons";
import { Empty, Segmented, Tag } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import type { ReportValue } from "../../api/types";
import { percent } from "../../shared/format";
import { WhyButton } from "../../shared/LineageDrawer";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import { isStated } from "../../shared/values";

type Props = {
  project: string;
  report: string;
  values: ReportValue[];
  lit: number | null;
  onHover: (value: number | null) => void;
  onSelect: (value: number) => void;
};

const STATE_COLOR: Record<string, string> = { negated: "default", uncertain: "gold", conflict: "red" };

/** What the rules read from the text, by database; each row leads to its words. */
export function ReportValues({ project, report, values, lit, onHover, onSelect }: Props) {
  const { t, pick, word } = useWords();
  const valueText = useValueText();
  const [all, setAll] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const databases = [...new Map(values.map((value) => [value.database, value.database_name])).entries()];
  useEffect(() => {
    if (lit !== null) box.current?.querySelector(".value-row.on")?.scrollIntoView({ block: "nearest" });
  }, [lit]);
  if (values.length === 0) return <Empty description={t("reports.noValues")} image={Empty.PRESENTED_IMAGE_SIMPLE} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: leaving the list with the mouse only ends the preview
    <div ref={box} onMouseLeave={() => onHover(null)} data-testid="report-values">
      <Segmented
        size="small"
        value={all ? "all" : "stated"}
        onChange={(next) => setAll(next === "all")}
        options={[
          {
            value: "stated",
            label: t("reports.stated", { count: values.filter((value) => isStated(value.value.state)).length }),
          },
          { value: "all", label: t("reports.allValues", { count: values.length }) },
        ]}
      />
      {databases.map(([id, name]) => (
        <section key={id} style={{ marginTop: 8 }}>
          <div className="soft" style={{ padding: "2px 8px" }}>
            {name} ·{" "}
            <Link to={`/projects/${project}/databases/${id}/checks/${report}`}>
              <CheckSquareOutlined /> {t("checks.title")}
            </Link>
          </div>
          {values.map((value, index) => {
            if (value.database !== id || (!all && !isStated(value.value.state))) return null;
            const stated = isStated(value.value.state);
            const key = value.value.field;
            const title = pick(value.variable?.name_zh, value.variable?.name_en) || key;
            const shape = value.variable ?? { type: "text" as const, unit: value.value.unit };
            return (
              <div key={`${id}${key}`} style={{ display: "flex", alignItems: "center" }}>
                <button
                  type="button"
                  className={`value-row${lit === index ? " on" : ""}${stated ? "" : " blank"}`}
                  data-key={key}
                  data-words={value.value.spans.length}
                  aria-pressed={lit === index}
                  onMouseEnter={() => stated && onHover(index)}
                  onFocus={() => stated && onHover(index)}
                  onClick={() => stated && onSelect(index)}
                  title={`${key} · ${value.value.rule} · ${percent(value.value.confidence, 0)}`}
                >
                  <span className="soft">{title}</span>
                  <span className="num">
                    {stated ? (
                      <b>{valueText(shape, value.value.value) || word("valueState", value.value.state)}</b>
                    ) : (
                      t("valueState.not_mentioned")
                    )}
                  </span>
                  <span>
                    {STATE_COLOR[value.value.state] && (
                      <Tag color={STATE_COLOR[value.value.state]}>{word("valueState", value.value.state)}</Tag>
                    )}
                    {value.origin !== "nlp" && <Tag>{word("origin", value.origin)}</Tag>}
                  </span>
                </button>
                {stated && <WhyButton kind="case" id={value.case_id} title={title} />}
              </div>
            );
          })}
        </section>
      ))}
    </div>
  );
}
