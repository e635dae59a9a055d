export type Command =
  | "next"
  | "previous"
  | "accept"
  | "rest"
  | "correct"
  | "absent"
  | "wrong"
  | "undo"
  | "take"
  | "nextReport"
  | "previousReport"
  | "why"
  | "fold"
  | "help";

/** The keys of the check page, in the order of the help. */
export const KEYS: { keys: string[]; command: Command }[] = [
  { keys: ["J", "↓"], command: "next" },
  { keys: ["K", "↑"], command: "previous" },
  { keys: ["A", "Enter"], command: "accept" },
  { keys: ["C"], command: "correct" },
  { keys: ["N"], command: "absent" },
  { keys: ["W"], command: "wrong" },
  { keys: ["1", "2"], command: "take" },
  { keys: ["U"], command: "undo" },
  { keys: ["Shift", "A"], command: "rest" },
  { keys: ["→"], command: "nextReport" },
  { keys: ["←"], command: "previousReport" },
  { keys: ["E"], command: "why" },
  { keys: ["M"], command: "fold" },
  { keys: ["?"], command: "help" },
];

const LETTERS: Record<string, Command> = {
  j: "next",
  k: "previous",
  a: "accept",
  c: "correct",
  n: "absent",
  w: "wrong",
  u: "undo",
  e: "why",
  m: "fold",
};
const NAMED: Record<string, Command> = {
  ArrowDown: "next",
  ArrowUp: "previous",
  Enter: "accept",
  ArrowRight: "nextReport",
  ArrowLeft: "previousReport",
  "?": "help",
  "？": "help",
};

/** What a key press asks for. A Chinese input method hides the letter: its place on the keyboard tells it. */
export function commandOf(event: { key: string; code?: string; shiftKey?: boolean }): Command | null {
  const hidden = event.key === "Process" || event.key === "Unidentified";
  const letter = hidden ? (/^Key([A-Z])$/.exec(event.code ?? "")?.[1] ?? "").toLowerCase() : event.key.toLowerCase();
  if (hidden && event.code === "Slash" && event.shiftKey) return "help";
  if (letter === "a" && event.shiftKey) return "rest";
  if (event.shiftKey && event.key !== "?" && event.key !== "？") return null;
  return NAMED[event.key] ?? LETTERS[letter] ?? null;
}
