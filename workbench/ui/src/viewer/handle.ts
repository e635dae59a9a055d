import type { PaneState } from "./pane";
import type { SeriesView } from "./seriesView";

/** What browser tests read: numbers, not pictures. */
export type Handle = {
  series: string | null;
  ready: boolean;
  panes: () => (PaneState & { width: number; height: number; filled: number; mean: number })[];
  jump: (point: [number, number, number]) => Promise<void>;
  slice: (index: number) => Promise<void>;
};

declare global {
  interface Window {
    __workbench?: Handle;
  }
}

/** Part of the canvas that is not black, and its mean grey in 0..255. */
function paint(element: HTMLDivElement): { filled: number; mean: number } {
  const canvas = element.querySelector("canvas");
  const context = canvas?.getContext("2d");
  if (!canvas || !context || canvas.width === 0 || canvas.height === 0) return { filled: 0, mean: 0 };
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let [bright, sum] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const grey = data[at] as number;
    sum += grey;
    if (grey > 8) bright += 1;
  }
  return { filled: bright / (data.length / 4), mean: sum / (data.length / 4) };
}

/** Puts the shown series on `window.__workbench`. */
export function expose(view: SeriesView | null, series: string | null): void {
  if (!view) {
    delete window.__workbench;
    return;
  }
  window.__workbench = {
    series,
    ready: true,
    panes: () =>
      view.panes.map((pane) => ({
        ...pane.state(),
        width: pane.element.clientWidth,
        height: pane.element.clientHeight,
        ...paint(pane.element),
      })),
    jump: (point) => view.jump(point),
    slice: async (index) => {
      const stack = view.panes.find((pane) => pane.view === "stack");
      if (stack)
        await (
          stack.viewport as { setImageIdIndex: (at: number) => Promise<string> } & typeof stack.viewport
        ).setImageIdIndex(index);
    },
  };
}
