import { expect, type Page } from "@playwright/test";

/** What `window.__workbench` says of one pane. */
export type PaneNumbers = {
  view: string;
  slice: number;
  slices: number;
  voi: { lower: number; upper: number } | null;
  plane: { origin: number[]; normal: number[] } | null;
  drawn: { id: string; label: string; kind: string; points: [number, number][] }[];
  painted: boolean;
  width: number;
  height: number;
  filled: number;
  mean: number;
};

type Handle = { ready: boolean; panes: () => PaneNumbers[] };

/** The numbers of all panes; empty until the engine is ready. */
export const panes = (page: Page): Promise<PaneNumbers[]> =>
  page.evaluate(() => (window as unknown as { __workbench?: Handle }).__workbench?.panes() ?? []);

/** Waits until `count` panes show a picture that is not black, and gives their numbers. */
export async function painted(page: Page, count: number): Promise<PaneNumbers[]> {
  await expect
    .poll(async () => (await panes(page)).filter((pane) => pane.painted && pane.filled > 0.02).length, { timeout: 40_000 })
    .toBe(count);
  return panes(page);
}

/** Smallest and largest corner of a drawn shape, in pixels. */
export function bounds(points: [number, number][]) {
  const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}
