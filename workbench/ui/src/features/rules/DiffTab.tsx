import { PlayCircleOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox, Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import { http } from "../../api/http";
import { type JobAnswer, useGet, useList, useWrite } from "../../api/queries";
import type { ChangeKind, DryRun, FieldChange, RuleSetView } from "../../api/rules";
import type { Database } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { Guide } from "../../shared/Guide";
import { isOpen, JobBar, JobButtons, JobTag } from "../../shared/Jobs";
import { stageOf } from "../../shared/stage";
import { Trouble, useTell } from "../../shared/Trouble";
import { useJob } from "../../shared/useJob";
import { useRefresh } from "../../shared/useRefresh";
import { useWords } from "../../shared/useWords";
import { DiffExamples } from "./DiffExamples";
import { CHANGE_KINDS, type ExampleFilter, isCurrent, moved, totals } from "./diffRows";
import type { DraftHandle } from "./useDraft";

type Props = { project: string; view: RuleSetView; draft: DraftHandle; hash: string | null; broken: boolean };

/** What the draft would change in a database, before anything is changed. */
export function DiffTab({ project, view, draft, hash, broken }: Props) {
  const { t, pick, word, zh } = useWords();
  const tell = useTell();
  const refresh = useRefresh();
  const databases = useList<Database>("databases", `/projects/${project}/databases`);
  const last = useGet<DryRun | null>("dryrun", `/rulesets/${view.id}/dry-run`);
  const [database, setDatabase] = useState<string>();
  const [jobId, setJobId] = useState<string | null>(null);
  const [onlyMoved, setOnlyMoved] = useState(true);
  const [filter, setFilter] = useState<ExampleFilter>({ field: null, kind: null });
  const job = useJob(jobId, (ended) => {
    if (ended.state === "succeeded") void refresh("dryrun");
  });
  const chosen = database ?? last.data?.database.id ?? view.databases[0]?.id ?? databases.rows[0]?.id;
  const start = useWrite(() => http.post<JobAnswer>(`/rulesets/${view.id}/dry-run`, { database: chosen }), "jobs");
  const run = last.error ? null : last.data;
  const runAt = run?.draft.hash;
  useEffect(() => setFilter({ field: null, kind: null }), [runAt]);

  const columns = useMemo(
    (): Column<FieldChange>[] => [
      {
        key: "name",
        title: t("databases.variable"),
        width: 132,
        fixed: true,
        value: (row) => `${pick(row.name_zh, row.name_en)} (${row.key})`,
        render: (row) => (
          <span title={`${row.key} · ${word("variableType", row.type)}`}>{pick(row.name_zh, row.name_en)}</span>
        ),
      },
      ...CHANGE_KINDS.map(
        (kind): Column<FieldChange> => ({
          key: kind,
          title: word("changeKind", kind),
          hint: word("changeHint", kind),
          width: 74,
          right: true,
          value: (row) => row[kind],
          render: (row) => (
            <Cell
              count={row[kind]}
              kind={kind}
              on={filter.field === row.key && filter.kind === kind}
              label={`${pick(row.name_zh, row.name_en)} ${word("changeKind", kind)}`}
              onPick={() => setFilter({ field: row.key, kind })}
            />
          ),
        }),
      ),
      { key: "same", title: t("rules.same"), width: 62, right: true, value: (row) => row.same },
      {
        key: "before",
        title: t("rules.mentionedBefore"),
        width: 70,
        right: true,
        value: (row) => row.mentioned_before,
      },
      { key: "after", title: t("rules.mentionedAfter"), width: 70, right: true, value: (row) => row.mentioned_after },
    ],
    [t, pick, word, filter],
  );
  const rows = useMemo(() => (run?.fields ?? []).filter((field) => !onlyMoved || moved(field) > 0), [run, onlyMoved]);
  const sum = run ? totals(run) : null;
  const go = async () => {
    if (!(await draft.save())) return;
    start.mutate(undefined, { onSuccess: ({ job }) => setJobId(job.id), onError: tell });
  };
  const running = job !== null && isOpen(job);
  const old = run && !isCurrent(run, hash);
  return (
    <div className="fill" style={{ gap: 8 }}>
      <div className="row">
        <span>{t("rules.overDatabase")}</span>
        <Select
          style={{ minWidth: 220 }}
          value={chosen}
          aria-label={t("rules.overDatabase")}
          loading={databases.isPending}
          onChange={setDatabase}
          options={databases.rows.map((one) => ({ value: one.id, label: `${one.name} (${one.cases})` }))}
        />
        <Button
          type="primary"
          icon={<PlayCircleOutlined />}
          disabled={!chosen || broken || running}
          loading={start.isPending}
          onClick={() => void go()}
        >
          {t("rules.dryRun")}
        </Button>
        {broken && <span className="soft">{t("rules.dryRunBroken")}</span>}
        {job && (running || job.state !== "succeeded") && (
          <span className="row" data-testid="dry-run-job">
            <JobTag job={job} />
            <span style={{ width: 200 }}>
              <JobBar job={job} />
            </span>
            <span className="soft num">{job.error ?? stageOf(job.progress?.message, zh)}</span>
            <JobButtons job={job} />
          </span>
        )}
        <span className="shell-space" />
        {run && (
          <Checkbox checked={onlyMoved} onChange={(event) => setOnlyMoved(event.target.checked)}>
            {t("rules.onlyMoved")}
          </Checkbox>
        )}
      </div>
      {last.error && <Trouble problem={last.error} retry={() => void last.refetch()} />}
      {old && <Alert type="warning" showIcon title={t("rules.dryRunOld")} />}
      {run && sum ? (
        <>
          <div className="row" role="status" data-testid="dry-run-summary">
            <span>
              {t("rules.dryRunOf", {
                database: run.database.name,
                base: run.base.version,
                draft: run.draft.version,
                reports: run.reports,
                seconds: (run.took_ms / 1000).toFixed(1),
              })}
            </span>
            {CHANGE_KINDS.map((kind) => (
              <Cell
                key={kind}
                count={sum[kind]}
                kind={kind}
                text={word("changeKind", kind)}
                on={filter.field === null && filter.kind === kind}
                label={word("changeKind", kind)}
                onPick={() => setFilter({ field: null, kind })}
              />
            ))}
          </div>
          <div className="rule-diff-split">
            <DataTable
              label={t("rules.diffFields")}
              columns={columns}
              rows={rows}
              id={(row) => row.key}
              total={run.fields.length}
              csv={`diff-${run.base.version}-${run.draft.version}`}
              onOpen={(row) => setFilter({ field: row.key, kind: null })}
              empty={<Guide title={t("rules.nothingMoved")} hint={t("rules.nothingMovedHint")} />}
            />
            {run.fields.some((field) => moved(field) > 0) && (
              <DiffExamples project={project} run={run} filter={filter} onFilter={setFilter} />
            )}
          </div>
        </>
      ) : (
        !running &&
        !last.isPending && (
          <Guide
            title={databases.rows.length || databases.isPending ? t("rules.noDryRun") : t("databases.empty")}
            hint={databases.rows.length || databases.isPending ? t("rules.noDryRunHint") : t("databases.emptyHint")}
          />
        )
      )}
    </div>
  );
}

function Cell(props: {
  count: number;
  kind: ChangeKind;
  on: boolean;
  label: string;
  text?: string;
  onPick: () => void;
}) {
  if (props.count === 0 && !props.text) return <span className="soft">·</span>;
  return (
    <button
      type="button"
      className={`change-chip ${props.kind}${props.on ? " on" : ""}`}
      aria-label={`${props.label} ${props.count}`}
      aria-pressed={props.on}
      disabled={props.count === 0}
      onClick={(event) => {
        event.stopPropagation();
        props.onPick();
      }}
    >
      {props.text} {props.count}
    </button>
  );
}
