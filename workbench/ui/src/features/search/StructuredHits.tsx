import { Select, Tag } from "antd";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import type { SearchAnswer, SearchHit, Variable } from "../../api/types";
import { type Column, DataTable } from "../../shared/DataTable";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import { sortKey } from "../../shared/values";
import type { LeafMark } from "./marks";

const SHOWN_AT_FIRST = 12;
type Props = {
  project: string;
  answer: SearchAnswer;
  variables: Variable[];
  /** Fields that the criteria ask for: their columns come first. */
  asked: string[];
  mark: LeafMark;
  onEnd: () => void;
  loading: boolean;
};

/** The words that come up most often. */
function mostOften(words: readonly string[], count: number): string[] {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return [...times]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([word]) => word);
}

/** The cases found, a column per field; a value that satisfied a criterion stands in its colour. */
export function StructuredHits({ project, answer, variables, asked, mark, onEnd, loading }: Props) {
  const { t, pick, word } = useWords();
  const navigate = useNavigate();
  const valueText = useValueText();
  const [chosen, setChosen] = useState<string[] | null>(null);
  // at first the fields that most of the first cases state
  const begin = answer.hits.slice(0, 50);
  const stated = begin.flatMap((hit) =>
    Object.values(hit.case.values).flatMap((cell) => (cell.value.state === "not_mentioned" ? [] : [cell.value.field])),
  );
  const tally = stated.sort().join();
  const most = useMemo(() => mostOften(tally.split(","), SHOWN_AT_FIRST), [tally]);
  const shown = useMemo(() => {
    const first = variables.filter((one) => asked.includes(one.key));
    const rest = variables.filter((one) => !asked.includes(one.key));
    const keys = chosen ?? most;
    return [...first, ...rest.filter((one) => keys.includes(one.key))];
  }, [variables, asked, chosen, most]);
  const columns = useMemo(
    (): Column<SearchHit>[] => [
      { key: "_patient", title: t("reports.patient"), value: (row) => row.case.patient.label, width: 170, fixed: true },
      ...shown.map((variable): Column<SearchHit> => {
        const title = pick(variable.name_zh, variable.name_en);
        return {
          key: variable.key,
          title: variable.unit ? `${title} (${variable.unit})` : title,
          hint: variable.key,
          width: Math.max(96, Math.min(200, title.length * 14 + 56)),
          right: ["number", "integer", "count"].includes(variable.type),
          value: (row) => {
            const cell = row.case.values[variable.key]?.value;
            return cell && cell.state !== "not_mentioned" ? sortKey(cell.value) : null;
          },
          render: (row) => {
            const cell = row.case.values[variable.key]?.value;
            const leaf = row.structured?.find((one) => one.field === variable.key)?.leaf;
            const silent = !cell || cell.state === "not_mentioned";
            const text = silent
              ? t("valueState.not_mentioned")
              : valueText({ ...variable, unit: null }, cell.value) || word("valueState", cell.state);
            if (leaf !== undefined)
              return (
                <mark
                  className="leaf"
                  data-leaf={leaf}
                  data-no={mark(leaf).number}
                  style={{ background: mark(leaf).color }}
                >
                  {text}
                </mark>
              );
            if (silent) return <span className="soft">·</span>;
            return cell.state === "uncertain" || cell.state === "conflict" ? (
              <span>
                {text} <Tag color={cell.state === "conflict" ? "red" : "gold"}>{word("valueState", cell.state)}</Tag>
              </span>
            ) : (
              text
            );
          },
        };
      }),
    ],
    [shown, t, pick, word, valueText, mark],
  );
  return (
    <div data-testid="structured-hits" className="structured">
      <DataTable
        label={t("search.structured")}
        columns={columns}
        rows={answer.hits}
        id={(row) => row.case.id}
        total={answer.total}
        loading={loading}
        height={460}
        onEnd={onEnd}
        onOpen={(row) => void navigate(`/projects/${project}/cases/${row.case.id}`)}
        tools={
          <Select
            mode="multiple"
            size="small"
            style={{ width: 260 }}
            maxTagCount="responsive"
            aria-label={t("search.columns")}
            placeholder={t("search.columns")}
            showSearch={{ optionFilterProp: "label" }}
            value={shown.map((one) => one.key).filter((key) => !asked.includes(key))}
            onChange={setChosen}
            options={variables
              .filter((one) => !asked.includes(one.key))
              .map((one) => ({ value: one.key, label: pick(one.name_zh, one.name_en) }))}
          />
        }
      />
    </div>
  );
}
