import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import type { EChartsCoreOption } from "echarts/core";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

echarts.use([BarChart, LineChart, ScatterChart, GridComponent, TooltipComponent, LegendComponent, CanvasRenderer]);

export type ChartOption = EChartsCoreOption;

export default function ChartEngine({
  option,
  height = 280,
  label,
  onPick,
}: {
  option: ChartOption;
  height?: number;
  label: string;
  /** Called with the place of a clicked point in its series. */
  onPick?: (series: string, index: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts | null>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = echarts.init(element);
    chart.current = made;
    made.on("click", (event) => pick.current?.(event.seriesName ?? "", event.dataIndex));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption({ animation: false, textStyle: { fontFamily: "inherit" }, ...option }, true);
  }, [option]);
  return <div ref={box} role="img" aria-label={label} style={{ height, width: "100%" }} data-testid="chart" />;
}
