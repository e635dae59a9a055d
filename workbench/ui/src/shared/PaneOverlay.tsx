import { useEffect, useState } from "react";
import type { Pane, PaneState } from "../viewer/pane";
import { toWindow } from "../viewer/presets";

const path = (points: [number, number][], closed: boolean): string =>
  `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L")}${closed ? "Z" : ""}`;

/** Follows what a pane shows. */
export function usePane(pane: Pane | undefined): PaneState | null {
  const [state, setState] = useState<PaneState | null>(null);
  useEffect(() => {
    setState(null);
    return pane?.subscribe(setState);
  }, [pane]);
  return state;
}

/** Contours and boxes over the picture, in its own pixels. */
export function PaneShapes({ state, at }: { state: PaneState | null; at?: string | null }) {
  return (
    <svg aria-hidden="true">
      {state?.drawn.map((shape, index) => (
        <path
          key={index}
          d={path(shape.points, shape.kind !== "edge")}
          data-kind={shape.kind}
          data-roi={shape.id}
          fill={shape.kind === "contour" || shape.kind === "slab" ? shape.color : "none"}
          fillOpacity={shape.id === at ? 0.18 : 0.07}
          stroke={shape.kind === "slab" ? "none" : shape.color}
          strokeWidth={shape.id === at ? 2.2 : 1.5}
          strokeDasharray={shape.kind === "box" ? "5 3" : undefined}
        />
      ))}
    </svg>
  );
}

/** Slice, window and directions in the corners. */
export function PaneWords({
  state,
  title,
  windowText,
}: {
  state: PaneState | null;
  title?: string;
  windowText: (width: number, centre: number) => string;
}) {
  if (!state?.painted) return null;
  const shown = state.voi ? toWindow(state.voi) : null;
  return (
    <>
      <div className="pane-text tl num">
        {title}
        {title ? "\n" : ""}
        {state.slice + 1} / {state.slices}
      </div>
      {shown && <div className="pane-text br num">{windowText(Math.round(shown.width), Math.round(shown.centre))}</div>}
      <div className="pane-mark" style={{ left: 6, top: "50%" }}>
        {state.edges.left}
      </div>
      <div className="pane-mark" style={{ right: 6, top: "50%" }}>
        {state.edges.right}
      </div>
      <div className="pane-mark" style={{ top: 4, left: "50%" }}>
        {state.edges.top}
      </div>
      <div className="pane-mark" style={{ bottom: 4, left: "50%" }}>
        {state.edges.bottom}
      </div>
    </>
  );
}
