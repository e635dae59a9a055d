import type { QueryClient } from "@tanstack/react-query";
import { url } from "./http";
import type { Job } from "./types";

// What a finished job may have changed. A word in the job's kind selects its nouns.
const CHANGES: [RegExp, string[]][] = [
  [/import_reports/, ["reports", "report", "databases"]],
  [
    /fill_database|import_values|apply_values|bulk_edit|calculate/,
    ["databases", "cases", "case", "report", "entry", "history", "timeline"],
  ],
  [/dry_run/, ["dryrun"]],
  [/ruleset|fill_database/, ["databases", "cases", "case", "report", "rulesets", "checks", "check", "evaluation"]],
  [/mine/, ["unknownTerms"]],
  [/import_dicom/, ["studies", "study", "rois", "unknown", "report"]],
  [/extract_features/, ["features"]],
  [/train_model/, ["models"]],
  [/export/, ["exports", "export"]],
  [/predict/, ["findings", "study", "studies", "report", "rois"]],
];

/** Query nouns to fetch anew when a job of this kind has ended. */
export function nounsOf(kind: string): string[] {
  return [...new Set(CHANGES.filter(([pattern]) => pattern.test(kind)).flatMap(([, nouns]) => nouns))];
}

type JobListener = (job: Job) => void;
const listeners = new Set<JobListener>();

/** Calls `listener` on each job event. */
export function onJob(listener: JobListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * The one event stream of the page. The browser reconnects by itself and sends Last-Event-ID;
 * when it gives up (the session ended) we try again with growing pauses.
 */
export function followJobs(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = 2_000;
  const open = () => {
    source = new EventSource(url("/events"));
    source.onopen = () => {
      pause = 2_000;
    };
    source.addEventListener("job", (event) => {
      let job: Job;
      try {
        job = JSON.parse((event as MessageEvent<string>).data) as Job;
      } catch {
        return;
      }
      client.setQueryData(["job", job.id], job);
      void client.invalidateQueries({ queryKey: ["jobs"] }, { cancelRefetch: false });
      if (job.state === "succeeded" || job.state === "failed") {
        for (const noun of [...nounsOf(job.kind), "projects"]) void client.invalidateQueries({ queryKey: [noun] });
      }
      for (const listener of listeners) listener(job);
    });
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, 60_000);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
