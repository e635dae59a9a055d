import type { NumericAgreement } from "../../api/types";
import type { ChartOption } from "../../shared/chartEngine";
import { number } from "../../shared/format";
import { palette, series } from "../../theme/tokens";

type Words = {
  points: string;
  mean: string;
  difference: string;
  bias: string;
  upper: string;
  lower: string;
  open: string;
};

/** Difference against mean (Bland and Altman 1986): bias and limits of agreement, bias ± 1.96 SD. */
export function blandAltmanOption(numeric: NumericAgreement, unit: string, words: Words): ChartOption {
  const means = numeric.points.map((point) => point.mean);
  const low = Math.min(...means);
  const high = Math.max(...means);
  const room = Math.max((high - low) * 0.06, Math.abs(high) * 0.02, 0.5);
  const [from, to] = means.length ? [low - room, high + room] : [0, 1];
  const withUnit = (name: string) => (unit ? `${name} (${unit})` : name);
  const line = (name: string, at: number, dashed: boolean, color: string) => ({
    name,
    type: "line",
    data: [
      [from, at],
      [to, at],
    ],
    symbol: "none",
    silent: true,
    lineStyle: { type: dashed ? "dashed" : "solid", width: 1.5, color },
    endLabel: { show: true, formatter: `${name} ${number(at)}`, color, fontSize: 11, distance: 6 },
    tooltip: { show: false },
  });
  return {
    grid: { left: 56, right: 112, top: 18, bottom: 44 },
    tooltip: {
      trigger: "item",
      formatter: (point: { value: [number, number] }) =>
        `${words.mean} ${number(point.value[0])}<br/>${words.difference} ${number(point.value[1])}<br/>${words.open}`,
    },
    xAxis: {
      type: "value",
      name: withUnit(words.mean),
      nameLocation: "middle",
      nameGap: 28,
      min: from,
      max: to,
      axisLabel: { formatter: (value: number) => number(value, 2), showMinLabel: false, showMaxLabel: false },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      name: withUnit(words.difference),
      nameLocation: "middle",
      nameGap: 40,
      scale: true,
      min: (range: { min: number; max: number }) => edge(range, numeric, -1),
      max: (range: { min: number; max: number }) => edge(range, numeric, 1),
      axisLabel: { showMinLabel: false, showMaxLabel: false },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        name: words.points,
        type: "scatter",
        data: numeric.points.map((point) => [point.mean, point.difference]),
        symbolSize: 9,
        cursor: "pointer",
        itemStyle: { color: series[0], opacity: 0.55 },
        emphasis: { itemStyle: { opacity: 1 }, scale: 1.4 },
      },
      line(words.bias, numeric.bias, false, palette.ink),
      ...(numeric.loa_high === null ? [] : [line(words.upper, numeric.loa_high, true, palette.finding)]),
      ...(numeric.loa_low === null ? [] : [line(words.lower, numeric.loa_low, true, palette.finding)]),
    ],
  };
}

/** The end of the axis: beyond every point and both limits, on whole or half numbers. */
function edge(range: { min: number; max: number }, numeric: NumericAgreement, side: 1 | -1): number {
  const least = Math.min(range.min, numeric.loa_low ?? 0, 0);
  const most = Math.max(range.max, numeric.loa_high ?? 0, 0);
  const room = Math.max((most - least) * 0.08, 0.5);
  return side > 0 ? Math.ceil((most + room) * 2) / 2 : Math.floor((least - room) * 2) / 2;
}
