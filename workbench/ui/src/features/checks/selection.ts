import type { Place } from "../../api/types";

/** The code point of a place in the page, by the pieces that carry `data-start`. */
function pointOf(node: Node, offset: number): number | null {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : (node as Element);
  const piece = element?.closest<HTMLElement>("[data-start]");
  if (piece) {
    const before = node.nodeType === Node.TEXT_NODE ? (node.textContent ?? "").slice(0, offset) : "";
    const whole = node.nodeType !== Node.TEXT_NODE && offset > 0 ? (piece.textContent ?? "") : before;
    return Number(piece.dataset.start) + Array.from(whole).length;
  }
  // between pieces: the end of the piece before, or the start of the one after
  const child = node.childNodes[offset] ?? null;
  const after = child instanceof HTMLElement ? child.querySelector<HTMLElement>("[data-start]") : null;
  if (child instanceof HTMLElement && child.dataset.start) return Number(child.dataset.start);
  if (after) return Number(after.dataset.start);
  const last = element ? [...element.querySelectorAll<HTMLElement>("[data-start]")].at(-1) : undefined;
  return last ? Number(last.dataset.start) + Array.from(last.textContent ?? "").length : null;
}

/** What is selected inside `box`, in code points of the report. */
export function selectedPlace(box: HTMLElement | null): Place | null {
  const selection = window.getSelection();
  if (!box || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!box.contains(range.startContainer) || !box.contains(range.endContainer)) return null;
  const start = pointOf(range.startContainer, range.startOffset);
  const end = pointOf(range.endContainer, range.endOffset);
  return start !== null && end !== null && end > start ? { start, end } : null;
}
