import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Fragment } from "react";
import { Link, useNavigate } from "react-router";
import type { SearchAnswer, SearchHit, Variable } from "../../api/types";
import { saveText, toCsv } from "../../shared/csv";
import { useListKeys } from "../../shared/useListKeys";
import { useValueText } from "../../shared/useValueText";
import { useWords } from "../../shared/useWords";
import { SnippetText } from "./SnippetText";

/** The cases found, with their passages; j/k and Enter go through them. */
export function Hits({ project, answer, variables }: { project: string; answer: SearchAnswer; variables: Variable[] }) {
  const { t, pick } = useWords();
  const navigate = useNavigate();
  const valueText = useValueText();
  const target = (hit: SearchHit) =>
    hit.snippets[0]
      ? `/projects/${project}/reports/${hit.snippets[0].report_id}`
      : `/projects/${project}/cases/${hit.case.id}`;
  const { at } = useListKeys(answer.hits.length, (index) => {
    const hit = answer.hits[index];
    if (hit) void navigate(target(hit));
  });
  const stated = (hit: SearchHit) =>
    variables.flatMap((variable) => {
      const cell = hit.case.values[variable.key]?.value;
      const text = cell && cell.state !== "not_mentioned" ? valueText(variable, cell.value) : "";
      return text ? [{ key: variable.key, name: pick(variable.name_zh, variable.name_en), text }] : [];
    });
  const save = () =>
    saveText(
      "search.csv",
      toCsv(
        [
          t("reports.patient"),
          t("search.passages"),
          ...variables.map((variable) => pick(variable.name_zh, variable.name_en)),
        ],
        answer.hits.map((hit) => [
          hit.case.patient.label,
          hit.snippets.map((snippet) => snippet.text).join(" … "),
          ...variables.map((variable) =>
            valueText({ ...variable, unit: null }, hit.case.values[variable.key]?.value.value),
          ),
        ]),
      ),
    );
  return (
    <div className="panel" style={{ padding: 0 }} data-testid="hits">
      <div className="row" style={{ padding: "6px 10px", borderBottom: "1px solid var(--line)" }}>
        <span className="shell-space" />
        <Button size="small" icon={<DownloadOutlined />} onClick={save}>
          CSV
        </Button>
      </div>
      {answer.hits.map((hit, index) => (
        <div
          key={hit.case.id}
          data-testid="hit"
          style={{
            display: "grid",
            gridTemplateColumns: "120px minmax(0,1.4fr) minmax(0,1fr)",
            gap: 12,
            padding: "8px 10px",
            borderBottom: "1px solid var(--line)",
            background: index === at ? "var(--primary-soft)" : undefined,
          }}
        >
          <Link to={`/projects/${project}/cases/${hit.case.id}`}>{hit.case.patient.label}</Link>
          <div>
            {hit.snippets.slice(0, 4).map((snippet) => (
              <div key={`${snippet.report_id}${snippet.offset}`}>
                <Link to={`/projects/${project}/reports/${snippet.report_id}`} style={{ color: "inherit" }}>
                  <SnippetText snippet={snippet} />
                </Link>
              </div>
            ))}
            {hit.snippets.length === 0 && <span className="soft">{t("search.noPassage")}</span>}
          </div>
          <div style={{ fontSize: 12 }}>
            {stated(hit)
              .slice(0, 8)
              .map((value, position) => (
                <Fragment key={value.key}>
                  {position > 0 && " · "}
                  <span className="soft">{value.name}</span> {value.text}
                </Fragment>
              ))}
          </div>
        </div>
      ))}
    </div>
  );
}
