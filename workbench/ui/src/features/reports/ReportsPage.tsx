import { UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { upload } from "../../api/http";
import { type JobAnswer, useList } from "../../api/queries";
import type { ReportSummary } from "../../api/types";
import { useProjectId } from "../../layout/useProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { date } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { UploadDialog } from "../../shared/UploadDialog";
import { useRefresh } from "../../shared/useRefresh";
import { useWords } from "../../shared/useWords";

export function ReportsPage() {
  const { t } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [text, setText] = useState("");
  const q = useDeferredValue(text);
  const [adding, setAdding] = useState(false);
  const list = useList<ReportSummary>("reports", `/projects/${project}/reports`, { q });
  const columns = useMemo(
    (): Column<ReportSummary>[] => [
      { key: "patient", title: t("reports.patient"), value: (row) => row.patient.label, width: 180 },
      { key: "accession", title: t("reports.accession"), value: (row) => row.accession, width: 140 },
      { key: "modality", title: t("reports.modality"), value: (row) => row.modality, width: 110, choose: true },
      { key: "body", title: t("reports.body"), value: (row) => row.body_part, width: 100, choose: true },
      { key: "date", title: t("reports.date"), value: (row) => date(row.exam_date), width: 110 },
      { key: "excerpt", title: t("reports.excerpt"), value: (row) => row.excerpt, width: 500 },
    ],
    [t],
  );
  const add = (
    <Button type="primary" icon={<UploadOutlined />} onClick={() => setAdding(true)}>
      {t("reports.add")}
    </Button>
  );
  return (
    <Page title={t("menu.reports")} lead={t("reports.lead")} actions={add}>
      <ActiveJobs project={project} match={/import_reports|fill_database/} />
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("menu.reports")}
        columns={columns}
        rows={list.rows}
        id={(row) => row.id}
        loading={list.isPending}
        total={list.total}
        placeholder={t("reports.find")}
        onSearch={setText}
        onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        onOpen={(row) => void navigate(`/projects/${project}/reports/${row.id}`)}
        empty={<Guide title={t("reports.empty")} hint={t("reports.emptyHint")} action={add} />}
      />
      <UploadDialog
        open={adding}
        title={t("reports.add")}
        hint={t("reports.addHint")}
        accept=".csv,.xlsx,.jsonl,.json,.txt"
        send={(file, onPart, signal) =>
          upload<JobAnswer>(`/projects/${project}/reports`, { name: file.name }, file, onPart, signal)
        }
        done={() => refresh("jobs")}
        onClose={() => setAdding(false)}
      />
    </Page>
  );
}
