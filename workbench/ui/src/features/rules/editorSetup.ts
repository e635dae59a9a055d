import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic as Lint, lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, type Text } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Diagnostic } from "../../api/rules";
import { palette } from "../../theme/tokens";

const colors = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: palette.primary, fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "#7a4b12" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "#7a3d8f" },
  { tag: tags.comment, color: "#7b8a90", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "#8795a0" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", background: "#fff" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
    lineHeight: "1.6",
    overflow: "auto",
  },
  ".cm-gutters": { background: "#f5f7f7", color: "#6b7a82", border: "none", borderRight: "1px solid #e3e8ea" },
  ".cm-activeLine": { background: "#f3f8f9" },
  ".cm-activeLineGutter": { background: "#e4f0f2", color: palette.ink },
  ".cm-selectionMatch": { background: "#dfeef1" },
  ".cm-tooltip": { border: "1px solid #d5dde0", borderRadius: "5px", maxWidth: "520px" },
  ".cm-tooltip-lint .cm-diagnostic": { padding: "5px 9px", fontSize: "12.5px" },
  ".cm-lint-marker": { width: "0.9em", height: "0.9em" },
  ".cm-panels": { background: "#f5f7f7" },
});

/** Words of the editor's own panels, in the reader's language. */
export type Phrases = Record<string, string>;

export function extensions(options: {
  readOnly: boolean;
  label: string;
  phrases: Phrases;
  rest: Extension;
}): Extension {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    foldGutter(),
    history(),
    drawSelection(),
    EditorState.allowMultipleSelections.of(true),
    EditorState.tabSize.of(2),
    indentUnit.of("  "),
    bracketMatching(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    search({ top: true }),
    yaml(),
    syntaxHighlighting(colors),
    lintGutter(),
    EditorView.lineWrapping,
    look,
    EditorView.contentAttributes.of({ "aria-label": options.label }),
    EditorState.phrases.of(options.phrases),
    EditorState.readOnly.of(options.readOnly),
    // Tab indents; Escape then Tab leaves the editor, so that keys are not trapped
    keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, indentWithTab]),
    options.rest,
  ];
}

/** A diagnostic's place in the text: from its column to the end of the word there. Columns count code points. */
export function toLint(doc: Text, one: Diagnostic, text: (one: Diagnostic) => string): Lint {
  const line = doc.line(Math.min(Math.max(1, one.line), doc.lines));
  const before = Array.from(line.text)
    .slice(0, Math.max(0, one.column - 1))
    .join("").length;
  const start = Math.min(line.from + before, line.to);
  const word = /^[^\s,:{}[\]]+/.exec(line.text.slice(before))?.[0].length ?? 0;
  const to = Math.min(line.to, start + Math.max(1, word));
  const from = to > start ? start : Math.min(start, line.from + (line.text.length - line.text.trimStart().length));
  return { from, to: Math.max(from, to), severity: one.severity, message: text(one) };
}
