import { useTranslation } from "react-i18next";

/** The text function, and a choice between two languages of the data itself. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const zh = i18n.language !== "en";
  return {
    t,
    zh,
    /** A text in both languages, for what is stored with a Chinese and an English name. */
    both: (key: string, holes: Record<string, unknown> = {}): [string, string] => [
      i18n.getFixedT("zh-CN")(key, holes),
      i18n.getFixedT("en")(key, holes),
    ],
    /** The Chinese or the English of a pair; the other when one is empty. */
    pick: (chinese: string | null | undefined, english: string | null | undefined) =>
      (zh ? chinese || english : english || chinese) ?? "",
    /** A word of the server (state, kind, role); unknown words are shown as they are. */
    word: (area: string, word: string | null | undefined) => (word ? t(`${area}.${word}`, { defaultValue: word }) : ""),
  };
}
