import {
  CheckCircleFilled,
  CloseCircleFilled,
  EditFilled,
  ExclamationCircleFilled,
  MinusCircleFilled,
} from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import type { CheckRow, CheckVerdict } from "../../api/types";
import { number, time } from "../../shared/format";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import { alternativeOf, ruled } from "./answers";
import type { Command } from "./checkKeys";
import { gradeOf, isRisky } from "./order";

const ICONS: Record<CheckVerdict, ReactNode> = {
  accepted: <CheckCircleFilled />,
  corrected: <EditFilled />,
  not_mentioned: <MinusCircleFilled />,
  wrong: <CloseCircleFilled />,
};

type Props = {
  row: CheckRow;
  title: string;
  on: boolean;
  drafted: boolean;
  focus: number;
  onHover: (field: string | null) => void;
  onSelect: (field: string) => void;
  onCommand: (command: Command) => void;
  children?: ReactNode;
};

/** One value: what the report says, how sure the rule is, and what a person said of it. */
export function ValueRow(props: Props) {
  const { t, word } = useWords();
  const valueText = useValueText();
  const main = useRef<HTMLButtonElement>(null);
  const { row, on, title } = props;
  const { check, variable } = row;
  const value = ruled(row);
  const key = variable.key;
  const stated = value.state !== "not_mentioned";
  const others =
    value.state === "conflict"
      ? (value.alternatives ?? []).map((raw) => valueText(variable, alternativeOf(raw).value))
      : [];
  const said =
    others.length > 0
      ? others.join(" ≠ ")
      : stated
        ? valueText(variable, value.value) || word("valueState", value.state)
        : t("valueState.not_mentioned");
  const right =
    check?.verdict === "corrected"
      ? valueText(variable, check.value)
      : check?.verdict === "not_mentioned"
        ? t("valueState.not_mentioned")
        : check?.verdict === "wrong"
          ? t("checks.wrong")
          : null;
  const struck = check && check.verdict !== "accepted";
  const grade = gradeOf(value.confidence);
  const { focus } = props;
  useEffect(() => {
    if (!on) return;
    main.current?.closest("li")?.scrollIntoView({ block: "nearest" });
    if (focus > 0) main.current?.focus({ preventScroll: true });
  }, [on, focus]);
  return (
    <li
      className={`check-row${on ? " on" : ""}${check ? ` done ${check.verdict}` : ""}${isRisky(row) ? " risky" : ""}`}
      data-field={key}
    >
      <button
        ref={main}
        type="button"
        className="check-main"
        aria-pressed={on}
        aria-expanded={on}
        onMouseEnter={() => props.onHover(key)}
        onMouseLeave={() => props.onHover(null)}
        onClick={() => props.onSelect(key)}
      >
        <span
          className={`check-icon ${check?.verdict ?? "open"}`}
          title={check ? word("checkVerdict", check.verdict) : t("checks.open")}
        >
          {check ? ICONS[check.verdict] : value.state === "conflict" ? <ExclamationCircleFilled /> : "○"}
          <span className="sr-only">{check ? word("checkVerdict", check.verdict) : t("checks.open")}</span>
        </span>
        <span className="check-name">{title}</span>
        <span className="check-value num">
          <b className={struck ? "struck" : stated ? undefined : "silent"}>{said}</b>
          {stated && <span className={`state ${value.state}`}>{word("valueState", value.state)}</span>}
          {right !== null && (
            <>
              <span aria-hidden> → </span>
              <b className="right">{right}</b>
            </>
          )}
          {row.origin !== "nlp" && !check && <span className="state">{word("origin", row.origin)}</span>}
          {props.drafted && <span className="state draft">{t("checks.unsaved")}</span>}
        </span>
        {stated ? (
          <span className={`grade ${grade}`} title={t("checks.confidence", { value: number(value.confidence, 2) })}>
            <span aria-hidden className="grade-bars" />
            {t(`checkGrade.${grade}`)} <span className="num soft">{value.confidence.toFixed(2)}</span>
          </span>
        ) : (
          <span />
        )}
      </button>
      {on && (
        <div className="check-more">
          {check && (
            <div className="soft check-said">
              {word("checkVerdict", check.verdict)} · {check.by.name} {time(check.at)}
              {check.reason ? ` · ${check.reason}` : ""}{" "}
              <Tool command="undo" letter="U" label={t("checks.undo")} {...props} />
            </div>
          )}
          <div className="row check-tools" style={{ gap: 4 }}>
            <Tool command="accept" letter="A" label={t("checks.accept")} {...props} />
            <Tool command="correct" letter="C" label={t("checks.correct")} {...props} />
            <Tool command="absent" letter="N" label={t("checks.absent")} {...props} />
            <Tool command="wrong" letter="W" label={t("checks.wrong")} {...props} />
            <span className="shell-space" />
            <Tool command="why" letter="E" label={t("findings.why")} {...props} />
          </div>
          {props.children}
        </div>
      )}
    </li>
  );
}

function Tool(props: { command: Command; letter: string; label: string; onCommand: (command: Command) => void }) {
  return (
    <Button size="small" onClick={() => props.onCommand(props.command)} data-command={props.command}>
      {props.label} <span className="kbd">{props.letter}</span>
    </Button>
  );
}
