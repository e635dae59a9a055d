import { Button, Input, Tag } from "antd";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { Place, Variable } from "../../api/types";
import { choicesOf, readInput, SEVERAL } from "../../shared/inputs";
import { useWords } from "../../shared/useWords";
import { placesOf, withPlace, wordsAt } from "./checkMarks";
import type { Draft } from "./draft";

type Props = {
  variable: Variable;
  title: string;
  text: string;
  draft: Draft;
  onChange: (draft: Draft) => void;
  onSave: (value: unknown) => void;
  onClose: () => void;
  onDiscard: () => void;
  onShow: (place: Place) => void;
};

/** The right value, by type; the words it rests on; why. Digits choose, Enter saves, Esc closes and keeps the draft. */
export function ValueEditor(props: Props) {
  const { t } = useWords();
  const { variable, draft } = props;
  const { input } = draft;
  const box = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState(false);
  const [search, setSearch] = useState("");
  const points = useMemo(() => Array.from(props.text), [props.text]);
  const choices = choicesOf(variable);
  const many = variable.type === "multi";
  const picks = variable.type === "bool" || variable.type === "enum" || variable.type === "ordinal" || many;
  const read = readInput(variable, input);

  useEffect(() => {
    const first =
      box.current?.querySelector<HTMLElement>("[aria-checked=true]") ??
      box.current?.querySelector<HTMLElement>("[data-first], input");
    first?.focus({ preventScroll: true });
    if (first instanceof HTMLInputElement) first.select();
  }, []);

  const set = (part: Draft["input"]) => props.onChange({ ...draft, input: { ...input, ...part } });
  const choose = (choice: string) => {
    if (!many) return set({ choice });
    const now = input.choices ?? [];
    set({ choices: now.includes(choice) ? now.filter((one) => one !== choice) : [...now, choice] });
  };
  const save = () => {
    setAsked(true);
    if (read.ok) props.onSave(read.value);
  };
  const onKey = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const target = event.target as HTMLElement;
    if (event.key === "Escape") {
      event.preventDefault();
      props.onClose();
    } else if (event.key === "Enter" && !event.shiftKey && !target.closest("[data-own-enter]")) {
      event.preventDefault();
      save();
    } else if (picks && target.tagName !== "INPUT" && /^[1-9]$/.test(event.key) && choices[Number(event.key) - 1]) {
      event.preventDefault();
      choose(choices[Number(event.key) - 1] as string);
    } else if (/^Arrow(Left|Right|Up|Down)$/.test(event.key) && target.dataset.choice !== undefined) {
      event.preventDefault();
      const all = [...(box.current?.querySelectorAll<HTMLElement>("[data-choice]") ?? [])];
      const step = event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 1;
      const next = all[(all.indexOf(target) + step + all.length) % all.length];
      next?.focus();
      if (!many && next?.dataset.choice) choose(next.dataset.choice);
    }
  };
  const found = placesOf(points, search);
  const attach = () => {
    const fresh = found.find(
      (place) => !draft.spans.some((span) => span.start === place.start && span.end === place.end),
    );
    if (fresh) props.onChange({ ...draft, spans: withPlace(draft.spans, fresh) });
    setSearch("");
  };
  const trouble = !read.ok && (asked || (input.text ?? "") !== "") && read.trouble;
  const range = variable.range ? `${variable.range[0]}–${variable.range[1]}` : "";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the controls inside
    <div ref={box} className="check-editor" onKeyDown={onKey} data-testid="check-editor">
      <div className="row" role="group" aria-label={t("checks.rightValue", { name: props.title })}>
        {picks && (
          <span
            className="row"
            style={{ gap: 4 }}
            {...{ role: many ? "group" : "radiogroup", "aria-label": props.title }}
          >
            {choices.map((choice, index) => {
              const on = many ? (input.choices ?? []).includes(choice) : input.choice === choice;
              return (
                <button
                  key={choice}
                  type="button"
                  {...{ role: many ? "checkbox" : "radio", "aria-checked": on }}
                  data-choice={choice}
                  data-first={index === 0 || undefined}
                  className={`choice${on ? " on" : ""}`}
                  onClick={() => choose(choice)}
                >
                  <span className="choice-mark" aria-hidden>
                    {on ? "✓" : index < 9 ? index + 1 : ""}
                  </span>
                  {variable.type === "bool" ? (choice === "true" ? t("common.yes") : t("common.no")) : choice}
                </button>
              );
            })}
          </span>
        )}
        {variable.type === "count" && (
          <>
            <span className="row" style={{ gap: 4 }} role="radiogroup" aria-label={t("checks.countKind")}>
              {[false, true].map((several) => (
                <button
                  key={String(several)}
                  type="button"
                  role="radio"
                  aria-checked={Boolean(input.several) === several}
                  className={`choice${Boolean(input.several) === several ? " on" : ""}`}
                  onClick={() => set({ several })}
                >
                  {several ? t("checks.several") : t("checks.exact")}
                </button>
              ))}
            </span>
            <Input
              data-first
              style={{ width: 72 }}
              inputMode="numeric"
              aria-label={input.several ? t("checks.least") : t("checks.exact")}
              placeholder={input.several ? `≥ ${SEVERAL}` : ""}
              value={input.text}
              onChange={(event) => set({ text: event.target.value })}
            />
            {input.several && (
              <Input
                style={{ width: 72 }}
                inputMode="numeric"
                aria-label={t("checks.most")}
                placeholder={t("checks.most")}
                value={input.most}
                onChange={(event) => set({ most: event.target.value })}
              />
            )}
          </>
        )}
        {!picks && variable.type !== "count" && (
          <Input
            data-first
            style={{ width: variable.type === "text" ? "100%" : 150 }}
            aria-label={props.title}
            inputMode={variable.type === "text" || variable.type === "date" ? "text" : "decimal"}
            suffix={variable.unit ?? undefined}
            placeholder={variable.type === "date" ? "2026-03-01" : undefined}
            status={trouble ? "error" : undefined}
            value={input.text}
            onChange={(event) => set({ text: event.target.value })}
          />
        )}
        <button
          type="button"
          className={`choice${draft.doubt ? " on" : ""}`}
          aria-pressed={Boolean(draft.doubt)}
          title={t("checks.doubtHint")}
          onClick={() => props.onChange({ ...draft, doubt: !draft.doubt })}
        >
          <span className="choice-mark" aria-hidden>
            {draft.doubt ? "✓" : "?"}
          </span>
          {t("valueState.uncertain")}
        </button>
        {range && <span className="soft num">{t("checks.range", { range, unit: variable.unit ?? "" })}</span>}
      </div>
      {trouble && (
        <div role="alert" className="check-trouble">
          {t(`checkTrouble.${trouble}`, { range: `${range} ${variable.unit ?? ""}`.trim(), unit: variable.unit ?? "" })}
        </div>
      )}
      <div className="row" style={{ gap: 4 }}>
        <span className="soft">{t("checks.evidence")}</span>
        {draft.spans.map((span) => (
          <Tag
            key={span.start}
            className="picked"
            closable
            onClose={(event) => {
              event.preventDefault();
              props.onChange({ ...draft, spans: withPlace(draft.spans, span) });
            }}
            onClick={() => props.onShow(span)}
          >
            {wordsAt(points, span)}
          </Tag>
        ))}
        <Input
          data-own-enter
          size="small"
          style={{ width: 210 }}
          aria-label={t("checks.findWords")}
          placeholder={draft.spans.length ? t("checks.moreWords") : t("checks.pickWords")}
          value={search}
          status={search.trim() && found.length === 0 ? "warning" : undefined}
          suffix={
            search.trim() ? <span className="soft num">{t("checks.places", { count: found.length })}</span> : null
          }
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing) attach();
          }}
        />
      </div>
      <div className="row" style={{ gap: 6, flexWrap: "nowrap" }}>
        <Input
          size="small"
          maxLength={500}
          aria-label={t("findings.reason")}
          placeholder={t("findings.reason")}
          value={draft.reason}
          onChange={(event) => props.onChange({ ...draft, reason: event.target.value })}
        />
        <Button size="small" type="primary" data-own-enter onClick={save}>
          {t("common.save")} <span className="kbd">Enter</span>
        </Button>
        <Button size="small" data-own-enter onClick={props.onDiscard}>
          {t("checks.discard")}
        </Button>
      </div>
    </div>
  );
}
