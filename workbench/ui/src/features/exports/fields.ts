import type { ExportField } from "../../api/cohorts";
import type { CaseRow, Variable } from "../../api/types";

/** The share of cases that state a field. */
export type Stated = Map<string, number>;

/** Kinds that name a person outright, not only together with others. */
const NAMING = new Set([
  "name",
  "phone",
  "landline",
  "id_number",
  "id_card",
  "address",
  "email",
  "password",
  "bank_card",
  "number",
]);

export const identifies = (field: ExportField): boolean => NAMING.has(field.deident ?? "");

/** What is known of a patient beside the dictionary; the pseudonym goes with every table. */
export const BESIDE: readonly { key: string; type: Variable["type"]; deident: string | null }[] = [
  { key: "_sex", type: "enum", deident: null },
  { key: "_birth_date", type: "date", deident: "date" },
  { key: "_reports", type: "integer", deident: null },
];

/** Fields under the group that the dictionary gives them, in its order; `_` is the patient, none comes last. */
export function groupsOf(fields: readonly ExportField[]): { key: string; fields: ExportField[] }[] {
  const groups = new Map<string, ExportField[]>();
  for (const field of fields) {
    const key = field.key.startsWith("_") ? "_" : (field.group ?? "");
    groups.set(key, [...(groups.get(key) ?? []), field]);
  }
  const order = [...groups.keys()].sort(
    (a, b) => Number(a === "") - Number(b === "") || Number(b === "_") - Number(a === "_"),
  );
  return order.map((key) => ({ key, fields: groups.get(key) ?? [] }));
}

/** How many of the members seen so far state each field. */
export function statedOf(members: readonly CaseRow[], fields: readonly ExportField[]): Stated {
  const all = Math.max(members.length, 1);
  return new Map(
    fields.map((field) => {
      if (field.key.startsWith("_")) return [field.key, 1];
      const n = members.filter((row) => {
        const cell = row.values[field.key]?.value;
        return cell && cell.state !== "not_mentioned" && cell.value !== null;
      }).length;
      return [field.key, n / all];
    }),
  );
}

/** The words of a cell with those that still look like an identifier cut out. */
export function cellParts(text: string, words: readonly string[]): { text: string; left: boolean }[] {
  const wanted = [...new Set(words.filter(Boolean))].sort((a, b) => b.length - a.length);
  const parts: { text: string; left: boolean }[] = [];
  let rest = text;
  while (rest) {
    const hits = wanted.map((word) => [rest.indexOf(word), word] as const).filter(([at]) => at >= 0);
    const first = hits.sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0];
    if (!first) break;
    if (first[0] > 0) parts.push({ text: rest.slice(0, first[0]), left: false });
    parts.push({ text: first[1], left: true });
    rest = rest.slice(first[0] + first[1].length);
  }
  if (rest) parts.push({ text: rest, left: false });
  return parts;
}
