import { Button, Select } from "antd";
import type { MutableRefObject } from "react";
import { Link } from "react-router";
import type { Concept, UnknownTerm } from "../../api/rules";
import { pieces } from "../../shared/spans";
import { useWords } from "../../shared/useWords";

type Props = {
  project: string;
  term: UnknownTerm;
  concepts: Concept[];
  picker: MutableRefObject<{ focus: () => void } | null>;
  busy: boolean;
  onIgnore: () => void;
  onRestore: () => void;
  onAdd: (concept: Concept) => void;
  onNew: () => void;
};

/** One unknown word with where it stands, and what can be done with it. */
export function UnknownDetail({ project, term, concepts, picker, busy, onIgnore, onRestore, onAdd, onNew }: Props) {
  const { t, word } = useWords();
  const concept = concepts.find((one) => one.id === term.concept);
  const open = concepts.filter((one) => !one.retired);
  return (
    <>
      <h2 className="unknown-term" data-testid="unknown-term">
        {term.term}
        <span className="soft num">
          {t("terms.seen")} {term.count} · {t("terms.reports")} {term.reports}
        </span>
      </h2>
      {term.state === "new" ? (
        <div className="row">
          <Button onClick={onIgnore} loading={busy}>
            {t("terms.ignore")} <span className="kbd">I</span>
          </Button>
          <Select
            ref={(node) => {
              picker.current = node;
            }}
            showSearch={{
              filterOption: (needle, option) =>
                String(option?.find ?? "")
                  .toLowerCase()
                  .includes(needle.toLowerCase()),
            }}
            style={{ width: 170 }}
            value={null}
            placeholder={`${t("terms.addTo")}  A`}
            aria-label={t("terms.addTo")}
            disabled={busy}
            onChange={(id: string | null) => {
              const concept = open.find((one) => one.id === id);
              if (concept) onAdd(concept);
            }}
            options={open.map((one) => ({
              value: one.id,
              label: [one.zh, one.en].filter(Boolean).join(" · "),
              find: [one.zh, one.en, ...one.terms].join(" "),
            }))}
          />
          <Button onClick={onNew} disabled={busy}>
            {t("terms.makeNew")} <span className="kbd">N</span>
          </Button>
          <span className="soft">
            <span className="kbd">J</span>/<span className="kbd">K</span> {t("terms.next")}
          </span>
        </div>
      ) : (
        <div className="row">
          <span className="soft">{word("unknownState", term.state)}</span>
          {concept && <b>{concept.zh || concept.en}</b>}
          {term.state === "ignored" && (
            <Button size="small" loading={busy} onClick={onRestore}>
              {t("terms.undo")}
            </Button>
          )}
        </div>
      )}
      <h3 className="panel-title" style={{ marginTop: 12 }}>
        {t("terms.examples")}
      </h3>
      {term.examples.map((example) => (
        <div key={`${example.report}${example.start}${example.text}`} className="unknown-example">
          <span>
            {pieces(example.text, [{ start: example.start, end: example.end, kind: 1 }]).map((part) =>
              part.kinds.length ? <mark key={part.start}>{part.text}</mark> : part.text,
            )}
          </span>
          <Link to={`/projects/${project}/reports/${example.report}`}>{t("rules.openReport")}</Link>
        </div>
      ))}
    </>
  );
}
