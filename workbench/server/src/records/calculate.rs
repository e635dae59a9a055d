//! Calculated values 自动计算: computed from what is kept, whoever asks, and stored as such.

use std::collections::BTreeMap;

use cohorts::Fault;
use cohorts::dictionary::Formulas;
use workbench_core::ids::{CaseId, DatabaseId};
use workbench_core::{FieldValue, Origin, State, Variable};
use workbench_store::{CaseWrite, Edit, Field, Grant, RawCase, StoreError, Written};

use super::{given, scope};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

/// The rule name of a calculated value.
const RULE: &str = "formula";

/// Fields and formulas of a database.
#[derive(Clone)]
pub struct Desk {
    /// Every field, the parent's too, retired ones last.
    pub fields: Vec<Field>,
    pub formulas: Formulas,
}

impl Desk {
    pub async fn of(app: &Shared, grant: &Grant, database: DatabaseId) -> Result<Self, AppError> {
        let fields = app.store.field_list(grant, database).await?;
        let known: Vec<Variable> = fields.iter().map(active).collect();
        Ok(Self { formulas: Formulas::usable(&known), fields })
    }

    /// The own field of a key, not the parent's.
    pub fn own(&self, key: &str) -> Option<&Variable> {
        self.fields.iter().find(|field| field.field.key == key && !field.inherited).map(|field| &field.field)
    }

    /// Results for the values of a case.
    pub fn compute(
        &self,
        values: &BTreeMap<String, FieldValue>,
    ) -> (BTreeMap<String, FieldValue>, Vec<Fault>) {
        let mut record = scope(values.values());
        let (results, faults) = self.formulas.compute(&mut record);
        let field =
            |key: &str| self.fields.iter().find(|field| field.field.key == key).map(|field| &field.field);
        let result = |(key, (value, state)): (String, (serde_json::Value, State))| {
            let value = given(field(&key)?, value, state, RULE);
            Some((key, value))
        };
        (results.into_iter().filter_map(result).collect(), faults)
    }

    /// What must be written so that a case holds its calculated values.
    pub fn writes(
        &self,
        values: &BTreeMap<String, FieldValue>,
        kept: &dyn Fn(&str) -> Option<FieldValue>,
    ) -> Vec<Written> {
        let (results, _) = self.compute(values);
        let mut writes = Vec::new();
        for (key, value) in results {
            if self.own(&key).is_none() {
                continue;
            }
            let held = kept(&key);
            match (held, value.state) {
                (None, State::NotMentioned) => {}
                (Some(held), _) if held == value => {}
                (_, state) => {
                    writes.push(Written { origin: Origin::Calc, value, close: state == State::NotMentioned })
                }
            }
        }
        // a field that is calculated no more keeps no calculated value
        let gone = self
            .fields
            .iter()
            .filter(|field| !field.inherited && !self.formulas.keys().any(|key| key == field.field.key));
        writes.extend(gone.filter(|field| kept(&field.field.key).is_some()).map(|field| Written {
            origin: Origin::Calc,
            value: given(&field.field, serde_json::Value::Null, State::NotMentioned, RULE),
            close: true,
        }));
        writes
    }

    fn write(&self, case: &RawCase) -> Option<CaseWrite> {
        let values = case.values.iter().map(|(key, (_, value))| (key.clone(), value.clone())).collect();
        let values = self.writes(&values, &|key| case.kept(Origin::Calc, key).cloned());
        (!values.is_empty()).then(|| CaseWrite { case: case.id, etag: None, values })
    }
}

/// A field whose formula counts: a retired one is computed no more.
fn active(field: &Field) -> Variable {
    let formula = field.field.formula.clone().filter(|_| !field.retired);
    Variable { formula, ..field.field.clone() }
}

/// Computes every case of a database anew and writes what differs. To be called after values were imported or extracted,
/// and when a formula changed: what dies before it is done anew with the job.
pub async fn all(app: &Shared, grant: &Grant, database: DatabaseId) -> Result<u64, AppError> {
    let desk = Desk::of(app, grant, database).await?;
    let calculated = |field: &Field| !field.inherited && field.field.formula.is_some();
    if !desk.fields.iter().any(calculated) && !app.store.has_calculated(grant, database).await? {
        return Ok(0);
    }
    for _ in 0..3 {
        let cases = app.store.computing_cases(grant, database, None).await?;
        let here = desk.clone();
        let writes =
            on_thread(move || Ok(cases.iter().filter_map(|case| here.write(case)).collect::<Vec<_>>()))
                .await?;
        if writes.is_empty() {
            return Ok(0);
        }
        let edit =
            Edit { kind: "calculate", plan: serde_json::json!({"cases": writes.len()}), ..Edit::default() };
        match app.store.save_cases(grant, database, &edit, &writes).await {
            // a case was taken away meanwhile
            Err(StoreError::NotFound(_)) => {}
            done => return Ok(done?),
        }
    }
    Ok(0)
}

/// Computes one case anew, after a check of its values.
pub async fn of_case(
    app: &Shared,
    grant: &Grant,
    database: DatabaseId,
    case: CaseId,
) -> Result<(), AppError> {
    let desk = Desk::of(app, grant, database).await?;
    if desk.formulas.is_empty() {
        return Ok(());
    }
    let cases = app.store.computing_cases(grant, database, Some(case)).await?;
    let writes: Vec<CaseWrite> = cases.iter().filter_map(|case| desk.write(case)).collect();
    if !writes.is_empty() {
        let edit =
            Edit { kind: "calculate", plan: serde_json::json!({"cases": writes.len()}), ..Edit::default() };
        app.store.save_cases(grant, database, &edit, &writes).await?;
    }
    Ok(())
}

/// After values of a database have changed: its calculated values, then its children.
pub async fn after(app: &Shared, grant: &Grant, database: DatabaseId) -> Result<(), AppError> {
    all(app, grant, database).await?;
    for child in app.store.children(grant, database).await? {
        // somebody else's personal child is found again when its maker looks
        if app.store.dictionary_version(grant, child).await.is_ok() {
            super::children::refresh(app, grant, child).await?;
        }
    }
    Ok(())
}
