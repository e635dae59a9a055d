import { Empty, Segmented, Skeleton, Tag, Tree, type TreeDataNode } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { http } from "../../api/http";
import { useList } from "../../api/queries";
import type { TimelineItem } from "../../api/records";
import type { Study } from "../../api/types";
import { date } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { examsOf } from "./exams";
import "./cases.css";

/** The exams of the patient, as a line of time or as a tree: year, exam, its report and series. */
export function Past({ id, project }: { id: string; project: string }) {
  const { t } = useWords();
  const [view, setView] = useState<"line" | "tree">("line");
  const list = useList<TimelineItem>("timeline", `/cases/${id}/timeline`);
  if (list.isPending) return <Skeleton active />;
  if (list.error) return <Trouble problem={list.error} retry={() => void list.refetch()} />;
  if (list.rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("cases.noPast")} />;
  return (
    <div>
      <Segmented
        size="small"
        style={{ marginBottom: 8 }}
        value={view}
        onChange={setView}
        options={[
          { value: "line", label: t("cases.line") },
          { value: "tree", label: t("cases.tree") },
        ]}
      />
      {view === "line" ? <Line items={list.rows} project={project} /> : <Exams items={list.rows} project={project} />}
    </div>
  );
}

const linkOf = (project: string, item: Pick<TimelineItem, "kind" | "id">): string | null =>
  item.kind === "report"
    ? `/projects/${project}/reports/${item.id}`
    : item.kind === "study"
      ? `/projects/${project}/studies/${item.id}`
      : null;

function Line({ items, project }: { items: TimelineItem[]; project: string }) {
  const { t, pick, word } = useWords();
  const newest = [...items].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <ol className="time-list" data-testid="timeline">
      {newest.map((item) => {
        const to = linkOf(project, item);
        const title = pick(item.title_zh, item.title_en) || [item.modality, item.body_part].filter(Boolean).join(" ");
        return (
          <li key={`${item.kind}${item.id}`}>
            <span className="soft num">{date(item.at) || t("cases.undated")}</span>
            <span className={`dot ${item.kind}`} aria-hidden />
            <div>
              <Tag>{word("timelineKind", item.kind)}</Tag>
              {to ? <Link to={to}>{title}</Link> : <span>{title}</span>}
              {item.excerpt && <div className="soft excerpt">{item.excerpt}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Exams({ items, project }: { items: TimelineItem[]; project: string }) {
  const { t, pick, word } = useWords();
  const [series, setSeries] = useState<Record<string, TreeDataNode[]>>({});
  const tree = useMemo(
    (): TreeDataNode[] =>
      examsOf(items).map(({ year, exams }) => ({
        key: `year:${year}`,
        selectable: false,
        title: <b className="num">{year || t("cases.undated")}</b>,
        children: exams.map((exam) => ({
          key: `exam:${exam.key}`,
          selectable: false,
          title: (
            <span>
              <span className="num">{exam.day.slice(5) || t("cases.undated")}</span> {exam.modality} {exam.body_part}
            </span>
          ),
          children: exam.items.map((item) => {
            const to = linkOf(project, item);
            const title = pick(item.title_zh, item.title_en) || word("timelineKind", item.kind);
            return {
              key: `${item.kind}:${item.id}`,
              isLeaf: item.kind !== "study",
              children: series[item.id],
              title: to ? (
                <span>
                  <Tag>{word("timelineKind", item.kind)}</Tag>
                  <Link to={to}>{title}</Link>
                </span>
              ) : (
                title
              ),
            };
          }),
        })),
      })),
    [items, project, series, t, pick, word],
  );
  const load = async (node: TreeDataNode): Promise<void> => {
    const key = String(node.key);
    const id = key.slice("study:".length);
    if (!key.startsWith("study:") || series[id]) return;
    const study = await http.get<Study>(`/studies/${id}`).catch(() => null);
    const found = (study?.series_list ?? []).map((one) => ({
      key: `series:${one.id}`,
      isLeaf: true,
      title: (
        <Link to={`/projects/${project}/studies/${id}?series=${one.id}`}>
          {one.number ?? ""} {one.description || one.modality}{" "}
          <span className="soft num">{t("cases.images", { count: one.instances })}</span>
        </Link>
      ),
    }));
    setSeries((now) => ({ ...now, [id]: found }));
  };
  return <Tree treeData={tree} loadData={load} defaultExpandAll showLine blockNode data-testid="exam-tree" />;
}
