import { Drawer, Select, Skeleton, Table } from "antd";
import { useState } from "react";
import type { Problem } from "../../api/http";
import { useGet } from "../../api/queries";
import type { Dictionary, DictionaryDiff } from "../../api/records";
import type { Variable } from "../../api/types";
import { time } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

type Props = {
  database: string;
  dictionary: Dictionary | undefined;
  problem: Problem | null;
  open: boolean;
  onClose: () => void;
};

/** The versions of a dictionary, and what changed between two of them in words. */
export function VersionsDrawer({ database, dictionary, problem, open, onClose }: Props) {
  const { t } = useWords();
  const versions = dictionary?.versions ?? [];
  const [a, setA] = useState<number>();
  const [b, setB] = useState<number>();
  const newest = dictionary?.version ?? 0;
  const to = b ?? newest;
  const from = a ?? Math.max(1, to - 1);
  const diff = useGet<DictionaryDiff>(
    "dictionary",
    open && newest > 0 && from !== to ? `/databases/${database}/dictionary/diff` : null,
    { a: from, b: to },
  );
  const choices = versions.map((one) => ({
    value: one.version,
    label: t("fields.version", { version: one.version }),
  }));
  return (
    <Drawer open={open} onClose={onClose} size={720} title={t("fields.versions")}>
      <Trouble problem={problem ?? diff.error} />
      <Table
        size="small"
        pagination={versions.length > 12 ? { pageSize: 12 } : false}
        rowKey="version"
        dataSource={versions}
        rowClassName={(row) => (row.version === to ? "at" : "")}
        onRow={(row) => ({
          onClick: () => {
            setB(row.version);
            setA(Math.max(1, row.version - 1));
          },
        })}
        className="clickable"
        columns={[
          { title: t("common.version"), dataIndex: "version", width: 70, className: "num" },
          { title: t("fields.at"), width: 140, render: (_, row) => <span className="num">{time(row.at)}</span> },
          { title: t("fields.by"), dataIndex: "by", width: 110 },
          {
            title: t("fields.change"),
            width: 150,
            render: (_, row) => (
              <span className="num">
                <span style={{ color: "#2f7d5b" }}>+{row.added}</span>{" "}
                <span style={{ color: "#b4641a" }}>~{row.changed}</span>{" "}
                <span style={{ color: "#b23b3b" }}>−{row.removed}</span>
              </span>
            ),
          },
          { title: t("fields.note"), dataIndex: "note" },
        ]}
      />
      {versions.length > 1 && (
        <section style={{ marginTop: 16 }}>
          <div className="row" style={{ marginBottom: 8 }}>
            <Select
              style={{ width: 120 }}
              aria-label={t("fields.from")}
              value={from}
              options={choices}
              onChange={setA}
            />
            <span className="soft">→</span>
            <Select style={{ width: 120 }} aria-label={t("fields.to")} value={to} options={choices} onChange={setB} />
          </div>
          {diff.isPending && from !== to ? <Skeleton active /> : diff.data && <Changes diff={diff.data} />}
        </section>
      )}
    </Drawer>
  );
}

function Changes({ diff }: { diff: DictionaryDiff }) {
  const { t, pick, word } = useWords();
  const said = (part: string, value: unknown): string => {
    if (value === null || value === undefined || value === "") return t("fields.nothing");
    if (typeof value === "boolean") return value ? t("common.yes") : t("common.no");
    if (part === "type") return word("variableType", String(value));
    if (part === "input") return word("inputKind", String(value));
    if (part === "deident") return word("deident", String(value));
    if (part === "range" && Array.isArray(value)) return value.join(" – ");
    if (Array.isArray(value)) return value.map(String).join(" / ");
    if (typeof value === "object") {
      return Object.entries(value)
        .map(([key, label]) => `${key} = ${label}`)
        .join("; ");
    }
    return String(value);
  };
  const line = (field: Variable) => (
    <li key={field.key}>
      <b>{pick(field.name_zh, field.name_en)}</b> <span className="mono soft">{field.key}</span>{" "}
      <span className="soft">{word("variableType", field.type)}</span>
    </li>
  );
  if (diff.added.length + diff.removed.length + diff.changed.length === 0) {
    return <p className="soft">{t("fields.same")}</p>;
  }
  return (
    <div data-testid="dictionary-diff">
      {diff.added.length > 0 && <h3 className="panel-title">{t("fields.wasAdded", { count: diff.added.length })}</h3>}
      <ul className="change-list added">{diff.added.map(line)}</ul>
      {diff.changed.length > 0 && (
        <h3 className="panel-title">{t("fields.wasChanged", { count: diff.changed.length })}</h3>
      )}
      <ul className="change-list changed">
        {diff.changed.map((one) => (
          <li key={one.key}>
            <b>{one.name_zh || one.key}</b> <span className="mono soft">{one.key}</span>
            {one.changes.map((change) => (
              <div key={change.part} style={{ paddingLeft: 18 }}>
                <span className="soft">{word("fieldPart", change.part)}: </span>
                <del>{said(change.part, change.from)}</del> → <ins>{said(change.part, change.to)}</ins>
              </div>
            ))}
          </li>
        ))}
      </ul>
      {diff.removed.length > 0 && (
        <h3 className="panel-title">{t("fields.wasRemoved", { count: diff.removed.length })}</h3>
      )}
      <ul className="change-list removed">{diff.removed.map(line)}</ul>
    </div>
  );
}
