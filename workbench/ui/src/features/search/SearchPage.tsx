import {
  CodeOutlined,
  DatabaseOutlined,
  DownOutlined,
  LockOutlined,
  SearchOutlined,
  UpOutlined,
} from "@ant-design/icons";
import { Button, Input, type InputRef, Segmented, Select, Switch } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import type { Cohort, Tag } from "../../api/cohorts";
import { useGet, useList } from "../../api/queries";
import type { Database, Variable } from "../../api/types";
import {
  type Group,
  group,
  isText,
  type Line,
  leafAt,
  leavesOf,
  line,
  type TextLeaf,
  textLeaf,
  toTree,
} from "../../shared/criteria/criteria";
import { describe, plainText } from "../../shared/criteria/describe";
import { fromCriteria } from "../../shared/criteria/readCriteria";
import { Guide } from "../../shared/Guide";
import { Page } from "../../shared/Page";
import { Trouble, useProblemText } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { markOf } from "../../theme/tokens";
import { type Builder, BuilderContext } from "./builder";
import { FreezeDialog } from "./FreezeDialog";
import { Funnel } from "./Funnel";
import { stepsOf } from "./funnel";
import { Hits } from "./Hits";
import { JsonDrawer } from "./JsonDrawer";
import { LinesBuilder } from "./LinesBuilder";
import { Sentence } from "./Sentence";
import { StructuredHits } from "./StructuredHits";
import "./search.css";
import { useSay } from "../../shared/criteria/useSay";
import { TagBar } from "./TagBar";
import { useHues } from "./useHues";
import { useSearch, type View } from "./useSearch";

const SAMPLES = ["磨玻璃", "分叶", "毛刺", "胸腔积液"];

const NONE: Variable[] = [];

const wordsOnly = (text: string): Line[] => [line("include", group("all", [textLeaf(text)]))];

function startLines(params: URLSearchParams): Line[] {
  try {
    const text = params.get("criteria");
    if (text) return fromCriteria(JSON.parse(text));
  } catch {
    // an address somebody cut short: begin afresh
  }
  return wordsOnly(params.get("q") ?? "");
}

/** One leaf of plain words: the box for keywords holds all of it. */
function onlyWords(lines: Line[]): TextLeaf | null {
  const [first, ...more] = lines;
  const leaf = first?.tree.items.length === 1 ? first.tree.items[0] : undefined;
  const plain = first?.kind === "include" && !first.name && !first.tree.not && more.length === 0;
  return plain && leaf && isText(leaf) && leaf.type === "text" && !leaf.not && !leaf.sections.length && !leaf.synonyms
    ? leaf
    : null;
}

export function SearchPage() {
  const { t, pick } = useWords();
  const { project = "" } = useParams();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const databases = useList<Database>("databases", `/projects/${project}/databases`);
  const id = params.get("database") ?? databases.rows[0]?.id ?? null;
  const database = useGet<Database>("databases", id ? `/databases/${id}` : null);
  const cohorts = useList<Cohort>("cohorts", id ? `/databases/${id}/cohorts` : null);
  const [lines, setLines] = useState(() => startLines(params));
  const [building, setBuilding] = useState(() => onlyWords(lines) === null);
  const [folded, setFolded] = useState(false);
  const [auto, setAuto] = useState(true);
  const [view, setView] = useState<View>("original");
  const [tag, setTag] = useState<Tag | null>(null);
  const [dialog, setDialog] = useState<"json" | "freeze" | null>(null);
  const box = useRef<InputRef>(null);
  const variables = database.data?.variables ?? NONE;
  const search = useSearch(id, lines, view, auto && building);
  const { asked, answer, problem, pending, made } = search;
  const hue = useHues(lines);
  const say = useSay(variables, cohorts.rows);
  const problemText = useProblemText();
  const says = useMemo(() => describe(lines, say), [lines, say]);

  // a search that came with the address is asked once its database is known; so is one asked before that
  const waiting = useRef(Boolean(params.get("criteria") || params.get("q")));
  const ask = useCallback(
    (tree: Line[], offset = 0) => {
      waiting.current = id === null;
      void search.ask(tree, offset).then((next) => {
        if (next) setParams({ database: id ?? "", criteria: JSON.stringify(next.criteria) }, { replace: true });
      });
    },
    [id, search.ask, setParams],
  );
  useEffect(() => {
    if (id && waiting.current) ask(lines);
  }, [id]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        ask(lines);
      }
      const typing = (event.target as HTMLElement | null)?.closest("input, textarea, [contenteditable=true]");
      if (event.key === "/" && !typing) {
        event.preventDefault();
        const first = document.querySelector<HTMLInputElement>(".lines .leaf-words input");
        (box.current ?? first)?.focus();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [ask, lines]);

  const numbers = useMemo(() => new Map(leavesOf(lines).map((leaf, at) => [leaf.id, at + 1])), [lines]);
  const blamed = problem ? leafAt(asked, problem.detail) : null;
  const builder = useMemo((): Builder => {
    const order = asked?.leaves ?? [];
    return {
      database: id,
      variables,
      cohorts: cohorts.rows,
      info: (leaf) => {
        const number = numbers.get(leaf);
        if (number === undefined) return null;
        const at = order.indexOf(leaf);
        const count = at < 0 || search.changed ? null : (answer?.leaves.find((one) => one.leaf === at)?.count ?? null);
        return { color: hue(leaf), number, count, problem: problem && blamed === leaf ? problemText(problem) : null };
      },
      onSubmit: () => ask(lines),
    };
  }, [
    id,
    variables,
    cohorts.rows,
    numbers,
    asked,
    answer,
    hue,
    problem,
    blamed,
    problemText,
    ask,
    lines,
    search.changed,
  ]);
  const mark = useCallback(
    (leaf: number) => {
      const own = asked?.leaves[leaf];
      // one criterion needs no number
      const several = (asked?.leaves.length ?? 0) > 1;
      const number = several ? (numbers.get(own ?? "") ?? leaf + 1) : undefined;
      return { color: own ? hue(own) : markOf(leaf), number };
    },
    [asked, hue, numbers],
  );

  const counts = (own: string) => {
    const at = asked?.lines.indexOf(own) ?? -1;
    const told = answer?.lines ?? [];
    return at >= 0 && !search.changed && told.length === asked?.lines.length ? (told[at] ?? null) : null;
  };
  const names = useMemo(() => {
    const said = lines.filter((one) => asked?.lines.includes(one.id));
    const text = (tree: Group) =>
      plainText(describe([{ ...line("include", tree), name: "" }], { ...say, t: bare(say.t) }));
    // one tree without lines is counted by the parts of its outermost AND
    const [only] = said;
    const parts = said.length === 1 && only?.tree.join === "all" && !only.tree.not ? only.tree.items : [];
    const open = parts.filter((part) => toTree(part));
    return open.length > 1 ? open.map((part) => text(group("all", [part]))) : said.map((one) => text(one.tree));
  }, [asked, lines, say]);
  const steps = answer ? stepsOf(database.data?.cases ?? 0, answer, names) : null;
  const askedFields = useMemo(
    () => leavesOf(lines).flatMap((leaf) => (leaf.type === "field" ? [leaf.field] : [])),
    [lines],
  );
  const simple = onlyWords(lines);

  if (databases.isSuccess && databases.rows.length === 0) {
    return (
      <Page title={t("search.title")} lead={t("search.lead")}>
        <Guide
          title={t("search.noDatabase")}
          hint={t("search.noDatabaseHint")}
          action={
            <Button
              type="primary"
              icon={<DatabaseOutlined />}
              onClick={() => void navigate(`/projects/${project}/databases`)}
            >
              {t("databases.add")}
            </Button>
          }
        />
      </Page>
    );
  }
  return (
    <BuilderContext.Provider value={builder}>
      <Page
        title={t("search.title")}
        lead={t("search.lead")}
        actions={
          id && (
            <span className="row">
              <TagBar
                database={id}
                criteria={made?.criteria ?? null}
                loaded={tag}
                onLoad={(next) => {
                  const fresh = next && next.id !== tag?.id ? next : null;
                  setTag(next);
                  if (!fresh) return;
                  const tree = fromCriteria(fresh.criteria);
                  setLines(tree);
                  setBuilding(onlyWords(tree) === null);
                  ask(tree);
                }}
              />
              <Button icon={<CodeOutlined />} onClick={() => setDialog("json")}>
                JSON
              </Button>
            </span>
          )
        }
      >
        <div className="panel search-bar">
          <div className="row">
            <Select
              style={{ width: 220 }}
              aria-label={t("menu.databases")}
              value={id ?? undefined}
              options={databases.rows.map((one) => ({ value: one.id, label: one.name }))}
              onChange={(next) => {
                search.clear();
                setTag(null);
                setParams({ database: next });
              }}
            />
            {!building && (
              <Input
                ref={box}
                style={{ width: 380 }}
                autoFocus
                allowClear
                value={simple?.text ?? ""}
                maxLength={500}
                placeholder={t("search.keyword")}
                aria-label={t("search.keyword")}
                onChange={(event) =>
                  setLines(simple ? withText(lines, simple, event.target.value) : wordsOnly(event.target.value))
                }
                onPressEnter={() => ask(lines)}
              />
            )}
            <Button
              type="primary"
              icon={<SearchOutlined />}
              loading={pending}
              disabled={!made}
              title={t("search.askHint")}
              onClick={() => ask(lines)}
            >
              {t("search.ask")}
            </Button>
            {building && simple === null ? (
              <Button
                icon={folded ? <DownOutlined /> : <UpOutlined />}
                aria-expanded={!folded}
                onClick={() => setFolded(!folded)}
              >
                {t(folded ? "search.unfold" : "search.fold")}
              </Button>
            ) : (
              // biome-ignore lint/a11y/noLabelWithoutControl: the switch is inside
              <label className="row">
                <Switch size="small" checked={building} onChange={setBuilding} />
                {t("search.builder")}
              </label>
            )}
            {building && (
              // biome-ignore lint/a11y/noLabelWithoutControl: the switch is inside
              <label className="row" title={t("search.autoHint")}>
                <Switch size="small" checked={auto} onChange={setAuto} />
                {t("search.auto")}
              </label>
            )}
            <span className="shell-space" />
            {building && (
              <Button
                size="small"
                type="text"
                onClick={() => {
                  search.clear();
                  setTag(null);
                  setLines(wordsOnly(""));
                  setFolded(false);
                  setParams(id ? { database: id } : {});
                }}
              >
                {t("search.reset")}
              </Button>
            )}
          </div>
          {building && (
            <div className={`search-grid${folded ? " folded" : ""}`}>
              {!folded && <LinesBuilder lines={lines} counts={counts} onChange={setLines} />}
              <aside>
                <section>
                  <h2 className="panel-title">{t("search.says")}</h2>
                  <Sentence parts={says} />
                </section>
                {steps ? (
                  <Funnel steps={steps} stale={search.changed || pending} />
                ) : (
                  <p className="soft">{t("search.funnelHint")}</p>
                )}
              </aside>
            </div>
          )}
        </div>
        <Trouble problem={blamed ? null : (problem ?? databases.error)} />
        {answer && (
          <>
            <div className="row" data-testid="search-summary">
              <b className="num">{t("search.total", { count: answer.total })}</b>
              <span className="soft num">{t("search.took", { ms: Math.round(answer.took_ms) })}</span>
              {!building && <span>{pick(answer.description_zh, answer.description_en)}</span>}
              {search.changed && <span className="changed">{t("search.changed")}</span>}
              <span className="shell-space" />
              <Segmented
                aria-label={t("search.view")}
                value={view}
                onChange={(next) => setView(next as View)}
                options={[
                  { value: "original", label: t("search.original") },
                  { value: "structured", label: t("search.structured") },
                ]}
              />
              <Button
                type="primary"
                ghost
                icon={<LockOutlined />}
                disabled={answer.total === 0 || search.changed || pending}
                title={search.changed ? t("search.changed") : undefined}
                onClick={() => setDialog("freeze")}
              >
                {t("cohorts.freeze")}
              </Button>
            </div>
            {answer.total === 0 ? (
              <Guide title={t("search.none")} hint={t("search.noneHint")} />
            ) : view === "original" ? (
              <Hits project={project} answer={answer} variables={variables} mark={mark} />
            ) : (
              <StructuredHits
                project={project}
                answer={answer}
                variables={variables}
                asked={askedFields}
                mark={mark}
                loading={pending}
                onEnd={() => !pending && answer.hits.length < answer.total && ask(lines, answer.hits.length)}
              />
            )}
            {answer.hits.length < answer.total && (
              <Button loading={pending} disabled={search.changed} onClick={() => ask(lines, answer.hits.length)}>
                {t("search.more", { count: answer.total - answer.hits.length })}
              </Button>
            )}
          </>
        )}
        {!answer && !pending && !problem && (
          <p className="soft">
            {t("search.try")}{" "}
            {SAMPLES.map((sample) => (
              <Button
                key={sample}
                size="small"
                type="link"
                onClick={() => {
                  const tree = wordsOnly(sample);
                  setBuilding(false);
                  setLines(tree);
                  ask(tree);
                }}
              >
                {sample}
              </Button>
            ))}
          </p>
        )}
        <JsonDrawer
          open={dialog === "json"}
          criteria={made?.criteria ?? null}
          onUse={(tree) => {
            setLines(tree);
            setBuilding(true);
            ask(tree);
          }}
          onClose={() => setDialog(null)}
        />
        {id && (
          <FreezeDialog
            project={project}
            database={id}
            criteria={asked?.criteria ?? null}
            says={says}
            total={answer?.total ?? 0}
            cohorts={cohorts.rows}
            open={dialog === "freeze"}
            onClose={() => setDialog(null)}
          />
        )}
      </Page>
    </BuilderContext.Provider>
  );
}

/** The same line with other words, so that its criterion keeps its colour. */
const withText = (lines: Line[], leaf: TextLeaf, text: string): Line[] =>
  lines.map((one) => ({ ...one, tree: { ...one.tree, items: [{ ...leaf, text }] } }));

/** The words of a sentence without its head: a line's own text in the funnel. */
const bare =
  (t: (key: string, options?: Record<string, unknown>) => string) =>
  (key: string, options?: Record<string, unknown>): string =>
    key === "say.include" ? "" : t(key, options);
