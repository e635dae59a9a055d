import { ArrowRightOutlined } from "@ant-design/icons";
import { Button, Empty, Skeleton, Tag } from "antd";
import { useEffect, useMemo, useState } from "react";
import { Link } from "react-router";
import { useGet } from "../../api/queries";
import type { ChangeExample, DryRun } from "../../api/rules";
import type { Report, Variable } from "../../api/types";
import { useWords } from "../../shared/useWords";
import { type ExampleFilter, examplesOf } from "./diffRows";
import { Highlighted, type Lit } from "./Highlighted";
import { sentenceAt } from "./sentence";
import { useShown } from "./useShown";

const STEP = 12;

/** Values before and after, each with the sentence it rests on. */
export function DiffExamples(props: {
  project: string;
  run: DryRun;
  filter: ExampleFilter;
  onFilter: (filter: ExampleFilter) => void;
}) {
  const { t, pick, word } = useWords();
  const { run, filter } = props;
  const [shown, setShown] = useState(STEP);
  const list = useMemo(() => examplesOf(run, filter), [run, filter]);
  const fields = useMemo(() => new Map(run.fields.map((field) => [field.key, field])), [run]);
  useEffect(() => setShown(STEP), [filter]);
  const field = filter.field ? fields.get(filter.field) : undefined;
  const name = (key: string) => {
    const one = fields.get(key);
    return one ? pick(one.name_zh, one.name_en) : key;
  };
  return (
    <section className="rule-examples" aria-label={t("rules.examples")}>
      <h2 className="panel-title">
        {t("rules.examples")}
        <span className="soft num" style={{ fontWeight: 400 }}>
          {list.length}
        </span>
        {(filter.field || filter.kind) && (
          <Tag closable onClose={() => props.onFilter({ field: null, kind: null })}>
            {[field && pick(field.name_zh, field.name_en), filter.kind && word("changeKind", filter.kind)]
              .filter(Boolean)
              .join(" · ")}
          </Tag>
        )}
      </h2>
      {list.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("rules.noExamples")} />}
      {list.slice(0, shown).map((one) => (
        <Example
          key={`${one.report}${one.field}`}
          one={one}
          project={props.project}
          name={name(one.field)}
          type={fields.get(one.field)?.type ?? "text"}
        />
      ))}
      {list.length > shown && (
        <Button block size="small" onClick={() => setShown(shown + STEP)}>
          {t("rules.moreExamples", { count: list.length - shown })}
        </Button>
      )}
    </section>
  );
}

function Example(props: { one: ChangeExample; project: string; name: string; type: Variable["type"] }) {
  const { t, word } = useWords();
  const value = useShown();
  const { one } = props;
  const report = useGet<Report>("report", `/reports/${one.report}`, {}, { staleTime: 300_000 });
  const text = report.data?.id === one.report ? report.data.text : null;
  const marks: Lit[] = [
    ...(one.before?.spans ?? []).map((span) => ({ start: span.start, end: span.end, className: "was" })),
    ...(one.after?.spans ?? []).map((span) => ({ start: span.start, end: span.end, className: "is" })),
  ];
  const sentences: { from: number; text: string }[] = [];
  if (text !== null) {
    for (const mark of marks) {
      const next = sentenceAt(text, mark.start, mark.end);
      if (!sentences.some((known) => known.from === next.from)) sentences.push(next);
    }
  }
  const kind = (got: typeof one.before) => ({ type: props.type, unit: got?.unit ?? null });
  return (
    <article className="change-card">
      <div className="row" style={{ gap: 6 }}>
        <b>{props.name}</b>
        <span className={`change-chip ${one.kind}`}>{word("changeKind", one.kind)}</span>
        <span className="shell-space" />
        <Link to={`/projects/${props.project}/reports/${one.report}`}>{one.patient || t("rules.openReport")}</Link>
      </div>
      <div className="row num" style={{ gap: 6 }}>
        <span className={one.before && one.before.state !== "not_mentioned" ? "value-was" : "soft"}>
          {value.value(kind(one.before), one.before)}
        </span>
        <ArrowRightOutlined className="soft" aria-label={t("rules.becomes")} />
        <span className={one.after && one.after.state !== "not_mentioned" ? "value-is" : "soft"}>
          {value.value(kind(one.after), one.after)}
        </span>
      </div>
      {report.isPending && <Skeleton.Input active size="small" block />}
      {sentences.map((sentence) => (
        <div key={sentence.from} className="change-sentence">
          <Highlighted text={sentence.text} marks={marks} offset={sentence.from} />
        </div>
      ))}
    </article>
  );
}
