import {
  BarChartOutlined,
  CheckSquareOutlined,
  CloudUploadOutlined,
  DownloadOutlined,
  SearchOutlined,
  SyncOutlined,
} from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { http, upload, url } from "../../api/http";
import { type JobAnswer, useGet, useList, useWrite } from "../../api/queries";
import type { CaseRow, Database } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble, useTell } from "../../shared/Trouble";
import { UploadDialog } from "../../shared/UploadDialog";
import { useRefresh } from "../../shared/useRefresh";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import { sortKey } from "../../shared/values";

/** The cases of one database, a column per variable. */
export function DatabasePage() {
  const { t, pick, word } = useWords();
  const { project = "", database: id = "" } = useParams();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const tell = useTell();
  const valueText = useValueText();
  const [text, setText] = useState("");
  const [adding, setAdding] = useState(false);
  const database = useGet<Database>("databases", `/databases/${id}`);
  const cases = useList<CaseRow>("cases", `/databases/${id}/cases`, { q: useDeferredValue(text) });
  const fill = useWrite(() => http.post<JobAnswer>(`/databases/${id}/fill`), "jobs");

  const columns = useMemo(
    (): Column<CaseRow>[] => [
      { key: "_patient", title: t("reports.patient"), value: (row) => row.patient.label, width: 180, fixed: true },
      { key: "_reports", title: t("counts.reports"), value: (row) => row.reports, width: 80, right: true },
      ...(database.data?.variables ?? []).map((variable): Column<CaseRow> => {
        const title = pick(variable.name_zh, variable.name_en);
        return {
          key: variable.key,
          title: variable.unit ? `${title} (${variable.unit})` : title,
          hint: `${variable.key} · ${variable.type}${variable.options.length ? ` · ${variable.options.join(" / ")}` : ""}`,
          width: Math.max(96, Math.min(200, title.length * 14 + 56)),
          right: ["number", "integer", "count"].includes(variable.type),
          choose: ["bool", "enum", "ordinal"].includes(variable.type),
          chooseText: (value) =>
            value === "1" && variable.type === "bool"
              ? t("common.yes")
              : value === "0" && variable.type === "bool"
                ? t("common.no")
                : value,
          value: (row) => {
            const cell = row.values[variable.key]?.value;
            return cell && cell.state !== "not_mentioned" ? sortKey(cell.value) : null;
          },
          render: (row) => {
            const cell = row.values[variable.key]?.value;
            if (!cell || cell.state === "not_mentioned") return <span className="soft">·</span>;
            const shown = valueText({ ...variable, unit: null }, cell.value);
            if (cell.state === "uncertain" || cell.state === "conflict") {
              return (
                <span>
                  {shown} <Tag color={cell.state === "conflict" ? "red" : "gold"}>{word("valueState", cell.state)}</Tag>
                </span>
              );
            }
            return cell.state === "negated" && !shown ? word("valueState", "negated") : shown;
          },
        };
      }),
    ],
    [database.data, pick, t, valueText, word],
  );
  const start = (
    <Button
      type="primary"
      icon={<SyncOutlined />}
      loading={fill.isPending}
      onClick={() => fill.mutate(undefined, { onError: tell })}
    >
      {t("databases.fill")}
    </Button>
  );
  return (
    <Page
      title={database.data?.name ?? t("menu.databases")}
      lead={database.data && t("databases.state", { cases: database.data.cases, values: database.data.values })}
      actions={
        <span className="row">
          <Link to={`/projects/${project}/search?database=${id}`}>
            <Button icon={<SearchOutlined />}>{t("menu.search")}</Button>
          </Link>
          <Link to={`/projects/${project}/databases/${id}/checks`}>
            <Button icon={<CheckSquareOutlined />}>{t("checks.title")}</Button>
          </Link>
          <Link to={`/projects/${project}/databases/${id}/evaluation`}>
            <Button icon={<BarChartOutlined />}>{t("evaluation.title")}</Button>
          </Link>
          <Button icon={<CloudUploadOutlined />} onClick={() => setAdding(true)}>
            {t("databases.import")}
          </Button>
          <Button icon={<DownloadOutlined />} href={url(`/databases/${id}/cases.csv`)} download>
            {t("databases.download")}
          </Button>
          {start}
        </span>
      }
    >
      <ActiveJobs project={project} match={/fill_database|import_values/} />
      <Trouble problem={database.error ?? cases.error} retry={() => void refresh("databases", "cases")} />
      <DataTable
        label={t("counts.cases")}
        columns={columns}
        rows={cases.rows}
        id={(row) => row.id}
        loading={cases.isPending}
        total={cases.total}
        csv={database.data?.name ?? "cases"}
        placeholder={t("databases.findCase")}
        onSearch={setText}
        onEnd={() => cases.hasNextPage && !cases.isFetchingNextPage && void cases.fetchNextPage()}
        onOpen={(row) => void navigate(`/projects/${project}/cases/${row.id}`)}
        empty={<Guide title={t("databases.noCases")} hint={t("databases.noCasesHint")} action={start} />}
      />
      <UploadDialog
        open={adding}
        title={t("databases.import")}
        hint={t("databases.importHint")}
        accept=".csv,.xlsx"
        send={(file, onPart, signal) =>
          upload<JobAnswer>(`/databases/${id}/values`, { name: file.name }, file, onPart, signal)
        }
        done={() => refresh("jobs")}
        onClose={() => setAdding(false)}
      />
    </Page>
  );
}
