import type { EpochPoint, ModelSummary, RocPoint } from "../../api/types";
import { series } from "../../theme/tokens";

/** `0.912 [0.861, 0.953]` */
export const aucText = (model: Pick<ModelSummary, "auc" | "auc_low" | "auc_high">): string => {
  if (model.auc === null || model.auc === undefined) return "";
  const bounds = typeof model.auc_low === "number" && typeof model.auc_high === "number";
  return `${model.auc.toFixed(3)}${bounds ? ` [${model.auc_low?.toFixed(3)}, ${model.auc_high?.toFixed(3)}]` : ""}`;
};

const axis = (name: string, extra: object = {}) => ({
  type: "value",
  name,
  nameLocation: "middle",
  nameGap: 28,
  splitLine: { lineStyle: { color: "#eef2f3" } },
  ...extra,
});

/** ROC in the unit square, with the line of chance. */
export function rocOption(points: RocPoint[], words: { fpr: string; tpr: string; chance: string; threshold: string }) {
  return {
    color: [series[0], "#b6c2c7"],
    grid: { left: 52, right: 16, top: 16, bottom: 44 },
    tooltip: {
      trigger: "item",
      formatter: (item: { data: [number, number, number | null] }) => {
        const [fpr, tpr, threshold] = item.data;
        const cut = typeof threshold === "number" ? `<br>${words.threshold} ${threshold.toFixed(3)}` : "";
        return `${words.fpr} ${fpr.toFixed(3)}<br>${words.tpr} ${tpr.toFixed(3)}${cut}`;
      },
    },
    xAxis: axis(words.fpr, { min: 0, max: 1 }),
    yAxis: axis(words.tpr, { min: 0, max: 1, nameGap: 34 }),
    series: [
      {
        type: "line",
        name: "ROC",
        data: points.map((point) => [point.fpr, point.tpr, point.threshold]),
        symbolSize: 5,
        showSymbol: points.length < 200,
        lineStyle: { width: 2 },
        areaStyle: { opacity: 0.06 },
      },
      {
        type: "line",
        name: words.chance,
        data: [
          [0, 0],
          [1, 1],
        ],
        symbol: "none",
        lineStyle: { type: "dashed", width: 1 },
        silent: true,
      },
    ],
  };
}

type Epoch = EpochPoint["epoch"];

/** The mean over the folds of each epoch; the final fit alone where there are no folds. */
export function meanEpochs(points: EpochPoint[]): Epoch[] {
  const folds = points.filter((point) => point.fold !== null);
  const byEpoch = new Map<number, Epoch[]>();
  for (const { epoch } of folds.length ? folds : points) {
    byEpoch.set(epoch.epoch, [...(byEpoch.get(epoch.epoch) ?? []), epoch]);
  }
  const mean = (rows: Epoch[], pick: (row: Epoch) => number | null): number | null => {
    const values = rows.map(pick).filter((value) => typeof value === "number");
    return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  };
  return [...byEpoch]
    .sort(([a], [b]) => a - b)
    .map(([epoch, rows]) => ({
      epoch,
      train_loss: mean(rows, (row) => row.train_loss) ?? 0,
      validation_loss: mean(rows, (row) => row.validation_loss),
      validation_auc: mean(rows, (row) => row.validation_auc),
    }));
}

/** Loss of training and validation over the epochs; the AUC on the right axis when there is one. */
export function epochOption(
  points: EpochPoint[],
  words: { epoch: string; loss: string; valLoss: string; valAuc: string },
) {
  const epochs = meanEpochs(points);
  const line = (name: string, pick: (epoch: Epoch) => number | null, extra: object = {}) => ({
    type: "line",
    name,
    symbol: "none",
    data: epochs.map((epoch) => [epoch.epoch, pick(epoch)]),
    ...extra,
  });
  const withAuc = epochs.some((epoch) => epoch.validation_auc !== null);
  return {
    color: [series[0], series[1], series[2]],
    grid: { left: 52, right: withAuc ? 44 : 16, top: 34, bottom: 44 },
    legend: { top: 0 },
    tooltip: { trigger: "axis" },
    xAxis: axis(words.epoch, { min: "dataMin", max: "dataMax" }),
    yAxis: [
      axis(words.loss, { nameGap: 38, scale: true }),
      ...(withAuc ? [{ type: "value", min: 0, max: 1, splitLine: { show: false } }] : []),
    ],
    series: [
      line(words.loss, (epoch) => epoch.train_loss),
      ...(epochs.some((epoch) => epoch.validation_loss !== null)
        ? [line(words.valLoss, (epoch) => epoch.validation_loss)]
        : []),
      ...(withAuc
        ? [line(words.valAuc, (epoch) => epoch.validation_auc, { yAxisIndex: 1, lineStyle: { type: "dashed" } })]
        : []),
    ],
  };
}
