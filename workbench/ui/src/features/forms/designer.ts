import type { FormDefinition, FormItem, FormSection } from "../../api/records";

// What the designer does to a definition; each step gives a new one, so that steps can be taken back.

/** A place in a form: before the item `index` of a section. */
export type Spot = { section: number; index: number };

const copy = (definition: FormDefinition): FormDefinition => ({
  sections: definition.sections.map((section) => ({ ...section, items: [...section.items] })),
});

export const fieldsIn = (definition: FormDefinition): Set<string> =>
  new Set(definition.sections.flatMap((section) => section.items.map((item) => item.field)));

export function spotOf(definition: FormDefinition, field: string): Spot | null {
  for (const [section, one] of definition.sections.entries()) {
    const index = one.items.findIndex((item) => item.field === field);
    if (index >= 0) return { section, index };
  }
  return null;
}

/** Puts a field into a place; one that is in the form already is moved there. */
export function place(definition: FormDefinition, field: string, to: Spot): FormDefinition {
  const next = copy(definition);
  const target = next.sections[to.section];
  if (!target) return definition;
  const from = spotOf(definition, field);
  let item: FormItem = { field };
  let index = Math.max(0, Math.min(to.index, target.items.length));
  if (from) {
    item = next.sections[from.section]!.items.splice(from.index, 1)[0]!;
    if (from.section === to.section && from.index < index) index -= 1;
    if (from.section === to.section && from.index === index) return definition;
  }
  target.items.splice(index, 0, item);
  return next;
}

/** One step up or down, on into the next section; the same definition where there is no further step. */
export function step(definition: FormDefinition, field: string, by: -1 | 1): FormDefinition {
  const from = spotOf(definition, field);
  if (!from) return definition;
  const length = definition.sections[from.section]?.items.length ?? 0;
  if (by < 0 && from.index === 0) {
    const before = definition.sections[from.section - 1];
    return before ? place(definition, field, { section: from.section - 1, index: before.items.length }) : definition;
  }
  if (by > 0 && from.index === length - 1) {
    return definition.sections[from.section + 1]
      ? place(definition, field, { section: from.section + 1, index: 0 })
      : definition;
  }
  return place(definition, field, { section: from.section, index: from.index + (by > 0 ? 2 : -1) });
}

export function remove(definition: FormDefinition, field: string): FormDefinition {
  const next = copy(definition);
  for (const section of next.sections) section.items = section.items.filter((item) => item.field !== field);
  return next;
}

export function changeItem(definition: FormDefinition, field: string, part: Partial<FormItem>): FormDefinition {
  const next = copy(definition);
  for (const section of next.sections) {
    section.items = section.items.map((item) => (item.field === field ? tidy({ ...item, ...part }) : item));
  }
  return next;
}

export function changeSection(definition: FormDefinition, id: string, part: Partial<FormSection>): FormDefinition {
  return {
    sections: definition.sections.map((section) => (section.id === id ? tidy({ ...section, ...part }) : section)),
  };
}

export function addSection(definition: FormDefinition, title_zh: string, title_en: string): FormDefinition {
  const taken = new Set(definition.sections.map((section) => section.id));
  let at = definition.sections.length + 1;
  while (taken.has(`s${at}`)) at += 1;
  return { sections: [...definition.sections, { id: `s${at}`, title_zh, title_en, items: [] }] };
}

export function moveSection(definition: FormDefinition, id: string, by: -1 | 1): FormDefinition {
  const from = definition.sections.findIndex((section) => section.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= definition.sections.length) return definition;
  const sections = [...definition.sections];
  const [section] = sections.splice(from, 1);
  sections.splice(to, 0, section!);
  return { sections };
}

export const removeSection = (definition: FormDefinition, id: string): FormDefinition => ({
  sections: definition.sections.filter((section) => section.id !== id),
});

/** Leaves out what says nothing, so that two definitions that mean the same are the same. */
function tidy<T extends FormItem | FormSection>(part: T): T {
  return Object.fromEntries(
    Object.entries(part).filter(([key, value]) => {
      if (key === "title_zh" || key === "title_en") return true;
      return value !== undefined && value !== null && value !== "" && value !== false;
    }),
  ) as T;
}

/** Where an error of the server belongs: its path is `sections[0].items[2].visible_if` in one writing or another. */
export function placeOfError(path: string): { section: number; item: number | null; part: string | null } | null {
  const found = /sections?[.[/](\d+)\]?(?:[./]?items?[.[/](\d+)\]?)?(?:[./](\w+))?/.exec(path);
  if (!found) return null;
  return {
    section: Number(found[1]),
    item: found[2] === undefined ? null : Number(found[2]),
    part: found[3] ?? null,
  };
}

/** A text that can be undone: what it was, is, and was before it was taken back. */
export type History<T> = { past: T[]; now: T; future: T[] };
const MOST = 200;

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [] });
export const go = <T>(history: History<T>, next: T): History<T> =>
  next === history.now ? history : { past: [...history.past, history.now].slice(-MOST), now: next, future: [] };
export const undo = <T>(history: History<T>): History<T> => {
  const last = history.past.at(-1);
  return last === undefined
    ? history
    : { past: history.past.slice(0, -1), now: last, future: [history.now, ...history.future] };
};
export const redo = <T>(history: History<T>): History<T> => {
  const [next, ...future] = history.future;
  return next === undefined ? history : { past: [...history.past, history.now], now: next, future };
};
