//! Reports 报告: upload, list, and the page that shows words beside values.

use std::collections::HashMap;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use workbench_core::ids::{CaseId, DatabaseId, ProjectId, ReportId};
use workbench_core::{Action, FieldValue, Origin, Variable};
use workbench_store::{Object, Patient, Report, ReportQuery, Study};

use super::findings::FindingView;
use super::jobs::Started;
use super::problem::{Path, Query};
use super::uploads::{self, FileName};
use super::{Answer, Caller, Page, Problem, jobs};
use crate::app::Shared;
use crate::work::{Task, import_reports};

/// A report as a list shows it.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ReportSummary {
    id: ReportId,
    external_id: String,
    version: i64,
    patient: Patient,
    accession: String,
    modality: String,
    body_part: String,
    exam_date: String,
    excerpt: String,
}

impl From<Report> for ReportSummary {
    fn from(report: Report) -> Self {
        Self {
            excerpt: report.text().chars().take(120).collect(),
            id: report.id,
            external_id: report.external_id,
            version: report.version,
            patient: report.patient,
            accession: report.accession,
            modality: report.modality,
            body_part: report.body_part,
            exam_date: report.exam_date,
        }
    }
}

/// A section in code points of the text.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct SectionView {
    kind: String,
    start: usize,
    end: usize,
}

/// A value that rests on the report.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ReportValue {
    database: DatabaseId,
    database_name: String,
    case_id: CaseId,
    variable: Option<Variable>,
    value: FieldValue,
    origin: Origin,
}

/// A report with everything known of it. Offsets are code points of `text`.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ReportView {
    #[serde(flatten)]
    summary: ReportSummary,
    text: String,
    sections: Vec<SectionView>,
    /// Findings of the text, as `workbench nlp findings` gives them.
    #[schema(value_type = Vec<Object>)]
    mentions: serde_json::Value,
    values: Vec<ReportValue>,
    studies: Vec<Study>,
    findings: Vec<FindingView>,
}

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportsQuery {
    /// Words of the text, or the report's identifier.
    q: Option<String>,
    modality: Option<String>,
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<ReportId>,
}

/// The newest version of each report.
#[utoipa::path(get, path = "/projects/{id}/reports", tag = "reports", params(("id" = uuid::Uuid, Path), ReportsQuery),
    responses((status = 200, body = Page<ReportSummary>), (status = 404, body = Problem)))]
pub async fn list(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(query): Query<ReportsQuery>,
) -> Answer<Page<ReportSummary>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    let limit = query.limit.unwrap_or(100).clamp(1, 1_000);
    let wanted = ReportQuery {
        q: query.q.unwrap_or_default(),
        modality: query.modality.unwrap_or_default(),
        patient: None,
        after: query.cursor,
        limit: limit + 1,
    };
    let total = caller.app.store.count_reports(&grant, &wanted).await?;
    let mut reports = caller.app.store.reports(&grant, &wanted).await?;
    let more = reports.len() as i64 > limit;
    reports.truncate(limit as usize);
    let next = if more { reports.last().map(|report| report.id.to_string()) } else { None };
    Ok(Json(Page { items: reports.into_iter().map(ReportSummary::from).collect(), next, total }))
}

/// Imports a report table (CSV, XLSX or JSONL): the body is the file.
#[utoipa::path(post, path = "/projects/{id}/reports", tag = "reports", params(("id" = uuid::Uuid, Path), FileName),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 202, body = Started), (status = 422, body = Problem)))]
pub async fn upload(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(file): Query<FileName>,
    State(app): State<Shared>,
    body: Body,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Edit, Object::Project(id)).await?;
    let object = uploads::to_object(&app, body).await?;
    let task = Task::ImportReports(import_reports::Arguments { name: file.shown(), object });
    jobs::start(&caller, &grant, task.job()?).await
}

/// One report: text, sections, mentions, values with their words, AI findings.
#[utoipa::path(get, path = "/reports/{id}", tag = "reports", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ReportView), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<ReportId>) -> Answer<ReportView> {
    let grant = caller.may(Action::View, Object::Report(id)).await?;
    let store = &caller.app.store;
    let report = store.report(&grant, id).await?;
    let databases = store.databases(&grant).await?;
    let mut values = Vec::new();
    for held in store.values_of_report(&grant, id).await? {
        let database = databases.iter().find(|database| database.id == held.database);
        let variable = database.and_then(|d| d.variables.iter().find(|v| v.key == held.value.field));
        values.push(ReportValue {
            database: held.database,
            database_name: database.map(|database| database.name.clone()).unwrap_or_default(),
            case_id: held.case_id,
            variable: variable.cloned(),
            value: held.value,
            origin: held.origin,
        });
    }
    let order: HashMap<String, usize> = databases
        .iter()
        .flat_map(|database| {
            database.variables.iter().enumerate().map(|(at, variable)| (variable.key.clone(), at))
        })
        .collect();
    values
        .sort_by_key(|value| (value.database, order.get(&value.value.field).copied().unwrap_or(usize::MAX)));
    let studies = store.study_of_report(&grant, id).await?;
    let mut findings = Vec::new();
    for study in &studies {
        findings.extend(store.findings_of_study(&grant, study.id).await?.into_iter().map(FindingView::from));
    }
    let (app, text) = (caller.app.clone(), report.text().to_owned());
    let mentions =
        crate::error::on_thread(move || Ok(serde_json::json!(app.engine().findings(&text).findings))).await?;
    let sections = crate::work::index::section_spans(report.text(), &report.sections)
        .into_iter()
        .map(|(kind, span)| SectionView { kind, start: span.start, end: span.end })
        .collect();
    Ok(Json(ReportView {
        text: report.text().to_owned(),
        summary: report.into(),
        sections,
        mentions,
        values,
        studies,
        findings,
    }))
}
