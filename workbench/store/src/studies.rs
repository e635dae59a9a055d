//! Studies 检查, series 序列 and instances 实例.

use std::collections::HashMap;

use sqlx::types::Json;
use workbench_core::ids::{InstanceId, PatientId, ReportId, SeriesId, StudyId};

use crate::db::read;
use crate::error::{absent, stored};
use crate::reports::SAME_EXAM;
use crate::sight::{Sight, person};
use crate::{Grant, Patient, Result, Store, StoreError};

/// A study as a list shows it.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Study {
    /// Id.
    pub id: StudyId,
    /// Study Instance UID.
    pub uid: String,
    /// Patient.
    pub patient: Patient,
    /// Accession number.
    pub accession: String,
    /// Study date, DICOM form.
    pub date: String,
    /// Study description.
    pub description: String,
    /// Modalities of its series.
    pub modalities: Vec<String>,
    /// Number of series.
    pub series: i64,
    /// Number of instances.
    pub instances: i64,
    /// Number of ROIs.
    pub rois: i64,
    /// Number of findings.
    pub findings: i64,
}

/// A series.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Series {
    /// Id.
    pub id: SeriesId,
    /// Study.
    pub study_id: StudyId,
    /// Series Instance UID.
    pub uid: String,
    /// Series number.
    pub number: Option<i64>,
    /// Modality.
    pub modality: String,
    /// `image`, `rtstruct`, `segmentation`, `report` or `other`.
    pub kind: String,
    /// Description.
    pub description: String,
    /// Body part examined.
    pub body_part: String,
    /// Frame of Reference UID.
    pub frame_of_reference: String,
    /// Number of instances.
    pub instances: i64,
}

/// An instance.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Id.
    pub id: InstanceId,
    /// Series.
    pub series_id: SeriesId,
    /// SOP Instance UID.
    pub sop_uid: String,
    /// Instance number.
    pub number: Option<i64>,
    /// Digest of the bytes.
    pub object: workbench_core::Digest,
    /// Number of bytes.
    pub size: i64,
    /// The header as the imaging crate read it.
    pub header: serde_json::Value,
}

#[derive(sqlx::FromRow)]
struct StudyRow {
    id: uuid::Uuid,
    uid: String,
    patient: uuid::Uuid,
    identifier: String,
    name: String,
    sex: String,
    accession: String,
    study_date: String,
    description: String,
    series: i64,
    instances: i64,
    rois: i64,
    findings: i64,
}

const STUDY: &str =
    "SELECT t.id, t.uid, t.patient, p.identifier, p.name, p.sex, t.accession, t.study_date, t.description,
    (SELECT COUNT(*) FROM series s WHERE s.study = t.id) AS series,
    (SELECT COUNT(*) FROM instance i JOIN series s ON s.id = i.series WHERE s.study = t.id) AS instances,
    (SELECT COUNT(*) FROM roi r JOIN series s ON s.id = r.series WHERE s.study = t.id) AS rois,
    (SELECT COUNT(*) FROM finding f JOIN prediction q ON q.id = f.prediction WHERE q.study = t.id) AS findings
    FROM study t JOIN patient p ON p.id = t.patient WHERE t.project = $1";

#[derive(sqlx::FromRow)]
struct SeriesRow {
    id: uuid::Uuid,
    study: uuid::Uuid,
    uid: String,
    number: Option<i64>,
    modality: String,
    kind: String,
    description: String,
    body_part: String,
    frame_of_reference: String,
    instances: i64,
    patient: uuid::Uuid,
    identifier: String,
    name: String,
    accession: String,
}
type InstanceRow = (uuid::Uuid, uuid::Uuid, String, Option<i64>, String, i64, Json<serde_json::Value>);

const SERIES: &str = "SELECT s.id, s.study, s.uid, s.number, s.modality, s.kind, s.description, s.body_part,
    s.frame_of_reference, (SELECT COUNT(*) FROM instance i WHERE i.series = s.id) AS instances, t.patient, p.identifier,
    p.name, t.accession FROM series s JOIN study t ON t.id = s.study JOIN patient p ON p.id = t.patient";

const INSTANCE: &str =
    "SELECT i.id, i.series, i.sop_uid, i.number, i.object, i.size, i.header FROM instance i";

/// The one place where the words of a series are shown.
fn series(sight: &Sight, row: SeriesRow) -> Series {
    let who = person(row.patient, &row.name, &row.identifier, &[&row.accession]);
    let words = |text: &str| sight.see(who.clone(), text).text().to_owned();
    Series {
        id: SeriesId(row.id),
        study_id: StudyId(row.study),
        uid: row.uid,
        number: row.number,
        modality: row.modality,
        kind: row.kind,
        description: words(&row.description),
        body_part: words(&row.body_part),
        frame_of_reference: row.frame_of_reference,
        instances: row.instances,
    }
}

fn instance(row: InstanceRow) -> Result<Instance> {
    let (id, series, sop_uid, number, object, size, header) = row;
    Ok(Instance {
        id: InstanceId(id),
        series_id: SeriesId(series),
        sop_uid,
        number,
        object: stored(&object)?,
        size,
        header: header.0,
    })
}

impl Store {
    /// The studies of the project, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn studies(&self, grant: &Grant) -> Result<Vec<Study>> {
        self.studies_where(grant, &format!("{STUDY} ORDER BY t.study_date DESC, t.id"), None).await
    }

    /// One study.
    ///
    /// # Errors
    /// When the project has no such study.
    pub async fn study(&self, grant: &Grant, id: StudyId) -> Result<Study> {
        let found = self.studies_where(grant, &format!("{STUDY} AND t.id = $2"), Some(id.0)).await?;
        found.into_iter().next().ok_or(StoreError::NotFound("study"))
    }

    /// The studies of a patient.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn studies_of(&self, grant: &Grant, patient: PatientId) -> Result<Vec<Study>> {
        self.studies_where(
            grant,
            &format!("{STUDY} AND t.patient = $2 ORDER BY t.study_date DESC"),
            Some(patient.0),
        )
        .await
    }

    /// The study a report speaks of: same patient and accession number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn study_of_report(&self, grant: &Grant, report: ReportId) -> Result<Vec<Study>> {
        let sql = format!(
            "{STUDY} AND EXISTS (SELECT 1 FROM report r WHERE r.id = $2 AND r.patient = t.patient AND {SAME_EXAM})"
        );
        self.studies_where(grant, &sql, Some(report.0)).await
    }

    async fn studies_where(&self, grant: &Grant, sql: &str, id: Option<uuid::Uuid>) -> Result<Vec<Study>> {
        let project = grant.project().0;
        let rows: Vec<StudyRow> = read!(self, pool => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(project);
            match id {
                Some(id) => query.bind(id).fetch_all(pool).await?,
                None => query.fetch_all(pool).await?,
            }
        });
        let words: Vec<(uuid::Uuid, String)> = read!(self, pool => sqlx::query_as(
            "SELECT DISTINCT s.study, s.modality FROM series s JOIN study t ON t.id = s.study
             WHERE t.project = $1 ORDER BY s.modality").bind(project).fetch_all(pool).await?);
        let sight = self.sight(grant).await?;
        let mut modalities: HashMap<uuid::Uuid, Vec<String>> = HashMap::new();
        for (study, modality) in words {
            modalities.entry(study).or_default().push(modality);
        }
        let study = |row: StudyRow| {
            let who = person(row.patient, &row.name, &row.identifier, &[&row.accession]);
            let seen = sight.see(who, &row.description);
            let (date, description) = (sight.eye(None, &seen).date(&row.study_date), seen.text().to_owned());
            Study {
                id: StudyId(row.id),
                uid: row.uid,
                patient: self.patient(grant, PatientId(row.patient), row.identifier, &row.name, row.sex),
                accession: self.number(grant, row.accession),
                date,
                description,
                modalities: modalities.remove(&row.id).unwrap_or_default(),
                series: row.series,
                instances: row.instances,
                rois: row.rois,
                findings: row.findings,
            }
        };
        Ok(rows.into_iter().map(study).collect())
    }

    /// The series of a study.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn series_of(&self, grant: &Grant, study: StudyId) -> Result<Vec<Series>> {
        let sql = format!("{SERIES} WHERE t.project = $1 AND s.study = $2 ORDER BY s.kind, s.number, s.uid");
        let rows: Vec<SeriesRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(study.0).fetch_all(pool).await?);
        let sight = self.sight(grant).await?;
        Ok(rows.into_iter().map(|row| series(&sight, row)).collect())
    }

    /// One series.
    ///
    /// # Errors
    /// When the project has no such series.
    pub async fn series(&self, grant: &Grant, id: SeriesId) -> Result<Series> {
        let sql = format!("{SERIES} WHERE t.project = $1 AND s.id = $2");
        let row: SeriesRow = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_one(pool).await.map_err(absent("series"))?);
        Ok(series(&self.sight(grant).await?, row))
    }

    /// The image series with this UID.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn series_by_uid(&self, grant: &Grant, uid: &str) -> Result<Option<Series>> {
        let sql = format!("{SERIES} WHERE t.project = $1 AND s.uid = $2 LIMIT 1");
        let row: Option<SeriesRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(uid).fetch_optional(pool).await?);
        let sight = self.sight(grant).await?;
        Ok(row.map(|row| series(&sight, row)))
    }

    /// The instances of a series by instance number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn instances_of(&self, grant: &Grant, id: SeriesId) -> Result<Vec<Instance>> {
        let sql = format!("{INSTANCE} WHERE i.project = $1 AND i.series = $2 ORDER BY i.number, i.sop_uid");
        let rows: Vec<InstanceRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_all(pool).await?);
        rows.into_iter().map(instance).collect()
    }

    /// One instance.
    ///
    /// # Errors
    /// When the project has no such instance.
    pub async fn instance(&self, grant: &Grant, id: InstanceId) -> Result<Instance> {
        let sql = format!("{INSTANCE} WHERE i.project = $1 AND i.id = $2");
        let row: InstanceRow = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_one(pool).await.map_err(absent("instance"))?);
        instance(row)
    }

    /// Every instance of the project, by SOP Instance UID.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_instances(&self, grant: &Grant) -> Result<Vec<Instance>> {
        let sql = format!("{INSTANCE} WHERE i.project = $1 ORDER BY i.sop_uid");
        let rows: Vec<InstanceRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).fetch_all(pool).await?);
        rows.into_iter().map(instance).collect()
    }

    /// Instances of contour or segmentation objects from which no ROI was made yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn structures_without_roi(&self, grant: &Grant) -> Result<Vec<Instance>> {
        let sql = format!(
            "{INSTANCE} JOIN series s ON s.id = i.series WHERE i.project = $1
            AND s.kind IN ('rtstruct', 'segmentation')
            AND NOT EXISTS (SELECT 1 FROM roi r WHERE r.source_instance = i.id) ORDER BY i.sop_uid"
        );
        let rows: Vec<InstanceRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).fetch_all(pool).await?);
        rows.into_iter().map(instance).collect()
    }

    /// The first instance of a series by instance number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_instance(&self, grant: &Grant, id: SeriesId) -> Result<Option<Instance>> {
        let sql =
            format!("{INSTANCE} WHERE i.project = $1 AND i.series = $2 ORDER BY i.number, i.sop_uid LIMIT 1");
        let row: Option<InstanceRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        row.map(instance).transpose()
    }

    /// The series an instance belongs to; it says nothing of the data.
    ///
    /// # Errors
    /// When there is no such instance.
    pub async fn series_of_instance(&self, id: InstanceId) -> Result<SeriesId> {
        let found: Option<uuid::Uuid> = read!(self, pool =>
            sqlx::query_scalar("SELECT series FROM instance WHERE id = $1").bind(id.0).fetch_optional(pool).await?);
        found.map(SeriesId).ok_or(StoreError::NotFound("instance"))
    }

    /// The pseudonym of the patient a series is of.
    ///
    /// # Errors
    /// When the project has no such series.
    pub async fn pseudonym_of_series(&self, grant: &Grant, id: SeriesId) -> Result<String> {
        let patient: Option<uuid::Uuid> = read!(self, pool => sqlx::query_scalar(
            "SELECT t.patient FROM series s JOIN study t ON t.id = s.study WHERE t.project = $1 AND s.id = $2")
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        let patient = PatientId(patient.ok_or(StoreError::NotFound("series"))?);
        Ok(self.pseudonym(grant.project(), patient))
    }
}
