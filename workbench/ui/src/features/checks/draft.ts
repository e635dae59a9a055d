import type { Place } from "../../api/types";
import type { Input } from "../../shared/inputs";

/** `doubt`: the report states the value with doubt. */
export type Draft = { input: Input; spans: Place[]; reason: string; doubt?: boolean };

/** Drafts outlive a reload, a lost connection and the way to the next report; not the browser window. */
const name = (database: string, report: string, field: string) => `workbench.draft:${database}:${report}:${field}`;

export function keepDraft(database: string, report: string, field: string, draft: Draft): void {
  try {
    sessionStorage.setItem(name(database, report, field), JSON.stringify(draft));
  } catch {
    // without storage the draft lives as long as the page
  }
}

export function dropDraft(database: string, report: string, field: string): void {
  try {
    sessionStorage.removeItem(name(database, report, field));
  } catch {
    // nothing was kept
  }
}

export function keptDrafts(database: string, report: string): Record<string, Draft> {
  const out: Record<string, Draft> = {};
  const start = name(database, report, "");
  try {
    for (let at = 0; at < sessionStorage.length; at += 1) {
      const key = sessionStorage.key(at) ?? "";
      if (!key.startsWith(start)) continue;
      const draft = JSON.parse(sessionStorage.getItem(key) ?? "null") as Draft | null;
      if (draft && typeof draft.input === "object" && Array.isArray(draft.spans)) out[key.slice(start.length)] = draft;
    }
  } catch {
    // a draft that cannot be read is none
  }
  return out;
}
