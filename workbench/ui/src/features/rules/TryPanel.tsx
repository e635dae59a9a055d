import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Tag } from "antd";
import { useMemo, useState } from "react";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { Highlighted, type Lit } from "./Highlighted";
import { Problems } from "./Problems";
import { useTry } from "./useCheck";
import { useShown } from "./useShown";

type Props = {
  project: string;
  source: string;
  text: string;
  onText: (text: string) => void;
  onJump: (line: number, column?: number) => void;
  onField: (key: string) => void;
  onTest: (text: string, values: Record<string, unknown>) => void;
};

/** A report pasted here is read with the rules as they stand; each value lights its words. */
export function TryPanel({ project, source, text, onText, onJump, onField, onTest }: Props) {
  const { t, pick, word } = useWords();
  const shown = useShown();
  const tried = useTry(project, source, text);
  const [all, setAll] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const empty = text.trim() === "";
  const data = empty ? undefined : tried.data;
  const rows = useMemo(() => {
    const byKey = new Map(data?.values.map((value) => [value.field, value]));
    return (data?.variables ?? []).map((variable) => ({ variable, value: byKey.get(variable.key) ?? null }));
  }, [data]);
  const stated = rows.filter((row) => row.value && row.value.state !== "not_mentioned");
  const list = all ? rows : stated;
  const marks = useMemo(
    (): Lit[] =>
      stated.flatMap(({ value }, index) =>
        (value?.spans ?? []).map((span) => ({
          start: span.start,
          end: span.end,
          className: value?.field === chosen ? "evidence on" : "evidence",
          index,
        })),
      ),
    [stated, chosen],
  );
  const errors = (data?.diagnostics ?? []).filter((one) => one.severity === "error");
  // a file that only lacks tests can be tried
  const broken = data !== undefined && data.variables.length === 0;
  const pin = () =>
    onTest(
      text.trim(),
      Object.fromEntries(
        stated.map(({ value }) => [
          value!.field,
          value!.state === "conflict"
            ? "conflict"
            : value!.state === "uncertain"
              ? { value: plain(value!.value), state: "uncertain" }
              : plain(value!.value),
        ]),
      ),
    );
  return (
    <section className="rule-try" aria-label={t("rules.try")}>
      <h2 className="panel-title" style={{ margin: 0 }}>
        {t("rules.try")}
        <span className="shell-space" />
        <Button size="small" icon={<PlusOutlined />} disabled={stated.length === 0} onClick={pin}>
          {t("rules.keepAsTest")}
        </Button>
      </h2>
      <Input.TextArea
        value={text}
        aria-label={t("rules.tryText")}
        placeholder={t("rules.tryHint")}
        autoSize={{ minRows: 4, maxRows: 8 }}
        onChange={(event) => onText(event.target.value)}
      />
      <Trouble problem={empty ? null : tried.error} retry={() => void tried.refetch()} />
      {broken && (
        <>
          <p className="soft">{t("rules.tryBroken")}</p>
          <Problems list={errors.slice(0, 3)} onJump={onJump} />
        </>
      )}
      {data && !broken && (
        <>
          <div className="report-text rule-tried" data-testid="tried-text">
            <Highlighted text={text} marks={marks} onPick={(index) => setChosen(stated[index]?.value?.field ?? null)} />
          </div>
          <div className="row" style={{ justifyContent: "space-between" }}>
            <span className="soft num">{t("rules.triedCount", { stated: stated.length, all: rows.length })}</span>
            <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>
              {t("rules.showBlank")}
            </Checkbox>
          </div>
          <div data-testid="tried-values">
            {list.map(({ variable, value }) => {
              const blank = !value || value.state === "not_mentioned";
              return (
                <button
                  type="button"
                  key={variable.key}
                  className={`value-row${chosen === variable.key ? " on" : ""}${blank ? " blank" : ""}`}
                  onMouseEnter={() => !blank && setChosen(variable.key)}
                  onFocus={() => !blank && setChosen(variable.key)}
                  onClick={() => onField(variable.key)}
                  title={t("rules.toField", { key: variable.key })}
                >
                  <span>{pick(variable.name_zh, variable.name_en)}</span>
                  <span className="num">{blank ? t("valueState.not_mentioned") : shown.bare(variable, value)}</span>
                  <span>
                    {value && !blank && value.state !== "asserted" && (
                      <Tag
                        color={value.state === "conflict" ? "red" : value.state === "uncertain" ? "gold" : undefined}
                      >
                        {word("valueState", value.state)}
                      </Tag>
                    )}
                  </span>
                </button>
              );
            })}
          </div>
        </>
      )}
    </section>
  );
}

/** A value as a test writes it: an exact count is its number. */
const plain = (value: unknown): unknown => {
  if (value && typeof value === "object" && !Array.isArray(value) && "kind" in value) {
    const count = value as { exact?: number | null };
    return typeof count.exact === "number" ? count.exact : "many";
  }
  return value;
};
