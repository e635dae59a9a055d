import { LeftOutlined, QuestionCircleOutlined, RightOutlined } from "@ant-design/icons";
import { App, Button, Progress } from "antd";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import type { CheckView, Place } from "../../api/types";
import { date } from "../../shared/format";
import { inputOf } from "../../shared/inputs";
import { Page } from "../../shared/Page";
import { useWords } from "../../shared/useWords";
import { type Answer, alternativeOf, ruled, type Step } from "./answers";
import { CheckText } from "./CheckText";
import type { Command } from "./checkKeys";
import { ROLES, withPlace } from "./checkMarks";
import type { Draft } from "./draft";
import { Failures } from "./Failures";
import { useFailures } from "./failures";
import { KeyHelp } from "./KeyHelp";
import { folded, nextOpen, restOf, startAt } from "./order";
import type { Neighbours } from "./queueOrder";
import { useCheckKeys } from "./useCheckKeys";
import { useDrafts } from "./useDrafts";
import { useVerdicts } from "./useVerdicts";
import { ValueEditor } from "./ValueEditor";
import { ValueRow } from "./ValueRow";
import { Why } from "./Why";

type Props = {
  project: string;
  database: string;
  view: CheckView;
  place: Neighbours;
  onReport: (report: string | null) => void;
};

/** Text left, values right; keys first. */
export function CheckDesk({ project, database, view, place, onReport }: Props) {
  const { t, pick } = useWords();
  const { message } = App.useApp();
  const [params] = useSearchParams();
  const rows = view.values;
  const { drafts, keep, drop, reread } = useDrafts(database, view.report.id);
  const drafted = useMemo(() => new Set(Object.keys(drafts)), [drafts]);
  const { shown, away } = useMemo(() => folded(rows, drafted), [rows, drafted]);
  const asked = params.get("field");
  const [chosen, setChosen] = useState<string | null>(() =>
    rows.some((row) => row.variable.key === asked) ? asked : (startAt(shown) ?? startAt(away)),
  );
  const [over, setOver] = useState<string | null>(null);
  const [editing, setEditing] = useState(false);
  const [unfolded, setUnfolded] = useState(() => away.some((row) => row.variable.key === asked) || shown.length === 0);
  const [why, setWhy] = useState(true);
  const [help, setHelp] = useState(false);
  const [focus, setFocus] = useState(0);
  const [jump, setJump] = useState(0);
  const [target, setTarget] = useState<Place | null>(null);
  const [said, setSaid] = useState("");

  const title = view.report.patient.label || view.report.external_id;
  const { act, undo, saving } = useVerdicts(database, view, title);
  const names = useMemo(
    () =>
      new Map(
        rows.map((row) => [row.variable.key, pick(row.variable.name_zh, row.variable.name_en) || row.variable.key]),
      ),
    [rows, pick],
  );
  const nameOf = useCallback((field: string) => names.get(field) ?? field, [names]);
  const visible = useMemo(() => (unfolded ? [...shown, ...away] : shown), [unfolded, shown, away]);
  const row = rows.find((one) => one.variable.key === chosen) ?? null;
  const open = rows.filter((one) => !one.check);
  const rest = restOf(rows);
  const openAway = away.filter((one) => !one.check).length;
  const failures = useFailures().length;
  useEffect(() => reread(), [failures, reread]);

  const choose = (field: string | null, byKey = false) => {
    if (field && !unfolded && away.some((one) => one.variable.key === field)) setUnfolded(true);
    leaveEditor();
    setChosen(field);
    setOver(null);
    setTarget(null);
    setJump((now) => now + 1);
    if (byKey) setFocus((now) => now + 1);
  };
  const show = (words: Place) => {
    setOver(null);
    setTarget({ ...words });
    setJump((now) => now + 1);
  };
  const step = (field: string, answer: Answer | null): Step => ({
    field,
    before: rows.find((one) => one.variable.key === field)?.check ?? null,
    answer,
  });
  const goOn = (from: string) => {
    const next = nextOpen(visible, from);
    if (next) choose(next, true);
    else {
      setEditing(false);
      setFocus((now) => now + 1);
    }
    setSaid(next ? t("checks.saidNext", { name: nameOf(from), next: nameOf(next) }) : t("checks.saidAll"));
  };
  const answer = (field: string, given: Answer) => {
    act([step(field, given)]);
    if (given.verdict === "corrected") drop(field);
    goOn(field);
  };
  const initial = (one: (typeof rows)[number]): Draft => {
    const own = one.check?.verdict === "corrected" ? one.check : null;
    return {
      input: inputOf(one.variable, own ? own.value : ruled(one).value),
      spans: own ? own.spans.map(({ start, end }) => ({ start, end })) : [],
      reason: own?.reason ?? "",
      doubt: (own ?? ruled(one)).state === "uncertain",
    };
  };
  /** An editor that was opened and left as it was leaves no draft behind. */
  const leaveEditor = () => {
    if (!editing || !row) return;
    const draft = drafts[row.variable.key];
    if (draft && JSON.stringify(draft) === JSON.stringify(initial(row))) drop(row.variable.key);
    setEditing(false);
  };
  const beginCorrection = () => {
    if (!row) return;
    const field = row.variable.key;
    if (!drafts[field]) {
      keep(field, initial(row));
    }
    setEditing(true);
  };
  const endCorrection = () => {
    leaveEditor();
    setFocus((now) => now + 1);
  };
  const change = (draft: Draft) => row && keep(row.variable.key, draft);
  const acceptRest = () => {
    if (drafted.size > 0) {
      void message.warning(t("checks.draftsFirst", { names: [...drafted].map(nameOf).join("、") }));
      return;
    }
    const left = open.filter((one) => !rest.includes(one));
    if (rest.length > 0) {
      act(
        rest.map((one) => step(one.variable.key, { verdict: "accepted" })),
        true,
      );
      setEditing(false);
      setSaid(t("checks.saidRest", { count: rest.length }));
    }
    if (left[0]) {
      choose(left[0].variable.key, true);
      void message.info(t("checks.conflictsLeft", { count: left.length }));
    }
  };
  const judge = (verdict: "accepted" | "not_mentioned" | "wrong") => {
    if (!row) return;
    if (drafts[row.variable.key]) {
      setEditing(true);
      void message.warning(t("checks.draftFirst", { name: nameOf(row.variable.key) }));
      return;
    }
    if (verdict === "accepted" && row.value.state === "conflict" && !row.check) {
      void message.warning(t("checks.conflictFirst", { name: nameOf(row.variable.key) }));
      return;
    }
    answer(row.variable.key, { verdict });
  };
  const take = (index: number) => {
    const raw = row && ruled(row).alternatives?.[index];
    if (!row || raw === undefined || raw === null) return;
    const { value, spans } = alternativeOf(raw);
    answer(row.variable.key, { verdict: "corrected", value, ...(spans.length ? { spans } : {}) });
  };
  const move = (by: number) => {
    const at = visible.findIndex((one) => one.variable.key === chosen);
    const next = visible[Math.max(0, Math.min(visible.length - 1, at + by))];
    if (next) choose(next.variable.key, true);
  };
  const run = (command: Command) => {
    if (command === "next") move(1);
    else if (command === "previous") move(-1);
    else if (command === "accept") judge("accepted");
    else if (command === "absent") judge("not_mentioned");
    else if (command === "wrong") judge("wrong");
    else if (command === "correct") beginCorrection();
    else if (command === "rest") acceptRest();
    else if (command === "undo") {
      const fields = undo(chosen);
      if (fields[0]) {
        choose(fields[0], true);
        setSaid(
          t("checks.saidUndone", {
            name: fields.length > 1 ? t("checks.values", { count: fields.length }) : nameOf(fields[0]),
          }),
        );
      }
    } else if (command === "nextReport") onReport(place.next);
    else if (command === "previousReport") place.previous && onReport(place.previous);
    else if (command === "why") setWhy((now) => !now);
    else if (command === "fold") setUnfolded((now) => !now);
    else setHelp(true);
  };
  useCheckKeys(run, (digit) => why && take(digit - 1));

  const draft = editing && row ? drafts[row.variable.key] : undefined;
  const picking = draft && row ? { field: row.variable.key, spans: draft.spans } : null;
  const valueRow = (one: (typeof rows)[number]) => {
    const field = one.variable.key;
    const on = field === chosen;
    return (
      <ValueRow
        key={field}
        row={one}
        title={nameOf(field)}
        on={on}
        drafted={drafted.has(field) && !(on && editing)}
        focus={on && !editing ? focus : 0}
        onHover={(next) => !editing && setOver(next)}
        onSelect={(next) => choose(next)}
        onCommand={run}
      >
        {on && draft && (
          <ValueEditor
            variable={one.variable}
            title={nameOf(field)}
            text={view.report.text}
            draft={draft}
            onChange={change}
            onSave={(value) =>
              answer(field, {
                verdict: "corrected",
                value,
                ...(draft.doubt ? { state: "uncertain" as const } : {}),
                ...(draft.spans.length ? { spans: draft.spans } : {}),
                ...(draft.reason.trim() ? { reason: draft.reason.trim() } : {}),
              })
            }
            onClose={endCorrection}
            onDiscard={() => {
              drop(field);
              endCorrection();
            }}
            onShow={show}
          />
        )}
        {on && why && !draft && <Why row={one} view={view} onShow={show} onTake={take} />}
      </ValueRow>
    );
  };
  const done = rows.length - open.length;
  return (
    <Page
      title={t("checks.one", { patient: title })}
      lead={[view.database.name, view.report.modality, date(view.report.exam_date)].filter(Boolean).join(" · ")}
      actions={
        <span className="row">
          <span className="soft num" role="status">
            {saving > 0 ? t("checks.saving") : said ? t("checks.saved") : ""}
          </span>
          {place.total > 0 && (
            <span className="num soft">{t("checks.position", { index: place.index, total: place.total })}</span>
          )}
          <Button icon={<LeftOutlined />} disabled={!place.previous} onClick={() => onReport(place.previous)}>
            {t("checks.previous")}
          </Button>
          <Button type={open.length === 0 ? "primary" : "default"} onClick={() => onReport(place.next)}>
            {place.next ? t("checks.next") : t("checks.back")} <RightOutlined />
          </Button>
          <Button icon={<QuestionCircleOutlined />} onClick={() => setHelp(true)} aria-label={t("checks.keys")}>
            <span className="kbd">?</span>
          </Button>
        </span>
      }
    >
      <Failures
        project={project}
        database={database}
        report={view.report.id}
        nameOf={nameOf}
        onRetry={(steps, rest) => act(steps, rest)}
      />
      <div className="check-desk">
        <section className="panel check-side" aria-label={t("reports.text")}>
          <h2 className="panel-title">
            {t("reports.text")}
            <span className="shell-space" />
            <Legend picking={picking !== null} />
          </h2>
          <div className="check-scroll">
            <CheckText
              report={view.report}
              rows={rows}
              lit={over ?? chosen}
              target={target}
              jump={jump}
              picking={picking}
              titleOf={nameOf}
              onSelect={(field) => choose(field)}
              onWords={(words) => draft && change({ ...draft, spans: withPlace(draft.spans, words) })}
            />
          </div>
        </section>
        <section className="panel check-side" aria-label={t("reports.values")}>
          <h2 className="panel-title">
            {t("reports.values")}
            <span className="num soft check-progress">
              <Progress
                percent={rows.length ? (100 * done) / rows.length : 0}
                showInfo={false}
                size="small"
                aria-label={t("checks.progress", { done, total: rows.length })}
              />
              {t("checks.progress", { done, total: rows.length })}
            </span>
            <span className="shell-space" />
            <Button
              size="small"
              disabled={rest.length === 0}
              onClick={acceptRest}
              title={t("checks.restHint", { count: openAway })}
            >
              {t("checks.rest", { count: rest.length })} <span className="kbd">⇧A</span>
            </Button>
          </h2>
          <div className="check-scroll">
            <ul className="check-list" aria-label={t("reports.values")}>
              {shown.map(valueRow)}
            </ul>
            {away.length > 0 && (
              <div className="check-fold">
                <Button
                  type="text"
                  size="small"
                  aria-expanded={unfolded}
                  onClick={() => setUnfolded(!unfolded)}
                  data-testid="fold"
                >
                  {unfolded ? "▾" : "▸"} {t("checks.away", { count: away.length })} <span className="kbd">M</span>
                </Button>
                {!unfolded && (
                  <div className="soft away-names">{away.map((one) => nameOf(one.variable.key)).join("、")}</div>
                )}
                {unfolded && <ul className="check-list">{away.map(valueRow)}</ul>}
              </div>
            )}
            {open.length === 0 && (
              <div className="check-done" role="note">
                {place.next ? t("checks.allDone") : t("checks.allDoneLast")}
              </div>
            )}
          </div>
        </section>
      </div>
      <div className="sr-only" aria-live="polite">
        {said}
      </div>
      <KeyHelp open={help} onClose={() => setHelp(false)} />
    </Page>
  );
}

/** What the colours mean; the words carry their role in small print as well. */
function Legend({ picking }: { picking: boolean }) {
  const { t, word } = useWords();
  if (picking) return <span className="check-warn">{t("checks.picking")}</span>;
  return (
    <span className="legend">
      {ROLES.map((role) => (
        <span key={role} className={`ev on ev-${role}`}>
          {word("spanRole", role)}
        </span>
      ))}
    </span>
  );
}
