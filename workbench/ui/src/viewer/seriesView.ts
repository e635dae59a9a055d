import { Enums, setVolumesForViewports, type Types, volumeLoader } from "@cornerstonejs/core";
import type { Instance } from "../api/types";
import type { Vec } from "./geometry";
import { type Framed, type Overlay, Pane, type View } from "./pane";
import { autoRange, CT_PRESETS, type Range, toRange } from "./presets";
import { engine } from "./setup";
import { loadAll, loadImage, Slices } from "./slices";
import { attachTools, type ToolName } from "./tools";

export type Shown = { series: string; modality: string; chest?: boolean; instances: Instance[]; start?: number };
type Elements = Partial<Record<View, HTMLDivElement>>;

const ORIENTATION = {
  axial: Enums.OrientationAxis.AXIAL,
  sagittal: Enums.OrientationAxis.SAGITTAL,
  coronal: Enums.OrientationAxis.CORONAL,
} as const;

let views = 0;

/** One series on screen: as a stack, or as three planes of its volume. */
export class SeriesView {
  readonly panes: Pane[] = [];
  readonly key: string;
  slices: Slices | null = null;
  /** The window chosen when nobody chose one. */
  auto: Range | null = null;
  private closed = false;
  private tools: ReturnType<typeof attachTools> | null = null;
  private observers: ResizeObserver[] = [];

  constructor() {
    views += 1;
    this.key = `view${views}`;
  }

  /** Opens the series in the given elements; `interactive` adds the mouse tools. */
  async open(
    shown: Shown,
    elements: Elements,
    interactive: boolean,
    onPart: (part: number) => void = () => {},
  ): Promise<void> {
    const rendering = await engine();
    if (this.closed) return;
    const slices = new Slices(shown.instances);
    this.slices = slices;
    const start = Math.max(0, Math.min(shown.start ?? Math.floor(slices.ids.length / 2), slices.ids.length - 1));
    const image = await loadImage(slices.ids[start] as string);
    slices.learn(start);
    this.auto = firstRange(shown, image);
    if (this.closed) return;
    for (const [view, element] of Object.entries(elements) as [View, HTMLDivElement][]) {
      const id = `${this.key}-${view}`;
      rendering.enableElement(
        view === "stack"
          ? { viewportId: id, type: Enums.ViewportType.STACK, element }
          : {
              viewportId: id,
              type: Enums.ViewportType.ORTHOGRAPHIC,
              element,
              defaultOptions: { orientation: ORIENTATION[view], background: [0, 0, 0] },
            },
      );
      const pane = new Pane(view, rendering.getViewport(id) as Types.IStackViewport | Types.IVolumeViewport, element);
      pane.step = slices.step;
      pane.sliceOf = (point) => slices.nearest(point);
      this.panes.push(pane);
      const observer = new ResizeObserver(() => {
        rendering.resize(true, true);
        pane.tell();
      });
      observer.observe(element);
      this.observers.push(observer);
    }
    if (elements.stack) {
      const viewport = rendering.getViewport(`${this.key}-stack`) as Types.IStackViewport;
      await viewport.setStack(slices.ids, start);
      if (this.closed) return;
      viewport.setProperties({ voiRange: this.auto });
      viewport.render();
    }
    if (elements.axial) await this.openVolume(shown, slices, onPart);
    if (this.closed) return;
    if (interactive)
      this.tools = attachTools(
        this.key,
        rendering.id,
        this.panes.map((pane) => pane.viewport.id),
      );
    for (const pane of this.panes) pane.tell();
  }

  /** Files carry their geometry, so that all of them must be here before the volume is made. */
  private async openVolume(shown: Shown, slices: Slices, onPart: (part: number) => void): Promise<void> {
    const failed = await loadAll(
      slices.ids,
      (done) => onPart(done / slices.ids.length),
      () => !this.closed,
    );
    if (this.closed) return;
    if (failed > 0) throw new Error(`${failed} / ${slices.ids.length}`);
    const rendering = await engine();
    const id = `cornerstoneStreamingImageVolume:${shown.series}`;
    const volume = await volumeLoader.createAndCacheVolume(id, { imageIds: slices.ids });
    (volume as unknown as { load: () => void }).load();
    if (this.closed) return;
    await setVolumesForViewports(
      rendering,
      [{ volumeId: id }],
      this.panes.map((pane) => pane.viewport.id),
    );
    for (const pane of this.panes) {
      if (this.auto) pane.setVoi(this.auto);
    }
  }

  setOverlays(overlays: Overlay[], boxes: Framed[] = []) {
    for (const pane of this.panes) pane.setOverlays(overlays, boxes);
  }

  setVoi(range: Range) {
    for (const pane of this.panes) pane.setVoi(range);
  }

  async jump(point: Vec) {
    await Promise.all(this.panes.map((pane) => pane.jump(point)));
  }

  choose(tool: ToolName) {
    this.tools?.choose(tool);
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    for (const observer of this.observers) observer.disconnect();
    this.tools?.close();
    const ids = this.panes.map((pane) => pane.viewport.id);
    for (const pane of this.panes) pane.close();
    void engine().then((rendering) => {
      for (const id of ids) rendering.disableElement(id);
    });
  }
}

function firstRange(shown: Shown, image: Types.IImage): Range {
  if (shown.modality === "CT") {
    const preset = CT_PRESETS.find((one) => one.key === (shown.chest ? "lung" : "mediastinum"));
    if (preset) return toRange(preset);
  }
  return autoRange(image.getPixelData() as ArrayLike<number>, shown.modality === "PT");
}
