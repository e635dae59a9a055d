import { Enums, metaData, type Types } from "@cornerstonejs/core";
import {
  add,
  type Box,
  cross,
  cut,
  cutBox,
  dot,
  letters,
  middleOfBox,
  type Plane,
  type Shape,
  type Stack,
  sub,
  unit,
  type Vec,
} from "./geometry";
import type { Range } from "./presets";

export type View = "stack" | "axial" | "sagittal" | "coronal";
export type Overlay = { id: string; label: string; color: string; visible: boolean; stack: Stack | null };
export type Framed = { id: string; color: string; box: Box };
/** A shape in canvas pixels. */
export type Drawn = {
  id: string;
  label: string;
  kind: Shape["kind"] | "box";
  color: string;
  points: [number, number][];
};
/** What a pane shows right now. */
export type PaneState = {
  view: View;
  slice: number;
  slices: number;
  voi: Range | null;
  plane: Plane | null;
  edges: { left: string; right: string; top: string; bottom: string };
  zoom: number;
  drawn: Drawn[];
  painted: boolean;
};

type AnyViewport = Types.IStackViewport | Types.IVolumeViewport;

const SILENT = { left: "", right: "", top: "", bottom: "" };

/** One viewport with its overlay. It tells listeners what it shows after every picture. */
export class Pane {
  private listeners = new Set<(state: PaneState) => void>();
  private overlays: Overlay[] = [];
  private boxes: Framed[] = [];
  private painted = false;
  /** The distance between slices of the shown series in mm. */
  step = 1;
  /** The slice of a stack that lies nearest to a point. */
  sliceOf: (point: Vec) => number | null = () => null;

  constructor(
    readonly view: View,
    readonly viewport: AnyViewport,
    readonly element: HTMLDivElement,
  ) {
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.onPicture);
    element.addEventListener(Enums.Events.CAMERA_MODIFIED, this.tell);
  }

  private onPicture = () => {
    this.painted = true;
    this.tell();
  };

  readonly tell = () => {
    const state = this.state();
    for (const listener of this.listeners) listener(state);
  };

  subscribe(listener: (state: PaneState) => void): () => void {
    this.listeners.add(listener);
    listener(this.state());
    return () => this.listeners.delete(listener);
  }

  setOverlays(overlays: Overlay[], boxes: Framed[] = []) {
    this.overlays = overlays;
    this.boxes = boxes;
    this.tell();
  }

  /** The viewing plane in LPS mm: of a stack, as the file of the slice says; else as the camera stands. */
  plane(): Plane | null {
    const camera = this.viewport.getCamera();
    if (!camera.focalPoint || !camera.viewPlaneNormal) return null;
    if (this.view === "stack") {
      const id = (this.viewport as Types.IStackViewport).getCurrentImageId();
      const file = id ? metaData.get("imagePlaneModule", id) : null;
      if (file?.imagePositionPatient && file.rowCosines && file.columnCosines) {
        const [row, column] = [file.rowCosines as Vec, file.columnCosines as Vec];
        return { origin: [...(file.imagePositionPatient as Vec)], normal: unit(cross(row, column)) };
      }
    }
    return { origin: [...(camera.focalPoint as Vec)], normal: unit([...(camera.viewPlaneNormal as Vec)]) };
  }

  private toCanvas(points: readonly Vec[]): [number, number][] {
    return points.map((point) => {
      const [x, y] = this.viewport.worldToCanvas(point as Types.Point3);
      return [x as number, y as number];
    });
  }

  private draw(plane: Plane): Drawn[] {
    const out: Drawn[] = [];
    for (const overlay of this.overlays) {
      if (!overlay.visible || !overlay.stack) continue;
      for (const shape of cut(overlay.stack, plane, this.step)) {
        out.push({
          id: overlay.id,
          label: overlay.label,
          kind: shape.kind,
          color: overlay.color,
          points: this.toCanvas(shape.points),
        });
      }
    }
    for (const framed of this.boxes) {
      const corners = cutBox(framed.box, plane, this.step);
      if (corners.length)
        out.push({ id: framed.id, label: "", kind: "box", color: framed.color, points: this.toCanvas(corners) });
    }
    return out;
  }

  state(): PaneState {
    const blank: PaneState = {
      view: this.view,
      slice: 0,
      slices: 0,
      voi: null,
      plane: null,
      edges: SILENT,
      zoom: 1,
      drawn: [],
      painted: false,
    };
    if (!this.painted) return blank;
    try {
      const plane = this.plane();
      const voi = this.viewport.getProperties()?.voiRange ?? null;
      return {
        ...blank,
        slice: this.viewport.getSliceIndex(),
        slices: this.viewport.getNumberOfSlices(),
        voi: voi ? { lower: voi.lower, upper: voi.upper } : null,
        plane,
        edges: this.edges(),
        zoom: this.viewport.getZoom(),
        drawn: plane ? this.draw(plane) : [],
        painted: true,
      };
    } catch {
      // the viewport is being taken down
      return blank;
    }
  }

  private edges() {
    const { clientWidth: w, clientHeight: h } = this.element;
    const world = (x: number, y: number) => this.viewport.canvasToWorld([x, y]) as Vec;
    const middle = world(w / 2, h / 2);
    const right = unit(sub(world(w / 2 + 10, h / 2), middle));
    const down = unit(sub(world(w / 2, h / 2 + 10), middle));
    const back = (vector: Vec): Vec => [-vector[0], -vector[1], -vector[2]];
    return { left: letters(back(right)), right: letters(right), top: letters(back(down)), bottom: letters(down) };
  }

  setVoi(range: Range) {
    this.viewport.setProperties({ voiRange: range });
    this.viewport.render();
  }

  invert() {
    this.viewport.setProperties({ invert: !this.viewport.getProperties()?.invert });
    this.viewport.render();
  }

  rotate() {
    const now = this.viewport.getViewPresentation().rotation ?? 0;
    this.viewport.setViewPresentation({ rotation: (now + 90) % 360 });
    this.viewport.render();
  }

  flip(direction: "horizontal" | "vertical") {
    const camera = this.viewport.getCamera();
    this.viewport.setCamera(
      direction === "horizontal" ? { flipHorizontal: !camera.flipHorizontal } : { flipVertical: !camera.flipVertical },
    );
    this.viewport.render();
  }

  reset(range: Range | null) {
    const camera = this.viewport.getCamera();
    if (camera.flipHorizontal || camera.flipVertical)
      this.viewport.setCamera({ flipHorizontal: false, flipVertical: false });
    this.viewport.setViewPresentation({ rotation: 0 });
    this.viewport.resetCamera();
    this.viewport.setProperties({ invert: false, ...(range ? { voiRange: range } : {}) });
    this.viewport.render();
  }

  scroll(delta: number) {
    this.viewport.scroll(delta);
  }

  /** Shows the slice through a point, leaving zoom and pan as they are. */
  async jump(point: Vec) {
    const plane = this.plane();
    if (!plane) return;
    if (this.view === "stack") {
      const index = this.sliceOf(point);
      if (index !== null) await (this.viewport as Types.IStackViewport).setImageIdIndex(index);
      return;
    }
    const camera = this.viewport.getCamera();
    const depth = dot(sub(point, plane.origin), plane.normal);
    this.viewport.setCamera({
      focalPoint: add(camera.focalPoint as Vec, plane.normal, depth),
      position: add(camera.position as Vec, plane.normal, depth),
    });
    this.viewport.render();
  }

  /** Brings a box to the middle, with `field` mm from top to bottom at least and room around it. */
  frame(box: Box, field: number) {
    const camera = this.viewport.getCamera();
    const plane = this.plane();
    if (!camera.focalPoint || !camera.position || !plane) return;
    const middle = middleOfBox(box);
    const size = Math.max(...[0, 1, 2].map((at) => (box[1][at] as number) - (box[0][at] as number)));
    const shift = sub(middle, camera.focalPoint as Vec);
    const inPlane = add(shift, plane.normal, -dot(shift, plane.normal));
    this.viewport.setCamera({
      focalPoint: add(camera.focalPoint as Vec, inPlane),
      position: add(camera.position as Vec, inPlane),
      parallelScale: Math.max(field, size * 2.2) / 2,
    });
    this.viewport.render();
  }

  close() {
    this.element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.onPicture);
    this.element.removeEventListener(Enums.Events.CAMERA_MODIFIED, this.tell);
    this.listeners.clear();
  }
}
