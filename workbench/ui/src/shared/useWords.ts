import { useTranslation } from "react-i18next";

/** The text function, and a choice between two languages of the data itself. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const zh = i18n.language !== "en";
  return {
    t,
    zh,
    /** The Chinese or the English of a pair; the other when one is empty. */
    pick: (chinese: string | null | undefined, english: string | null | undefined) =>
      (zh ? chinese || english : english || chinese) ?? "",
    /** A word of the server (state, kind, role); unknown words are shown as they are. */
    word: (area: string, word: string | null | undefined) => (word ? t(`${area}.${word}`, { defaultValue: word }) : ""),
  };
}
