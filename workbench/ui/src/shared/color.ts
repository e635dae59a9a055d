/** An ROI's own colour, as its file gives it, or ours. */
export const colorOf = (roi: { color: [number, number, number] | null }): string =>
  roi.color ? `rgb(${roi.color.join(",")})` : "#f2a65a";
