// Holds the shapes the pages use against the schema generated from the server (`npm run api`): a field that the
// server renames or drops stops the type check here, by name. Fields the schema leaves open (JSON objects) pass.
import type { components } from "./schema";
import type * as T from "./types";

type S = components["schemas"];
/** Fields of ours that the server does not have. */
type Unknown<Ours, Theirs> = Exclude<keyof Ours, keyof Theirs>;
type None<Field extends never> = Field;

export type Contract = [
  None<Unknown<T.Session, S["Session"]>>,
  None<Unknown<T.User, S["Account"]>>,
  None<Unknown<T.Project, S["Project"]>>,
  None<Unknown<T.Member, S["Member"]>>,
  None<Unknown<T.ReportSummary, S["ReportSummary"]>>,
  None<Unknown<T.Report, S["ReportView"]>>,
  None<Unknown<T.ReportValue, S["ReportValue"]>>,
  None<Unknown<T.Database, S["DatabaseView"]>>,
  None<Unknown<T.Case, S["CaseView"]>>,
  None<Unknown<T.SearchAnswer, S["SearchAnswer"]>>,
  None<Unknown<T.Snippet, S["Snippet"]>>,
  None<Unknown<T.StudySummary, S["Study"]>>,
  None<Unknown<T.Study, S["StudyView"]>>,
  None<Unknown<T.Series, S["SeriesView"]>>,
  None<Unknown<T.Instance, S["InstanceView"]>>,
  None<Unknown<T.Roi, S["Roi"]>>,
  None<Unknown<T.RoiContours, S["ContoursView"]>>,
  None<Unknown<T.FeatureTable, S["FeatureTableRow"]>>,
  None<Unknown<T.FeatureTableDetail, S["FeatureTableView"]>>,
  None<Unknown<T.Model, S["ModelRow"]>>,
  None<Unknown<T.ModelDetail, S["ModelView"]>>,
  None<Unknown<Omit<T.Finding, "report_id">, S["FindingView"]>>,
  None<Unknown<T.Feedback, S["Feedback"]>>,
  None<Unknown<T.Job, S["Job"]>>,
  None<Unknown<T.AuditRow, S["AuditEvent"]>>,
  None<Unknown<T.AuditVerdict, S["Verification"]>>,
  None<Unknown<T.Activity, S["Activity"]>>,
  None<Unknown<T.Entity, S["Entity"]>>,
  None<Unknown<T.Lineage, S["Lineage"]>>,
];
