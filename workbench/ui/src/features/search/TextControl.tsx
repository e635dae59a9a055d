import { AutoComplete, Checkbox, Input, Select } from "antd";
import { useDeferredValue } from "react";
import { useGet } from "../../api/queries";
import type { TextLeaf } from "../../shared/criteria/criteria";
import { TIMES, TONES, timeOf, toneOf, withTime, withTone } from "../../shared/criteria/mention";
import { useWords } from "../../shared/useWords";
import { SECTIONS, useBuilder } from "./builder";

type Props = { leaf: TextLeaf; onChange: (next: TextLeaf) => void };
type Suggestion = { text: string; kind?: string; of?: string };

/** Words in a text: what, how exactly, and where. */
export function TextControl({ leaf, onChange }: Props) {
  const { t, word } = useWords();
  const { onSubmit } = useBuilder();
  const options = useSuggestions(leaf);
  const hint = t(`leafPlaceholder.${leaf.type}`);
  return (
    <div className="row">
      <AutoComplete
        className="leaf-words"
        value={leaf.text}
        options={options}
        onChange={(text: string) => onChange({ ...leaf, text })}
      >
        <Input
          size="small"
          className={leaf.type === "regex" ? "mono" : undefined}
          maxLength={500}
          aria-label={t(`leafKind.${leaf.type}`)}
          placeholder={hint}
          onPressEnter={onSubmit}
        />
      </AutoComplete>
      {leaf.type === "text" && (
        <Checkbox checked={leaf.synonyms} onChange={(event) => onChange({ ...leaf, synonyms: event.target.checked })}>
          {t("search.synonyms")}
        </Checkbox>
      )}
      {leaf.type === "fuzzy" && (
        <Select
          size="small"
          aria-label={t("search.distance")}
          value={leaf.distance}
          onChange={(distance: number) => onChange({ ...leaf, distance })}
          options={[1, 2].map((count) => ({ value: count, label: t("search.distanceOf", { count }) }))}
        />
      )}
      {leaf.type === "mention" && (
        <>
          <Select
            size="small"
            style={{ minWidth: 110 }}
            aria-label={t("search.tone")}
            popupMatchSelectWidth={false}
            value={toneOf(leaf)}
            onChange={(tone) => tone !== "other" && onChange({ ...leaf, ...withTone(tone) })}
            options={[...TONES, ...(toneOf(leaf) === "other" ? (["other"] as const) : [])].map((tone) => ({
              value: tone,
              label: t(`tone.${tone}`),
            }))}
          />
          <Select
            size="small"
            style={{ minWidth: 92 }}
            aria-label={t("search.mentionTime")}
            popupMatchSelectWidth={false}
            value={timeOf(leaf)}
            onChange={(time) => onChange({ ...leaf, ...withTime(time) })}
            options={TIMES.map((time) => ({ value: time, label: t(`mentionTime.${time}`) }))}
          />
        </>
      )}
      <Select
        size="small"
        mode="multiple"
        className="leaf-sections"
        maxTagCount="responsive"
        placeholder={t("search.everywhere")}
        aria-label={t("search.sections")}
        value={leaf.sections}
        onChange={(sections) => onChange({ ...leaf, sections })}
        options={SECTIONS.map((section) => ({ value: section, label: word("section", section) }))}
      />
    </div>
  );
}

/** Terms, their other spellings and values that begin like what was typed. */
function useSuggestions(leaf: TextLeaf): { value: string; label: React.ReactNode }[] {
  const { word } = useWords();
  const { database } = useBuilder();
  const typed = useDeferredValue(leaf.text.trim());
  const wanted = database !== null && typed.length > 0 && (leaf.type === "text" || leaf.type === "mention");
  const answer = useGet<{ items: Suggestion[] }>(
    "words",
    wanted ? `/databases/${database}/search/words` : null,
    { q: typed },
    { staleTime: 300_000 },
  );
  if (!wanted) return [];
  return (answer.data?.items ?? [])
    .filter((one) => one.text !== leaf.text)
    .slice(0, 12)
    .map((one) => ({
      value: one.text,
      label: (
        <span className="row">
          {one.text}
          <span className="soft">{[word("wordKind", one.kind), one.of].filter(Boolean).join(" · ")}</span>
        </span>
      ),
    }));
}
