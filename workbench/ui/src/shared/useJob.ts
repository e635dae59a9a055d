import { useEffect, useRef, useState } from "react";
import { onJob } from "../api/events";
import { useGet } from "../api/queries";
import type { Job } from "../api/types";
import { isOpen } from "./Jobs";

/** One job, followed through the event stream, with a slow look in case the stream is cut; `onEnd` is told once. */
export function useJob(id: string | null, onEnd?: (job: Job) => void): Job | null {
  const [live, setLive] = useState<Job | null>(null);
  const job = live?.id === id ? live : null;
  const over = job !== null && !isOpen(job);
  const asked = useGet<Job>("job", id ? `/jobs/${id}` : null, {}, { refetchInterval: over ? undefined : 5_000 });
  const end = useRef(onEnd);
  end.current = onEnd;

  useEffect(() => onJob((next) => next.id === id && setLive(next)), [id]);
  useEffect(() => {
    const next = asked.data;
    if (next?.id === id) setLive((now) => (now?.id === id && !isOpen(now) ? now : next));
  }, [asked.data, id]);
  const ended = over ? job : null;
  const told = useRef("");
  useEffect(() => {
    if (!ended || told.current === ended.id) return;
    told.current = ended.id;
    end.current?.(ended);
  }, [ended]);
  return job;
}
