//! Reports 报告: immutable versions of a text.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{DatabaseId, PatientId, ReportId, StudyId};
use workbench_core::{Action, Digest, Span};

use crate::children::touch_all;
use crate::db::{hold, new_id, now, read, write_tx};
use crate::patients::patient_in;
use crate::sight::{Seen, Sight, person};
use crate::{Grant, Patient, Result, Store, StoreError};

/// A report to keep.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// Patient identifier.
    pub patient: String,
    /// `M`, `F`, `O` or empty.
    pub sex: String,
    /// The report's own identifier.
    pub external_id: String,
    /// Accession number or empty.
    pub accession: String,
    /// Modality or empty.
    pub modality: String,
    /// Body part or empty.
    pub body_part: String,
    /// ISO date or empty.
    pub exam_date: String,
    /// The untouched text.
    pub text: String,
    /// Sections: kind and code points.
    pub sections: serde_json::Value,
}

/// A report version.
#[derive(Clone, Debug)]
pub struct Report {
    /// Id.
    pub id: ReportId,
    /// The report's own identifier.
    pub external_id: String,
    /// 1 for the first text with that identifier.
    pub version: i64,
    /// Patient.
    pub patient: Patient,
    /// Accession number.
    pub accession: String,
    /// Modality.
    pub modality: String,
    /// Body part.
    pub body_part: String,
    /// ISO date.
    pub exam_date: String,
    /// Age at the exam in whole years, where it is known and the level shows it; else empty.
    pub age: String,
    /// The text, as far as the level shows it.
    pub shown: Seen,
    /// SHA-256 of the untouched text.
    pub hash: String,
    /// Sections: kind and code points of the shown text.
    pub sections: serde_json::Value,
    /// When it was received.
    pub created: DateTime<Utc>,
}

impl Report {
    /// The text, as far as the level shows it.
    pub fn text(&self) -> &str {
        self.shown.text()
    }
}

/// Which reports to list.
#[derive(Clone, Debug, Default)]
pub struct ReportQuery {
    /// Part of the text, Latin letters in either case, or the whole identifier; empty for all.
    pub q: String,
    /// Modality; empty for all.
    pub modality: String,
    /// Only of this patient.
    pub patient: Option<PatientId>,
    /// Only with a larger id (they grow with time).
    pub after: Option<ReportId>,
    /// At most this many.
    pub limit: i64,
}

impl ReportQuery {
    /// The words as a LIKE pattern, its special characters disarmed.
    fn pattern(&self) -> Result<String> {
        if self.q.chars().count() > 1_000 {
            return Err(StoreError::BadInput("a search has at most 1000 characters".to_owned()));
        }
        Ok(format!("%{}%", self.q.replace('!', "!!").replace('%', "!%").replace('_', "!_")))
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    external_id: String,
    version: i64,
    patient: uuid::Uuid,
    identifier: String,
    name: String,
    sex: String,
    birth_date: String,
    accession: String,
    modality: String,
    body_part: String,
    exam_date: String,
    text: String,
    hash: String,
    sections: Json<serde_json::Value>,
    created: DateTime<Utc>,
}

const REPORT: &str = "SELECT r.id, r.external_id, r.version, r.patient, p.identifier, p.name, p.sex, p.birth_date, r.accession,
    r.modality, r.body_part, r.exam_date, r.text, r.hash, r.sections, r.created FROM report r JOIN patient p ON p.id = r.patient";

/// Report `r` speaks of study `t`: the same accession number, or, where one of
/// them has none, no other day.
pub(crate) const SAME_EXAM: &str = "(r.accession = t.accession AND r.accession <> ''
    OR (r.accession = '' OR t.accession = '') AND (r.exam_date = '' OR t.study_date = ''
        OR REPLACE(r.exam_date, '-', '') = t.study_date))";

/// The newest version of each report.
const NEWEST: &str = "NOT EXISTS (SELECT 1 FROM report n WHERE n.patient = r.patient AND n.external_id = r.external_id AND n.version > r.version)";

impl Store {
    /// Keeps a batch of reports in one transaction. A report that is here
    /// already is not kept twice; a changed one becomes the next version. Equal
    /// identifiers of two patients are two reports.
    /// Answers how many are new.
    ///
    /// # Errors
    /// When the grant is not to edit or the batch cannot be committed.
    pub async fn keep_reports(&self, grant: &Grant, batch: &[NewReport]) -> Result<usize> {
        grant.require(Action::Edit)?;
        let project = grant.project();
        let mut made = 0;
        write_tx!(self, tx => {
            hold!(tx, project);
            for new in batch {
                let hash = Digest::of(new.text.as_bytes()).to_string();
                let patient = patient_in!(tx, project, &new.patient, "", &new.sex, "")?;
                let last: Option<(i64, String, String, String)> = sqlx::query_as(
                    "SELECT version, hash, exam_date, modality FROM report
                     WHERE project = $1 AND patient = $2 AND external_id = $3 ORDER BY version DESC LIMIT 1")
                    .bind(project.0).bind(patient).bind(&new.external_id).fetch_optional(&mut *tx).await?;
                let (version, known, date, modality) = last.unwrap_or_default();
                if known == hash && date == new.exam_date && modality == new.modality {
                    continue;
                }
                sqlx::query(
                    "INSERT INTO report (id, project, patient, external_id, version, accession, modality, body_part,
                     exam_date, text, hash, sections, created) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)")
                    .bind(new_id::<ReportId>().0).bind(project.0).bind(patient).bind(&new.external_id)
                    .bind(version + 1).bind(&new.accession).bind(&new.modality).bind(&new.body_part)
                    .bind(&new.exam_date).bind(&new.text).bind(&hash).bind(Json(&new.sections)).bind(now())
                    .execute(&mut *tx).await?;
                made += 1;
            }
            if made > 0 {
                touch_all!(tx, project);
            }
        });
        Ok(made)
    }

    /// The newest versions of the project's reports, in the order they came.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reports(&self, grant: &Grant, query: &ReportQuery) -> Result<Vec<Report>> {
        let after = query.after.map_or(uuid::Uuid::nil(), |id| id.0);
        let patient = query.patient.map(|id| id.0);
        let sight = self.sight(grant).await?;
        let (q, pattern, words) = self.asked(grant, &sight, query).await?;
        let sql = format!("{REPORT} WHERE r.project = $1 AND r.id > $2 AND {NEWEST} AND ($3 = '' OR r.modality = $3)
            AND ($4 = '' OR LOWER(r.text) LIKE LOWER($5) ESCAPE '!' OR r.external_id = $4) AND (r.patient = $6 OR $6 IS NULL)
            AND {words} ORDER BY r.id LIMIT $7");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(after).bind(&query.modality).bind(q).bind(&pattern)
            .bind(patient).bind(query.limit.max(0)).fetch_all(pool).await?);
        Ok(rows.into_iter().map(|row| self.report_of_row(grant, &sight, row)).collect())
    }

    /// How many reports the query lists in all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_reports(&self, grant: &Grant, query: &ReportQuery) -> Result<usize> {
        let sight = self.sight(grant).await?;
        let (q, pattern, words) = self.asked(grant, &sight, query).await?;
        let sql = format!("SELECT COUNT(*) FROM report r WHERE r.project = $1 AND {NEWEST} AND ($2 = '' OR r.modality = $2)
            AND ($3 = '' OR LOWER(r.text) LIKE LOWER($4) ESCAPE '!' OR r.external_id = $3) AND (r.patient = $5 OR $5 IS NULL)
            AND {words}");
        let patient = query.patient.map(|id| id.0);
        let count: i64 = read!(self, pool => sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(&query.modality).bind(q).bind(&pattern).bind(patient)
            .fetch_one(pool).await?);
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// The newest reports on which a check of the database stands, at most `limit` with an id above `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checked_reports(
        &self,
        grant: &Grant,
        database: DatabaseId,
        after: Option<ReportId>,
        limit: i64,
    ) -> Result<Vec<Report>> {
        let sql = format!(
            "{REPORT} WHERE r.project = $1 AND r.id > $2 AND {NEWEST} AND EXISTS (SELECT 1 FROM value_check k
                WHERE k.disease_database = $3 AND k.report = r.id AND k.stands) ORDER BY r.id LIMIT $4"
        );
        let after = after.map_or(uuid::Uuid::nil(), |id| id.0);
        let sight = self.sight(grant).await?;
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(after).bind(database.0).bind(limit.max(0)).fetch_all(pool).await?);
        Ok(rows.into_iter().map(|row| self.report_of_row(grant, &sight, row)).collect())
    }

    /// One report version.
    ///
    /// # Errors
    /// When the project has no such report.
    pub async fn report(&self, grant: &Grant, id: ReportId) -> Result<Report> {
        let sql = format!("{REPORT} WHERE r.project = $1 AND r.id = $2");
        let row: Option<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        let sight = self.sight(grant).await?;
        Ok(self.report_of_row(grant, &sight, row.ok_or(StoreError::NotFound("report"))?))
    }

    /// The newest reports that speak of a study: same patient, and the same
    /// accession number where both have one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reports_of_study(&self, grant: &Grant, study: StudyId) -> Result<Vec<Report>> {
        let sql = format!(
            "{REPORT} JOIN study t ON t.patient = r.patient WHERE r.project = $1 AND t.id = $2 AND {NEWEST}
            AND {SAME_EXAM} ORDER BY r.exam_date DESC, r.id"
        );
        let sight = self.sight(grant).await?;
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(study.0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(|row| self.report_of_row(grant, &sight, row)).collect())
    }

    /// The words to bind, their pattern, and a condition for the levels at which the database must not compare them.
    async fn asked<'q>(
        &self,
        grant: &Grant,
        sight: &Sight,
        query: &'q ReportQuery,
    ) -> Result<(&'q str, String, String)> {
        let pattern = query.pattern()?;
        Ok(match self.words_shown(grant, sight, &query.q, &pattern).await? {
            Some(condition) => ("", pattern, condition),
            None => (&query.q, pattern, "TRUE".to_owned()),
        })
    }

    /// The one place where a report's identity is shown or covered.
    fn report_of_row(&self, grant: &Grant, sight: &Sight, row: Row) -> Report {
        let who = person(row.patient, &row.name, &row.identifier, &[&row.external_id, &row.accession]);
        let shown = sight.see(who, &row.text);
        let eye = sight.eye(None, &shown);
        let (age, exam_date) = (eye.age(&row.birth_date, &row.exam_date), eye.date(&row.exam_date));
        let body_part = eye.words(&row.body_part);
        Report {
            id: ReportId(row.id),
            external_id: self.number(grant, row.external_id),
            version: row.version,
            patient: self.patient(grant, PatientId(row.patient), row.identifier, &row.name, row.sex),
            accession: self.number(grant, row.accession),
            age,
            modality: row.modality,
            body_part,
            exam_date,
            hash: row.hash,
            sections: moved(row.sections.0, &shown),
            shown,
            created: row.created,
        }
    }
}

/// Sections in the shown text.
pub(crate) fn moved(mut sections: serde_json::Value, shown: &Seen) -> serde_json::Value {
    let place = |part: &serde_json::Value, key: &str| part.get(key)?.as_u64().map(|at| at as usize);
    for part in sections.as_array_mut().into_iter().flatten() {
        let (Some(start), Some(end)) = (place(part, "start"), place(part, "end")) else { continue };
        let span = shown.covered().span(Span::new(start, end));
        part["start"] = span.start.into();
        part["end"] = span.end.into();
    }
    sections
}
