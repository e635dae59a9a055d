import { Skeleton } from "antd";
import { lazy, Suspense } from "react";
import type { ChartOption } from "./chartEngine";

const Engine = lazy(() => import("./chartEngine"));

/** A chart; its engine is loaded when the first chart is shown. */
export function Chart(props: {
  option: ChartOption;
  height?: number;
  label: string;
  onPick?: (series: string, index: number) => void;
}) {
  return (
    <Suspense fallback={<Skeleton active />}>
      <Engine {...props} />
    </Suspense>
  );
}
