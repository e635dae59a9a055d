//! Cases 病例 of a database.

use std::cmp::Ordering;

use axum::Json;
use serde_json::Value;
use workbench_core::ids::{CaseId, DatabaseId};
use workbench_core::{Action, Variable};
use workbench_store::{CaseRow, CaseValue, Object, ReportQuery, Study};

use super::problem::{Path, Query};
use super::reports::ReportSummary;
use super::{Answer, Caller, Page, PageQuery, Problem};
use crate::records::children;

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CasesQuery {
    /// Part of the patient's label or of a value.
    q: Option<String>,
    /// Key of a variable, or `patient`; a leading `-` turns the order round.
    sort: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// A case with every value, report and study.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct CaseView {
    #[serde(flatten)]
    row: CaseRow,
    database: DatabaseId,
    database_name: String,
    variables: Vec<Variable>,
    /// Every current value, also those that do not count.
    all_values: Vec<CaseValue>,
    report_list: Vec<ReportSummary>,
    studies: Vec<Study>,
}

/// The cases of a database.
#[utoipa::path(get, path = "/databases/{id}/cases", tag = "databases", params(("id" = uuid::Uuid, Path), CasesQuery),
    responses((status = 200, body = Page<CaseRow>), (status = 404, body = Problem)))]
pub async fn list(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Query(query): Query<CasesQuery>,
) -> Answer<Page<CaseRow>> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    children::refresh(&caller.app, &grant, id).await?;
    let mut cases = caller.app.store.cases(&grant, id).await?;
    if let Some(q) = query.q.as_deref().filter(|q| !q.is_empty()) {
        let holds = |case: &CaseRow| case.values.values().any(|held| plain(&held.value.value).contains(q));
        cases.retain(|case| case.patient.label.contains(q) || holds(case));
    }
    if let Some(sort) = &query.sort {
        let (key, down) = sort.strip_prefix('-').map_or((sort.as_str(), false), |key| (key, true));
        cases.sort_by(|a, b| {
            let order = compare(a, b, key);
            if down { order.reverse() } else { order }
        });
    }
    Ok(Json(Page::of(cases, &PageQuery { limit: query.limit, cursor: query.cursor })))
}

/// One case.
#[utoipa::path(get, path = "/cases/{id}", tag = "databases", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = CaseView), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<CaseId>) -> Answer<CaseView> {
    let grant = caller.may(Action::View, Object::Case(id)).await?;
    let store = &caller.app.store;
    let (database, row, all_values) = store.case(&grant, id).await?;
    let database = store.database(&grant, database).await?;
    let query = ReportQuery { patient: Some(row.patient.id), limit: 1_000, ..ReportQuery::default() };
    let reports = store.reports(&grant, &query).await?;
    let studies = store.studies_of(&grant, row.patient.id).await?;
    Ok(Json(CaseView {
        row,
        database: database.id,
        database_name: database.name,
        variables: database.variables,
        all_values,
        report_list: reports.into_iter().map(ReportSummary::from).collect(),
        studies,
    }))
}

/// A value as a person reads it.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(";"),
        Value::Object(count) => match (count.get("exact"), count.get("min")) {
            (Some(exact), _) if !exact.is_null() => exact.to_string(),
            (_, Some(min)) if !min.is_null() => format!(">={min}"),
            _ => value.to_string(),
        },
        other => other.to_string(),
    }
}

fn compare(a: &CaseRow, b: &CaseRow, key: &str) -> Ordering {
    if key == "patient" {
        return a.patient.label.cmp(&b.patient.label);
    }
    let cell = |case: &CaseRow| case.values.get(key).map(|held| plain(&held.value.value)).unwrap_or_default();
    let (a, b) = (cell(a), cell(b));
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) => x.total_cmp(&y),
        (Ok(_), Err(_)) => Ordering::Greater,
        (Err(_), Ok(_)) => Ordering::Less,
        _ => a.cmp(&b),
    }
}

/// A cell that no spreadsheet runs as a formula.
pub fn disarm(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_read_plainly() {
        assert_eq!(plain(&json!({"exact": 2, "min": 2, "max": 2, "kind": "exact"})), "2");
        assert_eq!(plain(&json!({"exact": null, "min": 3, "max": null, "kind": "many"})), ">=3");
        assert_eq!(plain(&json!(["毛刺", "分叶"])), "毛刺;分叶");
    }

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        assert_eq!(disarm("=cmd()"), "'=cmd()");
        assert_eq!(disarm("-12.5"), "-12.5");
        assert_eq!(disarm("-a"), "'-a");
    }
}
