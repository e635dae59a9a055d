import { Skeleton, Timeline } from "antd";
import { useGet } from "../../api/queries";
import type { Concept, ConceptEvent } from "../../api/rules";
import type { Page } from "../../api/types";
import { time } from "../../shared/format";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { changes } from "./conceptText";

/** Who changed what of a concept, newest first. */
export function ConceptHistory({ id, concepts }: { id: string; concepts: Concept[] }) {
  const { t, word } = useWords();
  const answer = useGet<Page<ConceptEvent>>("term", `/terms/${id}/history`);
  if (answer.error) return <Trouble problem={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton active />;
  const items = [...answer.data.items].sort((a, b) => b.at.localeCompare(a.at));
  if (items.length === 0) return <p className="soft">{t("terms.noHistory")}</p>;
  const said = (field: string, text: string) =>
    field === "parent"
      ? (concepts.find((one) => one.id === text)?.zh ?? text)
      : field === "kind"
        ? word("conceptKind", text)
        : text;
  return (
    <Timeline
      items={items.map((event) => ({
        key: `${event.at}${event.action}`,
        content: (
          <div>
            <b>{word("conceptAction", event.action)}</b>{" "}
            <span className="soft num">
              {time(event.at)} · {event.by}
            </span>
            {changes(event.before, event.after).map((change) => (
              <div key={change.field} className="concept-change">
                <span className="soft">{t(`terms.${change.field}`)}</span>
                {change.before && <del>{said(change.field, change.before)}</del>}
                {change.after && <ins>{said(change.field, change.after)}</ins>}
              </div>
            ))}
          </div>
        ),
      }))}
    />
  );
}
