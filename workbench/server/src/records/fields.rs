//! Changes of a dictionary, checked against the whole of it.

use cohorts::Fault;
use cohorts::dictionary::{check_set, editable, tidy};
use workbench_core::ids::DatabaseId;
use workbench_core::{Variable, VariableType};
use workbench_store::{Field, FieldChange, Grant, StoreError};

use crate::AppError;
use crate::app::Shared;

/// How often a change is tried again when somebody else changes the dictionary meanwhile.
const TRIES: usize = 5;

/// Why a change of a dictionary is not made.
pub enum Refusal {
    /// What is wrong, by the index of the field.
    Faults(Vec<(usize, Fault)>),
    /// Anything else.
    Other(AppError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

fn definitions(fields: &[Field]) -> Vec<Variable> {
    fields.iter().map(|field| field.field.clone()).collect()
}

/// Adds fields, all or nothing.
pub async fn add(
    app: &Shared,
    grant: &Grant,
    id: DatabaseId,
    new: Vec<Variable>,
    note: &str,
) -> Result<usize, Refusal> {
    let new: Vec<Variable> = new.into_iter().map(|field| Variable { own: true, ..tidy(field) }).collect();
    for _ in 0..TRIES {
        let version = app.store.dictionary_version(grant, id).await?;
        let there = definitions(&app.store.field_list(grant, id).await?);
        let faults = check_set(&there, &new);
        if !faults.is_empty() {
            return Err(Refusal::Faults(faults));
        }
        let changes: Vec<FieldChange> = new.iter().cloned().map(FieldChange::Add).collect();
        match app.store.change_fields(grant, id, version, note, &changes).await {
            Err(StoreError::Stale(_)) => {}
            done => return Ok(done.map(|_| new.len())?),
        }
    }
    Err(busy())
}

/// Changes a field in the dictionary as it was at `version`; a retired one is in use again.
pub async fn set(
    app: &Shared,
    grant: &Grant,
    id: DatabaseId,
    version: i64,
    key: &str,
    field: Variable,
) -> Result<(), Refusal> {
    let there = app.store.fields(grant, id).await?;
    let before = there.iter().find(|known| known.field.key == key).ok_or(StoreError::NotFound("field"))?;
    if before.inherited {
        return Err(inherited(key));
    }
    let field = Variable { own: before.field.own, key: before.field.key.clone(), ..tidy(field) };
    let others: Vec<Variable> =
        there.iter().filter(|known| known.field.key != key).map(|known| known.field.clone()).collect();
    let mut faults = check_set(&others, std::slice::from_ref(&field));
    if !before.field.own {
        faults.clear();
        faults.extend(editable(&before.field, &field).into_iter().map(|part| {
            let zh = "规则给出的字段只能改名称、说明、脱敏类型、必填、输入形式和分组；要改其他部分请修改规则集".to_owned();
            let en = "of a field from rules only names, help, de-identification, required, input and group may change; change the rule set for the rest".to_owned();
            (0, Fault { path: part, zh, en, at: None })
        }));
    } else if before.used > 0 && !turns_into(before.field.kind, field.kind) {
        let (from, to) = (before.field.kind, field.kind);
        let zh = format!("字段已有 {} 个值，类型不能从 {from} 改为 {to}；请新建字段并停用这个", before.used);
        let en = format!(
            "the field holds {} values and cannot turn from {from} into {to}; add another field and retire this one",
            before.used
        );
        faults.push((0, Fault { path: "type".to_owned(), zh, en, at: None }));
    }
    if !faults.is_empty() {
        return Err(Refusal::Faults(faults));
    }
    app.store.change_fields(grant, id, version, "", &[FieldChange::Set(field)]).await?;
    Ok(())
}

/// Whether every value of one type is one of the other.
fn turns_into(from: VariableType, to: VariableType) -> bool {
    use VariableType::{Enum, File, Integer, LongText, Number, Ordinal, Text};
    let wider = [
        (Integer, Number),
        (Text, LongText),
        (File, Text),
        (Enum, Ordinal),
        (Ordinal, Enum),
        (Enum, Text),
        (Ordinal, Text),
    ];
    from == to || wider.contains(&(from, to))
}

/// Takes a field out of use; nothing that reads it may be left behind.
pub async fn retire(app: &Shared, grant: &Grant, id: DatabaseId, key: &str) -> Result<(), Refusal> {
    for _ in 0..TRIES {
        let version = app.store.dictionary_version(grant, id).await?;
        let there = app.store.field_list(grant, id).await?;
        let field = there.iter().find(|known| known.field.key == key).ok_or(StoreError::NotFound("field"))?;
        if field.inherited {
            return Err(inherited(key));
        }
        let reads = |known: &&Field| {
            let formula = known.field.formula.as_deref().filter(|_| !known.retired && known.field.key != key);
            formula
                .and_then(|formula| workbench_expr::Expr::parse(formula).ok())
                .is_some_and(|expr| expr.names().contains(key))
        };
        if let Some(reader) = there.iter().find(reads) {
            let (zh, en) = (&reader.field.name_zh, &reader.field.key);
            return Err(used(
                format!("字段“{zh}”的公式用到它，请先改公式"),
                format!("the formula of `{en}` reads it; change that first"),
            ));
        }
        for form in app.store.forms(grant, id).await? {
            let definition: cohorts::form::Definition =
                serde_json::from_value(form.definition).unwrap_or_default();
            if definition.fields().any(|field| field == key) {
                let title = form.title_zh;
                return Err(used(
                    format!("表单“{title}”中有它，请先从表单中移除"),
                    format!("it stands on the form `{title}`; take it off first"),
                ));
            }
        }
        match app.store.change_fields(grant, id, version, "", &[FieldChange::Retire(key.to_owned())]).await {
            Err(StoreError::Stale(_)) => {}
            done => return Ok(done.map(drop)?),
        }
    }
    Err(busy())
}

fn used(zh: String, en: String) -> Refusal {
    Refusal::Other(AppError::new(workbench_core::Code::Conflict, en).zh(zh))
}

fn inherited(key: &str) -> Refusal {
    used(
        format!("“{key}”是上级库的字段，请在上级库中修改"),
        format!("`{key}` is a field of the parent database; change it there"),
    )
}

fn busy() -> Refusal {
    used("他人正在修改字段，请重试".to_owned(), "others are changing the dictionary; try again".to_owned())
}
