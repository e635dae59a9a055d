import { DownloadOutlined, EyeOutlined } from "@ant-design/icons";
import { Button, Drawer, Select, Skeleton } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { url } from "../../api/http";
import { useGet } from "../../api/queries";
import type { RuleSetView, Version, VersionView } from "../../api/rules";
import { type Column, DataTable } from "../../shared/DataTable";
import { time } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { DiffView } from "./DiffView";
import { UseDialog } from "./UseDialog";

const RuleEditor = lazy(() => import("./RuleEditor"));
const DRAFT = "draft";

/** Published versions: read, fetch, compare, put to use. */
export function VersionsTab(props: { project: string; view: RuleSetView; source: string; onPublish: () => void }) {
  const { t } = useWords();
  const { view } = props;
  const [seen, setSeen] = useState<Version | null>(null);
  const [used, setUsed] = useState<Version | null>(null);
  const [comparing, setComparing] = useState(false);
  const [left, setLeft] = useState<string>();
  const [right, setRight] = useState<string>(DRAFT);
  const columns = useMemo(
    (): Column<Version>[] => [
      { key: "version", title: t("common.version"), width: 90, value: (row) => row.version },
      { key: "at", title: t("rules.publishedAt"), width: 140, value: (row) => time(row.at) },
      { key: "by", title: t("rules.by"), width: 110, choose: true, value: (row) => row.by },
      { key: "note", title: t("rules.note"), width: 210, value: (row) => row.note },
      { key: "fields", title: t("databases.variables"), width: 80, right: true, value: (row) => row.fields },
      { key: "tests", title: t("rules.tests"), width: 80, right: true, value: (row) => row.tests },
      {
        key: "hash",
        title: "SHA-256",
        width: 120,
        value: (row) => row.hash,
        render: (row) => (
          <span className="mono soft" title={row.hash}>
            {row.hash.slice(0, 12)}
          </span>
        ),
      },
      {
        key: "actions",
        title: t("rules.actions"),
        width: 240,
        plain: true,
        value: () => null,
        render: (row) => (
          <span className="row" style={{ gap: 4, flexWrap: "nowrap" }}>
            <Button size="small" icon={<EyeOutlined />} onClick={() => setSeen(row)}>
              {t("rules.view")}
            </Button>
            <Button
              size="small"
              icon={<DownloadOutlined />}
              href={url(`/ruleset-versions/${row.id}/source`)}
              download
              aria-label={`${t("rules.download")} ${row.version}`}
              title={t("rules.download")}
            />
            <Button size="small" type="primary" ghost onClick={() => setUsed(row)}>
              {t("rules.use")}
            </Button>
          </span>
        ),
      },
    ],
    [t],
  );
  const choices = [
    { value: DRAFT, label: t("rules.draft") },
    ...view.versions.map((version) => ({ value: version.id, label: version.version })),
  ];
  const from = left ?? view.versions[0]?.id;
  return (
    <div className="fill">
      <DataTable
        label={t("rules.versions")}
        columns={columns}
        rows={view.versions}
        id={(row) => row.id}
        csv={`${view.key}-versions`}
        tools={
          <span className="row">
            <Select
              style={{ width: 110 }}
              value={from}
              options={choices}
              onChange={setLeft}
              aria-label={t("rules.compareFrom")}
            />
            <span className="soft">{t("rules.compareWith")}</span>
            <Select
              style={{ width: 110 }}
              value={right}
              options={choices}
              onChange={setRight}
              aria-label={t("rules.compareWith")}
            />
            <Button disabled={!from || from === right} onClick={() => setComparing(true)}>
              {t("rules.compare")}
            </Button>
          </span>
        }
        empty={
          <Guide
            title={t("rules.noVersion")}
            hint={t("rules.noVersionHint")}
            action={
              <Button type="primary" onClick={props.onPublish}>
                {t("rules.publish")}
              </Button>
            }
          />
        }
      />
      <Drawer
        open={seen !== null}
        size={760}
        title={seen ? `${view.key} ${seen.version}` : ""}
        onClose={() => setSeen(null)}
        styles={{ body: { padding: 0 } }}
        destroyOnHidden
      >
        {seen && <Source id={seen.id} label={`${view.key} ${seen.version}`} />}
      </Drawer>
      <Drawer
        open={comparing}
        size="92vw"
        title={t("rules.compare")}
        onClose={() => setComparing(false)}
        destroyOnHidden
      >
        {comparing && from && (
          <Compare
            left={from}
            right={right}
            draft={props.source}
            name={(id) => choices.find((choice) => choice.value === id)?.label ?? id}
          />
        )}
      </Drawer>
      <UseDialog
        project={props.project}
        target={used}
        title={used ? `${view.key} ${used.version}` : ""}
        onClose={() => setUsed(null)}
      />
    </div>
  );
}

function Source({ id, label }: { id: string; label: string }) {
  const version = useGet<VersionView>("rulesetVersion", `/ruleset-versions/${id}`, {}, { staleTime: 3_600_000 });
  if (!version.data || version.data.id !== id) {
    return version.error ? <Trouble problem={version.error} /> : <Skeleton active style={{ padding: 16 }} />;
  }
  return (
    <Suspense fallback={<Skeleton active style={{ padding: 16 }} />}>
      <RuleEditor value={version.data.source} label={label} />
    </Suspense>
  );
}

function Compare(props: { left: string; right: string; draft: string; name: (id: string) => string }) {
  const text = (id: string) => (id === DRAFT ? null : `/ruleset-versions/${id}`);
  const left = useGet<VersionView>("rulesetVersion", text(props.left), {}, { staleTime: 3_600_000 });
  const right = useGet<VersionView>("rulesetVersion", text(props.right), {}, { staleTime: 3_600_000 });
  const of = (id: string, data: VersionView | undefined) =>
    id === DRAFT ? props.draft : data?.id === id ? data.source : null;
  const [a, b] = [of(props.left, left.data), of(props.right, right.data)];
  const problem = left.error ?? right.error;
  if (problem) return <Trouble problem={problem} />;
  if (a === null || b === null) return <Skeleton active />;
  return <DiffView left={a} right={b} leftTitle={props.name(props.left)} rightTitle={props.name(props.right)} />;
}
