import type { FeatureColumn } from "../../api/types";

/** Columns by filter and class: `original_glcm_Contrast` belongs to `original · glcm`. */
export function columnGroups(names: readonly string[]): { name: string; columns: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const parts = name.split("_");
    const key = parts.length >= 3 ? `${parts.slice(0, -2).join("_")} · ${parts.at(-2)}` : "—";
    const list = groups.get(key);
    if (list) list.push(name);
    else groups.set(key, [name]);
  }
  return [...groups].map(([name, columns]) => ({ name, columns }));
}

/** A name that fits a column head: the filter `original` is left out. */
export const shortName = (name: string): string => name.replace(/^original_/, "");

/** What stands behind a column: its full name, Chinese name, formula and IBSI code, as far as they are known. */
export const hintOf = (column: FeatureColumn | undefined): string =>
  [column?.name, column?.name_zh, column?.formula, column?.ibsi && `IBSI ${column.ibsi}`].filter(Boolean).join("\n");
