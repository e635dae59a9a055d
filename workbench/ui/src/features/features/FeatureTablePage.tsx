import { DownloadOutlined, ExperimentOutlined } from "@ant-design/icons";
import { Alert, Button, Select, Skeleton } from "antd";
import { useMemo, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { url } from "../../api/http";
import { useGet } from "../../api/queries";
import type { FeatureRow, FeatureTableDetail } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { number } from "../../shared/format";
import { WhyButton } from "../../shared/LineageDrawer";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { columnGroups, hintOf, shortName } from "./columns";

const FIRST = 16;

/** One feature table; the reader picks which of its many columns stand in the page. */
export function FeatureTablePage() {
  const { t } = useWords();
  const { project = "", table: id = "" } = useParams();
  const navigate = useNavigate();
  const answer = useGet<FeatureTableDetail>("features", `/feature-tables/${id}`, { limit: 5000 });
  const table = answer.data?.table;
  const rows = answer.data?.rows;
  const known = useMemo(() => answer.data?.columns ?? [], [answer.data]);
  const names = useMemo(() => known.map((column) => column.name), [known]);
  const [picked, setPicked] = useState<string[] | null>(null);
  const shown = picked ?? names.slice(0, FIRST);
  const groups = useMemo(() => columnGroups(names), [names]);
  const columns = useMemo((): Column<FeatureRow>[] => {
    const place = new Map(names.map((name, index) => [name, index]));
    return [
      { key: "_patient", title: t("reports.patient"), value: (row) => row.roi?.patient.label, width: 180, fixed: true },
      { key: "_roi", title: t("rois.label"), value: (row) => row.roi?.label, width: 140, fixed: true },
      ...shown.map((name): Column<FeatureRow> => {
        const at = place.get(name) ?? -1;
        return {
          key: name,
          title: shortName(name),
          hint: hintOf(known[at]),
          width: Math.max(104, shortName(name).length * 8 + 36),
          right: true,
          value: (row) => row.values[at] ?? null,
          render: (row) => <span title={String(row.values[at] ?? "")}>{number(row.values[at], 5) || "—"}</span>,
        };
      }),
    ];
  }, [names, known, shown, t]);
  if (!table || !rows) {
    return (
      <Page title={t("menu.features")}>
        <Trouble problem={answer.error} retry={() => void answer.refetch()} />
        {answer.isPending && <Skeleton active />}
      </Page>
    );
  }
  return (
    <Page
      title={table.name}
      lead={t("features.size", { rows: rows.total, columns: names.length })}
      actions={
        <span className="row">
          <WhyButton kind="feature_table" id={table.id} title={table.name} text />
          <Button icon={<DownloadOutlined />} href={url(`/feature-tables/${id}/csv`)} download>
            {t("features.csv")}
          </Button>
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
      {table.failed?.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("features.failedCount", { count: table.failed.length })}
          description={table.failed.slice(0, 5).map((one) => (
            <div key={one.roi}>
              {one.roi}: {one.reason}
            </div>
          ))}
        />
      )}
      <DataTable
        label={table.name}
        columns={columns}
        rows={rows.items}
        id={(row) => row.roi?.id ?? row.values.join()}
        total={rows.total}
        csv={table.name}
        onOpen={(row) => row.roi && void navigate(`/projects/${project}/studies/${row.roi.study_id}?roi=${row.roi.id}`)}
        tools={
          <span className="row">
            <Select
              mode="multiple"
              maxTagCount={0}
              maxTagPlaceholder={t("features.picked", { shown: shown.length, total: names.length })}
              style={{ width: 260 }}
              aria-label={t("features.pick")}
              value={shown}
              onChange={setPicked}
              options={groups.map((group) => ({
                label: `${group.name} (${group.columns.length})`,
                title: group.name,
                options: group.columns.map((column) => ({ value: column, label: shortName(column), title: column })),
              }))}
            />
            <Select
              style={{ width: 190 }}
              placeholder={t("features.pickGroup")}
              aria-label={t("features.pickGroup")}
              value={null}
              options={[
                { value: "*", label: t("features.everything", { count: names.length }) },
                ...groups.map((group) => ({ value: group.name, label: `${group.name} (${group.columns.length})` })),
              ]}
              onChange={(name: string | null) =>
                setPicked(name === "*" ? names : (groups.find((group) => group.name === name)?.columns ?? null))
              }
            />
          </span>
        }
      />
    </Page>
  );
}
