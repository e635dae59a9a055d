import { useCallback, useEffect, useRef, useState } from "react";
import { http, type Problem } from "../../../api/http";
import type { Profile, SettingsCheck } from "../../../api/radiomics";
import { type Form, formText, readForm } from "./forms";

/** A pause after the last key before the file is checked. */
const PAUSE = 300;

const defaultsOf = (profile: Profile) => {
  const form = readForm(profile.defaults, profile);
  return { profile, form, text: formText(form) };
};

/**
 * A parameter file of a profile and the form of it. A change of the form writes the file; a change of the file is
 * checked by the server and read back into the form. While the file cannot be used the form keeps what it last was,
 * and rests.
 */
export function useParameters(first: Profile) {
  const [{ profile, form, text }, setHeld] = useState(() => defaultsOf(first));
  const [check, setCheck] = useState<SettingsCheck | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** The text whose check stands in `check`, and its profile. */
  const [checked, setChecked] = useState<[string, string] | null>(null);
  const typed = useRef(false);

  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const body = { settings: text, profile: profile.key };
        const answer = await http.post<SettingsCheck>("/radiomics/check", body, undefined, undefined, stop.signal);
        setCheck(answer);
        setChecked([profile.key, text]);
        setProblem(null);
        const kept = answer.settings;
        if (typed.current && kept) setHeld((held) => ({ ...held, form: readForm(kept, profile) }));
      } catch (caught) {
        if (!stop.signal.aborted) setProblem(caught as Problem);
      }
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, profile]);

  const change = useCallback((next: Form) => {
    typed.current = false;
    setHeld((held) => ({ ...held, form: next, text: formText(next) }));
  }, []);
  const write = useCallback((next: string) => {
    typed.current = true;
    setHeld((held) => ({ ...held, text: next }));
  }, []);
  /** A profile with its defaults, or with a file. */
  const load = useCallback((next: Profile, file?: string) => {
    typed.current = file !== undefined;
    const fresh = defaultsOf(next);
    setHeld(file === undefined ? fresh : { ...fresh, text: file });
  }, []);
  return {
    profile,
    form,
    text,
    check,
    problem,
    /** Whether the check is of the text that stands there. */
    current: checked !== null && checked[0] === profile.key && checked[1] === text,
    change,
    write,
    load,
  };
}
