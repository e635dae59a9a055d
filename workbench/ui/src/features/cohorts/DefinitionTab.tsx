import { useMemo } from "react";
import type { CohortVersion } from "../../api/cohorts";
import type { Variable } from "../../api/types";
import type { Line } from "../../shared/criteria/criteria";
import { describe, plainText, type Say } from "../../shared/criteria/describe";
import { fromCriteria } from "../../shared/criteria/readCriteria";
import { useSay } from "../../shared/criteria/useSay";
import { useWords } from "../../shared/useWords";

/** What a version was defined by: as a sentence, line by line, and as it is kept. */
export function DefinitionTab({ version, variables }: { version: CohortVersion; variables: Variable[] }) {
  const { t, pick } = useWords();
  const say = useSay(variables, NO_COHORTS);
  return (
    <div className="definition">
      <p className="definition-says">{pick(version.description_zh, version.description_en)}</p>
      <h2 className="panel-title">{t("cohorts.lines")}</h2>
      <DefinitionLines criteria={version.criteria} say={say} />
      <details>
        <summary>JSON</summary>
        <pre className="mono">{JSON.stringify(version.criteria, null, 2)}</pre>
      </details>
    </div>
  );
}

const NO_COHORTS: never[] = [];

function DefinitionLines({ criteria, say }: { criteria: unknown; say: Say }) {
  const { t } = useWords();
  const lines = useMemo((): Line[] => {
    try {
      return fromCriteria(criteria);
    } catch {
      // a form of a later program: the sentence and the JSON still say it
      return [];
    }
  }, [criteria]);
  const own = useMemo(
    (): Say => ({ ...say, t: (key, more) => (key === "say.include" ? "" : say.t(key, more)) }),
    [say],
  );
  return (
    <ol className="definition-lines">
      {lines.map((line) => (
        <li key={line.id} className={line.kind} data-testid="definition-line">
          <span className="definition-kind">{t(`lineKind.${line.kind}`)}</span>
          {line.name && <b>{line.name}</b>}
          <span>{plainText(describe([{ ...line, name: "", kind: "include" }], own))}</span>
        </li>
      ))}
    </ol>
  );
}
