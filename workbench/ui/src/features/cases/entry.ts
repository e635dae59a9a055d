import type { Entry, EntryChange, EntrySaved, Field } from "../../api/records";
import { type Input, inputOf, readInput } from "../../shared/inputs";

// What is typed on an entry page beside what the server holds. Pure, so that the ways two people meet are tested.

/** A field that is being changed: what is typed, and the value its editor began from. */
export type Typed = { input: Input; base: unknown; refused?: string };
export type Drafts = Record<string, Typed>;

/** The value a case holds; what is not mentioned is none. */
export function held(entry: Pick<Entry, "values">, field: string): unknown {
  const value = entry.values[field];
  return value && value.state !== "not_mentioned" ? (value.value ?? null) : null;
}

/** Whether two values of the server mean the same; the order of an object's parts does not count. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (typeof a !== "object" || typeof b !== "object" || !a || !b || Array.isArray(a) || Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const part = (of: object, key: string) => (of as Record<string, unknown>)[key] ?? null;
  return [...keys].every((key) => sameValue(part(a, key), part(b, key)));
}

const asksNothing = (input: Input): boolean =>
  !input.choice && !input.choices?.length && !input.text?.trim() && !input.several;

/** The value that is typed: null clears, undefined is not a value yet. */
export function typedValue(field: Field, input: Input): unknown {
  if (asksNothing(input)) return null;
  const read = readInput(field, input);
  return read.ok ? read.value : undefined;
}

/** What a control shows: what is typed, else what is held. */
export const shownInput = (entry: Pick<Entry, "values">, drafts: Drafts, field: Field): Input =>
  drafts[field.key]?.input ?? inputOf(field, held(entry, field.key));

export type Pending = {
  changes: EntryChange[];
  /** Fields whose text is no value yet, or which the server refused: they wait for their writer. */
  waiting: string[];
};

/** What has to be sent, and what cannot be. */
export function pendingOf(entry: Pick<Entry, "values">, drafts: Drafts, fields: ReadonlyMap<string, Field>): Pending {
  const changes: EntryChange[] = [];
  const waiting: string[] = [];
  for (const [key, { input, base, refused }] of Object.entries(drafts)) {
    const field = fields.get(key);
    if (!field) continue;
    const value = typedValue(field, input);
    if (value === undefined || refused) waiting.push(key);
    else if (!sameValue(value, held(entry, key))) changes.push({ field: key, value, base });
  }
  return { changes, waiting };
}

/** The values of the case as they are seen now: those typed in place of those held. */
export function valuesNow(
  entry: Pick<Entry, "values">,
  drafts: Drafts,
  fields: ReadonlyMap<string, Field>,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(entry.values)) out[key] = held(entry, key);
  for (const [key, { input }] of Object.entries(drafts)) {
    const field = fields.get(key);
    const value = field ? typedValue(field, input) : undefined;
    if (value !== undefined) out[key] = value;
  }
  return out;
}

/** The entry after an answer, which names every value that counts: what it leaves out is gone. */
export const withSaved = (entry: Entry, { etag, values, calculated, faults }: EntrySaved): Entry => ({
  ...entry,
  etag,
  values,
  calculated,
  faults,
});

/** The drafts after `sent` was stored: what was typed on meanwhile goes on from the stored value. */
export function afterSaved(drafts: Drafts, sent: readonly EntryChange[], fields: ReadonlyMap<string, Field>): Drafts {
  const out: Drafts = {};
  for (const [key, draft] of Object.entries(drafts)) {
    const change = sent.find((one) => one.field === key);
    if (!change) {
      out[key] = draft;
      continue;
    }
    const field = fields.get(key);
    const now = field ? typedValue(field, draft.input) : change.value;
    if (!sameValue(now, change.value)) out[key] = { ...draft, base: change.value };
  }
  return out;
}

/** Drafts that say what is held anyway are none. */
export function withoutIdle(entry: Entry, drafts: Drafts, fields: ReadonlyMap<string, Field>): Drafts {
  const { changes, waiting } = pendingOf(entry, drafts, fields);
  const kept = new Set([...waiting, ...changes.map((change) => change.field)]);
  return Object.fromEntries(Object.entries(drafts).filter(([key]) => kept.has(key)));
}

export type Choice = "yours" | "theirs";

/** The drafts after a merge was decided: theirs are dropped, yours go on from theirs. */
export function afterMerge(
  drafts: Drafts,
  merge: readonly { field: string; theirs: unknown }[],
  choices: Readonly<Record<string, Choice>>,
): Drafts {
  const out = { ...drafts };
  for (const { field, theirs } of merge) {
    const draft = out[field];
    if (choices[field] === "theirs") delete out[field];
    else if (draft) out[field] = { ...draft, base: theirs };
  }
  return out;
}

const store = (id: string) => `workbench.entry:${id}`;

/** Drafts outlive a reload and a lost connection. */
export function keepDrafts(id: string, drafts: Drafts): void {
  try {
    if (Object.keys(drafts).length === 0) sessionStorage.removeItem(store(id));
    else sessionStorage.setItem(store(id), JSON.stringify(drafts));
  } catch {
    // without storage drafts live as long as the page
  }
}

export function keptDrafts(id: string): Drafts {
  try {
    const kept = JSON.parse(sessionStorage.getItem(store(id)) ?? "{}") as Drafts;
    return Object.fromEntries(
      Object.entries(kept).filter(([, one]) => typeof one?.input === "object" && one.input !== null),
    );
  } catch {
    return {};
  }
}
