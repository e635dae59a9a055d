import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { http, type Problem } from "../../../api/http";
import type { Profile, SettingsCheck } from "../../../api/radiomics";
import { type Parameters, readParameters, textOf } from "./parameters";

/** A pause after the last key before the file is checked. */
const PAUSE = 300;

/**
 * A parameter file and the form of it. A change of the form writes the file; a change of the file is checked by the
 * server and read back into the form. While the file cannot be used the form keeps what it last was, and rests.
 */
export function useParameters(profile: Profile) {
  const first = useMemo(() => readParameters(profile.defaults, profile), [profile]);
  const [form, setForm] = useState<Parameters>(first);
  const [text, setText] = useState(() => textOf(first));
  const [check, setCheck] = useState<SettingsCheck | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** The text whose check stands in `check`. */
  const [checked, setChecked] = useState<string | null>(null);
  const typed = useRef(false);

  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const body = { settings: text, profile: profile.key };
        const answer = await http.post<SettingsCheck>("/radiomics/check", body, undefined, undefined, stop.signal);
        setCheck(answer);
        setChecked(text);
        setProblem(null);
        if (typed.current && answer.settings) setForm(readParameters(answer.settings, profile));
      } catch (caught) {
        if (!stop.signal.aborted) setProblem(caught as Problem);
      }
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, profile]);

  const change = useCallback(
    (part: Partial<Parameters>) => {
      typed.current = false;
      const next = { ...form, ...part };
      setForm(next);
      setText(textOf(next));
    },
    [form],
  );
  const write = useCallback((next: string) => {
    typed.current = true;
    setText(next);
  }, []);
  const reset = useCallback(() => {
    typed.current = false;
    setForm(first);
    setText(textOf(first));
  }, [first]);
  return {
    form,
    text,
    check,
    problem,
    /** Whether the check is of the text that stands there. */
    current: checked === text,
    change,
    write,
    reset,
  };
}
