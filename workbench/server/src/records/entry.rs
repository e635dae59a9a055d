//! Entry 录入: a person's changes of a case, merged with what others have done meanwhile, checked, and written with the
//! values that are calculated from them in one transaction.

use std::collections::BTreeMap;

use cohorts::Fault;
use cohorts::dictionary::Filler;
use cohorts::form::{Definition, missing};
use serde_json::Value;
use workbench_core::ids::{CaseId, FormId};
use workbench_core::{Action, FieldValue, Misfit, Origin, State, Variable};
use workbench_store::{CaseWrite, Edit, Entry, Grant, MANUAL_RULE, Object, StoreError, Written};

use super::calculate::Desk;
use super::merge::{Merged, Wish, merge};
use super::{given, scope};
use crate::AppError;
use crate::app::Shared;
use crate::work::index::touched::changing;

/// How often a change is merged again when others save meanwhile.
const TRIES: usize = 8;
/// Most changes of one request.
const MOST: usize = 5_000;

/// One change of a person.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldWish {
    pub field: String,
    /// What it shall be; null to say that nothing is known.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub value: Value,
    /// What the editor started from.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub base: Value,
}

/// A field that two people have changed.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Clash {
    pub field: String,
    #[schema(value_type = Object)]
    pub base: Value,
    #[schema(value_type = Object)]
    pub yours: Value,
    #[schema(value_type = Object)]
    pub theirs: Value,
    /// Who changed it; null when it was a rule or a formula.
    pub by: Option<String>,
    pub at: Option<chrono::DateTime<chrono::Utc>>,
}

/// How saving ended.
pub enum Saved {
    /// Written; what is still missing.
    Done(Vec<Fault>),
    /// Nothing is written: fields that others have changed, and the state that stands.
    Clashes(Vec<Clash>, String),
    /// Nothing is written: values that cannot stand in their fields.
    Unfit(Vec<Fault>),
}

/// What a person wants of a case.
pub struct Wishes<'a> {
    pub etag: &'a str,
    pub changes: &'a [FieldWish],
    pub reason: &'a str,
    /// The form they are filled in on.
    pub form: Option<FormId>,
}

/// Merges, checks and writes changes of one case.
pub async fn save(app: &Shared, grant: &Grant, case: CaseId, wishes: &Wishes<'_>) -> Result<Saved, AppError> {
    if wishes.changes.len() > MOST {
        return Err(AppError::bad(format!("at most {MOST} changes at a time"))
            .zh(format!("一次最多修改 {MOST} 个字段")));
    }
    let mut seen = wishes.etag.to_owned();
    for _ in 0..TRIES {
        let entry = app.store.entry(grant, case).await?;
        let desk = Desk::of(app, grant, entry.database).await?;
        let (fitted, faults) = fitted(&desk, wishes.changes);
        if !faults.is_empty() {
            return Ok(Saved::Unfit(faults));
        }
        let fresh = entry.etag == seen;
        let plan: Vec<Wish> = fitted
            .iter()
            .zip(wishes.changes)
            .map(|(value, wish)| Wish {
                field: wish.field.clone(),
                yours: value.value.clone(),
                base: wish.base.clone(),
            })
            .collect();
        let stands = stands(&entry);
        let merged = merge(&plan, &stands, fresh);
        let clashes: Vec<Clash> = plan
            .iter()
            .zip(&merged)
            .filter(|(_, merged)| **merged == Merged::Clash)
            .map(|(wish, _)| clash(&entry, wish))
            .collect();
        if !clashes.is_empty() {
            return Ok(Saved::Clashes(clashes, entry.etag));
        }
        let taken: Vec<FieldValue> = fitted
            .into_iter()
            .zip(&merged)
            .filter(|(value, merged)| **merged == Merged::Take || doubtful(&entry, value))
            .map(|(value, _)| value)
            .collect();
        let after = kept(app, grant, case, &taken).await?;
        let mut values: Vec<Written> =
            taken.into_iter().map(|value| Written { origin: Origin::Manual, value, close: false }).collect();
        values.extend(desk.writes(&after, &|key| entry.kept_calc(key)));
        let warnings = warnings(app, grant, &desk, wishes.form, &after).await?;
        let keys: Vec<&String> = wishes.changes.iter().map(|wish| &wish.field).collect();
        let edit = Edit {
            kind: "edit_case",
            reason: wishes.reason.to_owned(),
            plan: serde_json::json!({"case": case.to_string(), "fields": keys}),
            ..Edit::default()
        };
        let write = CaseWrite { case, etag: Some(entry.etag.clone()), values };
        let writes = [write];
        let save = app.store.save_cases(grant, entry.database, &edit, &writes);
        match changing(app, entry.database, &[case], save).await? {
            // others have saved since the entry was read: merge again with what stands now
            Err(StoreError::Stale(_)) => seen.clear(),
            done => {
                done?;
                return Ok(Saved::Done(warnings));
            }
        }
    }
    Err(StoreError::Stale("case").into())
}

/// A value of rules that contradicts itself is settled by whatever a person says.
fn doubtful(entry: &Entry, value: &FieldValue) -> bool {
    let held = entry.values.get(&value.field);
    held.is_some_and(|held| held.value.value.state == State::Conflict)
}

/// What stands in each field, as far as the person sees it.
fn stands(entry: &Entry) -> BTreeMap<String, Value> {
    entry.values.iter().map(|(key, held)| (key.clone(), held.value.value.value.clone())).collect()
}

/// Changes as they are kept, in their order; faults by field.
fn fitted(desk: &Desk, changes: &[FieldWish]) -> (Vec<FieldValue>, Vec<Fault>) {
    let known: Vec<&Variable> = desk.fields.iter().map(|field| &field.field).collect();
    let filler = Filler::new(known);
    let (mut values, mut faults) = (Vec::with_capacity(changes.len()), Vec::new());
    let mut seen = std::collections::HashSet::new();
    for wish in changes {
        let fault =
            |misfit: Misfit| Fault { path: wish.field.clone(), zh: misfit.zh, en: misfit.en, at: None };
        let field = desk.fields.iter().find(|field| field.field.key == wish.field);
        if !seen.insert(&wish.field) {
            faults.push(fault(Misfit {
                zh: format!("字段“{}”在一次修改中出现两次", wish.field),
                en: format!("the field `{}` stands twice in one change", wish.field),
            }));
        } else if field.is_some_and(|field| field.inherited) {
            faults.push(fault(Misfit {
                zh: format!("“{}”是上级库的字段，在子库中只读；请在上级库的病例中修改", wish.field),
                en: format!(
                    "`{}` is the parent database's and read only here; change it in the parent's case",
                    wish.field
                ),
            }));
        } else {
            match (filler.fill(&wish.field, &wish.value), field) {
                (Ok((value, state)), Some(field)) => {
                    values.push(given(&field.field, value, state, MANUAL_RULE))
                }
                (Err(misfit), _) => faults.push(fault(misfit)),
                (Ok(_), None) => {}
            }
        }
    }
    (values, faults)
}

fn clash(entry: &Entry, wish: &Wish) -> Clash {
    let held = entry.values.get(&wish.field);
    Clash {
        field: wish.field.clone(),
        base: wish.base.clone(),
        yours: wish.yours.clone(),
        theirs: held.map(|held| held.value.value.value.clone()).unwrap_or_default(),
        by: held.and_then(|held| held.by.clone()),
        at: held.map(|held| held.value.since),
    }
}

/// The values of a case as they are kept, with `changes` over them.
pub async fn kept(
    app: &Shared,
    grant: &Grant,
    case: CaseId,
    changes: &[FieldValue],
) -> Result<BTreeMap<String, FieldValue>, AppError> {
    let database = app.store.entry(grant, case).await?.database;
    let raw = app.store.computing_cases(grant, database, Some(case)).await?.pop();
    let raw = raw.ok_or(StoreError::NotFound("case"))?;
    let mut values: BTreeMap<String, FieldValue> =
        raw.values.into_iter().map(|(key, (_, value))| (key, value)).collect();
    values.extend(changes.iter().map(|value| (value.field.clone(), value.clone())));
    Ok(values)
}

/// What is still missing: by the dictionary, or by the form that is filled in.
async fn warnings(
    app: &Shared,
    grant: &Grant,
    desk: &Desk,
    form: Option<FormId>,
    values: &BTreeMap<String, FieldValue>,
) -> Result<Vec<Fault>, AppError> {
    let mut record = scope(values.values());
    let (_, mut warnings) = desk.formulas.compute(&mut record);
    let fields: Vec<Variable> =
        desk.fields.iter().filter(|field| !field.retired).map(|field| field.field.clone()).collect();
    let Some(form) = form else {
        warnings.extend(missing(&fields, &record));
        return Ok(warnings);
    };
    let view = app.store.authorize(grant.principal(), Action::View, Object::Form(form)).await?;
    let form = app.store.form(&view, form).await?;
    let definition: Definition = serde_json::from_value(form.definition).unwrap_or_default();
    if let Ok(form) = definition.check(&fields) {
        let seen = form.evaluate(&record);
        warnings.extend(seen.missing);
        warnings.extend(seen.faults);
    }
    Ok(warnings)
}

/// Brings a former value of a field back. A value of rules or a table that still stands comes back by itself when the
/// person's is taken away, with its evidence; any other is filled in again.
pub async fn restore(app: &Shared, grant: &Grant, case: CaseId, id: uuid::Uuid) -> Result<Saved, AppError> {
    let (value, origin, current) = app.store.kept_value(grant, case, id).await?;
    for _ in 0..TRIES {
        let entry = app.store.entry(grant, case).await?;
        let desk = Desk::of(app, grant, entry.database).await?;
        if desk.formulas.keys().any(|key| key == value.field) {
            let zh = format!("“{}”是自动计算的，不能还原", value.field);
            let en = format!("`{}` is calculated and cannot be restored", value.field);
            return Ok(Saved::Unfit(vec![Fault { path: value.field, zh, en, at: None }]));
        }
        let reason = format!("还原 restored {id}");
        let lifted = current && origin != Origin::Manual && entry.has(Origin::Manual, &value.field);
        let again = FieldValue { rule: MANUAL_RULE.to_owned(), spans: Vec::new(), ..value.clone() };
        let held = entry.values.get(&value.field).is_some_and(|held| held.id == id);
        if held {
            return Ok(Saved::Done(Vec::new()));
        }
        let person = Written { origin: Origin::Manual, value: again.clone(), close: lifted };
        let after = kept(app, grant, case, &[again]).await?;
        let mut values = vec![person];
        values.extend(desk.writes(&after, &|key| entry.kept_calc(key)));
        let edit = Edit {
            kind: "edit_case",
            reason,
            plan: serde_json::json!({"restore": id.to_string()}),
            ..Edit::default()
        };
        let write = CaseWrite { case, etag: Some(entry.etag.clone()), values };
        let writes = [write];
        let save = app.store.save_cases(grant, entry.database, &edit, &writes);
        match changing(app, entry.database, &[case], save).await? {
            Err(StoreError::Stale(_)) => {}
            done => {
                done?;
                return Ok(Saved::Done(Vec::new()));
            }
        }
    }
    Err(StoreError::Stale("case").into())
}
