import { ExperimentOutlined } from "@ant-design/icons";
import { Button, Progress, Segmented, Select, Tag } from "antd";
import { useMemo } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useList } from "../../api/queries";
import type { Finding, Model } from "../../api/types";
import { useProjectId } from "../../layout/useProject";
import { type Column, DataTable } from "../../shared/DataTable";
import { number, percent, time, volume } from "../../shared/format";
import { Guide } from "../../shared/Guide";
import { ActiveJobs } from "../../shared/Jobs";
import { WhyButton } from "../../shared/LineageDrawer";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { palette } from "../../theme/tokens";

/** The volume, or the largest length. */
const sizeOf = (finding: Finding, unit: "mm" | "mm3"): number | null => {
  const sizes = (finding.measurements ?? []).filter((one) => one.unit === unit).map((one) => one.value);
  return sizes.length ? Math.max(...sizes) : null;
};

const VERDICTS = ["", "none", "accepted", "rejected"];

/** Every finding of every model, and what the clinicians said of it. */
export function ResultsPage() {
  const { t, pick, word } = useWords();
  const project = useProjectId();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const verdict = params.get("verdict") ?? "";
  const model = params.get("model") ?? "";
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value) next.set(key, value);
    else next.delete(key);
    setParams(next, { replace: true });
  };
  const models = useList<Model>("models", `/projects/${project}/models`);
  const list = useList<Finding>("findings", `/projects/${project}/findings`, { verdict, model });
  const columns = useMemo(
    (): Column<Finding>[] => [
      { key: "patient", title: t("reports.patient"), value: (row) => row.patient.label, width: 180 },
      {
        key: "label",
        title: t("results.finding"),
        value: (row) => pick(row.label_zh, row.label_en),
        width: 120,
        choose: true,
      },
      {
        key: "probability",
        title: t("findings.probability"),
        value: (row) => row.probability,
        width: 150,
        right: true,
        render: (row) => (
          <span style={{ display: "flex", gap: 8, alignItems: "center", justifyContent: "flex-end" }}>
            <Progress
              percent={row.probability * 100}
              showInfo={false}
              size="small"
              strokeColor={row.positive ? palette.finding : palette.primary}
              style={{ width: 70 }}
              aria-hidden
            />
            {percent(row.probability)}
          </span>
        ),
      },
      {
        key: "positive",
        title: t("results.call"),
        value: (row) => (row.positive ? t("findings.positive") : t("findings.negative")),
        width: 90,
        choose: true,
        render: (row) => (
          <Tag color={row.positive ? "orange" : "default"}>
            {row.positive ? t("findings.positive") : t("findings.negative")}
          </Tag>
        ),
      },
      {
        key: "volume",
        title: t("findings.volume"),
        value: (row) => sizeOf(row, "mm3"),
        width: 110,
        right: true,
        render: (row) => volume(sizeOf(row, "mm3")),
      },
      {
        key: "long",
        title: t("results.long"),
        value: (row) => sizeOf(row, "mm"),
        width: 90,
        right: true,
        render: (row) => number(sizeOf(row, "mm")),
      },
      {
        key: "model",
        title: t("results.model"),
        value: (row) => `${row.model.name} v${row.model.version}`,
        width: 150,
        choose: true,
      },
      {
        key: "verdict",
        title: t("results.verdict"),
        value: (row) => word("verdict", row.feedback?.verdict ?? "none"),
        width: 110,
        render: (row) =>
          row.feedback ? (
            <Tag color={row.feedback.verdict === "accepted" ? "green" : "red"} title={row.feedback.reason ?? undefined}>
              {word("verdict", row.feedback.verdict)}
            </Tag>
          ) : (
            <span className="soft">{t("verdict.none")}</span>
          ),
      },
      { key: "created", title: t("common.created"), value: (row) => time(row.created), width: 140 },
      {
        key: "tools",
        title: "",
        value: () => "",
        width: 110,
        render: (row) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: keeps the row's own click away from its links
          // biome-ignore lint/a11y/useKeyWithClickEvents: the links inside take the keys
          <span className="row" onClick={(event) => event.stopPropagation()}>
            <Link to={`/projects/${project}/studies/${row.study_id}?finding=${row.id}`}>{t("results.image")}</Link>
            <WhyButton kind="finding" id={row.id} title={pick(row.label_zh, row.label_en)} />
          </span>
        ),
      },
    ],
    [t, pick, word, project],
  );
  return (
    <Page title={t("menu.results")} lead={t("results.lead")}>
      <ActiveJobs project={project} match={/predict/} />
      <Trouble problem={list.error} retry={() => void list.refetch()} />
      <DataTable
        label={t("menu.results")}
        columns={columns}
        rows={list.rows}
        id={(row) => row.id}
        loading={list.isPending}
        total={list.total}
        csv="findings"
        onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        onOpen={(row) =>
          void navigate(
            row.report_id
              ? `/projects/${project}/reports/${row.report_id}?finding=${row.id}`
              : `/projects/${project}/studies/${row.study_id}?finding=${row.id}`,
          )
        }
        tools={
          <span className="row">
            <Segmented
              size="small"
              value={verdict}
              onChange={(next) => set("verdict", next)}
              options={VERDICTS.map((value) => ({ value, label: value ? t(`verdict.${value}`) : t("results.all") }))}
            />
            <Select
              style={{ width: 200 }}
              allowClear
              placeholder={t("results.anyModel")}
              aria-label={t("results.anyModel")}
              value={model || undefined}
              onChange={(next?: string) => set("model", next ?? "")}
              options={models.rows.map((one) => ({ value: one.id, label: `${one.name} v${one.version}` }))}
            />
          </span>
        }
        empty={
          verdict || model ? undefined : (
            <Guide
              title={t("results.empty")}
              hint={t("results.emptyHint")}
              action={
                <Button
                  type="primary"
                  icon={<ExperimentOutlined />}
                  onClick={() => void navigate(`/projects/${project}/models`)}
                >
                  {t("results.toModels")}
                </Button>
              }
            />
          )
        }
      />
    </Page>
  );
}
