import type { Concept, ConceptKind } from "../../api/rules";

/** What a form edits of a concept. */
export type ConceptDraft = {
  zh: string;
  en: string;
  kind: ConceptKind;
  system: string;
  code: string;
  parent: string | null;
  terms: string[];
  excluded: string[];
};

export const SYSTEMS = ["RadLex", "SNOMED CT", "ICD-O-3"];

export const blank = (term?: string): ConceptDraft => ({
  zh: term ?? "",
  en: "",
  kind: "finding",
  system: "",
  code: "",
  parent: null,
  terms: term ? [term] : [],
  excluded: [],
});

export const draftOf = (one: Concept): ConceptDraft => ({
  zh: one.zh,
  en: one.en,
  kind: one.kind,
  system: one.system,
  code: one.code,
  parent: one.parent,
  terms: one.terms,
  excluded: one.excluded,
});

/** Terms without blanks and doubles, in the order given. */
export function clean(terms: string[]): string[] {
  return [...new Set(terms.map((term) => term.trim()).filter(Boolean))];
}

/** What merging adds to the concept that stays. */
export function merged(into: Concept, from: Concept): { terms: string[]; added: string[] } {
  const known = new Set(into.terms);
  const added = clean(from.terms).filter((term) => !known.has(term));
  return { terms: [...into.terms, ...added], added };
}

export type Change = { field: string; before: string; after: string };
const shown = (value: unknown): string =>
  Array.isArray(value)
    ? value.join("、")
    : value === null || value === undefined || value === false
      ? ""
      : String(value);

/** The fields that differ between two states of a concept; terms as what came and went. */
export function changes(before: Partial<Concept> | null, after: Partial<Concept> | null): Change[] {
  const fields = ["zh", "en", "kind", "system", "code", "parent", "terms", "excluded", "retired"] as const;
  return fields.flatMap((field): Change[] => {
    const [a, b] = [before?.[field], after?.[field]];
    if (Array.isArray(a) && Array.isArray(b)) {
      const [gone, come] = [a.filter((one) => !b.includes(one)), b.filter((one) => !a.includes(one))];
      return gone.length || come.length ? [{ field, before: shown(gone), after: shown(come) }] : [];
    }
    return shown(a) === shown(b) ? [] : [{ field, before: shown(a), after: shown(b) }];
  });
}
