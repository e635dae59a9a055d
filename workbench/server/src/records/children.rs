//! Child databases: the parent's cases for which criteria hold, found again when the parent has changed.

use cohorts::Criteria;
use workbench_core::Action;
use workbench_core::ids::{CaseId, DatabaseId, PatientId};
use workbench_store::{Grant, Object};

use super::calculate;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
use crate::work::Tick;
use crate::work::index::{documents, rebuild};

/// Criteria that hang on a parent's dictionary.
pub fn checked(
    criteria: &serde_json::Value,
    fields: &[workbench_core::Variable],
) -> Result<cohorts::ValidCriteria, AppError> {
    Ok(Criteria::parse(criteria)?.check(fields)?)
}

/// The cases of a database for which criteria hold, whoever asks. They see what level `limited` shows, with dates
/// where they are: a name that is covered makes no child.
pub async fn matching(
    app: &Shared,
    grant: &Grant,
    database: DatabaseId,
    criteria: &serde_json::Value,
) -> Result<Vec<(CaseId, PatientId)>, AppError> {
    let fields = app.store.database(grant, database).await?.variables;
    let valid = checked(criteria, &fields)?;
    let grant = grant.for_criteria();
    let cases = app.store.cases(&grant, database).await?;
    let texts = app.store.case_texts(&grant, database).await?;
    let app = app.clone();
    on_thread(move || {
        let ids: Vec<(CaseId, PatientId)> = cases.iter().map(|case| (case.id, case.patient.id)).collect();
        let documents = documents(app.engine(), cases, texts);
        let holds = ids.into_iter().zip(&documents).filter(|(_, document)| valid.matches(document));
        Ok(holds.map(|(id, _)| id).collect())
    })
    .await
}

/// Finds the cases of a child again when its parent has changed, with their calculated values and its index. Answers
/// whether it did.
pub async fn refresh(app: &Shared, grant: &Grant, child: DatabaseId) -> Result<bool, AppError> {
    if app.store.stale_child(grant, child).await?.is_none() {
        return Ok(false);
    }
    let _alone = app.children.lock().await;
    // who waited finds it done
    let Some(stale) = app.store.stale_child(grant, child).await? else { return Ok(false) };
    let found = matching(app, grant, stale.parent, &stale.criteria).await?;
    let patients: Vec<PatientId> = found.into_iter().map(|(_, patient)| patient).collect();
    app.store.show_cases(grant, child, stale.revision, &patients).await?;
    // who only looks may cause it, who may edit writes
    if let Ok(edit) = app.store.authorize(grant.principal(), Action::Edit, Object::Database(child)).await {
        calculate::all(app, &edit, child).await?;
    }
    rebuild(app, grant, child, &Tick::default()).await?;
    Ok(true)
}
