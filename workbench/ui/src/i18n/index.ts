import i18next from "i18next";
import { initReactI18next } from "react-i18next";

// Each text stands once, as [中文, English], so that no language can lack a key.
type Pair = readonly [string, string];
type Texts = { [key: string]: Pair };

const files = import.meta.glob<{ default: Texts }>("./texts/*.json", { eager: true });

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Every text of one language as `area.key`. */
export function resources(language: Language): Record<string, string> {
  const at = LANGUAGES.indexOf(language) as 0 | 1;
  const all: Record<string, string> = {};
  for (const [path, file] of Object.entries(files)) {
    const area = path.replace(/^.*\/|\.json$/g, "");
    for (const [key, pair] of Object.entries(file.default)) all[`${area}.${key}`] = pair[at];
  }
  return all;
}

const STORE = "workbench.language";

export function start(): void {
  const kept = localStorage.getItem(STORE);
  const language = LANGUAGES.find((known) => known === kept) ?? "zh-CN";
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "zh-CN",
    keySeparator: false,
    nsSeparator: false,
    resources: Object.fromEntries(LANGUAGES.map((known) => [known, { translation: resources(known) }])),
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = language;
}

export function setLanguage(language: Language): void {
  localStorage.setItem(STORE, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}
