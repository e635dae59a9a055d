import { DownloadOutlined, ExperimentOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Dropdown, Skeleton } from "antd";
import { useMemo, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { url } from "../../api/http";
import { useGet } from "../../api/queries";
import type { ColumnFacts, FeatureRow, FeatureTableDetail } from "../../api/radiomics";
import type { Page as Rows } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { number } from "../../shared/format";
import { WhyButton } from "../../shared/LineageDrawer";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { ColumnPicker } from "./ColumnPicker";
import { filterRows, hintOf, type Range, shortName } from "./columns";
import { DistributionDrawer } from "./DistributionDrawer";
import { FailedRois } from "./FailedRois";
import { RangeFilter } from "./RangeFilter";
import { type Cell, WhyValue } from "./WhyValue";
import "./features.css";

const FIRST = 16;
/** Rows that the page holds: what it sorts and filters. */
const MOST = 5000;
const NONE: ColumnFacts[] = [];

/** One feature table. Only the columns that stand in the page are fetched; every number says why it is what it is. */
export function FeatureTablePage() {
  const { t } = useWords();
  const { project = "", table: id = "" } = useParams();
  const navigate = useNavigate();
  const [picked, setPicked] = useState<string[] | null>(null);
  const [picking, setPicking] = useState(false);
  const [looked, setLooked] = useState<string | null>(null);
  const [cell, setCell] = useState<Cell | null>(null);
  const [ranges, setRanges] = useState<Range[]>([]);
  const facts = useGet<Rows<ColumnFacts>>("features", `/feature-tables/${id}/columns`);
  const known = facts.data?.items ?? NONE;
  const shown = useMemo(() => picked ?? known.slice(0, FIRST).map((one) => one.name), [picked, known]);
  const path = known.length > 0 ? `/feature-tables/${id}` : null;
  const answer = useGet<FeatureTableDetail>("features", path, { columns: shown.join(",") || ",", limit: MOST });
  const table = answer.data?.table;
  const rows = answer.data?.rows;
  // what is on screen while other columns are fetched
  const held = useMemo(() => (answer.data?.columns ?? []).map((one) => one.name), [answer.data]);
  const byName = useMemo(() => new Map(known.map((one) => [one.name, one])), [known]);
  const kept = useMemo(() => filterRows(rows?.items ?? [], held, ranges), [rows, held, ranges]);
  const columns = useMemo((): Column<FeatureRow>[] => {
    const head = (column: ColumnFacts | undefined, name: string) => (
      <span className="feature-head" title={hintOf(column)}>
        <button
          type="button"
          onClick={(event) => {
            event.stopPropagation();
            setLooked(name);
          }}
        >
          {shortName(name)}
        </button>
        {column && column.missing > 0 && (
          <span className="feature-missing">{t("features.missing", { count: column.missing })}</span>
        )}
      </span>
    );
    return [
      { key: "_patient", title: t("reports.patient"), value: (row) => row.roi?.patient.label, width: 190, fixed: true },
      { key: "_roi", title: t("rois.label"), value: (row) => row.roi?.label, width: 160, fixed: true, choose: true },
      ...held.map((name, at): Column<FeatureRow> => {
        const column = byName.get(name);
        return {
          key: name,
          title: name,
          head: head(column, name),
          width: Math.max(112, shortName(name).length * 8.4 + (column?.missing ? 96 : 44)),
          right: true,
          value: (row) => row.values[at] ?? null,
          render: (row) => {
            const value = row.values[at] ?? null;
            return (
              <button
                type="button"
                className="feature-value num"
                title={value === null ? t("features.noValue") : String(value)}
                aria-label={`${t("features.why")} ${shortName(name)} ${number(value, 5)}`}
                onClick={(event) => {
                  event.stopPropagation();
                  if (column) setCell({ row, column, value });
                }}
              >
                {number(value, 5) || "—"}
              </button>
            );
          },
        };
      }),
    ];
  }, [held, byName, t]);
  if (!table || !rows) {
    return (
      <Page title={t("menu.features")}>
        <Trouble problem={facts.error ?? answer.error} retry={() => void (facts.error ? facts : answer).refetch()} />
        {(facts.isPending || answer.isPending) && <Skeleton active />}
      </Page>
    );
  }
  const missing = known.reduce((sum, one) => sum + one.missing, 0);
  const file = (kind: string) => ({
    key: kind,
    label: (
      <a href={url(`/feature-tables/${id}/${kind}`)} download>
        {kind === "csv" ? "CSV" : "Parquet"}
      </a>
    ),
  });
  return (
    <Page
      title={table.name}
      lead={[
        t("features.size", { rows: rows.total, columns: known.length }),
        missing > 0 && t("features.missingAll", { count: missing, columns: known.filter((one) => one.missing).length }),
      ]
        .filter(Boolean)
        .join(" · ")}
      actions={
        <span className="row">
          <WhyButton kind="feature_table" id={table.id} title={table.name} text />
          <Dropdown menu={{ items: [file("csv"), ...(table.parquet ? [file("parquet")] : [])] }} trigger={["click"]}>
            <Button icon={<DownloadOutlined />}>{t("features.download")}</Button>
          </Dropdown>
          <Button
            type="primary"
            icon={<ExperimentOutlined />}
            onClick={() => void navigate(`/projects/${project}/models?table=${id}`)}
          >
            {t("models.add")}
          </Button>
        </span>
      }
    >
      <FailedRois project={project} failed={answer.data?.failed ?? []} />
      <Trouble problem={answer.error} retry={() => void answer.refetch()} />
      <DataTable
        label={table.name}
        columns={columns}
        rows={kept}
        id={(row) => row.id}
        loading={answer.isPlaceholderData}
        total={rows.total}
        onOpen={(row) => row.roi && void navigate(`/projects/${project}/studies/${row.roi.study_id}?roi=${row.roi.id}`)}
        tools={
          <span className="row">
            <Button icon={<TableOutlined />} onClick={() => setPicking(true)}>
              {t("features.picked", { shown: shown.length, total: known.length })}
            </Button>
            <RangeFilter
              columns={held.flatMap((name) => byName.get(name) ?? [])}
              ranges={ranges}
              onChange={setRanges}
            />
            {rows.total > rows.items.length && (
              <span className="soft">{t("features.firstRows", { count: rows.items.length })}</span>
            )}
          </span>
        }
      />
      <ColumnPicker
        columns={known}
        shown={shown}
        open={picking}
        onClose={() => setPicking(false)}
        onChange={(names) => {
          setPicked(names);
          setRanges(ranges.filter((range) => names.includes(range.column)));
        }}
        onLook={setLooked}
      />
      <DistributionDrawer
        table={id}
        column={(looked && byName.get(looked)) || null}
        onClose={() => setLooked(null)}
        onRange={(low, high) => {
          if (!looked) return;
          if (!shown.includes(looked)) setPicked([...shown, looked]);
          setRanges([...ranges.filter((range) => range.column !== looked), { column: looked, low, high }]);
          setLooked(null);
        }}
      />
      <WhyValue project={project} table={table} cell={cell} onClose={() => setCell(null)} />
    </Page>
  );
}
