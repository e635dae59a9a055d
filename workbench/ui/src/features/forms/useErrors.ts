import { useEffect, useState } from "react";
import { http, type Problem } from "../../api/http";
import type { FormDefinition, FormError } from "../../api/records";

const PAUSE = 500;

/** What the server says is wrong with a definition, a moment after the last change. */
export function useErrors(
  database: string,
  definition: FormDefinition,
): { list: FormError[]; problem: Problem | null } {
  const [answer, setAnswer] = useState<{ list: FormError[]; problem: Problem | null }>({ list: [], problem: null });
  useEffect(() => {
    let over = false;
    const timer = setTimeout(() => {
      http
        .post<{ errors: FormError[] } | FormError[]>("/forms/check", { database, definition })
        .then((said) => ({ list: Array.isArray(said) ? said : (said.errors ?? []), problem: null }))
        .catch((problem: Problem) =>
          problem.status === 422 && Array.isArray(problem.parts)
            ? { list: problem.parts as FormError[], problem: null }
            : { list: [], problem },
        )
        .then((next) => {
          if (!over) setAnswer(next);
        });
    }, PAUSE);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [database, definition]);
  return answer;
}
