//! Predictions 预测, findings 所见 and the clinicians' verdicts 反馈.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::Action;
use workbench_core::ids::{FindingId, ModelId, PatientId, PredictionId, RoiId, SeriesId, StudyId};
use workbench_core::vocab::Verdict;

use crate::authz::Object;
use crate::db::{new_id, now, read, write_tx};
use crate::error::stored;
use crate::sight::{Sight, person};
use crate::{Grant, Patient, Result, Store, StoreError};

/// A finding to keep.
#[derive(Clone, Debug)]
pub struct NewFinding {
    /// Where it is.
    pub roi: RoiId,
    /// Probability of the positive class.
    pub probability: f64,
    /// Whether it reaches the threshold.
    pub positive: bool,
    /// Text, measurements, contributions.
    pub detail: serde_json::Value,
}

/// A finding as the clinician sees it.
#[derive(Clone, Debug)]
pub struct FindingRow {
    /// Id.
    pub id: FindingId,
    /// Prediction it belongs to.
    pub prediction: PredictionId,
    /// Model version.
    pub model: ModelId,
    /// Name of the model.
    pub model_name: String,
    /// Version of the name.
    pub model_version: i64,
    /// Study.
    pub study: StudyId,
    /// Series.
    pub series: SeriesId,
    /// Series Instance UID.
    pub series_uid: String,
    /// Where it is.
    pub roi: RoiId,
    /// Box, LPS mm.
    pub bbox: [[f64; 3]; 2],
    /// Patient.
    pub patient: Patient,
    /// Probability of the positive class.
    pub probability: f64,
    /// Whether it reaches the threshold.
    pub positive: bool,
    /// Text, measurements, contributions.
    pub detail: serde_json::Value,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// The last verdict.
    pub feedback: Option<Feedback>,
}

/// What a clinician said of a finding.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Feedback {
    /// Right or wrong.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Login of the clinician.
    pub user: String,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    prediction: uuid::Uuid,
    model: uuid::Uuid,
    model_name: String,
    version: i64,
    study: uuid::Uuid,
    series: uuid::Uuid,
    uid: String,
    roi: uuid::Uuid,
    bbox: Json<[[f64; 3]; 2]>,
    patient: uuid::Uuid,
    identifier: String,
    name: String,
    sex: String,
    probability: f64,
    positive: bool,
    detail: Json<serde_json::Value>,
    created: DateTime<Utc>,
    verdict: Option<String>,
    reason: Option<String>,
    login: Option<String>,
    at: Option<DateTime<Utc>>,
}

const FINDING: &str =
    "SELECT f.id, f.prediction, m.id AS model, m.name AS model_name, m.version, q.study, r.series, s.uid,
    f.roi, r.bbox, t.patient, p.identifier, p.name, p.sex, f.probability, f.positive, f.detail, q.created,
    b.verdict, b.reason, a.login, b.at
    FROM finding f JOIN prediction q ON q.id = f.prediction JOIN model_version m ON m.id = q.model_version
    JOIN roi r ON r.id = f.roi JOIN series s ON s.id = r.series JOIN study t ON t.id = q.study
    JOIN patient p ON p.id = t.patient
    LEFT JOIN feedback b ON b.finding = f.id AND NOT EXISTS (SELECT 1 FROM feedback n
        WHERE n.finding = b.finding AND (n.at > b.at OR (n.at = b.at AND n.id > b.id)))
    LEFT JOIN account a ON a.id = b.account
    WHERE q.project = $1";

impl Store {
    /// Keeps what a model said of a study.
    ///
    /// # Errors
    /// When the grant is not to train, or the project lacks the model, the study or an ROI.
    pub async fn keep_prediction(
        &self,
        grant: &Grant,
        model: ModelId,
        study: StudyId,
        findings: &[NewFinding],
    ) -> Result<(PredictionId, Vec<FindingId>)> {
        grant.require(Action::Train)?;
        self.model(grant, model).await?;
        self.study(grant, study).await?;
        let prediction: PredictionId = new_id();
        let ids: Vec<FindingId> = findings.iter().map(|_| new_id()).collect();
        write_tx!(self, tx => {
            sqlx::query("INSERT INTO prediction (id, project, model_version, study, created) VALUES ($1,$2,$3,$4,$5)")
                .bind(prediction.0).bind(grant.project().0).bind(model.0).bind(study.0).bind(now())
                .execute(&mut *tx).await?;
            for (id, new) in ids.iter().zip(findings) {
                let made = sqlx::query(
                    "INSERT INTO finding (id, prediction, roi, probability, positive, detail)
                     SELECT $1,$2,id,$4,$5,$6 FROM roi WHERE id = $3 AND project = $7")
                    .bind(id.0).bind(prediction.0).bind(new.roi.0).bind(new.probability).bind(new.positive)
                    .bind(Json(&new.detail)).bind(grant.project().0).execute(&mut *tx).await?;
                if made.rows_affected() == 0 {
                    return Err(StoreError::NotFound("roi"));
                }
            }
        });
        Ok((prediction, ids))
    }

    /// Studies for which the model has answered since then: a job that is run
    /// again does not answer twice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answered(
        &self,
        grant: &Grant,
        model: ModelId,
        since: DateTime<Utc>,
    ) -> Result<Vec<StudyId>> {
        let rows: Vec<uuid::Uuid> = read!(self, pool => sqlx::query_scalar(
            "SELECT study FROM prediction WHERE project = $1 AND model_version = $2 AND created >= $3")
            .bind(grant.project().0).bind(model.0).bind(since).fetch_all(pool).await?);
        Ok(rows.into_iter().map(StudyId).collect())
    }

    /// The findings of the project, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn findings(&self, grant: &Grant) -> Result<Vec<FindingRow>> {
        self.findings_where(grant, &format!("{FINDING} ORDER BY q.created DESC, f.probability DESC"), None)
            .await
    }

    /// The findings of a study, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn findings_of_study(&self, grant: &Grant, study: StudyId) -> Result<Vec<FindingRow>> {
        let sql = format!("{FINDING} AND q.study = $2 ORDER BY q.created DESC, f.probability DESC");
        self.findings_where(grant, &sql, Some(study.0)).await
    }

    /// One finding.
    ///
    /// # Errors
    /// When the project has no such finding.
    pub async fn finding(&self, grant: &Grant, id: FindingId) -> Result<FindingRow> {
        let found = self.findings_where(grant, &format!("{FINDING} AND f.id = $2"), Some(id.0)).await?;
        found.into_iter().next().ok_or(StoreError::NotFound("finding"))
    }

    /// Keeps a verdict; earlier ones stay.
    ///
    /// # Errors
    /// When the grant is not to review or the finding is not of the project.
    pub async fn keep_feedback(
        &self,
        grant: &Grant,
        id: FindingId,
        verdict: Verdict,
        reason: &str,
    ) -> Result<()> {
        grant.require(Action::Review)?;
        self.finding(grant, id).await?;
        if reason.chars().count() > 2_000 {
            return Err(StoreError::BadInput("a reason has at most 2000 characters".to_owned()));
        }
        write_tx!(self, tx => { sqlx::query(
            "INSERT INTO feedback (id, finding, account, verdict, reason, at) VALUES ($1,$2,$3,$4,$5,$6)")
            .bind(new_id::<uuid::Uuid>()).bind(id.0).bind(grant.principal().account.0).bind(verdict.as_str())
            .bind(reason).bind(now()).execute(&mut *tx).await?; });
        self.record_for(grant, Action::Review, &Object::Finding(id), &serde_json::json!({"verdict": verdict}))
            .await
    }

    async fn findings_where(
        &self,
        grant: &Grant,
        sql: &str,
        id: Option<uuid::Uuid>,
    ) -> Result<Vec<FindingRow>> {
        let rows: Vec<Row> = read!(self, pool => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(grant.project().0);
            match id {
                Some(id) => query.bind(id).fetch_all(pool).await?,
                None => query.fetch_all(pool).await?,
            }
        });
        let sight = self.sight(grant).await?;
        rows.into_iter().map(|row| self.finding_of_row(grant, &sight, row)).collect()
    }

    fn finding_of_row(&self, grant: &Grant, sight: &Sight, row: Row) -> Result<FindingRow> {
        let who = person(row.patient, &row.name, &row.identifier, &[]);
        let words = |text: &str| sight.see(who.clone(), text).text().to_owned();
        let feedback = match (row.verdict, row.at) {
            (Some(verdict), Some(at)) => Some(Feedback {
                verdict: stored(&verdict)?,
                reason: words(&row.reason.unwrap_or_default()),
                user: row.login.unwrap_or_default(),
                at,
            }),
            _ => None,
        };
        Ok(FindingRow {
            id: FindingId(row.id),
            prediction: PredictionId(row.prediction),
            model: ModelId(row.model),
            model_name: row.model_name,
            model_version: row.version,
            study: StudyId(row.study),
            series: SeriesId(row.series),
            series_uid: row.uid,
            roi: RoiId(row.roi),
            bbox: row.bbox.0,
            patient: self.patient(grant, PatientId(row.patient), row.identifier, &row.name, row.sex),
            probability: row.probability,
            positive: row.positive,
            detail: row.detail.0,
            created: row.created,
            feedback,
        })
    }
}
