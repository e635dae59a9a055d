import { DownloadOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button, Descriptions, Skeleton, Tabs } from "antd";
import { useMemo, useState } from "react";
import { Link, useParams } from "react-router";
import { url } from "../../api/http";
import { useGet, useList } from "../../api/queries";
import type { FeatureTable, ModelDetail, ModelPrediction } from "../../api/types";
import { Chart } from "../../shared/Chart";
import { type Column, DataTable } from "../../shared/DataTable";
import { number, percent, time } from "../../shared/format";
import { ActiveJobs } from "../../shared/Jobs";
import { WhyButton } from "../../shared/LineageDrawer";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { aucText, epochOption, rocOption } from "./curves";
import { RunDialog } from "./RunDialog";

type Weight = { feature: string; value: number };

/** One model: how good, how it was trained, what it said of each row, what it looks at. */
export function ModelPage() {
  const { t, word } = useWords();
  const { project = "", model: id = "" } = useParams();
  const [running, setRunning] = useState(false);
  const answer = useGet<ModelDetail>("models", `/models/${id}`);
  const detail = answer.data;
  const model = detail?.model;
  const tables = useList<FeatureTable>("features", `/projects/${project}/feature-tables`);
  const roc = useMemo(
    () =>
      rocOption(detail?.roc ?? [], {
        fpr: t("models.fpr"),
        tpr: t("models.tpr"),
        chance: t("models.chance"),
        threshold: t("findings.threshold"),
      }),
    [detail?.roc, t],
  );
  const epochs = useMemo(
    () =>
      epochOption(detail?.epochs ?? [], {
        epoch: t("models.epoch"),
        loss: t("models.loss"),
        valLoss: t("models.valLoss"),
        valAuc: t("models.valAuc"),
      }),
    [detail?.epochs, t],
  );
  const predictions = useMemo(
    (): Column<ModelPrediction>[] => [
      { key: "patient", title: t("reports.patient"), value: (row) => row.patient, width: 180 },
      {
        key: "roi",
        title: "ROI",
        value: (row) => row.roi,
        width: 300,
        render: (row) => <span className="mono">{row.roi}</span>,
      },
      { key: "fold", title: t("models.fold"), value: (row) => row.fold, width: 70, right: true, choose: true },
      {
        key: "label",
        title: t("models.truth"),
        value: (row) => (row.label ? 1 : 0),
        width: 80,
        right: true,
        choose: true,
      },
      {
        key: "probability",
        title: t("findings.probability"),
        value: (row) => row.probability,
        width: 110,
        right: true,
        render: (row) => percent(row.probability),
      },
    ],
    [t],
  );
  const weights = useMemo(
    (): Column<Weight>[] => [
      { key: "feature", title: t("models.feature"), value: (row) => row.feature, width: 360 },
      {
        key: "value",
        title: t("models.weight"),
        value: (row) => row.value,
        width: 130,
        right: true,
        render: (row) => number(row.value, 4),
      },
      {
        key: "size",
        title: t("models.size"),
        value: (row) => Math.abs(row.value),
        width: 130,
        right: true,
        render: (row) => number(Math.abs(row.value), 4),
      },
    ],
    [t],
  );
  if (!detail || !model) {
    return (
      <Page title={t("menu.models")}>
        <Trouble problem={answer.error} retry={() => void answer.refetch()} />
        {answer.isPending && <Skeleton active />}
      </Page>
    );
  }
  const table = tables.rows.find((one) => one.id === model.feature_table);
  return (
    <Page
      title={`${model.name} v${model.version}`}
      lead={`${word("learner", model.learner)} · ${model.target} = ${model.summary.positive}`}
      actions={
        <span className="row">
          <WhyButton kind="model" id={model.id} title={model.name} text />
          <Button icon={<DownloadOutlined />} href={url(`/models/${id}/file`)} download>
            {t("models.file")}
          </Button>
          <Button type="primary" icon={<PlayCircleOutlined />} onClick={() => setRunning(true)}>
            {t("models.run")}
          </Button>
        </span>
      }
    >
      <ActiveJobs project={project} match={/predict/} />
      <Descriptions
        size="small"
        column={6}
        items={[
          {
            key: "auc",
            label: t("models.auc"),
            children: (
              <b className="num" data-testid="auc">
                {aucText(model.summary) || "—"}
              </b>
            ),
          },
          { key: "accuracy", label: t("models.accuracy"), children: percent(model.summary.accuracy) || "—" },
          { key: "n", label: t("models.n"), children: `${model.summary.n} (${model.summary.positives} +)` },
          {
            key: "table",
            label: t("models.table"),
            children: <Link to={`/projects/${project}/features/${model.feature_table}`}>{table?.name ?? "…"}</Link>,
          },
          { key: "feedback", label: t("models.feedback"), children: `${model.accepted} / ${model.rejected}` },
          { key: "created", label: t("common.created"), children: time(model.created) },
        ]}
      />
      <div className="grid2">
        <section className="panel">
          <h2 className="panel-title">{t("models.roc")}</h2>
          {detail.roc?.length ? (
            <div data-testid="roc" data-points={detail.roc.length}>
              <Chart option={roc} height={300} label={`${t("models.roc")}: ${aucText(model.summary)}`} />
            </div>
          ) : (
            <p className="soft">{t("models.noRoc")}</p>
          )}
        </section>
        <section className="panel">
          <h2 className="panel-title">{t("models.epochs")}</h2>
          {detail.epochs?.length ? (
            <Chart option={epochs} height={300} label={t("models.epochs")} />
          ) : (
            <p className="soft">{t("models.noEpochs")}</p>
          )}
        </section>
      </div>
      <Tabs
        size="small"
        items={[
          {
            key: "predictions",
            label: `${t("models.predictions")} ${detail.predictions?.length ?? ""}`,
            children: (
              <DataTable
                label={t("models.predictions")}
                columns={predictions}
                rows={detail.predictions ?? []}
                id={(row) => `${row.roi}:${row.fold}`}
                csv={`${model.name}-predictions`}
                height={320}
              />
            ),
          },
          {
            key: "weights",
            label: `${t("models.coefficients")} ${detail.coefficients?.length || ""}`,
            children: detail.coefficients?.length ? (
              <DataTable
                label={t("models.coefficients")}
                columns={weights}
                rows={[...detail.coefficients].sort((a, b) => Math.abs(b.value) - Math.abs(a.value))}
                id={(row) => row.feature}
                csv={`${model.name}-coefficients`}
                height={320}
              />
            ) : (
              <p className="soft">{t("models.noCoefficients")}</p>
            ),
          },
          {
            key: "metrics",
            label: t("models.metrics"),
            children: (
              <pre className="mono" style={{ maxHeight: 360, overflow: "auto" }}>
                {JSON.stringify(detail.metrics, null, 2)}
              </pre>
            ),
          },
        ]}
      />
      <RunDialog project={project} model={model} open={running} onClose={() => setRunning(false)} />
    </Page>
  );
}
