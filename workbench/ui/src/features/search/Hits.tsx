import { Fragment } from "react";
import { Link, useNavigate } from "react-router";
import type { SearchAnswer, SearchHit, Variable } from "../../api/types";
import { useListKeys } from "../../shared/useListKeys";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import type { LeafMark } from "./marks";
import { SnippetText } from "./SnippetText";

type Props = { project: string; answer: SearchAnswer; variables: Variable[]; mark: LeafMark };

/** The cases found with their passages; j/k and Enter go through them. */
export function Hits({ project, answer, variables, mark }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const target = (hit: SearchHit) =>
    hit.snippets[0]
      ? `/projects/${project}/reports/${hit.snippets[0].report_id}`
      : `/projects/${project}/cases/${hit.case.id}`;
  const { at } = useListKeys(answer.hits.length, (index) => {
    const hit = answer.hits[index];
    if (hit) void navigate(target(hit));
  });
  return (
    <div className="panel hits" data-testid="hits">
      {answer.hits.map((hit, index) => (
        <article key={hit.case.id} data-testid="hit" className={`hit${index === at ? " at" : ""}`}>
          <div className="hit-who">
            <Link to={`/projects/${project}/cases/${hit.case.id}`}>{hit.case.patient.label}</Link>
            <span className="soft num">{t("search.reportsOf", { count: hit.case.reports })}</span>
          </div>
          <div className="hit-text">
            {hit.snippets.map((snippet) => (
              <div key={`${snippet.report_id}${snippet.offset}`}>
                <Link to={`/projects/${project}/reports/${snippet.report_id}`}>
                  <SnippetText snippet={snippet} mark={mark} />
                </Link>
              </div>
            ))}
            {hit.snippets.length === 0 && <span className="soft">{t("search.noPassage")}</span>}
          </div>
          <Values hit={hit} variables={variables} mark={mark} />
        </article>
      ))}
    </div>
  );
}

/** Values that satisfied a criterion come first, in its colour. */
function Values({ hit, variables, mark }: { hit: SearchHit; variables: Variable[]; mark: LeafMark }) {
  const { pick } = useWords();
  const valueText = useValueText();
  const marked = new Map((hit.structured ?? []).map((one) => [one.field, one.leaf]));
  const stated = variables.flatMap((variable) => {
    const cell = hit.case.values[variable.key]?.value;
    const text = cell && cell.state !== "not_mentioned" ? valueText(variable, cell.value) : "";
    return text || marked.has(variable.key)
      ? [{ key: variable.key, name: pick(variable.name_zh, variable.name_en), text: text || "—" }]
      : [];
  });
  const order = [...stated.filter((one) => marked.has(one.key)), ...stated.filter((one) => !marked.has(one.key))];
  return (
    <div className="hit-values">
      {order.slice(0, 8).map((value, position) => {
        const leaf = marked.get(value.key);
        return (
          <Fragment key={value.key}>
            {position > 0 && " · "}
            <span className="soft">{value.name}</span>{" "}
            {leaf === undefined ? (
              value.text
            ) : (
              <mark
                className="leaf"
                data-leaf={leaf}
                data-no={mark(leaf).number}
                style={{ background: mark(leaf).color }}
              >
                {value.text}
              </mark>
            )}
          </Fragment>
        );
      })}
    </div>
  );
}
