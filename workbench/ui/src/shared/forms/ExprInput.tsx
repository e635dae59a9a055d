import { CheckCircleOutlined, ExclamationCircleOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Field } from "../../api/records";
import { FUNCTIONS } from "../../expr/functions";
import { useFaultText } from "../useFaultText";
import { useWords } from "../useWords";
import { isExpr, readExpr } from "./logic";
import { rankOf } from "./rank";
import { inQuotes, readable, wordAt } from "./readable";
import "./forms.css";

type Props = {
  value: string;
  onChange: (value: string) => void;
  fields: readonly Field[];
  label: string;
  placeholder?: string;
  /** What the server says of it, beyond what is seen here. */
  refused?: { text: string; at: number | null } | null;
  rows?: number;
  /** A field that may not be read: the calculated one itself. */
  self?: string;
};

const MOST = 8;

/** An expression: names are completed by key or by Chinese name, and the reading of it stands below. */
export function ExprInput(props: Props) {
  const { t, pick, word } = useWords();
  const faultText = useFaultText();
  const list = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  // where the caret belongs once the completed text stands: set with it, so that no key comes between
  const caretTo = useRef<number | null>(null);
  useLayoutEffect(() => {
    const area = document.getElementById(list);
    if (caretTo.current !== null && area instanceof HTMLTextAreaElement) {
      area.setSelectionRange(caretTo.current, caretTo.current);
    }
    caretTo.current = null;
  }, [props.value, list]);
  const { value, fields } = props;
  const byKey = useMemo(() => new Map(fields.map((field) => [field.key, field])), [fields]);

  const typed = caret === null || inQuotes(value, caret) ? null : wordAt(value, caret);
  const offers = useMemo(() => {
    const needle = typed?.text.toLowerCase() ?? "";
    if (!needle || byKey.has(typed?.text ?? "")) return [];
    const found = fields
      .filter((field) => field.key !== props.self && !field.retired)
      .map((field) => ({ field, rank: rankOf(field, needle) }))
      .filter((one) => one.rank < 9)
      .sort((a, b) => a.rank - b.rank || a.field.key.length - b.field.key.length)
      .slice(0, MOST)
      .map(({ field }) => ({
        text: field.key,
        title: pick(field.name_zh, field.name_en),
        hint: word("variableType", field.type),
      }));
    const functions = FUNCTIONS.filter((name) => name.startsWith(needle) && name !== needle).map((name) => ({
      text: `${name}(`,
      title: t(`exprFunction.${name}`),
      hint: "",
    }));
    return [...found, ...functions].slice(0, MOST);
  }, [fields, byKey, typed?.text, props.self, pick, word, t]);

  const take = (text: string) => {
    if (!typed) return;
    const next = value.slice(0, typed.start) + text + value.slice(typed.end);
    props.onChange(next);
    const to = typed.start + text.length;
    setCaret(null);
    setAt(0);
    caretTo.current = to;
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (offers.length === 0 || event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((now) => (now + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length);
    } else if (event.key === "Enter" || event.key === "Tab") {
      const chosen = offers[Math.min(at, offers.length - 1)];
      if (!chosen) return;
      event.preventDefault();
      take(chosen.text);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      setCaret(null);
    }
  };
  const made = value.trim() ? readExpr(value) : null;
  const fault = made && !isExpr(made) ? made : null;
  const unknown = made && isExpr(made) ? [...made.names].filter((name) => !byKey.has(name)) : [];
  const self = props.self && made && isExpr(made) && made.names.has(props.self);
  const trouble = fault
    ? { text: faultText(fault), at: fault.at }
    : unknown.length > 0
      ? { text: t("forms.unknownField", { names: unknown.join("、") }), at: placeOf(value, unknown[0] ?? "") }
      : self
        ? { text: t("forms.readsItself"), at: null }
        : (props.refused ?? null);
  const parts = readable(value, (key) => nameOf(byKey.get(key), pick), {
    "&&": t("exprSign.and"),
    "||": t("exprSign.or"),
    "!": t("exprSign.not"),
    in: t("exprSign.in"),
    "==": "=",
    "!=": "≠",
    ">=": "≥",
    "<=": "≤",
    true: t("common.yes"),
    false: t("common.no"),
    null: t("exprKind.null"),
  });
  const points = Array.from(value);
  return (
    <div className="expr-input">
      <Input.TextArea
        id={list}
        className="mono"
        aria-label={props.label}
        aria-invalid={trouble ? true : undefined}
        aria-autocomplete="list"
        aria-controls={offers.length > 0 ? `${list}-offers` : undefined}
        aria-activedescendant={offers.length > 0 ? `${list}-${at}` : undefined}
        aria-describedby={`${list}-said`}
        status={trouble ? "error" : undefined}
        placeholder={props.placeholder}
        autoSize={{ minRows: props.rows ?? 1, maxRows: 6 }}
        maxLength={4_096}
        spellCheck={false}
        value={value}
        onChange={(event) => {
          props.onChange(event.target.value.replaceAll("\n", " "));
          setCaret(event.target.selectionStart);
          setAt(0);
        }}
        onKeyDown={onKey}
        onBlur={() => setCaret(null)}
      />
      {offers.length > 0 && (
        <div className="expr-offers" id={`${list}-offers`} role="listbox" aria-label={t("forms.offers")}>
          {offers.map((offer, index) => (
            <div
              key={offer.text}
              id={`${list}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className={index === at ? "on" : undefined}
              onMouseDown={(event) => {
                event.preventDefault();
                take(offer.text);
              }}
            >
              <span>{offer.title}</span>
              <span className="mono soft">{offer.text}</span>
              <span className="soft">{offer.hint}</span>
            </div>
          ))}
        </div>
      )}
      <div id={`${list}-said`} className="expr-said" aria-live="polite">
        {trouble ? (
          <div className="expr-trouble">
            <ExclamationCircleOutlined /> {trouble.text}
            {trouble.at !== null && value.trim() !== "" && (
              <code className="expr-place" aria-hidden>
                {points.slice(Math.max(0, trouble.at - 24), trouble.at).join("")}
                <mark>{points[trouble.at] ?? "␣"}</mark>
                {points.slice(trouble.at + 1, trouble.at + 12).join("")}
              </code>
            )}
          </div>
        ) : (
          made &&
          parts && (
            <div className="expr-reading">
              <CheckCircleOutlined />{" "}
              {parts.map((part, index) => (
                <span key={index} className={`expr-${part.kind}`}>
                  {part.text}
                </span>
              ))}
            </div>
          )
        )}
      </div>
    </div>
  );
}

const nameOf = (field: Field | undefined, pick: (zh: string, en: string) => string): string | undefined =>
  field && (pick(field.name_zh, field.name_en) || field.key);

function placeOf(source: string, name: string): number | null {
  const at = source.indexOf(name);
  return at < 0 ? null : Array.from(source.slice(0, at)).length;
}
