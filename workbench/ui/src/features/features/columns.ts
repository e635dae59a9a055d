import type { ColumnFacts, FeatureColumn, FeatureRow } from "../../api/radiomics";

/** A name that fits a column head: the image `original` is left out. */
export const shortName = (name: string): string => name.replace(/^original_/, "");

/** The name of a feature within its image and class; its aggregation stays. */
export function featureOf(column: FeatureColumn): string {
  const image = `${column.image}_`;
  const name = column.name.startsWith(image) ? column.name.slice(image.length) : column.name;
  return name.startsWith(`${column.class}_`) ? name.slice(column.class.length + 1) : name;
}

/** What stands behind a column: its full name, Chinese name, formula and IBSI code, as far as they are known. */
export const hintOf = (column: FeatureColumn | undefined): string =>
  [column?.name, column?.name_zh, column?.formula, column?.ibsi && `IBSI ${codesOf(column)}`]
    .filter(Boolean)
    .join("\n");

/** IBSI codes of a feature and, in the profile `ibsi`, of its aggregation. */
export const codesOf = (column: FeatureColumn): string => [column.ibsi, column.aggregation].filter(Boolean).join(" · ");

export type ColumnGroup = { key: string; image: string; class: string; columns: ColumnFacts[] };

/** Columns by image and class, in the order of the table. */
export function columnGroups(columns: readonly ColumnFacts[]): ColumnGroup[] {
  const groups = new Map<string, ColumnGroup>();
  for (const column of columns) {
    const key = `${column.image}\n${column.class}`;
    const group = groups.get(key);
    if (group) group.columns.push(column);
    else groups.set(key, { key, image: column.image, class: column.class, columns: [column] });
  }
  return [...groups.values()];
}

/** Columns of which every word is a part of the name, in any language, or of the IBSI code. */
export function findColumns(columns: readonly ColumnFacts[], text: string): ColumnFacts[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...columns];
  return columns.filter((column) => {
    const said = `${column.name} ${column.name_zh ?? ""} ${column.name_en ?? ""} ${codesOf(column)}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

/** Which rows stay: those whose value lies within, both ends included; or those with, or without, a value. */
export type Range = { column: string; low: number | null; high: number | null; missing?: "only" | "none" };

export function within(value: number | null | undefined, range: Range): boolean {
  if (value === null || value === undefined) return range.missing === "only" || (!range.missing && bare(range));
  if (range.missing === "only") return false;
  return (range.low === null || value >= range.low) && (range.high === null || value <= range.high);
}

const bare = (range: Range) => range.low === null && range.high === null;

/** The rows that satisfy every range; `names` are the columns that the rows hold. */
export function filterRows(rows: FeatureRow[], names: readonly string[], ranges: readonly Range[]): FeatureRow[] {
  const places = ranges.map((range) => [range, names.indexOf(range.column)] as const).filter(([, at]) => at >= 0);
  return places.length === 0
    ? rows
    : rows.filter((row) => places.every(([range, at]) => within(row.values[at], range)));
}
