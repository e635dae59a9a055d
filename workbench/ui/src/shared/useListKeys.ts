import { useEffect, useState } from "react";

/** Whether a key press belongs to a control the reader is typing in. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    Boolean(target?.closest("input, textarea, select, [contenteditable=true], .ant-select, .ant-modal"))
  );
}

/** j and k or the arrows move through a list of `count`, Enter opens. */
export function useListKeys(count: number, open: (index: number) => void) {
  const [at, setAt] = useState(-1);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || count === 0) return;
      if (event.key === "j" || event.key === "ArrowDown") {
        event.preventDefault();
        setAt((now) => Math.min(now + 1, count - 1));
      } else if (event.key === "k" || event.key === "ArrowUp") {
        event.preventDefault();
        setAt((now) => Math.max(now - 1, 0));
      } else if (event.key === "Enter" && at >= 0 && !(event.target as HTMLElement | null)?.closest("button, a")) {
        open(at);
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
  return { at, setAt };
}
