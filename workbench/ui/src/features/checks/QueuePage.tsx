import { BarChartOutlined, CheckSquareOutlined, DownloadOutlined } from "@ant-design/icons";
import { Button, Progress, Segmented, Select } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { url } from "../../api/http";
import { useGet, useList } from "../../api/queries";
import type { Page as Answer, Database, QueueRow } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { date } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { gradeOf } from "./order";
import { keepOrder } from "./queueOrder";
import "./checks.css";

const STATES = ["open", "done", "all"] as const;
const SORTS = ["risk", "date"] as const;

/** The heading that nearly every report begins with. */
const HEADING = /^\s*(\u68c0\u67e5|\u5f71\u50cf)?\u6240\u89c1\s*[:\uff1a]\s*/u;

/** The reports of a database, those that most need a look first. */
export function QueuePage() {
  const { t, pick } = useWords();
  const { project = "", database = "" } = useParams();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const state = params.get("state") ?? "open";
  const sort = params.get("sort") ?? "risk";
  const field = params.get("field") ?? "";
  const [text, setText] = useState("");
  const path = `/databases/${database}/check-queue`;
  const db = useGet<Database>("databases", `/databases/${database}`);
  const list = useList<QueueRow>("checks", path, { state, sort, field, q: useDeferredValue(text) });
  const all = useGet<Answer<QueueRow>>("checks", path, { state: "all", field, limit: 1 }).data?.total;
  const done = useGet<Answer<QueueRow>>("checks", path, { state: "done", field, limit: 1 }).data?.total;
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value) next.set(key, value);
    else next.delete(key);
    setParams(next, { replace: true });
  };
  const base = `/projects/${project}/databases/${database}`;
  const open = (report: string) => {
    keepOrder(
      database,
      list.rows.map((row) => row.report),
      params.toString(),
    );
    void navigate(`${base}/checks/${report}${field ? `?field=${encodeURIComponent(field)}` : ""}`);
  };
  const columns = useMemo(
    (): Column<QueueRow>[] => [
      { key: "patient", title: t("reports.patient"), value: (row) => row.patient.label, width: 196 },
      {
        key: "conflicts",
        title: t("valueState.conflict"),
        value: (row) => row.conflicts,
        width: 80,
        right: true,
        render: (row) =>
          row.conflicts ? <span className="state conflict">! {row.conflicts}</span> : <span className="soft">0</span>,
      },
      {
        key: "doubtful",
        title: t("checks.doubtful"),
        hint: t("checks.doubtfulHint"),
        value: (row) => row.doubtful,
        width: 80,
        right: true,
        render: (row) =>
          row.doubtful ? <span className="state uncertain">? {row.doubtful}</span> : <span className="soft">0</span>,
      },
      {
        key: "lowest",
        title: t("checks.lowest"),
        hint: t("checks.lowestHint"),
        value: (row) => row.lowest,
        width: 120,
        right: true,
        render: (row) =>
          row.lowest === null ? (
            <span className="soft">—</span>
          ) : (
            <span className={`grade ${gradeOf(row.lowest)}`}>
              <span aria-hidden className="grade-bars" />
              {t(`checkGrade.${gradeOf(row.lowest)}`)} {row.lowest.toFixed(2)}
            </span>
          ),
      },
      {
        key: "checked",
        title: t("checks.checkedColumn"),
        value: (row) => row.checked,
        width: 120,
        right: true,
        render: (row) => (
          <span className="row" style={{ flexWrap: "nowrap", justifyContent: "flex-end", gap: 6 }}>
            <Progress
              percent={row.checked + row.open ? (100 * row.checked) / (row.checked + row.open) : 0}
              showInfo={false}
              size="small"
              style={{ width: 44 }}
              aria-hidden
            />
            {row.checked} / {row.checked + row.open}
          </span>
        ),
      },
      { key: "date", title: t("reports.date"), value: (row) => date(row.exam_date), width: 108 },
      { key: "modality", title: t("reports.modality"), value: (row) => row.modality, width: 92, choose: true },
      { key: "accession", title: t("checks.reportId"), value: (row) => row.external_id, width: 124 },
      {
        key: "excerpt",
        title: t("reports.excerpt"),
        value: (row) => row.excerpt,
        // every excerpt begins with the same heading
        render: (row) => <span title={row.excerpt}>{row.excerpt.replace(HEADING, "")}</span>,
        width: 290,
      },
    ],
    [t],
  );
  const first = list.rows.find((row) => row.open > 0) ?? list.rows[0];
  const counted = all !== undefined && done !== undefined;
  const empty =
    text || field ? undefined : all === 0 ? (
      <Guide
        title={t("checks.noReports")}
        hint={t("checks.noReportsHint")}
        action={
          <Button type="primary" onClick={() => void navigate(base)}>
            {t("checks.toDatabase")}
          </Button>
        }
      />
    ) : state === "open" && all ? (
      <Guide
        title={t("checks.nothingOpen")}
        hint={t("checks.nothingOpenHint")}
        action={
          <span className="row">
            <Button type="primary" icon={<BarChartOutlined />} onClick={() => void navigate(`${base}/evaluation`)}>
              {t("evaluation.title")}
            </Button>
            <Button onClick={() => set("state", "all")}>{t("checks.toAll")}</Button>
          </span>
        }
      />
    ) : state === "done" && all ? (
      <Guide
        title={t("checks.nothingDone")}
        hint={t("checks.nothingDoneHint")}
        action={
          <Button type="primary" onClick={() => set("state", "open")}>
            {t("checks.toOpen")}
          </Button>
        }
      />
    ) : undefined;
  return (
    <Page
      title={t("checks.title")}
      lead={[db.data?.name, t("checks.lead")].filter(Boolean).join(" · ")}
      actions={
        <span className="row">
          {counted && all > 0 && (
            <span className="row num" style={{ gap: 8 }} data-testid="queue-progress">
              <Progress
                percent={all ? (100 * done) / all : 0}
                showInfo={false}
                size="small"
                style={{ width: 110 }}
                aria-label={t("checks.progress", { done, total: all })}
              />
              {t("checks.progress", { done, total: all })}
            </span>
          )}
          <Link to={`${base}/evaluation`}>
            <Button icon={<BarChartOutlined />}>{t("evaluation.title")}</Button>
          </Link>
          <Button
            icon={<DownloadOutlined />}
            href={url(`/databases/${database}/examples.jsonl`)}
            download
            title={t("checks.examplesHint")}
          >
            {t("checks.examples")}
          </Button>
          <Button
            type="primary"
            icon={<CheckSquareOutlined />}
            disabled={!first}
            onClick={() => first && open(first.report)}
          >
            {t("checks.start")}
          </Button>
        </span>
      }
    >
      <ActiveJobs project={project} match={/fill_database|extract/} />
      <Trouble problem={list.error ?? db.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("checks.title")}
        columns={columns}
        rows={list.rows}
        id={(row) => row.report}
        loading={list.isPending}
        total={list.total}
        placeholder={t("reports.find")}
        onSearch={setText}
        onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        onOpen={(row) => open(row.report)}
        empty={list.error ? undefined : empty}
        tools={
          <span className="row">
            <Segmented
              size="small"
              aria-label={t("checks.which")}
              value={state}
              onChange={(next) => set("state", String(next))}
              options={STATES.map((value) => ({ value, label: t(`checkState.${value}`) }))}
            />
            <Select
              style={{ width: 170 }}
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              placeholder={t("checks.anyField")}
              aria-label={t("checks.anyField")}
              value={field || undefined}
              onChange={(next?: string) => set("field", next ?? "")}
              options={(db.data?.variables ?? []).map((one) => ({
                value: one.key,
                label: pick(one.name_zh, one.name_en) || one.key,
              }))}
            />
            <Segmented
              size="small"
              aria-label={t("checks.sort")}
              value={sort}
              onChange={(next) => set("sort", String(next))}
              options={SORTS.map((value) => ({ value, label: t(`checkSort.${value}`) }))}
            />
          </span>
        }
      />
    </Page>
  );
}
