import { BarChartOutlined, EyeOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { url } from "../../api/http";
import { useList } from "../../api/queries";
import type { Roi } from "../../api/types";
import { useProjectId } from "../../layout/useProject";
import { colorOf } from "../../shared/color";
import { type Column, DataTable } from "../../shared/DataTable";
import { percent, time, volume } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { WhyButton } from "../../shared/LineageDrawer";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";

export function RoisPage() {
  const { t, word } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string[]>([]);
  const list = useList<Roi>("rois", `/projects/${project}/rois`, {}, 500);
  const columns = useMemo(
    (): Column<Roi>[] => [
      { key: "patient", title: t("reports.patient"), value: (row) => row.patient.label, width: 180 },
      {
        key: "label",
        title: t("rois.label"),
        value: (row) => row.label,
        width: 200,
        choose: true,
        render: (row) => (
          <span>
            <span className="leaf-dot" style={{ background: colorOf(row) }} />
            {row.label}
          </span>
        ),
      },
      {
        key: "source",
        title: t("rois.source"),
        value: (row) => row.source,
        width: 100,
        choose: true,
        chooseText: (source) => word("roiSource", source),
        render: (row) => <Tag>{word("roiSource", row.source)}</Tag>,
      },
      {
        key: "volume",
        title: t("rois.volume"),
        value: (row) => row.volume_mm3,
        width: 120,
        right: true,
        render: (row) => volume(row.volume_mm3),
      },
      {
        key: "deviation",
        title: t("rois.deviation"),
        hint: t("rois.deviationHint"),
        value: (row) => (row.volume_mm3 && row.contour_volume_mm3 ? row.volume_mm3 / row.contour_volume_mm3 - 1 : null),
        width: 120,
        right: true,
        render: (row) =>
          row.volume_mm3 && row.contour_volume_mm3 ? (
            percent(row.volume_mm3 / row.contour_volume_mm3 - 1, 2)
          ) : (
            <span className="soft">—</span>
          ),
      },
      { key: "voxels", title: t("rois.voxels"), value: (row) => row.voxels, width: 100, right: true },
      { key: "created", title: t("common.created"), value: (row) => time(row.created), width: 150 },
      {
        key: "tools",
        title: "",
        value: () => "",
        width: 170,
        render: (row) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: keeps the row's own click away from its links
          // biome-ignore lint/a11y/useKeyWithClickEvents: the links inside take the keys
          <span className="row" onClick={(event) => event.stopPropagation()}>
            <a href={url(`/rois/${row.id}/mask.nii.gz`)} download>
              NIfTI
            </a>
            <WhyButton kind="roi" id={row.id} title={row.label} text />
          </span>
        ),
      },
    ],
    [t, word],
  );
  return (
    <Page
      title={t("menu.rois")}
      lead={t("rois.lead")}
      actions={
        <Button
          type="primary"
          icon={<BarChartOutlined />}
          disabled={list.rows.length === 0}
          onClick={() => void navigate(`/projects/${project}/features/new`, { state: { rois: chosen } })}
        >
          {chosen.length ? t("rois.extractChosen", { count: chosen.length }) : t("features.add")}
        </Button>
      }
    >
      <ActiveJobs project={project} match={/extract_features|import_dicom/} />
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("menu.rois")}
        columns={columns}
        rows={list.rows}
        id={(row) => row.id}
        loading={list.isPending}
        total={list.total}
        csv="rois"
        select={{ chosen, onChange: setChosen }}
        onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        onOpen={(row) => void navigate(`/projects/${project}/studies/${row.study_id}?roi=${row.id}`)}
        empty={
          <Guide
            title={t("rois.empty")}
            hint={t("rois.emptyHint")}
            action={
              <Button
                type="primary"
                icon={<EyeOutlined />}
                onClick={() => void navigate(`/projects/${project}/studies`)}
              >
                {t("rois.toStudies")}
              </Button>
            }
          />
        }
      />
    </Page>
  );
}
