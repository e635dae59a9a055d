import { Alert, Progress } from "antd";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { http } from "../../api/http";
import type { Finding, Instance, Page, Series } from "../../api/types";
import { PaneShapes, PaneWords, usePane } from "../../shared/PaneOverlay";
import { isTyping } from "../../shared/useListKeys";
import { useWords } from "../../shared/useWords";
import { centre, type Vec } from "../../viewer/geometry";
import { expose } from "../../viewer/handle";
import type { Framed, Overlay, Pane, View } from "../../viewer/pane";
import { SeriesView } from "../../viewer/seriesView";
import type { ToolName } from "../../viewer/tools";
import { Toolbar } from "./Toolbar";
import { isChest } from "./viewable";

type Props = {
  series: Series;
  overlays: Overlay[];
  focus: string | null;
  finding: Finding | null;
  onFocus: (roi: string | null) => void;
  side: (jump: (point: Vec) => void) => ReactNode;
};

const LAYOUTS: Record<"stack" | "mpr", View[]> = { stack: ["stack"], mpr: ["axial", "sagittal", "coronal"] };

/** The pictures of one series. The engine works on its own; this mounts it and follows. */
export function ViewerStage({ series, overlays, focus, finding, side }: Props) {
  const { t } = useWords();
  const [layout, setLayout] = useState<"stack" | "mpr">("stack");
  const [view, setView] = useState<SeriesView | null>(null);
  const [part, setPart] = useState<number | null>(0);
  const [failed, setFailed] = useState<string | null>(null);
  const [tool, setTool] = useState<ToolName>("window");
  const boxes = useRef<Partial<Record<View, HTMLDivElement | null>>>({});
  const shown = LAYOUTS[layout];
  const chest = isChest(series);

  useEffect(() => {
    const made = new SeriesView();
    let alive = true;
    setView(null);
    setFailed(null);
    setPart(0);
    (async () => {
      const list = await http.get<Page<Instance>>(`/series/${series.id}/instances`, { limit: 10_000 });
      if (!alive) return;
      if (list.items.length === 0) throw new Error(t("viewer.noInstances"));
      const elements = Object.fromEntries(LAYOUTS[layout].map((name) => [name, boxes.current[name]]));
      await made.open(
        { series: series.id, modality: series.modality, chest, instances: list.items },
        elements,
        true,
        (done) => alive && setPart(done),
      );
      if (!alive) return;
      setPart(null);
      setView(made);
      expose(made, series.id);
    })().catch((problem: Error) => {
      if (!alive) return;
      setPart(null);
      setFailed(problem.message || t("viewer.failed"));
    });
    return () => {
      alive = false;
      expose(null, null);
      made.close();
    };
  }, [series.id, series.modality, chest, layout, t]);

  useEffect(() => view?.choose(tool), [view, tool]);
  const frames = useMemo(
    (): Framed[] =>
      finding && finding.series_uid === series.uid ? [{ id: finding.id, color: "#ffd166", box: finding.bbox }] : [],
    [finding, series.uid],
  );
  useEffect(() => view?.setOverlays(overlays, frames), [view, overlays, frames]);

  // an ROI or finding in the address is brought into view once, when both it and the pictures are here
  const stack = overlays.find((one) => one.id === focus)?.stack;
  const jumped = useRef<string | null>(null);
  useEffect(() => {
    const key = `${layout}:${focus}`;
    if (!view || !stack || jumped.current === key) return;
    jumped.current = key;
    const middle = stack.levels[Math.floor((stack.levels.length - 1) / 2)]?.contours[0];
    if (middle) void view.jump(centre(middle.points));
  }, [view, stack, focus, layout]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const first = view?.panes[0];
      if (!first || isTyping(event)) return;
      if (event.key === "ArrowDown" || event.key === "j") first.scroll(1);
      else if (event.key === "ArrowUp" || event.key === "k") first.scroll(-1);
      else if (event.key === "i") for (const pane of view.panes) pane.invert();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [view]);

  return (
    <>
      <div className="viewer-main">
        <Toolbar view={view} series={series} layout={layout} onLayout={setLayout} tool={tool} onTool={setTool} />
        {failed && <Alert type="error" banner title={t("viewer.failed")} description={failed} />}
        <div className={`viewer-grid ${layout === "stack" ? "one" : "mpr"}`}>
          {shown.map((name) => (
            <PaneBox
              key={name}
              name={name}
              pane={view?.panes.find((pane) => pane.view === name)}
              focus={focus}
              title={name === "stack" ? series.description || series.modality : t(`viewer.${name}`)}
              hold={(element) => {
                boxes.current[name] = element;
              }}
            >
              {part !== null && (
                <div style={{ position: "absolute", left: "25%", right: "25%", top: "48%" }}>
                  <Progress
                    percent={Math.round(part * 100)}
                    size="small"
                    status="active"
                    aria-label={t("viewer.loading")}
                  />
                  <div style={{ textAlign: "center", fontSize: 12 }}>{t("viewer.loading")}</div>
                </div>
              )}
            </PaneBox>
          ))}
        </div>
      </div>
      {side((point) => void view?.jump(point))}
    </>
  );
}

type BoxProps = {
  name: View;
  pane: Pane | undefined;
  focus: string | null;
  title: string;
  hold: (element: HTMLDivElement | null) => void;
  children: ReactNode;
};

function PaneBox({ name, pane, focus, title, hold, children }: BoxProps) {
  const { t } = useWords();
  const state = usePane(pane);
  return (
    <div
      className="pane"
      data-testid={`pane-${name}`}
      data-slice={state?.slice ?? ""}
      data-shapes={state?.drawn.length ?? 0}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the right button zooms, its menu would cover the picture */}
      <div className="canvas" ref={hold} onContextMenu={(event) => event.preventDefault()} />
      <PaneShapes state={state} at={focus} />
      <PaneWords
        state={state}
        title={title}
        windowText={(width, centre) => t("viewer.windowText", { width, centre })}
      />
      {children}
    </div>
  );
}
