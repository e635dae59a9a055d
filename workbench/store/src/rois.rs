//! ROI versions 标注: a mask and contours on one series.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{InstanceId, PatientId, RoiId, SeriesId, StudyId};
use workbench_core::{Action, Digest};

use crate::db::{new_id, now, read, write_tx};
use crate::error::stored;
use crate::sight::{Sight, person};
use crate::{Grant, Patient, Result, Store, StoreError};

/// An ROI to keep; its mask and contours are stored objects already.
#[derive(Clone, Debug)]
pub struct NewRoi {
    /// Image series.
    pub series: SeriesId,
    /// RTSTRUCT or SEG it was read from.
    pub source_instance: Option<InstanceId>,
    /// Label.
    pub label: String,
    /// Number in its source.
    pub number: i64,
    /// Display colour.
    pub color: [u8; 3],
    /// `imported`, `drawn` or `model`.
    pub source: String,
    /// Voxels.
    pub voxels: i64,
    /// Voxels × voxel volume, mm³.
    pub volume_mm3: f64,
    /// Area within the contours × slice distance, mm³.
    pub contour_volume_mm3: Option<f64>,
    /// Smallest and largest corner, LPS mm.
    pub bbox: [[f64; 3]; 2],
    /// Digest of the mask.
    pub mask: Digest,
    /// Digest of the contours.
    pub contours: Digest,
}

/// An ROI version.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Roi {
    /// Id.
    pub id: RoiId,
    /// Study.
    pub study_id: StudyId,
    /// Image series.
    pub series_id: SeriesId,
    /// Its Series Instance UID.
    pub series_uid: String,
    /// Patient.
    pub patient: Patient,
    /// Label.
    pub label: String,
    /// Number in its source.
    pub number: i64,
    /// Display colour.
    pub color: [u8; 3],
    /// `imported`, `drawn` or `model`.
    pub source: String,
    /// Voxels.
    pub voxels: i64,
    /// Voxels × voxel volume, mm³.
    pub volume_mm3: f64,
    /// Area within the contours × slice distance, mm³.
    pub contour_volume_mm3: Option<f64>,
    /// Smallest and largest corner, LPS mm.
    pub bbox: [[f64; 3]; 2],
    /// Digest of the mask.
    #[schema(value_type = String)]
    pub mask: Digest,
    /// Digest of the contours.
    #[schema(value_type = String)]
    pub contours: Digest,
    /// When it was made.
    pub created: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    study: uuid::Uuid,
    series: uuid::Uuid,
    uid: String,
    patient: uuid::Uuid,
    identifier: String,
    name: String,
    sex: String,
    label: String,
    number: i64,
    color: String,
    source: String,
    voxels: i64,
    volume_mm3: f64,
    contour_volume_mm3: Option<f64>,
    bbox: Json<[[f64; 3]; 2]>,
    mask_object: String,
    contours_object: String,
    created: DateTime<Utc>,
}

const ROI: &str = "SELECT r.id, s.study, r.series, s.uid, t.patient, p.identifier, p.name, p.sex, r.label, r.number, r.color,
    r.source, r.voxels, r.volume_mm3, r.contour_volume_mm3, r.bbox, r.mask_object, r.contours_object, r.created
    FROM roi r JOIN series s ON s.id = r.series JOIN study t ON t.id = s.study JOIN patient p ON p.id = t.patient
    WHERE r.project = $1";

impl Store {
    /// Keeps an ROI.
    ///
    /// # Errors
    /// As [`keep_rois`](Self::keep_rois).
    pub async fn keep_roi(&self, grant: &Grant, new: &NewRoi) -> Result<RoiId> {
        let kept = self.keep_rois(grant, std::slice::from_ref(new)).await?;
        kept.first().copied().ok_or(StoreError::NotFound("roi"))
    }

    /// Keeps the ROIs of a structure in one transaction; one that was made from
    /// the same structure before is answered instead.
    ///
    /// # Errors
    /// When the grant is neither to annotate nor to edit, or a series is of
    /// another project.
    pub async fn keep_rois(&self, grant: &Grant, rois: &[NewRoi]) -> Result<Vec<RoiId>> {
        grant.require(Action::Annotate).or_else(|_| grant.require(Action::Edit))?;
        for new in rois {
            self.series(grant, new.series).await?;
        }
        let mut kept = Vec::with_capacity(rois.len());
        write_tx!(self, tx => for new in rois {
            let color = format!("{},{},{}", new.color[0], new.color[1], new.color[2]);
            let id: uuid::Uuid = sqlx::query_scalar(
                "INSERT INTO roi (id, project, series, source_instance, label, number, color, source, voxels, volume_mm3,
                 contour_volume_mm3, bbox, mask_object, contours_object, created)
                 VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)
                 ON CONFLICT (source_instance, number) DO UPDATE SET label = excluded.label RETURNING id")
                .bind(new_id::<RoiId>().0).bind(grant.project().0).bind(new.series.0)
                .bind(new.source_instance.map(|id| id.0)).bind(&new.label).bind(new.number).bind(color)
                .bind(&new.source).bind(new.voxels).bind(new.volume_mm3).bind(new.contour_volume_mm3)
                .bind(Json(&new.bbox)).bind(new.mask.to_string()).bind(new.contours.to_string()).bind(now())
                .fetch_one(&mut *tx).await?;
            kept.push(RoiId(id));
        });
        Ok(kept)
    }

    /// The ROIs of the project, in the order they were made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rois(&self, grant: &Grant) -> Result<Vec<Roi>> {
        let sql = format!("{ROI} ORDER BY r.id");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).fetch_all(pool).await?);
        let sight = self.sight(grant).await?;
        rows.into_iter().map(|row| self.roi_of_row(grant, &sight, row)).collect()
    }

    /// The ROIs of a study.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rois_of_study(&self, grant: &Grant, study: StudyId) -> Result<Vec<Roi>> {
        let sql = format!("{ROI} AND t.id = $2 ORDER BY r.id");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(study.0).fetch_all(pool).await?);
        let sight = self.sight(grant).await?;
        rows.into_iter().map(|row| self.roi_of_row(grant, &sight, row)).collect()
    }

    /// One ROI.
    ///
    /// # Errors
    /// When the project has no such ROI.
    pub async fn roi(&self, grant: &Grant, id: RoiId) -> Result<Roi> {
        let sql = format!("{ROI} AND r.id = $2");
        let row: Option<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        let sight = self.sight(grant).await?;
        self.roi_of_row(grant, &sight, row.ok_or(StoreError::NotFound("roi"))?)
    }

    fn roi_of_row(&self, grant: &Grant, sight: &Sight, row: Row) -> Result<Roi> {
        let who = person(row.patient, &row.name, &row.identifier, &[]);
        let label = sight.see(who, &row.label).text().to_owned();
        let mut channels = row.color.split(',').map(|part| part.parse().unwrap_or(255));
        Ok(Roi {
            id: RoiId(row.id),
            study_id: StudyId(row.study),
            series_id: SeriesId(row.series),
            series_uid: row.uid,
            patient: self.patient(grant, PatientId(row.patient), row.identifier, &row.name, row.sex),
            label,
            number: row.number,
            color: std::array::from_fn(|_| channels.next().unwrap_or(255)),
            source: row.source,
            voxels: row.voxels,
            volume_mm3: row.volume_mm3,
            contour_volume_mm3: row.contour_volume_mm3,
            bbox: row.bbox.0,
            mask: stored(&row.mask_object)?,
            contours: stored(&row.contours_object)?,
            created: row.created,
        })
    }
}
