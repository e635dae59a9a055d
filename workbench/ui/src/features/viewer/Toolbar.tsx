import {
  BorderOutlined,
  BulbOutlined,
  ColumnHeightOutlined,
  ColumnWidthOutlined,
  DeleteOutlined,
  DragOutlined,
  LineOutlined,
  RedoOutlined,
  RotateRightOutlined,
  SwapOutlined,
  ZoomInOutlined,
} from "@ant-design/icons";
import { Button, Segmented, Select, Tooltip } from "antd";
import { type ReactNode, useState } from "react";
import type { Series } from "../../api/types";
import { useWords } from "../../shared/useWords";
import { CT_PRESETS, toRange } from "../../viewer/presets";
import type { SeriesView } from "../../viewer/seriesView";
import { clearMeasurements, type ToolName } from "../../viewer/tools";

type Props = {
  view: SeriesView | null;
  series: Series;
  layout: "stack" | "mpr";
  onLayout: (layout: "stack" | "mpr") => void;
  tool: ToolName;
  onTool: (tool: ToolName) => void;
};

const TOOLS: { key: ToolName; icon: ReactNode }[] = [
  { key: "window", icon: <BulbOutlined /> },
  { key: "scroll", icon: <ColumnHeightOutlined /> },
  { key: "pan", icon: <DragOutlined /> },
  { key: "zoom", icon: <ZoomInOutlined /> },
  { key: "length", icon: <LineOutlined /> },
];

export function Toolbar({ view, series, layout, onLayout, tool, onTool }: Props) {
  const { t } = useWords();
  const [preset, setPreset] = useState<string | null>(null);
  const presets = [
    ...(series.modality === "CT"
      ? CT_PRESETS.map((one) => ({ value: one.key, label: t(`viewer.preset.${one.key}`) }))
      : []),
    { value: "auto", label: t("viewer.preset.auto") },
  ];
  const choosePreset = (key: string) => {
    setPreset(key);
    const known = CT_PRESETS.find((one) => one.key === key);
    const range = known ? toRange(known) : view?.auto;
    if (range) view?.setVoi(range);
  };
  const act = (label: string, icon: ReactNode, run: () => void) => (
    <Tooltip title={label}>
      <Button size="small" icon={icon} aria-label={label} disabled={!view} onClick={run} />
    </Tooltip>
  );
  const each = (run: (pane: SeriesView["panes"][number]) => void) => () => view?.panes.forEach(run);
  return (
    <div className="viewer-tools" role="toolbar" aria-label={t("viewer.tools")}>
      <Segmented
        size="small"
        value={layout}
        onChange={(next) => onLayout(next as "stack" | "mpr")}
        options={[
          { value: "stack", label: t("viewer.stack"), icon: <BorderOutlined /> },
          { value: "mpr", label: "MPR", disabled: series.instances < 3 },
        ]}
      />
      <Segmented
        size="small"
        value={tool}
        onChange={(next) => onTool(next as ToolName)}
        options={TOOLS.map(({ key, icon }) => ({
          value: key,
          icon,
          label: t(`viewer.tool.${key}`),
        }))}
      />
      <Select
        size="small"
        style={{ width: 120 }}
        placeholder={t("viewer.presets")}
        aria-label={t("viewer.presets")}
        value={preset}
        options={presets}
        onChange={choosePreset}
        disabled={!view}
      />
      {act(
        t("viewer.rotate"),
        <RotateRightOutlined />,
        each((pane) => pane.rotate()),
      )}
      {act(
        t("viewer.flipH"),
        <SwapOutlined />,
        each((pane) => pane.flip("horizontal")),
      )}
      {act(
        t("viewer.flipV"),
        <ColumnWidthOutlined rotate={90} />,
        each((pane) => pane.flip("vertical")),
      )}
      {act(
        t("viewer.invert"),
        <BulbOutlined />,
        each((pane) => pane.invert()),
      )}
      {act(t("viewer.clear"), <DeleteOutlined />, () => {
        clearMeasurements();
        for (const pane of view?.panes ?? []) pane.viewport.render();
      })}
      {act(t("viewer.reset"), <RedoOutlined />, () => {
        setPreset(null);
        for (const pane of view?.panes ?? []) pane.reset(view?.auto ?? null);
      })}
    </div>
  );
}
