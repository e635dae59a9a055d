//! Receiving instances: one transaction a batch, nothing twice, nothing dropped.

use chrono::{DateTime, Utc};
use workbench_core::ids::{InstanceId, SeriesId, StudyId};
use workbench_core::{Action, Digest};

use crate::db::{hold, new_id, now, read, write_tx};
use crate::patients::patient_in;
use crate::{Grant, Result, Store, sent};

/// An instance whose bytes are stored already, with what its header says.
#[derive(Clone, Debug)]
pub struct ImportedInstance {
    /// Name of the file it came from.
    pub name: String,
    /// Patient identifier.
    pub patient: String,
    /// Patient name.
    pub patient_name: String,
    /// `M`, `F`, `O` or empty.
    pub sex: String,
    /// DICOM date or empty.
    pub birth_date: String,
    /// Study Instance UID.
    pub study_uid: String,
    /// Accession number.
    pub accession: String,
    /// DICOM date.
    pub study_date: String,
    /// Study description.
    pub study_description: String,
    /// Series Instance UID.
    pub series_uid: String,
    /// Series number.
    pub series_number: Option<i64>,
    /// Modality.
    pub modality: String,
    /// `image`, `rtstruct`, `segmentation`, `report` or `other`.
    pub kind: String,
    /// Series description.
    pub series_description: String,
    /// Body part examined.
    pub body_part: String,
    /// Frame of Reference UID.
    pub frame_of_reference: String,
    /// SOP Instance UID.
    pub sop_uid: String,
    /// SOP Class UID.
    pub sop_class: String,
    /// Instance number.
    pub number: Option<i64>,
    /// Digest of the bytes.
    pub object: Digest,
    /// Number of bytes.
    pub size: i64,
    /// The header as the imaging crate reads it.
    pub header: serde_json::Value,
}

/// What became of one received instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// New.
    New,
    /// The same bytes were here already.
    Known,
    /// It contradicts what is here already; it is kept as unknown, with this reason.
    Conflicting(String),
}

/// An object that is kept although it could not be sorted in.
#[derive(Clone, Debug, serde::Serialize, sqlx::FromRow, utoipa::ToSchema)]
pub struct UnknownObject {
    /// Id.
    pub id: uuid::Uuid,
    /// Name of the file it came from.
    pub name: String,
    /// Why it could not be sorted in.
    pub reason: String,
    /// Digest of the bytes.
    pub object: String,
    /// Number of bytes.
    pub size: i64,
    /// When it came.
    pub received: DateTime<Utc>,
}

/// Keeps an instance as unknown, inside a transaction.
macro_rules! keep {
    ($tx:ident, $project:ident, $new:ident, $reason:ident) => {
        sqlx::query(KEEP)
            .bind(new_id::<uuid::Uuid>())
            .bind($project.0)
            .bind(&$new.name)
            .bind(&$reason)
            .bind($new.object.to_string())
            .bind($new.size)
            .bind(now())
            .execute(&mut *$tx)
            .await?
    };
}

impl Store {
    /// Sorts a batch of instances into patient, study and series.
    ///
    /// # Errors
    /// When the grant is not to edit, or the batch cannot be committed: then
    /// none of it is, and the same call may be made again.
    pub async fn receive(&self, grant: &Grant, batch: &[ImportedInstance]) -> Result<Vec<Received>> {
        grant.require(Action::Edit)?;
        let project = grant.project();
        let mut received = Vec::with_capacity(batch.len());
        write_tx!(self, tx => {
            hold!(tx, project);
            for new in batch {
                let known: Option<String> =
                    sqlx::query_scalar("SELECT object FROM instance WHERE project = $1 AND sop_uid = $2")
                        .bind(project.0).bind(&new.sop_uid).fetch_optional(&mut *tx).await?;
                let object = new.object.to_string();
                match known {
                    Some(same) if same == object => {
                        received.push(Received::Known);
                        continue;
                    }
                    Some(_) => {
                        let reason = format!("another object with SOP Instance UID {} is here already", new.sop_uid);
                        keep!(tx, project, new, reason);
                        received.push(Received::Conflicting(reason));
                        continue;
                    }
                    None => {}
                }
                let owner: Option<String> = sqlx::query_scalar(
                    "SELECT p.identifier FROM study t JOIN patient p ON p.id = t.patient WHERE t.project = $1 AND t.uid = $2")
                    .bind(project.0).bind(&new.study_uid).fetch_optional(&mut *tx).await?;
                if owner.is_some_and(|owner| owner != new.patient) {
                    let reason = format!(
                        "its study {} belongs to another patient here; find out whose it is before it is sorted in",
                        new.study_uid);
                    keep!(tx, project, new, reason);
                    received.push(Received::Conflicting(reason));
                    continue;
                }
                let patient =
                    patient_in!(tx, project, &new.patient, &new.patient_name, &new.sex, &new.birth_date)?;
                let study: uuid::Uuid = sqlx::query_scalar(
                    "INSERT INTO study (id, project, patient, uid, accession, study_date, description, created)
                     VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
                     ON CONFLICT (project, uid) DO UPDATE SET uid = excluded.uid RETURNING id")
                    .bind(new_id::<StudyId>().0).bind(project.0).bind(patient).bind(&new.study_uid)
                    .bind(&new.accession).bind(&new.study_date).bind(&new.study_description).bind(now())
                    .fetch_one(&mut *tx).await?;
                let series: uuid::Uuid = sqlx::query_scalar(
                    "INSERT INTO series (id, study, uid, number, modality, kind, description, body_part, frame_of_reference)
                     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
                     ON CONFLICT (study, uid) DO UPDATE SET uid = excluded.uid RETURNING id")
                    .bind(new_id::<SeriesId>().0).bind(study).bind(&new.series_uid).bind(new.series_number)
                    .bind(&new.modality).bind(&new.kind).bind(&new.series_description).bind(&new.body_part)
                    .bind(&new.frame_of_reference).fetch_one(&mut *tx).await?;
                sqlx::query(
                    "INSERT INTO instance (id, project, series, sop_uid, sop_class, number, object, size, header)
                     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)")
                    .bind(new_id::<InstanceId>().0).bind(project.0).bind(series).bind(&new.sop_uid)
                    .bind(&new.sop_class).bind(new.number).bind(&object).bind(new.size)
                    .bind(sqlx::types::Json(&new.header)).execute(&mut *tx).await?;
                received.push(Received::New);
            }
        });
        Ok(received)
    }

    /// Keeps an object that could not be sorted in, with the reason.
    ///
    /// # Errors
    /// When the row cannot be written.
    pub async fn keep_unknown(
        &self,
        grant: &Grant,
        name: &str,
        reason: &str,
        object: Digest,
        size: i64,
    ) -> Result<()> {
        grant.require(Action::Edit)?;
        write_tx!(self, tx => { sqlx::query(KEEP)
            .bind(new_id::<uuid::Uuid>()).bind(grant.project().0).bind(name).bind(reason)
            .bind(object.to_string()).bind(size).bind(now()).execute(&mut *tx).await?; });
        Ok(())
    }

    /// The kept objects, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unknown_objects(&self, grant: &Grant) -> Result<Vec<UnknownObject>> {
        let mut found: Vec<UnknownObject> = read!(self, pool => sqlx::query_as(
            "SELECT id, name, reason, object, size, received FROM unknown_object WHERE project = $1
             ORDER BY received DESC, name LIMIT 10000")
            .bind(grant.project().0).fetch_all(pool).await?);
        found.iter_mut().for_each(|one| one.name = sent::file(grant.level(), &one.name));
        Ok(found)
    }
}

const KEEP: &str = "INSERT INTO unknown_object (id, project, name, reason, object, size, received)
    VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT (project, object, name) DO NOTHING";
