import { PlusOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { url } from "../../api/http";
import { useList } from "../../api/queries";
import type { FeatureTable } from "../../api/types";
import { useProjectId } from "../../layout/useProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { time } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { WhyButton } from "../../shared/LineageDrawer";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { ExtractionJobs } from "./ExtractionJobs";
import "./features.css";

export function FeaturesPage() {
  const { t, word } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const list = useList<FeatureTable>("features", `/projects/${project}/feature-tables`);
  const columns = useMemo(
    (): Column<FeatureTable>[] => [
      {
        key: "name",
        title: t("features.name"),
        value: (row) => row.name,
        width: 240,
        render: (row) => <b>{row.name}</b>,
      },
      {
        key: "what",
        title: t("features.what"),
        value: (row) =>
          [
            // PyRadiomics where nothing is said
            row.settings.profile === "ibsi" && word("profile", "ibsi"),
            row.settings.selection?.labels?.join("、") || row.settings.selection?.label,
            Object.keys(row.settings.imageType ?? {})
              .map((kind) => word("imageType", kind))
              .join(" + "),
          ]
            .filter(Boolean)
            .join(" · "),
        width: 200,
      },
      { key: "rows", title: t("features.rows"), value: (row) => row.rows, width: 110, right: true },
      { key: "columns", title: t("features.columns"), value: (row) => row.columns.length, width: 120, right: true },
      {
        key: "failed",
        title: t("features.failed"),
        value: (row) => row.failed?.length ?? 0,
        width: 100,
        right: true,
        render: (row) => (row.failed?.length ? <Tag color="red">{row.failed.length}</Tag> : 0),
      },
      {
        key: "hash",
        title: t("features.hash"),
        value: (row) => row.hash,
        width: 118,
        render: (row) => <span className="mono">{row.hash?.slice(0, 12)}</span>,
      },
      { key: "created", title: t("common.created"), value: (row) => time(row.created), width: 140 },
      {
        key: "tools",
        title: "",
        value: () => "",
        width: 200,
        render: (row) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: keeps the row's own click away from its links
          // biome-ignore lint/a11y/useKeyWithClickEvents: the links inside take the keys
          <span className="row" onClick={(event) => event.stopPropagation()}>
            <a href={url(`/feature-tables/${row.id}/csv`)} download>
              CSV
            </a>
            {row.parquet && (
              <a href={url(`/feature-tables/${row.id}/parquet`)} download>
                Parquet
              </a>
            )}
            <WhyButton kind="feature_table" id={row.id} title={row.name} text />
          </span>
        ),
      },
    ],
    [t, word],
  );
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate(`/projects/${project}/features/new`)}>
      {t("features.add")}
    </Button>
  );
  return (
    <Page title={t("menu.features")} lead={t("features.lead")} actions={add}>
      <ExtractionJobs project={project} />
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("menu.features")}
        columns={columns}
        rows={list.rows}
        id={(row) => row.id}
        loading={list.isPending}
        csv="feature-tables"
        onOpen={(row) => void navigate(`/projects/${project}/features/${row.id}`)}
        empty={<Guide title={t("features.empty")} hint={t("features.emptyHint")} action={add} />}
      />
    </Page>
  );
}
