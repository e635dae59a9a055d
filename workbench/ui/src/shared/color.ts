/** An ROI's own colour, as its file gives it. */
export const colorOf = (roi: { color: [number, number, number] }): string => `rgb(${roi.color.join(",")})`;
