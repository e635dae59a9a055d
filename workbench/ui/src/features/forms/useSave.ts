import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { http, ifMatch, type Problem } from "../../api/http";
import type { Form, FormDefinition } from "../../api/records";

type Content = { title_zh: string; title_en: string; definition: FormDefinition };
export type Save = {
  state: "saved" | "dirty" | "saving" | "failed" | "conflict";
  dirty: boolean;
  version: number;
  problem: Problem | null;
  /** What somebody else saved meanwhile. */
  other: Form | null;
  now: () => Promise<boolean>;
  /** Goes on from the other version: with this content over it, or as it is. */
  settle: (how: "mine" | "theirs") => void;
};

const text = (content: Content): string => JSON.stringify([content.title_zh, content.title_en, content.definition]);

/** Saves a form under the version that was read; a version of somebody else is never written over unseen. */
export function useSave(form: Form, content: Content): Save {
  const client = useQueryClient();
  const [stored, setStored] = useState(form);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [other, setOther] = useState<Form | null>(null);
  const dirty = text(stored) !== text(content);
  const newest = useRef(content);
  newest.current = content;

  const send = useCallback(
    async (etag: string): Promise<boolean> => {
      setBusy(true);
      setProblem(null);
      try {
        const answer = await http.put<Form>(`/forms/${form.id}`, newest.current, ifMatch(etag));
        // what was sent is what counts as saved: keys may have been pressed meanwhile
        setStored(answer);
        client.setQueryData(["form", `/forms/${form.id}`, {}], answer);
        void client.invalidateQueries({ queryKey: ["forms"] });
        return true;
      } catch (cause) {
        const refused = cause as Problem;
        if (refused.status === 412) setOther(await http.get<Form>(`/forms/${form.id}`).catch(() => null));
        else setProblem(refused);
        return false;
      } finally {
        setBusy(false);
      }
    },
    [client, form.id],
  );
  const now = useCallback(async () => !dirty || (await send(stored.etag)), [dirty, send, stored.etag]);
  const settle = useCallback(
    (how: "mine" | "theirs") => {
      if (!other) return;
      setOther(null);
      setStored(other);
      if (how === "mine") void send(other.etag);
    },
    [other, send],
  );
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (dirty) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
  const state = other ? "conflict" : busy ? "saving" : problem ? "failed" : dirty ? "dirty" : "saved";
  return { state, dirty, version: stored.version, problem, other, now, settle };
}
