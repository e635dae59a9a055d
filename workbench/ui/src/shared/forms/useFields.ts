import { useEffect, useMemo } from "react";
import { useList } from "../../api/queries";
import type { Field } from "../../api/records";

const PART = 5_000;

/** Every field of a database, those of thousands too; what is retired stays known by its name. */
export function useFields(database: string | null) {
  const list = useList<Field>("fields", database ? `/databases/${database}/fields` : null, {}, PART);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const all = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const byKey = useMemo(() => new Map(all.map((field) => [field.key, field])), [all]);
  const live = useMemo(() => all.filter((field) => !field.retired), [all]);
  return { all, live, byKey, pending: list.isPending, whole: !hasNextPage, error: list.error, refetch: list.refetch };
}
