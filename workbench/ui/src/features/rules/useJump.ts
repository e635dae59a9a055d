import { useCallback, useRef } from "react";
import type { EditorHandle } from "./RuleEditor";

/** The way to a line of the text, from any tab; a line asked for before the editor is loaded is gone to when it is. */
export function useJump(show: (tab: string) => void) {
  const editor = useRef<EditorHandle | null>(null);
  const asked = useRef<[line: number, column?: number] | null>(null);
  const onEditor = useCallback((ready: EditorHandle | null) => {
    editor.current = ready;
    if (!ready || !asked.current) return;
    ready.jump(...asked.current);
    asked.current = null;
  }, []);
  const jump = useCallback(
    (line: number, column?: number) => {
      show("edit");
      asked.current = [line, column];
      // the pane is shown first, then its editor can scroll
      setTimeout(() => onEditor(editor.current), 80);
    },
    [show, onEditor],
  );
  return { jump, onEditor };
}
