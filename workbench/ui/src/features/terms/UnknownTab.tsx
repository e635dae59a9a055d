import { SearchOutlined } from "@ant-design/icons";
import { App, Button, Empty, Segmented, Select } from "antd";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { http } from "../../api/http";
import { type JobAnswer, useList, useWrite } from "../../api/queries";
import type { Concept, UnknownTerm } from "../../api/rules";
import type { Database } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { Guide } from "../../shared/Guide";
import { Trouble, useTell } from "../../shared/Trouble";
import { isTyping } from "../../shared/useListKeys";
import { useWords } from "../../shared/useWords";
import { ConceptDrawer } from "./ConceptDrawer";
import type { ConceptDraft } from "./conceptText";
import { UnknownDetail } from "./UnknownDetail";
import { useConcepts } from "./useConcepts";

type Answer = {
  term: UnknownTerm;
  body: { ignore: boolean } | { add_to: string } | { new: ConceptDraft };
  said: string;
};

/** Words seen in reports that nothing knows; each is ignored, added, or becomes a concept. */
export function UnknownTab({ project }: { project: string }) {
  const { t, word } = useWords();
  const { message } = App.useApp();
  const tell = useTell();
  const [state, setState] = useState<UnknownTerm["state"]>("new");
  const [text, setText] = useState("");
  const q = useDeferredValue(text);
  const [chosen, setChosen] = useState<string | null>(null);
  const [making, setMaking] = useState(false);
  const [database, setDatabase] = useState<string>();
  const picker = useRef<{ focus: () => void } | null>(null);
  const list = useList<UnknownTerm>("unknownTerms", `/projects/${project}/unknown-terms`, { state, q });
  const concepts = useConcepts(project);
  const databases = useList<Database>("databases", `/projects/${project}/databases`);
  const at = list.rows.findIndex((row) => row.id === chosen);
  const current = list.rows[at] ?? list.rows[0] ?? null;
  const mine = useWrite(
    () => http.post<JobAnswer>(`/projects/${project}/unknown-terms/mine`, database ? { database } : {}),
    "jobs",
  );
  const settle = useWrite(
    ({ term, body }: Answer) => http.post<unknown>(`/unknown-terms/${term.id}`, body),
    "unknownTerms",
    "terms",
  );
  const answer = (one: Answer) => {
    const next = list.rows[list.rows.indexOf(one.term) + 1] ?? list.rows[list.rows.indexOf(one.term) - 1];
    return settle.mutateAsync(one).then(() => {
      setChosen(next?.id ?? null);
      void message.success(one.said, 1.5);
    });
  };
  const ignore = (term: UnknownTerm) =>
    void answer({ term, body: { ignore: true }, said: t("terms.ignoredOne", { term: term.term }) }).catch(tell);
  const restore = (term: UnknownTerm) =>
    void answer({ term, body: { ignore: false }, said: t("terms.restoredOne", { term: term.term }) }).catch(tell);
  const addTo = (term: UnknownTerm, concept: Concept) =>
    void answer({
      term,
      body: { add_to: concept.id },
      said: t("terms.addedOne", { term: term.term, concept: concept.zh || concept.en }),
    }).catch(tell);

  const keys = useRef<(key: string) => boolean>(() => false);
  keys.current = (key) => {
    if (current?.state !== "new" || making) return false;
    if (key === "i") ignore(current);
    else if (key === "a") picker.current?.focus();
    else if (key === "n") setMaking(true);
    else return false;
    return true;
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isTyping(event) && keys.current(event.key.toLowerCase())) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  const columns = useMemo(
    (): Column<UnknownTerm>[] => [
      { key: "term", title: t("terms.term"), width: 150, value: (row) => row.term, render: (row) => <b>{row.term}</b> },
      { key: "count", title: t("terms.seen"), width: 86, right: true, value: (row) => row.count },
      { key: "reports", title: t("terms.reports"), width: 76, right: true, value: (row) => row.reports },
      { key: "example", title: t("terms.example"), width: 270, value: (row) => row.examples[0]?.text ?? "" },
    ],
    [t],
  );
  const collect = (
    <span className="row">
      <Select
        style={{ width: 190 }}
        value={database ?? ""}
        aria-label={t("terms.mineWhere")}
        onChange={(value) => setDatabase(value || undefined)}
        options={[
          { value: "", label: t("terms.mineAll") },
          ...databases.rows.map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <Button
        type="primary"
        icon={<SearchOutlined />}
        loading={mine.isPending}
        onClick={() => mine.mutate(undefined, { onError: tell })}
      >
        {t("terms.mine")}
      </Button>
    </span>
  );
  return (
    <div className="unknown-split">
      <div className="fill">
        <Trouble problem={list.error} retry={() => void list.refetch()} />
        <div className="row" style={{ paddingBottom: 8 }}>
          <Segmented
            value={state}
            aria-label={t("terms.state")}
            onChange={(next) => {
              setState(next);
              setChosen(null);
            }}
            options={(["new", "ignored", "added"] as const).map((value) => ({
              value,
              label: word("unknownState", value),
            }))}
          />
          <span className="shell-space" />
          {collect}
        </div>
        <DataTable
          key={state}
          label={t("terms.unknown")}
          columns={columns}
          rows={list.rows}
          id={(row) => row.id}
          loading={list.isPending}
          total={list.total}
          csv="unknown-terms"
          onSearch={setText}
          onOpen={(row) => setChosen(row.id)}
          onAt={(row) => setChosen(row.id)}
          onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
          empty={q ? undefined : <Guide title={t("terms.unknownEmpty")} hint={t("terms.unknownEmptyHint")} />}
        />
      </div>
      <aside className="panel unknown-detail" aria-label={t("terms.examples")}>
        {current ? (
          <UnknownDetail
            key={current.id}
            project={project}
            term={current}
            concepts={concepts.rows}
            picker={picker}
            busy={settle.isPending}
            onIgnore={() => ignore(current)}
            onRestore={() => restore(current)}
            onAdd={(concept) => addTo(current, concept)}
            onNew={() => setMaking(true)}
          />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("terms.unknownChoose")} />
        )}
      </aside>
      <ConceptDrawer
        project={project}
        target={making && current ? "new" : null}
        term={current?.term}
        concepts={concepts.rows}
        onClose={() => setMaking(false)}
        onOpen={() => setMaking(false)}
        onMake={async (draft) => {
          if (!current) return;
          await answer({
            term: current,
            body: { new: draft },
            said: t("terms.addedOne", { term: current.term, concept: draft.zh || draft.en }),
          });
        }}
      />
    </div>
  );
}
