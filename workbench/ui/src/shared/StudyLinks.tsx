import { Link } from "react-router";
import type { StudySummary } from "../api/types";

export function StudyLinks({ project, studies }: { project: string; studies: StudySummary[] }) {
  if (studies.length === 0) return <span>—</span>;
  return (
    <span className="row">
      {studies.map((study) => (
        <Link key={study.id} to={`/projects/${project}/studies/${study.id}`}>
          {study.modalities.join("/")} {study.description || study.date || study.accession}
        </Link>
      ))}
    </span>
  );
}
