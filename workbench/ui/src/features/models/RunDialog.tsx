import { InputNumber, Modal } from "antd";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { http } from "../../api/http";
import { type JobAnswer, useList, useWrite } from "../../api/queries";
import type { Model, StudySummary } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { date } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

/** Runs a model on chosen studies; its findings then stand in their reports. */
export function RunDialog({
  project,
  model,
  open,
  onClose,
}: {
  project: string;
  model: Model;
  open: boolean;
  onClose: () => void;
}) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string[]>([]);
  const [threshold, setThreshold] = useState<number | null>(null);
  const studies = useList<StudySummary>("studies", open ? `/projects/${project}/studies` : null);
  const columns = useMemo(
    (): Column<StudySummary>[] => [
      { key: "patient", title: t("reports.patient"), value: (row) => row.patient.label, width: 180 },
      { key: "date", title: t("studies.date"), value: (row) => date(row.date), width: 100 },
      { key: "description", title: t("studies.description"), value: (row) => row.description, width: 160 },
      { key: "rois", title: t("counts.rois"), value: (row) => row.rois, width: 70, right: true },
      { key: "findings", title: t("studies.findings"), value: (row) => row.findings, width: 80, right: true },
    ],
    [t],
  );
  const run = useWrite(
    () =>
      http.post<JobAnswer>(`/models/${model.id}/predictions`, { studies: chosen, threshold: threshold ?? undefined }),
    "jobs",
  );
  return (
    <Modal
      open={open}
      width={760}
      title={t("models.run")}
      okText={t("models.runOn", { count: chosen.length })}
      okButtonProps={{ disabled: chosen.length === 0 }}
      cancelText={t("common.cancel")}
      confirmLoading={run.isPending}
      onCancel={onClose}
      onOk={() =>
        run.mutate(undefined, {
          onSuccess: () => {
            onClose();
            void navigate(`/projects/${project}/results`);
          },
        })
      }
    >
      <div className="row" style={{ marginBottom: 8 }}>
        {t("findings.threshold")}
        <InputNumber
          min={0}
          max={1}
          step={0.05}
          value={threshold}
          onChange={setThreshold}
          placeholder={t("models.ownThreshold")}
          aria-label={t("findings.threshold")}
        />
      </div>
      <Trouble problem={run.error ?? studies.error} />
      <DataTable
        label={t("menu.studies")}
        columns={columns}
        rows={studies.rows}
        id={(row) => row.id}
        loading={studies.isPending}
        total={studies.total}
        height={320}
        select={{ chosen, onChange: setChosen }}
        onEnd={() => studies.hasNextPage && !studies.isFetchingNextPage && void studies.fetchNextPage()}
      />
    </Modal>
  );
}
