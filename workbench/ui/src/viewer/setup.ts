import { init as initCore, RenderingEngine } from "@cornerstonejs/core";
import { init as initLoader } from "@cornerstonejs/dicom-image-loader";
import {
  addTool,
  init as initTools,
  LengthTool,
  PanTool,
  StackScrollTool,
  WindowLevelTool,
  ZoomTool,
} from "@cornerstonejs/tools";

let started: Promise<RenderingEngine> | null = null;

/** The one rendering engine of the page. */
export function engine(): Promise<RenderingEngine> {
  started ??= (async () => {
    initCore();
    initLoader({ maxWebWorkers: Math.max(1, Math.min(4, Math.floor((navigator.hardwareConcurrency || 2) / 2))) });
    initTools();
    for (const tool of [WindowLevelTool, PanTool, ZoomTool, StackScrollTool, LengthTool]) addTool(tool);
    return new RenderingEngine("workbench");
  })();
  return started;
}

export const imageIdOf = (instance: { url: string }): string => `wadouri:${instance.url}`;
