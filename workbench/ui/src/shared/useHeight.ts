import { type RefObject, useEffect, useState } from "react";

/** The height of an element, followed as it changes. */
export function useHeight(target: RefObject<HTMLElement | null>, start: number): number {
  const [height, setHeight] = useState(start);
  useEffect(() => {
    const element = target.current;
    if (!element) return;
    const observer = new ResizeObserver((entries) => {
      const next = Math.floor(entries[0]?.contentRect.height ?? 0);
      if (next > 0) setHeight((now) => (Math.abs(now - next) > 1 ? next : now));
    });
    observer.observe(element);
    return () => observer.disconnect();
  });
  return height;
}
