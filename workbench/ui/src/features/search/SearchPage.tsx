import { DatabaseOutlined, SearchOutlined } from "@ant-design/icons";
import { Button, Input, Select, Switch } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { http } from "../../api/http";
import { useGet, useList, useWrite } from "../../api/queries";
import type { Database, SearchAnswer } from "../../api/types";
import { Guide } from "../../shared/Guide";
import { Page } from "../../shared/Page";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { markOf } from "../../theme/tokens";
import { CriteriaBuilder } from "./CriteriaBuilder";
import { type Criteria, fromCriteria, type Group, group, replace, textLeaf, toCriteria } from "./criteria";
import { Hits } from "./Hits";

const PAGE = 50;
const SECTIONS = ["findings", "impression", "technique", "clinical", "pathology", "body"];

function startTree(params: URLSearchParams): Group {
  try {
    const text = params.get("criteria");
    if (text) {
      const node = fromCriteria(JSON.parse(text) as Criteria);
      return node.type === "group" ? node : group("all", [node]);
    }
  } catch {
    // an address somebody cut short: begin afresh
  }
  return group("all", [textLeaf(params.get("q") ?? "")]);
}

export function SearchPage() {
  const { t, pick } = useWords();
  const { project = "" } = useParams();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const databases = useList<Database>("databases", `/projects/${project}/databases`);
  const id = params.get("database") ?? databases.rows[0]?.id ?? null;
  const database = useGet<Database>("databases", id ? `/databases/${id}` : null);
  const [root, setRoot] = useState(() => startTree(params));
  const simpleStart = root.items.length === 1 && root.items[0]?.type === "text" && !root.not && !root.items[0].not;
  const [building, setBuilding] = useState(!simpleStart);
  const [asked, setAsked] = useState<string[]>([]);
  const [answer, setAnswer] = useState<SearchAnswer | null>(null);
  const search = useWrite(({ criteria, offset }: { criteria: Criteria; offset: number }) =>
    http.post<SearchAnswer>(`/databases/${id}/search`, { criteria, limit: PAGE, offset }),
  );

  // asked before the list of databases had come: asked again when it has
  const waiting = useRef(false);
  const ask = (offset = 0, tree = root) => {
    const made = toCriteria(tree);
    if (!made) return;
    if (!id) {
      waiting.current = true;
      return;
    }
    waiting.current = false;
    setAsked(made.leaves);
    setParams({ database: id, criteria: JSON.stringify(made.criteria) }, { replace: true });
    search.mutate(
      { criteria: made.criteria, offset },
      {
        onSuccess: (next) =>
          setAnswer((now) => (offset && now ? { ...next, hits: [...now.hits, ...next.hits] } : next)),
      },
    );
  };
  // a search that came with the address is asked once its database is known
  useEffect(() => {
    if (id && (waiting.current || params.get("criteria") || params.get("q"))) ask();
  }, [id]);

  const leafInfo = useMemo(
    () => (leaf: string) => {
      const at = asked.indexOf(leaf);
      if (at < 0) return null;
      return { color: markOf(at), count: answer?.leaves.find((one) => one.leaf === at)?.count ?? null };
    },
    [asked, answer],
  );
  const keyword = root.items[0]?.type === "text" ? root.items[0].text : "";

  if (databases.isSuccess && databases.rows.length === 0) {
    return (
      <Page title={t("menu.search")} lead={t("search.lead")}>
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
    <Page title={t("menu.search")} lead={t("search.lead")}>
      <div className="panel" style={{ display: "flex", flexDirection: "column", gap: 8 }}>
        <div className="row">
          <Select
            style={{ width: 220 }}
            aria-label={t("menu.databases")}
            value={id ?? undefined}
            options={databases.rows.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(next) => {
              setAnswer(null);
              setParams({ database: next });
            }}
          />
          {!building && (
            <Input
              style={{ width: 380 }}
              autoFocus
              allowClear
              value={keyword}
              maxLength={500}
              placeholder={t("search.keyword")}
              aria-label={t("search.keyword")}
              onChange={(event) =>
                setRoot(
                  group("all", [
                    { ...(root.items[0] ?? textLeaf()), text: event.target.value } as Group["items"][number],
                  ]),
                )
              }
              onPressEnter={() => ask()}
            />
          )}
          <Button
            type="primary"
            icon={<SearchOutlined />}
            loading={search.isPending}
            disabled={!toCriteria(root)}
            onClick={() => ask()}
          >
            {t("search.ask")}
          </Button>
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is inside */}
          <label className="row">
            <Switch
              size="small"
              checked={building}
              onChange={(on) => {
                setBuilding(on);
                if (!on) setRoot(group("all", [textLeaf(keyword)]));
              }}
            />
            {t("search.builder")}
          </label>
        </div>
        {building && (
          <CriteriaBuilder
            root={root}
            variables={database.data?.variables ?? []}
            sections={SECTIONS}
            leafInfo={leafInfo}
            onChange={(node, next) => setRoot((now) => replace(now, node, next))}
            onSubmit={() => ask()}
          />
        )}
      </div>
      <Trouble problem={search.error ?? databases.error} />
      {answer && (
        <>
          <div className="row" data-testid="search-summary">
            <b className="num">{t("search.total", { count: answer.total })}</b>
            <span className="soft num">{t("search.took", { ms: answer.took_ms })}</span>
            <span>{pick(answer.description_zh, answer.description_en)}</span>
          </div>
          <div className="row" role="group" aria-label={t("search.funnel")}>
            {answer.leaves.map((leaf) => (
              <span key={leaf.leaf} className="num">
                <span className="leaf-dot" style={{ background: markOf(leaf.leaf) }} />
                {leaf.text} <b>{leaf.count}</b>
              </span>
            ))}
          </div>
          {answer.total === 0 ? (
            <Guide title={t("search.none")} hint={t("search.noneHint")} />
          ) : (
            <Hits project={project} answer={answer} variables={database.data?.variables ?? []} />
          )}
          {answer.hits.length < answer.total && (
            <Button loading={search.isPending} onClick={() => ask(answer.hits.length)}>
              {t("search.more", { count: answer.total - answer.hits.length })}
            </Button>
          )}
        </>
      )}
      {!answer && !search.isPending && !search.error && (
        <p className="soft">
          {t("search.try")}{" "}
          {["磨玻璃", "分叶", "毛刺", "胸腔积液"].map((sample) => (
            <Button
              key={sample}
              size="small"
              type="link"
              onClick={() => {
                const tree = group("all", [textLeaf(sample)]);
                setBuilding(false);
                setRoot(tree);
                ask(0, tree);
              }}
            >
              {sample}
            </Button>
          ))}
          <Link to={`/projects/${project}/databases`}>{t("menu.databases")}</Link>
        </p>
      )}
    </Page>
  );
}
