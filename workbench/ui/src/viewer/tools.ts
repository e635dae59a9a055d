import {
  annotation,
  Enums,
  LengthTool,
  PanTool,
  StackScrollTool,
  ToolGroupManager,
  WindowLevelTool,
  ZoomTool,
} from "@cornerstonejs/tools";

/** What the left button does. */
export type ToolName = "window" | "scroll" | "pan" | "zoom" | "length";

const NAMES: Record<ToolName, string> = {
  window: WindowLevelTool.toolName,
  scroll: StackScrollTool.toolName,
  pan: PanTool.toolName,
  zoom: ZoomTool.toolName,
  length: LengthTool.toolName,
};

const { MouseBindings } = Enums;

/** Mouse: left as chosen, middle pans, right zooms, the wheel scrolls. */
export function attachTools(group: string, engineId: string, viewports: string[]) {
  const tools = ToolGroupManager.createToolGroup(group);
  if (!tools) throw new Error(`tool group ${group} exists already`);
  for (const name of Object.values(NAMES)) tools.addTool(name);
  for (const viewport of viewports) tools.addViewport(viewport, engineId);
  const choose = (chosen: ToolName) => {
    for (const name of Object.values(NAMES)) tools.setToolPassive(name, { removeAllBindings: true });
    const bindings: Record<string, { mouseButton: number }[]> = {
      [NAMES.pan]: [{ mouseButton: MouseBindings.Auxiliary }],
      [NAMES.zoom]: [{ mouseButton: MouseBindings.Secondary }],
      [NAMES.scroll]: [{ mouseButton: MouseBindings.Wheel }],
    };
    const left = NAMES[chosen];
    bindings[left] = [...(bindings[left] ?? []), { mouseButton: MouseBindings.Primary }];
    for (const [name, list] of Object.entries(bindings)) tools.setToolActive(name, { bindings: list });
  };
  choose("window");
  return {
    choose,
    close: () => ToolGroupManager.destroyToolGroup(group),
  };
}

/** Removes every measurement. */
export const clearMeasurements = (): void => annotation.state.removeAllAnnotations();
