import { useEffect, useState } from "react";
import { onJob } from "../api/events";
import { useGet } from "../api/queries";
import type { Job } from "../api/types";
import { isOpen } from "./Jobs";

/** One job, followed through the event stream; a slow look of its own in case the stream is cut. */
export function useJob(id: string | null, onEnd?: (job: Job) => void): Job | null {
  const [live, setLive] = useState<Job | null>(null);
  const over = live?.id === id && !isOpen(live);
  const asked = useGet<Job>("job", id ? `/jobs/${id}` : null, {}, { refetchInterval: id && !over ? 5_000 : undefined });
  useEffect(() => onJob((job) => job.id === id && setLive(job)), [id]);
  const seen = asked.data?.id === id ? (asked.data ?? null) : null;
  const fresh = live?.id === id ? live : null;
  const job = id ? (fresh && (!seen || !isOpen(fresh) || isOpen(seen)) ? fresh : seen) : null;
  const ended = job && !isOpen(job) ? job.id : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when the job ends
  useEffect(() => {
    if (job && ended) onEnd?.(job);
  }, [ended]);
  return job;
}
