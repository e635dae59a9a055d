import {
  BarChartOutlined,
  CheckSquareOutlined,
  CloudUploadOutlined,
  DownloadOutlined,
  EditOutlined,
  EllipsisOutlined,
  FormOutlined,
  PlusOutlined,
  ProfileOutlined,
  SearchOutlined,
  SyncOutlined,
} from "@ant-design/icons";
import { Button, Dropdown, Tag } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { http } from "../../api/http";
import { type JobAnswer, useGet, useList, useWrite } from "../../api/queries";
import type { CaseRow, Database } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble, useTell } from "../../shared/Trouble";
import { useRefresh } from "../../shared/useRefresh";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import { sortKey } from "../../shared/values";
import { BulkEdit } from "./BulkEdit";
import { ImportValues } from "./ImportValues";
import { NewCase } from "./NewCase";
import "./databases.css";

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
  const [making, setMaking] = useState(false);
  const [bulk, setBulk] = useState(false);
  const [chosen, setChosen] = useState<string[]>([]);
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
  const fromReports = Boolean(database.data?.pack || database.data?.ruleset_version) && !database.data?.parent;
  const start = fromReports && (
    <Button
      type="primary"
      icon={<SyncOutlined />}
      loading={fill.isPending}
      onClick={() => fill.mutate(undefined, { onError: tell })}
    >
      {t("databases.fill")}
    </Button>
  );
  const byHand = (
    <Button icon={<PlusOutlined />} onClick={() => setMaking(true)}>
      {t("databases.newCase")}
    </Button>
  );
  const base = `/projects/${project}/databases/${id}`;
  return (
    <Page
      title={database.data?.name ?? t("menu.databases")}
      lead={
        database.data && (
          <>
            {t("databases.state", { cases: database.data.cases, values: database.data.values })}
            {database.data.parent && (
              <>
                {" · "}
                <Link to={`/projects/${project}/databases/${database.data.parent.id}`}>
                  {t("databases.childOf", { name: database.data.parent.name })}
                </Link>
              </>
            )}
          </>
        )
      }
      actions={
        <span className="row">
          <Link to={`/projects/${project}/search?database=${id}`}>
            <Button icon={<SearchOutlined />}>{t("menu.search")}</Button>
          </Link>
          <Link to={`${base}/fields`}>
            <Button icon={<ProfileOutlined />}>{t("fields.title")}</Button>
          </Link>
          <Link to={`${base}/forms`}>
            <Button icon={<FormOutlined />}>{t("forms.title")}</Button>
          </Link>
          <Link to={`${base}/checks`}>
            <Button icon={<CheckSquareOutlined />}>{t("checks.title")}</Button>
          </Link>
          <Link to={`${base}/evaluation`}>
            <Button icon={<BarChartOutlined />}>{t("evaluation.title")}</Button>
          </Link>
          <Dropdown
            menu={{
              items: [
                {
                  key: "import",
                  icon: <CloudUploadOutlined />,
                  label: t("databases.import"),
                  onClick: () => setAdding(true),
                },
                {
                  key: "csv",
                  icon: <DownloadOutlined />,
                  label: <Link to={`/projects/${project}/exports`}>{t("databases.download")}</Link>,
                },
              ],
            }}
          >
            <Button icon={<EllipsisOutlined />} aria-label={t("databases.more")} />
          </Dropdown>
          {byHand}
          {start}
        </span>
      }
    >
      <ActiveJobs project={project} match={/fill_database|import_values|apply_values|bulk_edit/} />
      <Trouble problem={database.error ?? cases.error} retry={() => void refresh("databases", "cases")} />
      <DataTable
        label={t("counts.cases")}
        columns={columns}
        rows={cases.rows}
        id={(row) => row.id}
        loading={cases.isPending}
        total={cases.total}
        placeholder={t("databases.findCase")}
        onSearch={setText}
        onEnd={() => cases.hasNextPage && !cases.isFetchingNextPage && void cases.fetchNextPage()}
        onOpen={(row) => void navigate(`/projects/${project}/cases/${row.id}`)}
        select={{ chosen, onChange: setChosen }}
        tools={
          chosen.length > 0 && (
            <Button icon={<EditOutlined />} onClick={() => setBulk(true)}>
              {t("databases.bulk", { count: chosen.length })}
            </Button>
          )
        }
        empty={
          <Guide
            title={t("databases.noCases")}
            hint={fromReports ? t("databases.noCasesHint") : t("databases.noCasesOwn")}
            action={
              <span className="row" style={{ justifyContent: "center" }}>
                {byHand}
                {start}
              </span>
            }
          />
        }
      />
      <ImportValues
        database={id}
        open={adding}
        onClose={() => setAdding(false)}
        onStarted={() => void refresh("jobs")}
      />
      <NewCase project={project} database={id} open={making} onClose={() => setMaking(false)} />
      <BulkEdit database={id} cases={chosen} open={bulk} onClose={() => setBulk(false)} onDone={() => setChosen([])} />
    </Page>
  );
}
