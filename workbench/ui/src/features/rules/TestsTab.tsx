import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import { Button, Empty, Table } from "antd";
import { useMemo, useState } from "react";
import type { RuleCheck, TestCase } from "../../api/rules";
import { type Column, DataTable } from "../../shared/DataTable";
import { Guide } from "../../shared/Guide";
import { useWords } from "../../shared/useWords";
import { palette } from "../../theme/tokens";
import { Highlighted, type Lit } from "./Highlighted";
import { useShown } from "./useShown";

/** The file's own tests: which hold, and what the others gave instead. */
export function TestsTab(props: { check: RuleCheck | null; behind: boolean; onJump: (line: number) => void }) {
  const { t, pick } = useWords();
  const { check } = props;
  const [chosen, setChosen] = useState<number | null>(null);
  const variables = useMemo(
    () => new Map(check?.ruleset?.variables.map((variable) => [variable.key, variable])),
    [check],
  );
  const cases = check?.tests?.cases ?? [];
  const nameOf = (key: string) => {
    const variable = variables.get(key);
    return variable ? pick(variable.name_zh, variable.name_en) : key;
  };
  const columns: Column<TestCase>[] = [
    {
      key: "state",
      title: t("rules.testState"),
      width: 90,
      choose: true,
      value: (row) => (row.passed ? t("rules.passed") : t("rules.failed")),
      render: (row) =>
        row.passed ? (
          <span>
            <CheckCircleFilled style={{ color: palette.good }} /> {t("rules.passed")}
          </span>
        ) : (
          <span style={{ color: palette.bad }}>
            <CloseCircleFilled /> {t("rules.failed")}
          </span>
        ),
    },
    { key: "line", title: t("rules.line"), width: 64, right: true, value: (row) => row.line },
    { key: "text", title: t("rules.testReport"), width: 380, value: (row) => row.text },
    {
      key: "fields",
      title: t("rules.failedFields"),
      width: 180,
      value: (row) => row.failures.map((failure) => nameOf(failure.field)).join(", "),
    },
  ];
  const shown = cases.find((one) => one.line === chosen) ?? cases.find((one) => !one.passed) ?? null;
  if (!check?.tests) {
    return <Guide title={t("rules.testsNot")} hint={t("rules.testsNotHint")} />;
  }
  return (
    <div className="rule-split">
      <div className="fill">
        <div className="row" style={{ paddingBottom: 8 }} role="status" data-testid="test-summary">
          <b style={{ color: check.tests.failed ? palette.bad : palette.good }}>
            {check.tests.failed
              ? t("rules.testsFailed", { failed: check.tests.failed, all: check.tests.failed + check.tests.passed })
              : t("rules.testsPassed", { count: check.tests.passed })}
          </b>
          {props.behind && <span className="soft">{t("rules.checking")}</span>}
        </div>
        <DataTable
          label={t("rules.tests")}
          columns={columns}
          rows={cases}
          id={(row) => String(row.line)}
          csv="rule-tests"
          onOpen={(row) => setChosen(row.line)}
        />
      </div>
      <aside className="panel rule-side" aria-label={t("rules.testDetail")}>
        {shown ? (
          <Detail key={shown.line} one={shown} variables={variables} nameOf={nameOf} onJump={props.onJump} />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("rules.testChoose")} />
        )}
      </aside>
    </div>
  );
}

type DetailProps = {
  one: TestCase;
  variables: Map<string, NonNullable<RuleCheck["ruleset"]>["variables"][number]>;
  nameOf: (key: string) => string;
  onJump: (line: number) => void;
};

function Detail({ one, variables, nameOf, onJump }: DetailProps) {
  const { t, pick } = useWords();
  const shown = useShown();
  const [lit, setLit] = useState<string | null>(null);
  const marks = one.failures.flatMap((failure): Lit[] =>
    (failure.got?.spans ?? []).map((span) => ({
      start: span.start,
      end: span.end,
      className: lit === failure.field ? "evidence on" : "evidence",
    })),
  );
  return (
    <>
      <h2 className="panel-title">
        {one.passed ? t("rules.passed") : t("rules.failed")}
        <span className="shell-space" />
        <Button size="small" type="primary" ghost onClick={() => onJump(one.line)}>
          {t("rules.toLine", { line: one.line })}
        </Button>
      </h2>
      <div className="report-text" style={{ marginBottom: 8 }}>
        <Highlighted text={one.text} marks={marks} />
      </div>
      {one.failures.length > 0 && (
        <Table
          size="small"
          pagination={false}
          rowKey="field"
          dataSource={one.failures}
          onRow={(row) => ({ onMouseEnter: () => setLit(row.field), onMouseLeave: () => setLit(null) })}
          columns={[
            { title: t("databases.variable"), render: (_, row) => <span title={row.field}>{nameOf(row.field)}</span> },
            { title: t("rules.expected"), render: (_, row) => shown.expected(variables.get(row.field), row.expected) },
            {
              title: t("rules.got"),
              render: (_, row) => (
                <b style={{ color: palette.bad }}>{shown.value(variables.get(row.field), row.got)}</b>
              ),
            },
          ]}
          expandable={{
            expandedRowKeys: one.failures.map((failure) => failure.field),
            showExpandColumn: false,
            expandedRowRender: (row) => <span className="soft">{pick(row.message_zh, row.message_en)}</span>,
          }}
        />
      )}
    </>
  );
}
