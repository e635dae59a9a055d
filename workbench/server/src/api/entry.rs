//! Entry 录入 of a case: what counts in each field, changing it, its history, and the course of a patient.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use cohorts::Fault;
use serde_json::Value;
use workbench_core::ids::{CaseId, DatabaseId, FormId, ReportId};
use workbench_core::{Action, EvidenceSpan, FieldValue, Origin, State};
use workbench_store::{Entry, Grant, NewPatient, Object, PastValue, Patient};

use super::etag::IfMatch;
use super::problem::{Body, Path, Query};
use super::{Answer, Caller, Page, Problem};
use crate::records::calculate::Desk;
use crate::records::children;
use crate::records::entry::{self as work, FieldWish, Saved, Wishes};
use crate::work::index::touched::{changing, note};

/// Words that a value rests on.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Evidence {
    report: ReportId,
    #[serde(flatten)]
    span: EvidenceSpan,
}

/// What counts in a field.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct EntryCell {
    #[schema(value_type = Object)]
    value: Value,
    state: State,
    origin: Origin,
    unit: Option<String>,
    rule: String,
    confidence: f64,
    /// Who filled it in; null for rules and formulas.
    by: Option<String>,
    at: DateTime<Utc>,
    report: Option<ReportId>,
    evidence: Vec<Evidence>,
    /// Names the row in the history.
    id: uuid::Uuid,
    /// Whether it is the parent database's, and so read only here.
    inherited: bool,
}

/// A case to fill in.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct EntryView {
    case: CaseId,
    database: DatabaseId,
    patient: Patient,
    etag: String,
    values: BTreeMap<String, EntryCell>,
    /// Calculated fields as they come out now; null when they do not.
    #[schema(value_type = Object)]
    calculated: BTreeMap<String, Value>,
    /// Why calculated fields do not come out.
    faults: Vec<EntryFault>,
}

/// What is wrong with a field.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct EntryFault {
    field: String,
    zh: String,
    en: String,
}

impl From<Fault> for EntryFault {
    fn from(fault: Fault) -> Self {
        Self { field: fault.path, zh: fault.zh, en: fault.en }
    }
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryChange {
    changes: Vec<FieldWish>,
    #[serde(default)]
    reason: String,
    /// The form that is filled in; its conditions say what is missing.
    form: Option<FormId>,
}

/// A case after a change.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct EntryChanged {
    #[serde(flatten)]
    entry: EntryView,
    /// Required fields that are still empty; the rest is saved all the same.
    warnings: Vec<EntryFault>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    patient: NewPatient,
}

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// Only this field.
    field: Option<String>,
}

/// A value, from when to when it stood.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct HistoryItem {
    id: uuid::Uuid,
    field: String,
    #[schema(value_type = Object)]
    value: Value,
    state: State,
    origin: Origin,
    rule: String,
    by: Option<String>,
    at: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    until_by: Option<String>,
    reason: String,
    evidence: Vec<Evidence>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreRequest {
    /// Row of the history.
    id: uuid::Uuid,
}

fn evidence(value: &FieldValue, report: Option<ReportId>) -> Vec<Evidence> {
    let place = |span: &EvidenceSpan| report.map(|report| Evidence { report, span: span.clone() });
    value.spans.iter().filter_map(place).collect()
}

fn cell(held: workbench_store::EntryValue, database: DatabaseId) -> EntryCell {
    let value = held.value;
    EntryCell {
        evidence: evidence(&value.value, value.report),
        value: value.value.value,
        state: value.value.state,
        origin: value.origin,
        unit: value.value.unit,
        rule: value.value.rule,
        confidence: value.value.confidence,
        by: held.by,
        at: value.since,
        report: value.report,
        id: held.id,
        inherited: value.database != database,
    }
}

async fn view(caller: &Caller, grant: &Grant, entry: Entry) -> Result<EntryView, Problem> {
    let store = &caller.app.store;
    let desk = Desk::of(&caller.app, grant, entry.database).await?;
    let (mut calculated, mut faults) = (BTreeMap::new(), Vec::new());
    if !desk.formulas.is_empty() {
        let kept = work::kept(&caller.app, grant, entry.case, &[]).await?;
        let sight = store.sight(grant).await?;
        let (results, wrong) = desk.compute(&kept);
        for (key, value) in results {
            let kind = desk.fields.iter().find(|field| field.field.key == key).map(|field| field.field.kind);
            let shown = sight.value(entry.database, &entry.about, kind.unwrap_or_default(), value);
            calculated.insert(key, shown.value);
        }
        faults = wrong.into_iter().map(EntryFault::from).collect();
    }
    let database = entry.database;
    Ok(EntryView {
        case: entry.case,
        database,
        patient: entry.patient,
        etag: entry.etag,
        values: entry.values.into_iter().map(|(key, held)| (key, cell(held, database))).collect(),
        calculated,
        faults,
    })
}

/// A case with what counts in each field.
#[utoipa::path(get, path = "/cases/{id}/entry", tag = "entry", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = EntryView), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<CaseId>) -> Answer<EntryView> {
    let grant = caller.may(Action::View, Object::Case(id)).await?;
    let entry = caller.app.store.entry(&grant, id).await?;
    if children::refresh(&caller.app, &grant, entry.database).await? {
        let entry = caller.app.store.entry(&grant, id).await?;
        return Ok(Json(view(&caller, &grant, entry).await?));
    }
    Ok(Json(view(&caller, &grant, entry).await?))
}

/// Changes fields of a case. Fields that others have changed since the state in `If-Match` and that are changed here too
/// are answered with 409 and nothing is written; everything else is merged.
#[utoipa::path(patch, path = "/cases/{id}/entry", tag = "entry",
    params(("id" = uuid::Uuid, Path), ("if-match" = String, Header)), request_body = EntryChange,
    responses((status = 200, body = EntryChanged), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    caller: Caller,
    Path(id): Path<CaseId>,
    IfMatch(etag): IfMatch,
    Body(change): Body<EntryChange>,
) -> Answer<EntryChanged> {
    let grant = caller.may(Action::Edit, Object::Case(id)).await?;
    let wishes = Wishes { etag: &etag, changes: &change.changes, reason: &change.reason, form: change.form };
    let saved = work::save(&caller.app, &grant, id, &wishes).await?;
    changed(&caller, &grant, id, saved).await
}

async fn changed(caller: &Caller, grant: &Grant, id: CaseId, saved: Saved) -> Answer<EntryChanged> {
    match saved {
        Saved::Done(warnings) => {
            let entry = caller.app.store.entry(grant, id).await?;
            let entry = view(caller, grant, entry).await?;
            Ok(Json(EntryChanged { entry, warnings: warnings.into_iter().map(EntryFault::from).collect() }))
        }
        Saved::Unfit(faults) => {
            let (zh, en) =
                faults.first().map(|fault| (fault.zh.clone(), fault.en.clone())).unwrap_or_default();
            let errors: Vec<EntryFault> = faults.into_iter().map(EntryFault::from).collect();
            Err(Problem::unfit(&errors, &zh, &en))
        }
        Saved::Clashes(merge, etag) => {
            let count = merge.len();
            Err(Problem::new(
                StatusCode::CONFLICT,
                "edited_by_another",
                format!("{count} fields were changed by somebody else since they were read; choose which value stands"),
            )
            .zh(&format!("有 {count} 个字段在您打开之后已被他人修改，请逐一选择保留哪个值"))
            .also(serde_json::json!({"merge": merge, "etag": etag, "applied": false})))
        }
    }
}

/// Makes a case by hand.
#[utoipa::path(post, path = "/databases/{id}/cases", tag = "entry", params(("id" = uuid::Uuid, Path)),
    request_body = NewCase, responses((status = 201, body = EntryView), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(new): Body<NewCase>,
) -> Result<(StatusCode, Json<EntryView>), Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    let case = caller.app.store.create_case(&grant, id, &new.patient).await?;
    note(&caller.app, id, &[case]).await?;
    let entry = caller.app.store.entry(&grant, case).await?;
    Ok((StatusCode::CREATED, Json(view(&caller, &grant, entry).await?)))
}

/// Takes a case without values from reports out of its database; its history stays.
#[utoipa::path(delete, path = "/cases/{id}", tag = "entry", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn remove(caller: Caller, Path(id): Path<CaseId>) -> Result<StatusCode, Problem> {
    let grant = caller.may(Action::Edit, Object::Case(id)).await?;
    let (app, database) = (&caller.app, caller.app.store.entry(&grant, id).await?.database);
    changing(app, database, &[id], app.store.remove_case(&grant, id)).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Every value that fields of a case ever had, newest first.
#[utoipa::path(get, path = "/cases/{id}/history", tag = "entry", params(("id" = uuid::Uuid, Path), HistoryQuery),
    responses((status = 200, body = Page<HistoryItem>), (status = 404, body = Problem)))]
pub async fn history(
    caller: Caller,
    Path(id): Path<CaseId>,
    Query(query): Query<HistoryQuery>,
) -> Answer<Page<HistoryItem>> {
    let grant = caller.may(Action::View, Object::Case(id)).await?;
    let past = caller.app.store.history(&grant, id, query.field.as_deref()).await?;
    let item = |past: PastValue| HistoryItem {
        evidence: evidence(&past.value, past.report),
        id: past.id,
        field: past.value.field,
        value: past.value.value,
        state: past.value.state,
        origin: past.origin,
        rule: past.value.rule,
        by: past.by,
        at: past.at,
        until: past.until,
        until_by: past.until_by,
        reason: past.reason,
    };
    Ok(Json(Page::whole(past.into_iter().map(item).collect())))
}

/// Brings a former value back.
#[utoipa::path(post, path = "/cases/{id}/restore", tag = "entry", params(("id" = uuid::Uuid, Path)),
    request_body = RestoreRequest, responses((status = 200, body = EntryChanged), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub async fn restore(
    caller: Caller,
    Path(id): Path<CaseId>,
    Body(request): Body<RestoreRequest>,
) -> Answer<EntryChanged> {
    let grant = caller.may(Action::Edit, Object::Case(id)).await?;
    let saved = work::restore(&caller.app, &grant, id, request.id).await?;
    changed(&caller, &grant, id, saved).await
}
