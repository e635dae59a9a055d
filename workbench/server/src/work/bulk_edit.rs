//! The same change of many cases, told before it is made.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use workbench_core::Origin;
use workbench_core::ids::{CaseId, DatabaseId};
use workbench_store::{CaseWrite, Edit, Grant, MANUAL_RULE, StoreError, Written};

use super::Tick;
use crate::AppError;
use crate::app::Shared;
use crate::records::calculate::{self, Desk};
use crate::records::{children, given};

/// Most cases of one change.
const MOST: usize = 200_000;
/// Changes that are told one by one.
const TOLD: usize = 200;

/// A field and what it shall be in every case.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkChange {
    pub field: String,
    /// Null to say that nothing is known.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub value: Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub database: DatabaseId,
    /// The cases; or `criteria`.
    pub cases: Option<Vec<CaseId>>,
    pub criteria: Option<Value>,
    pub changes: Vec<BulkChange>,
    pub reason: String,
}

/// One value that changes.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct BulkLine {
    pub case: CaseId,
    pub patient: String,
    pub field: String,
    #[schema(value_type = Object)]
    pub from: Value,
    #[schema(value_type = Object)]
    pub to: Value,
}

/// What a change comes to.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct BulkPlan {
    /// Cases that were chosen.
    pub cases: usize,
    /// Cases in which something changes.
    pub cases_changed: usize,
    /// Values that change.
    pub values: usize,
    /// The first 200 of them.
    pub changed: Vec<BulkLine>,
    #[serde(skip)]
    writes: Vec<CaseWrite>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub cases: usize,
    pub cases_changed: usize,
    pub values: usize,
}

/// What the change would do; values that cannot stand in their fields are an error.
pub async fn plan(app: &Shared, grant: &Grant, arguments: &Arguments) -> Result<BulkPlan, AppError> {
    let database = arguments.database;
    let desk = Desk::of(app, grant, database).await?;
    let known: Vec<&workbench_core::Variable> = desk.fields.iter().map(|field| &field.field).collect();
    let filler = cohorts::dictionary::Filler::new(known);
    let mut values = Vec::with_capacity(arguments.changes.len());
    for change in &arguments.changes {
        let (value, state) = filler
            .fill(&change.field, &change.value)
            .map_err(|misfit| AppError::bad(misfit.en).zh(misfit.zh))?;
        let field = desk.own(&change.field).ok_or_else(|| {
            AppError::bad(format!("`{}` is the parent database's and read only here", change.field))
                .zh(format!("“{}”是上级库的字段，在子库中只读", change.field))
        })?;
        values.push(given(field, value, state, MANUAL_RULE));
    }
    if values.is_empty() {
        return Err(AppError::bad("say what shall change").zh("请给出要修改的字段"));
    }
    let cases = app.store.cases(grant, database).await?;
    let chosen: std::collections::HashSet<CaseId> = match (&arguments.cases, &arguments.criteria) {
        (Some(cases), None) => cases.iter().copied().collect(),
        (None, Some(criteria)) => children::matching(app, grant, database, criteria)
            .await?
            .into_iter()
            .map(|(case, _)| case)
            .collect(),
        _ => {
            return Err(
                AppError::bad("send either `cases` or `criteria`").zh("请给出 cases 或 criteria 之一")
            );
        }
    };
    if chosen.len() > MOST {
        return Err(AppError::bad(format!("at most {MOST} cases at a time"))
            .zh(format!("一次最多修改 {MOST} 个病例")));
    }
    let mut plan = BulkPlan { cases: chosen.len(), ..BulkPlan::default() };
    let mut found = 0;
    for case in cases.into_iter().filter(|case| chosen.contains(&case.id)) {
        found += 1;
        let mut written = Vec::new();
        for value in &values {
            let from = case.values.get(&value.field).map(|held| held.value.value.clone()).unwrap_or_default();
            if crate::records::merge::alike(&from, &value.value) {
                continue;
            }
            plan.values += 1;
            if plan.changed.len() < TOLD {
                let (patient, field) = (case.patient.label.clone(), value.field.clone());
                plan.changed.push(BulkLine { case: case.id, patient, field, from, to: value.value.clone() });
            }
            written.push(Written { origin: Origin::Manual, value: value.clone(), close: false });
        }
        if !written.is_empty() {
            plan.cases_changed += 1;
            plan.writes.push(CaseWrite { case: case.id, etag: None, values: written });
        }
    }
    if found < chosen.len() {
        return Err(StoreError::NotFound("case in this database").into());
    }
    Ok(plan)
}

/// Makes the change in one transaction: a job that dies before its end has changed nothing, and is run again.
pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    tick.stage("批量修改 changing cases", 0);
    let plan = plan(app, grant, arguments).await?;
    tick.go_on()?;
    let fields: Vec<&String> = arguments.changes.iter().map(|change| &change.field).collect();
    let edit = Edit {
        kind: "bulk_edit",
        reason: arguments.reason.clone(),
        plan: serde_json::json!({"fields": fields, "cases": plan.cases_changed}),
        ..Edit::default()
    };
    if !plan.writes.is_empty() {
        app.store.save_cases(grant, arguments.database, &edit, &plan.writes).await?;
    }
    // always: an earlier run may have died after its commit
    calculate::after(app, grant, arguments.database).await?;
    super::index::rebuild(app, grant, arguments.database, tick).await?;
    Ok(Summary { cases: plan.cases, cases_changed: plan.cases_changed, values: plan.values })
}
