import { Input } from "antd";
import { useState } from "react";
import { useWords } from "../../shared/useWords";
import type { Outline } from "./outline";

/** The variables of the file; a click leads to their line. The one the cursor is in is marked. */
export function OutlinePanel(props: {
  file: Outline;
  line: number;
  bad: Set<number>;
  failing: Set<string>;
  onJump: (line: number) => void;
}) {
  const { t, pick, word } = useWords();
  const [needle, setNeedle] = useState("");
  const { file } = props;
  const low = needle.trim().toLowerCase();
  const fields = file.fields.filter(
    (field) => !low || [field.key, field.zh, field.en].some((text) => text.toLowerCase().includes(low)),
  );
  const heads = (["ruleset", "dict", "fields", "tests"] as const).filter((head) => file.heads[head]);
  const sizes: Record<string, number> = {
    dict: file.concepts.length,
    fields: file.fields.length,
    tests: file.tests.length,
  };
  return (
    <nav className="rule-outline" aria-label={t("rules.outline")}>
      <div className="row" style={{ gap: 4 }}>
        {heads.map((head) => (
          <button key={head} type="button" className="chip" onClick={() => props.onJump(file.heads[head] ?? 1)}>
            {word("ruleHead", head)} {sizes[head] ?? ""}
          </button>
        ))}
      </div>
      <Input
        size="small"
        allowClear
        value={needle}
        placeholder={t("rules.findField")}
        aria-label={t("rules.findField")}
        onChange={(event) => setNeedle(event.target.value)}
      />
      <ul>
        {fields.map((field) => {
          const wrong = [...props.bad].some((line) => line >= field.line && line <= field.end);
          return (
            <li key={`${field.key}${field.line}`}>
              <button
                type="button"
                className={props.line >= field.line && props.line <= field.end ? "on" : undefined}
                aria-current={props.line >= field.line && props.line <= field.end ? "location" : undefined}
                title={`${field.key} · ${word("variableType", field.type)}`}
                onClick={() => props.onJump(field.line)}
              >
                <span className="name">{pick(field.zh, field.en) || field.key}</span>
                {wrong ? (
                  <span className="dot bad" title={t("rules.error")} />
                ) : props.failing.has(field.key) ? (
                  <span className="dot unsure" title={t("rules.testFails")} />
                ) : (
                  <span className="soft type">{word("variableType", field.type)}</span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      {fields.length === 0 && <p className="soft">{t("rules.noFieldHere")}</p>}
    </nav>
  );
}
