import { CloudUploadOutlined, FolderOpenOutlined } from "@ant-design/icons";
import { Button, Form, Input, Modal, Tabs } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { http } from "../../api/http";
import { type JobAnswer, useList, useWrite } from "../../api/queries";
import type { StudySummary, Unknown } from "../../api/types";
import { useProject, useProjectId } from "../../layout/useProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { bytes, date, time } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { DicomUpload } from "./DicomUpload";

export function StudiesPage() {
  const { t } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [adding, setAdding] = useState(false);
  const [folder, setFolder] = useState(false);
  const list = useList<StudySummary>("studies", `/projects/${project}/studies`, { q: useDeferredValue(text) });
  const unknown = useList<Unknown>("unknown", `/projects/${project}/unknown`);
  const columns = useMemo(
    (): Column<StudySummary>[] => [
      { key: "patient", title: t("reports.patient"), value: (row) => row.patient.label, width: 180 },
      { key: "date", title: t("studies.date"), value: (row) => date(row.date), width: 110 },
      {
        key: "modalities",
        title: t("reports.modality"),
        value: (row) => row.modalities.join(" / "),
        width: 130,
        choose: true,
      },
      { key: "description", title: t("studies.description"), value: (row) => row.description, width: 260 },
      { key: "accession", title: t("reports.accession"), value: (row) => row.accession, width: 140 },
      { key: "series", title: t("studies.series"), value: (row) => row.series, width: 80, right: true },
      { key: "instances", title: t("studies.instances"), value: (row) => row.instances, width: 80, right: true },
      { key: "rois", title: t("counts.rois"), value: (row) => row.rois, width: 80, right: true },
      { key: "findings", title: t("studies.findings"), value: (row) => row.findings, width: 90, right: true },
    ],
    [t],
  );
  const unknownColumns = useMemo(
    (): Column<Unknown>[] => [
      { key: "name", title: t("studies.file"), value: (row) => row.name, width: 380 },
      { key: "reason", title: t("studies.reason"), value: (row) => row.reason, width: 420 },
      {
        key: "size",
        title: t("studies.size"),
        value: (row) => row.size,
        width: 100,
        right: true,
        render: (row) => bytes(row.size),
      },
      { key: "received", title: t("studies.received"), value: (row) => time(row.received), width: 150 },
    ],
    [t],
  );
  const role = useProject().data?.role;
  const canReadFolders = role === "owner" || role === "steward";
  const add = (
    <span className="row">
      {canReadFolders && (
        <Button icon={<FolderOpenOutlined />} onClick={() => setFolder(true)}>
          {t("studies.folder")}
        </Button>
      )}
      <Button type="primary" icon={<CloudUploadOutlined />} onClick={() => setAdding(true)}>
        {t("studies.add")}
      </Button>
    </span>
  );
  return (
    <Page title={t("menu.studies")} lead={t("studies.lead")} actions={add}>
      <ActiveJobs project={project} match={/import_dicom/} />
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <Tabs
        size="small"
        className="fill tabs-fill"
        items={[
          {
            key: "studies",
            label: `${t("menu.studies")} ${list.total || ""}`,
            children: (
              <DataTable
                label={t("menu.studies")}
                columns={columns}
                rows={list.rows}
                id={(row) => row.id}
                loading={list.isPending}
                total={list.total}
                csv="studies"
                placeholder={t("studies.find")}
                onSearch={setText}
                onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
                onOpen={(row) => void navigate(`/projects/${project}/studies/${row.id}`)}
                empty={<Guide title={t("studies.empty")} hint={t("studies.emptyHint")} action={add} />}
              />
            ),
          },
          {
            key: "unknown",
            label: `${t("studies.unknown")} ${unknown.total || ""}`,
            children: (
              <DataTable
                label={t("studies.unknown")}
                columns={unknownColumns}
                rows={unknown.rows}
                id={(row) => row.id}
                loading={unknown.isPending}
                total={unknown.total}
                csv="unknown"
                onEnd={() => unknown.hasNextPage && !unknown.isFetchingNextPage && void unknown.fetchNextPage()}
                empty={<Guide title={t("studies.noUnknown")} hint={t("studies.noUnknownHint")} />}
              />
            ),
          },
        ]}
      />
      <DicomUpload project={project} open={adding} onClose={() => setAdding(false)} />
      <ServerFolder project={project} open={folder} onClose={() => setFolder(false)} />
    </Page>
  );
}

/** Imports a folder that the server itself can read. */
function ServerFolder({ project, open, onClose }: { project: string; open: boolean; onClose: () => void }) {
  const { t } = useWords();
  const [form] = Form.useForm<{ path: string }>();
  const start = useWrite(
    (input: { path: string }) => http.post<JobAnswer>(`/projects/${project}/imports/path`, input),
    "jobs",
  );
  return (
    <Modal
      open={open}
      title={t("studies.folder")}
      okText={t("studies.start")}
      cancelText={t("common.cancel")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={start.isPending}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={(input: { path: string }) => start.mutate(input, { onSuccess: onClose })}
      >
        <Form.Item
          name="path"
          label={t("studies.path")}
          extra={t("studies.pathHint")}
          rules={[{ required: true, message: t("studies.needPath") }]}
        >
          <Input className="mono" />
        </Form.Item>
        <Trouble problem={start.error} />
      </Form>
    </Modal>
  );
}
