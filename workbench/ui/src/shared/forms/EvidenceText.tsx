import { useMemo } from "react";
import { useGet } from "../../api/queries";
import type { Evidence } from "../../api/records";
import type { Report } from "../../api/types";
import { pieces } from "../spans";
import { useWords } from "../useWords";
import { sentenceOf } from "./sentences";

/** The sentence a value was read from, its words marked. */
export function EvidenceText({ evidence, onOpen }: { evidence: readonly Evidence[]; onOpen?: () => void }) {
  const { t } = useWords();
  const id = evidence[0]?.report ?? null;
  const report = useGet<Report>("report", id ? `/reports/${id}` : null, {}, { staleTime: 600_000 });
  const parts = useMemo(() => {
    const text = report.data?.id === id ? report.data?.text : undefined;
    const own = evidence.filter((one) => one.report === id);
    const found = text === undefined ? null : sentenceOf(text, own);
    if (!found) return null;
    const marks = own.map((one) => ({ start: one.start - found.start, end: one.end - found.start, kind: true }));
    return pieces(found.points.join(""), marks);
  }, [report.data, evidence, id]);
  if (!parts) return null;
  const words = parts.map((part) =>
    part.kinds.length > 0 ? <mark key={part.start}>{part.text}</mark> : <span key={part.start}>{part.text}</span>,
  );
  return onOpen ? (
    <button type="button" className="evidence-text" title={t("cases.openEvidence")} onClick={onOpen}>
      {words}
    </button>
  ) : (
    <span className="evidence-text">{words}</span>
  );
}
