import { Empty, Skeleton } from "antd";
import { useEffect, useMemo, useRef } from "react";
import { Link, useParams } from "react-router";
import { useGet } from "../../api/queries";
import type { Evidence } from "../../api/records";
import type { Report } from "../../api/types";
import { date } from "../../shared/format";
import { hasHeading, sectioned } from "../../shared/sections";
import { Trouble } from "../../shared/Trouble";
import { useWords } from "../../shared/useWords";
import { calm } from "../../theme/calm";

type Props = { evidence: readonly Evidence[]; title: string; fallback: string | null };

/** The report that the value under the cursor rests on, its words lit; else the newest report of the case. */
export function EvidencePane({ evidence, title, fallback }: Props) {
  const { t, word } = useWords();
  const { project = "" } = useParams();
  const box = useRef<HTMLDivElement>(null);
  const id = evidence[0]?.report ?? fallback;
  const report = useGet<Report>("report", id ? `/reports/${id}` : null, {}, { staleTime: 600_000 });
  const data = report.data?.id === id ? report.data : undefined;
  const blocks = useMemo(
    () =>
      data
        ? sectioned(
            data.text,
            data.sections,
            evidence
              .filter((one) => one.report === data.id)
              .map((one) => ({ start: one.start, end: one.end, kind: one.role })),
          )
        : [],
    [data, evidence],
  );
  useEffect(() => {
    box.current?.querySelector("mark")?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  }, [blocks]);
  if (!id) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("cases.noReport")} />;
  if (!data) return report.error ? <Trouble problem={report.error} /> : <Skeleton active />;
  return (
    <div>
      <div className="soft" style={{ marginBottom: 4 }}>
        <Link to={`/projects/${project}/reports/${data.id}`}>
          {date(data.exam_date)} {data.modality} {data.body_part}
        </Link>
        {evidence.length > 0 && ` · ${t("cases.restsOn", { name: title })}`}
      </div>
      <div className="report-text" ref={box} data-testid="evidence">
        {blocks.map((block, index) => (
          <div key={`${block.kind}${block.pieces[0]?.start ?? index}`}>
            {block.kind && !hasHeading(block) && <span className="section-name">{word("section", block.kind)}</span>}
            {block.pieces.map((piece) =>
              piece.kinds.length > 0 ? (
                <mark key={piece.start} className="evidence on">
                  {piece.text}
                </mark>
              ) : (
                piece.text
              ),
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
