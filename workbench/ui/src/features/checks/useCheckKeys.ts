import { useEffect } from "react";
import { isTyping } from "../../shared/useListKeys";
import { type Command, commandOf } from "./checkKeys";

/** Runs `run` for the keys of the check page, unless the reader types or a dialog is open. */
export function useCheckKeys(run: (command: Command) => void, onDigit: (digit: number) => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.repeat) return moveOnly(event, run);
      const target = event.target as HTMLElement | null;
      // Enter on a button or link is theirs, except on the chosen row itself
      if (event.key === "Enter" && target?.closest("button:not(.check-row.on .check-main), a, summary")) return;
      if (event.key.startsWith("Arrow") && target?.closest(".rule-source, [role=radiogroup], [role=menu]")) return;
      const digit = /^Digit([1-9])$/.exec(event.shiftKey ? "" : event.code)?.[1] ?? /^[1-9]$/.exec(event.key)?.[0];
      if (digit) return onDigit(Number(digit));
      const command = commandOf(event);
      if (!command) return;
      event.preventDefault();
      run(command);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}

/** A key held down moves, but does not answer: nobody reads thirty values a second. */
function moveOnly(event: KeyboardEvent, run: (command: Command) => void) {
  if (!event.repeat || isTyping(event)) return;
  const command = commandOf(event);
  if (command !== "next" && command !== "previous") return;
  event.preventDefault();
  run(command);
}
