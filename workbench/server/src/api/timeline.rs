//! The course of a patient: exams and what was filled in, in the order of time.

use axum::Json;
use workbench_core::ids::CaseId;
use workbench_core::{Action, Origin};
use workbench_store::{Object, ReportQuery};

use super::cases::plain;
use super::problem::Path;
use super::{Answer, Caller, Page, Problem};

/// Something in the course of a patient.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct TimelineItem {
    /// Day or moment; the exam's for reports and studies, of filling in for values.
    at: String,
    /// `report`, `study` or `value`.
    kind: &'static str,
    id: uuid::Uuid,
    title_zh: String,
    title_en: String,
    modality: String,
    body_part: String,
    /// The report or the study it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    accession: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<String>,
    /// Key of the field of a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

/// The course of the patient of a case: reports, studies, and what people filled in, by date.
#[utoipa::path(get, path = "/cases/{id}/timeline", tag = "entry", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<TimelineItem>), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<CaseId>) -> Answer<Page<TimelineItem>> {
    let grant = caller.may(Action::View, Object::Case(id)).await?;
    let store = &caller.app.store;
    let entry = store.entry(&grant, id).await?;
    let query = ReportQuery { patient: Some(entry.patient.id), limit: 5_000, ..ReportQuery::default() };
    let mut items = Vec::new();
    for report in store.reports(&grant, &query).await? {
        let excerpt = report.text().chars().take(120).collect();
        items.push(TimelineItem {
            at: report.exam_date,
            kind: "report",
            id: report.id.0,
            title_zh: format!("{} {} 报告", report.modality, report.body_part).trim().to_owned(),
            title_en: format!("{} {} report", report.modality, report.body_part).trim().to_owned(),
            modality: report.modality,
            body_part: report.body_part,
            accession: Some(report.accession),
            excerpt: Some(excerpt),
            field: None,
        });
    }
    for study in store.studies_of(&grant, entry.patient.id).await? {
        let modality = study.modalities.join("/");
        items.push(TimelineItem {
            at: dashed(&study.date),
            kind: "study",
            id: study.id.0,
            title_zh: format!("{modality} 检查 {}", study.description).trim().to_owned(),
            title_en: format!("{modality} study {}", study.description).trim().to_owned(),
            modality,
            body_part: String::new(),
            accession: Some(study.accession),
            excerpt: None,
            field: None,
        });
    }
    let fields = store.field_list(&grant, entry.database).await?;
    let name = |key: &str| {
        fields
            .iter()
            .find(|field| field.field.key == key)
            .map(|field| field.field.clone())
            .unwrap_or_default()
    };
    let filled = entry
        .values
        .into_iter()
        .filter(|(_, held)| matches!(held.value.origin, Origin::Manual | Origin::Import));
    for (key, held) in filled {
        let field = name(&key);
        let value = plain(&held.value.value.value);
        items.push(TimelineItem {
            at: held.value.since.to_rfc3339(),
            kind: "value",
            id: held.id,
            title_zh: format!("{}：{value}", field.name_zh),
            title_en: format!("{}: {value}", field.name_en),
            modality: String::new(),
            body_part: String::new(),
            accession: None,
            excerpt: None,
            field: Some(key),
        });
    }
    items.sort_by(|a, b| a.at.cmp(&b.at));
    Ok(Json(Page::whole(items)))
}

/// `YYYY-MM-DD` from DICOM's `YYYYMMDD`; anything else as it is.
fn dashed(date: &str) -> String {
    match (date.get(..4), date.get(4..6), date.get(6..8)) {
        (Some(year), Some(month), Some(day)) if date.len() == 8 => format!("{year}-{month}-{day}"),
        _ => date.to_owned(),
    }
}
