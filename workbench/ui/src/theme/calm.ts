/** Whether the reader's system asks for little movement (WCAG 2.3.3). */
export const calm = (): boolean =>
  typeof window !== "undefined" && window.matchMedia?.("(prefers-reduced-motion: reduce)").matches === true;
