import { byPoints } from "./compare";

export type Order = { order: string[]; circle: null } | { order: null; circle: string[] };

/**
 * The order in which calculated fields are computed: each after those it reads; among those that are free, by name.
 * Or the circle: each field followed by one that it reads, the smallest name first. Names that are not
 * calculated are left out.
 */
export function order(fields: ReadonlyMap<string, Iterable<string>>): Order {
  const reads = new Map(
    [...fields].map(([field, names]) => [field, [...new Set(names)].filter((name) => fields.has(name)).sort(byPoints)]),
  );
  const waits = new Map([...reads].map(([field, names]) => [field, names.length]));
  const readers = new Map<string, string[]>();
  for (const [field, names] of reads) {
    for (const name of names) readers.set(name, [...(readers.get(name) ?? []), field]);
  }
  const done: string[] = [];
  let free = [...waits].filter(([, left]) => left === 0).map(([field]) => field);
  while (free.length > 0) {
    const field = free.sort(byPoints).shift()!;
    done.push(field);
    waits.delete(field);
    for (const reader of readers.get(field) ?? []) {
      const left = (waits.get(reader) ?? 0) - 1;
      waits.set(reader, left);
      if (left === 0) free = [...free, reader];
    }
  }
  if (waits.size === 0) return { order: done, circle: null };
  return { order: null, circle: circleOf(reads, waits) };
}

function circleOf(reads: ReadonlyMap<string, string[]>, waits: ReadonlyMap<string, number>): string[] {
  const path: string[] = [];
  let here: string | undefined = [...waits.keys()].sort(byPoints)[0];
  while (here !== undefined && !path.includes(here)) {
    path.push(here);
    here = reads.get(here)?.find((name) => waits.has(name));
  }
  const found = path.slice(here === undefined ? 0 : path.indexOf(here));
  const smallest = found.indexOf([...found].sort(byPoints)[0] ?? "");
  return [...found.slice(smallest), ...found.slice(0, smallest)];
}
