// The order of the queue as it was opened: it must not shift under the reader while answers change the risks.

const name = (database: string) => `workbench.queue:${database}`;

export function keepOrder(database: string, reports: string[], search: string): void {
  try {
    sessionStorage.setItem(name(database), JSON.stringify({ search, reports: reports.slice(0, 2000) }));
  } catch {
    // the server's order is used
  }
}

/** The reports in their order, and the filters of the list they were opened from. */
export function keptOrder(database: string): { search: string; reports: string[] } {
  try {
    const kept = JSON.parse(sessionStorage.getItem(name(database)) ?? "{}") as { search?: unknown; reports?: unknown };
    return {
      search: typeof kept.search === "string" ? kept.search : "",
      reports: Array.isArray(kept.reports) ? kept.reports.map(String) : [],
    };
  } catch {
    return { search: "", reports: [] };
  }
}

export type Neighbours = { index: number; total: number; previous: string | null; next: string | null };

/** Where a report stands: in the order it was opened from, else as the server says. */
export function neighbours(
  order: readonly string[],
  report: string,
  server: { position: { index: number; total: number }; previous: string | null; next: string | null } | undefined,
): Neighbours {
  const at = order.indexOf(report);
  if (at >= 0) {
    return { index: at + 1, total: order.length, previous: order[at - 1] ?? null, next: order[at + 1] ?? null };
  }
  return {
    index: server?.position.index ?? 0,
    total: server?.position.total ?? 0,
    previous: server?.previous ?? null,
    next: server?.next ?? null,
  };
}
