import type { Field } from "../../api/records";

/** How well a field answers what is typed, in small letters: the smaller the better, 9 not at all. */
export function rankOf(field: Pick<Field, "key" | "name_zh" | "name_en">, needle: string): number {
  const key = field.key.toLowerCase();
  if (key === needle) return 0;
  if (key.startsWith(needle) || field.name_zh.startsWith(needle)) return 1;
  if (field.name_zh.includes(needle)) return 2;
  if (key.includes(needle)) return 3;
  return field.name_en.toLowerCase().includes(needle) ? 4 : 9;
}
