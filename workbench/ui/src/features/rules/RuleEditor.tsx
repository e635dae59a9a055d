import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { Diagnostic } from "../../api/rules";
import { useWords } from "../../shared/useWords";
import { extensions, toLint } from "./editorSetup";
import { useDiagnosticText } from "./Problems";

export type EditorHandle = { jump: (line: number, column?: number) => void };

type Props = {
  value: string;
  onChange?: (next: string) => void;
  onLine?: (line: number) => void;
  diagnostics?: Diagnostic[];
  label: string;
  /** Told when the editor can be led to a line, and with null when it no longer can. */
  onReady?: (handle: EditorHandle | null) => void;
};

/** The text of a rule file with colours, line numbers, and what is wrong at its line. */
export default function RuleEditor({ value, onChange, onLine, diagnostics, label, onReady }: Props) {
  const { t } = useWords();
  const text = useDiagnosticText();
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, onLine, onReady });
  latest.current = { onChange, onLine, onReady };
  const start = useRef({ value, label, readOnly: !onChange, t });

  useEffect(() => {
    if (!box.current) return;
    const { t } = start.current;
    const phrases = Object.fromEntries(
      (
        [
          ["Find", "rules.find"],
          ["Replace", "rules.replace"],
          ["next", "rules.findNext"],
          ["previous", "rules.findBefore"],
          ["all", "rules.findAll"],
          ["match case", "rules.matchCase"],
          ["by word", "rules.byWord"],
          ["regexp", "rules.byPattern"],
          ["replace", "rules.replace"],
          ["replace all", "rules.replaceAll"],
          ["close", "common.close"],
        ] as const
      ).map(([english, key]) => [english, t(key)]),
    );
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: start.current.value,
        extensions: extensions({
          readOnly: start.current.readOnly,
          label: start.current.label,
          phrases,
          rest: EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
            if (update.selectionSet || update.docChanged) {
              latest.current.onLine?.(update.state.doc.lineAt(update.state.selection.main.head).number);
            }
          }),
        }),
      }),
    });
    view.current = made;
    latest.current.onReady?.({ jump: (line, column) => jump(made, line, column) });
    return () => {
      latest.current.onReady?.(null);
      made.destroy();
      view.current = null;
    };
  }, []);

  // a text from outside goes in as the smallest change, so that the cursor and undo stay
  useEffect(() => {
    const now = view.current;
    if (!now) return;
    const old = now.state.doc.toString();
    if (old === value) return;
    let from = 0;
    while (from < old.length && from < value.length && old[from] === value[from]) from += 1;
    let tail = 0;
    while (
      tail < old.length - from &&
      tail < value.length - from &&
      old[old.length - 1 - tail] === value[value.length - 1 - tail]
    )
      tail += 1;
    now.dispatch({ changes: { from, to: old.length - tail, insert: value.slice(from, value.length - tail) } });
  }, [value]);

  useEffect(() => {
    const now = view.current;
    if (!now) return;
    now.dispatch(
      setDiagnostics(
        now.state,
        (diagnostics ?? []).slice(0, 200).map((one) => toLint(now.state.doc, one, text)),
      ),
    );
  }, [diagnostics, text]);

  return <div ref={box} className="rule-editor" data-testid="rule-editor" />;
}

function jump(view: EditorView, line: number, column = 1): void {
  const at = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
  const pos = Math.min(at.to, at.from + Math.max(0, column - 1));
  view.dispatch({ selection: { anchor: pos }, effects: EditorView.scrollIntoView(pos, { y: "center" }) });
  view.focus();
  // a pane that is only just being shown takes no focus yet
  if (!view.hasFocus) setTimeout(() => view.focus(), 300);
}
