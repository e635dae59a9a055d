import "./rules.css";
import { CopyOutlined, DatabaseOutlined, EyeOutlined, QuestionCircleOutlined, UploadOutlined } from "@ant-design/icons";
import { useQueries } from "@tanstack/react-query";
import { Alert, Button, Drawer, Skeleton, Tag } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { http } from "../../api/http";
import { useGet, useList } from "../../api/queries";
import type { PackView, RuleSetRow, RuleSetView } from "../../api/rules";
import type { Database, Page as Paged } from "../../api/types";
import { useProjectId } from "../../layout/useProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { time } from "../../shared/format";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { UploadDialog } from "../../shared/UploadDialog";
import { useRefresh } from "../../shared/useRefresh";
import { useWords } from "../../shared/useWords";
import { HelpDrawer } from "./HelpDrawer";
import { CopyDialog } from "./NewRuleSet";
import { outline } from "./outline";
import { decode } from "./ruleFile";
import { UseDialog } from "./UseDialog";

const RuleEditor = lazy(() => import("./RuleEditor"));

type Row = {
  id: string;
  own: RuleSetRow | null;
  pack: PackView | null;
  title: string;
  name: string;
  version: string;
  fields: number | null;
  tests: number | null;
  databases: string[];
  changed: string;
};

/** The rule sets of the project, and the packs that come with the program to begin from. */
export function RulesPage() {
  const { t, pick } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [help, setHelp] = useState(false);
  const [adding, setAdding] = useState(false);
  const [copied, setCopied] = useState<PackView | null>(null);
  const [seen, setSeen] = useState<PackView | null>(null);
  const [used, setUsed] = useState<PackView | null>(null);
  const own = useList<RuleSetRow>("rulesets", `/projects/${project}/rulesets`);
  const packs = useGet<Paged<PackView>>("packs", "/packs");
  const databases = useList<Database>("databases", `/projects/${project}/databases`);
  const shipped = packs.data?.items ?? [];
  // the lists do not count tests: the texts do
  const sources = useQueries({
    queries: shipped.map((pack) => ({
      queryKey: ["packs", `/packs/${pack.name}`, {}],
      queryFn: () => http.get<PackView>(`/packs/${pack.name}`),
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: (answers) =>
      Object.fromEntries(answers.flatMap(({ data }) => (data ? [[data.name, data.source ?? ""]] : []))),
  });
  const rows = useMemo(
    (): Row[] => [
      ...own.rows.map((row) => ({
        id: row.id,
        own: row,
        pack: null,
        title: pick(row.title_zh, row.title_en) || row.key,
        name: row.key,
        version: row.published?.version ?? "",
        fields: row.published?.fields ?? null,
        tests: row.published?.tests ?? null,
        databases: row.databases.map((database) => database.name),
        changed: row.draft?.updated ?? row.published?.at ?? "",
      })),
      ...shipped.map((pack) => ({
        id: `pack:${pack.name}`,
        own: null,
        pack,
        title: pick(pack.title_zh, pack.title_en),
        name: pack.name,
        version: pack.version,
        fields: pack.variables.length,
        tests: sources[pack.name] === undefined ? null : outline(sources[pack.name] ?? "").tests.length,
        databases: databases.rows
          .filter((one) => one.pack === pack.name && !one.ruleset_version)
          .map((one) => one.name),
        changed: "",
      })),
    ],
    [own.rows, shipped, sources, databases.rows, pick],
  );
  const columns = useMemo(
    (): Column<Row>[] => [
      {
        key: "title",
        title: t("rules.name"),
        width: 150,
        value: (row) => row.title,
        render: (row) => <b>{row.title}</b>,
      },
      {
        key: "name",
        title: t("rules.setKey"),
        width: 150,
        value: (row) => row.name,
        render: (row) => <span className="mono">{row.name}</span>,
      },
      {
        key: "kind",
        title: t("rules.from"),
        width: 92,
        choose: true,
        value: (row) => (row.own ? t("rules.ours") : t("rules.shipped")),
        render: (row) => (row.own ? <Tag color="cyan">{t("rules.ours")}</Tag> : <Tag>{t("rules.shipped")}</Tag>),
      },
      {
        key: "version",
        title: t("common.version"),
        width: 116,
        value: (row) => row.version,
        render: (row) => (
          <span className="num">
            {row.version || <span className="soft">{t("rules.unpublished")}</span>}
            {row.own?.draft && row.version && (
              <Tag color="gold" style={{ marginInlineStart: 6 }}>
                {t("rules.draft")}
              </Tag>
            )}
          </span>
        ),
      },
      { key: "fields", title: t("databases.variables"), width: 80, right: true, value: (row) => row.fields },
      { key: "tests", title: t("rules.tests"), width: 68, right: true, value: (row) => row.tests },
      { key: "databases", title: t("rules.usedBy"), width: 120, value: (row) => row.databases.join(", ") },
      {
        key: "changed",
        title: t("rules.changedAt"),
        width: 112,
        value: (row) => time(row.changed),
        render: (row) => <span title={time(row.changed)}>{time(row.changed).slice(5)}</span>,
      },
      {
        key: "actions",
        title: t("rules.actions"),
        width: 182,
        plain: true,
        value: () => null,
        render: (row) => (
          // a press on a button is not a press on the row
          // biome-ignore lint/a11y/noStaticElementInteractions: only stops the event
          // biome-ignore lint/a11y/useKeyWithClickEvents: only stops the event
          <span className="row" style={{ gap: 4, flexWrap: "nowrap" }} onClick={(event) => event.stopPropagation()}>
            {row.own ? (
              <Button size="small" onClick={() => void navigate(`/projects/${project}/rules/${row.id}`)}>
                {t("rules.edit")}
              </Button>
            ) : (
              <>
                <Button size="small" type="primary" ghost icon={<CopyOutlined />} onClick={() => setCopied(row.pack)}>
                  {t("rules.copy")}
                </Button>
                <Button
                  size="small"
                  icon={<EyeOutlined />}
                  aria-label={`${t("rules.view")} ${row.title}`}
                  title={t("rules.view")}
                  onClick={() => setSeen(row.pack)}
                />
                <Button
                  size="small"
                  icon={<DatabaseOutlined />}
                  aria-label={`${t("rules.use")} ${row.title}`}
                  title={t("rules.use")}
                  onClick={() => setUsed(row.pack)}
                />
              </>
            )}
          </span>
        ),
      },
    ],
    [t, navigate, project],
  );
  const taken = useMemo(() => own.rows.map((row) => row.key), [own.rows]);
  return (
    <Page
      title={t("menu.rules")}
      lead={t("rules.lead")}
      actions={
        <span className="row">
          <Button icon={<QuestionCircleOutlined />} onClick={() => setHelp(true)}>
            {t("rules.help")}
          </Button>
          <Button type="primary" icon={<UploadOutlined />} onClick={() => setAdding(true)}>
            {t("rules.upload")}
          </Button>
        </span>
      }
    >
      <ActiveJobs project={project} match={/ruleset|dry_run/} />
      <Trouble problem={own.error ?? packs.error} retry={() => void refresh("rulesets", "packs")} />
      {!own.isPending && !own.error && own.rows.length === 0 && (
        <Alert type="info" showIcon title={t("rules.empty")} description={t("rules.emptyHint")} />
      )}
      <DataTable
        label={t("menu.rules")}
        columns={columns}
        rows={rows}
        id={(row) => row.id}
        loading={own.isPending || packs.isPending}
        csv="rules"
        onOpen={(row) => (row.own ? void navigate(`/projects/${project}/rules/${row.id}`) : setSeen(row.pack))}
      />
      <UploadDialog
        open={adding}
        title={t("rules.upload")}
        hint={t("rules.uploadHint")}
        accept=".yaml,.yml,.txt"
        send={async (file) =>
          http.post<RuleSetView>(`/projects/${project}/rulesets`, { source: decode(await file.arrayBuffer()) })
        }
        done={() => refresh("rulesets")}
        onClose={() => setAdding(false)}
      />
      <CopyDialog project={project} pack={copied} taken={taken} onClose={() => setCopied(null)} />
      <UseDialog
        project={project}
        target={used && { version: used.version, pack: used.name }}
        title={used ? pick(used.title_zh, used.title_en) : ""}
        onClose={() => setUsed(null)}
      />
      <Drawer
        open={seen !== null}
        size={760}
        title={seen ? `${pick(seen.title_zh, seen.title_en)} ${seen.version}` : ""}
        extra={
          <Button type="primary" icon={<CopyOutlined />} onClick={() => setCopied(seen)}>
            {t("rules.copy")}
          </Button>
        }
        onClose={() => setSeen(null)}
        styles={{ body: { padding: 0 } }}
        destroyOnHidden
      >
        {seen && (
          <Suspense fallback={<Skeleton active style={{ padding: 16 }} />}>
            {sources[seen.name] !== undefined && (
              <RuleEditor key={seen.name} value={sources[seen.name] ?? ""} label={seen.name} />
            )}
          </Suspense>
        )}
      </Drawer>
      <HelpDrawer open={help} onClose={() => setHelp(false)} />
    </Page>
  );
}
