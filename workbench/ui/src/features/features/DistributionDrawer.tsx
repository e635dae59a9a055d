import { Button, Drawer, Skeleton } from "antd";
import { useMemo } from "react";
import { useGet } from "../../api/queries";
import type { Distribution, FeatureColumn } from "../../api/radiomics";
import { Chart } from "../../shared/Chart";
import { number, percent } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { series } from "../../theme/tokens";

/** How the values of a feature are distributed over all rows, and what the feature is. */
export function DistributionDrawer(props: {
  table: string;
  column: FeatureColumn | null;
  onClose: () => void;
  /** Filters the table by a range of this column. */
  onRange: (low: number | null, high: number | null) => void;
}) {
  const { t, pick, word } = useWords();
  const { column } = props;
  const path = column ? `/feature-tables/${props.table}/distribution` : null;
  const answer = useGet<Distribution>("features", path, { column: column?.name });
  const found = answer.isPlaceholderData ? undefined : answer.data;
  const option = useMemo(
    () => ({
      grid: { left: 48, right: 14, top: 14, bottom: 52 },
      tooltip: {
        trigger: "axis",
        formatter: (points: { dataIndex: number }[]) => {
          const bin = found?.bins[points[0]?.dataIndex ?? -1];
          return bin ? `${number(bin.from, 5)} – ${number(bin.to, 5)}: ${bin.count}` : "";
        },
      },
      xAxis: {
        type: "category",
        data: (found?.bins ?? []).map((bin) => number((bin.from + bin.to) / 2, 4)),
        name: column?.unit ?? "",
        nameLocation: "middle",
        nameGap: 34,
      },
      yAxis: { type: "value", minInterval: 1, name: "ROI" },
      series: [
        {
          type: "bar",
          name: "n",
          barCategoryGap: "4%",
          itemStyle: { color: series[0] },
          data: (found?.bins ?? []).map((bin) => bin.count),
        },
      ],
    }),
    [found, column],
  );
  const fence = (found?.q3 ?? 0) - (found?.q1 ?? 0);
  return (
    <Drawer
      open={column !== null}
      onClose={props.onClose}
      size={560}
      title={column ? `${pick(column.name_zh, column.name_en)} · ${t("features.distribution")}` : ""}
    >
      {column && (
        <>
          <p className="mono soft">{column.name}</p>
          <Trouble problem={answer.error} retry={() => void answer.refetch()} />
          {!found && !answer.error && <Skeleton active />}
          {found && (
            <>
              {found.n > 0 && (
                <div data-testid="histogram" data-bins={found.bins.length}>
                  <Chart
                    option={option}
                    height={260}
                    label={`${t("features.distribution")} ${column.name}`}
                    onPick={(_, at) => {
                      const bin = found.bins[at];
                      if (bin) props.onRange(bin.from, bin.to);
                    }}
                  />
                </div>
              )}
              <dl className="feature-facts num" data-testid="moments" data-n={found.n}>
                {(["n", "missing", "mean", "sd", "median"] as const).map((key) => (
                  <Fact key={key} name={t(`moment.${key}`)} value={number(found[key], 5) || "—"} />
                ))}
                <Fact
                  name={t("moment.iqr")}
                  value={`${number(fence, 5)} (${number(found.q1, 5)} – ${number(found.q3, 5)})`}
                />
                <Fact name={t("moment.min")} value={number(found.min, 5) || "—"} />
                <Fact name={t("moment.max")} value={number(found.max, 5) || "—"} />
                <Fact
                  name={t("moment.outliers")}
                  value={`${found.outliers} (${percent(found.n ? found.outliers / found.n : 0)})`}
                />
              </dl>
              <p className="soft">{t("features.outlierRule")}</p>
              <div className="row">
                <Button
                  size="small"
                  disabled={found.outliers === 0}
                  onClick={() => props.onRange((found.q3 ?? 0) + 1.5 * fence, null)}
                >
                  {t("features.aboveFence")}
                </Button>
                <Button
                  size="small"
                  disabled={found.outliers === 0}
                  onClick={() => props.onRange(null, (found.q1 ?? 0) - 1.5 * fence)}
                >
                  {t("features.belowFence")}
                </Button>
              </div>
              <h3>{t("features.meaning")}</h3>
              <Meaning column={column} className={word("featureClass", column.class)} />
            </>
          )}
        </>
      )}
    </Drawer>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** What a feature is: image, class, formula, unit, IBSI code. */
export function Meaning({ column, className }: { column: FeatureColumn; className: string }) {
  const { t, word } = useWords();
  return (
    <dl className="feature-facts">
      <Fact name={t("features.image")} value={column.image} />
      <Fact name={t("features.class")} value={className} />
      <Fact name={t("features.formula")} value={column.formula ?? "—"} />
      <Fact name={t("features.unit")} value={column.unit ?? t("features.noUnit")} />
      <Fact name="IBSI" value={column.ibsi ?? t("features.noIbsi")} />
      {column.aggregation && (
        <Fact
          name={t("radiomics.aggregation")}
          value={`${word("aggregation", column.aggregation)} (${column.aggregation})`}
        />
      )}
    </dl>
  );
}
