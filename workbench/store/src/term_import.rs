//! A table of terms: checked as a whole, then written as a whole.

use std::collections::{HashMap, HashSet};

use workbench_core::ids::ConceptId;

use crate::authz::Object;
use crate::db::new_id;
use crate::term_book::{Book, NewConcept, fold};
use crate::terms::Change;
use crate::{Grant, Result, Store, StoreError};

/// A row of a table of terms; the parent is named.
#[derive(Clone, Debug, Default)]
pub struct TermRow {
    /// Row as a spreadsheet counts it.
    pub row: usize,
    /// The concept, without its parent.
    pub what: NewConcept,
    /// Chinese name of the parent, or empty.
    pub parent: String,
}

/// What a table of terms does to the dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct TermImport {
    /// Concepts that are new.
    pub added: usize,
    /// Concepts that are changed.
    pub changed: usize,
    /// Concepts that are as they were.
    pub same: usize,
    /// Rows that are left out.
    pub rejected: Vec<RejectedRow>,
}

/// A row that is left out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct RejectedRow {
    /// Row as a spreadsheet counts it.
    pub row: usize,
    /// Why, in Chinese.
    pub reason_zh: String,
    /// Why, in English.
    pub reason_en: String,
}

impl TermImport {
    fn reject(&mut self, row: usize, error: &StoreError) {
        let reason_en = error.to_string();
        let reason_zh = error.zh().unwrap_or_else(|| reason_en.clone());
        self.rejected.push(RejectedRow { row, reason_zh, reason_en });
    }
}

/// A row that can be kept as far as itself goes.
struct Good<'a> {
    row: &'a TermRow,
    id: ConceptId,
    what: NewConcept,
}

/// Rows find their concept by its Chinese name. Parents may stand anywhere in
/// the table or the dictionary; a row falls with its parent.
fn plan(book: &Book, rows: &[TermRow]) -> (TermImport, Vec<Change>) {
    let mut outcome = TermImport::default();
    let mut good = readable(book, rows, &mut outcome);
    loop {
        let ids: HashMap<String, ConceptId> =
            good.iter().map(|good| (fold(&good.what.zh), good.id)).collect();
        let find = |name: &str| ids.get(&fold(name)).copied().or_else(|| book.named(name));
        for good in &mut good {
            good.what.parent = Some(good.row.parent.as_str()).filter(|name| !name.is_empty()).and_then(find);
        }
        let parents: HashMap<ConceptId, Option<ConceptId>> =
            good.iter().map(|good| (good.id, good.what.parent)).collect();
        let before = good.len();
        good.retain(|good| match misplaced(book, &parents, good) {
            Some(error) => {
                outcome.reject(good.row.row, &error);
                false
            }
            None => true,
        });
        if good.len() == before {
            break;
        }
    }
    outcome.rejected.sort_by_key(|row| row.row);
    let changes = parents_first(book, good, &mut outcome);
    (outcome, changes)
}

fn readable<'a>(book: &Book, rows: &'a [TermRow], outcome: &mut TermImport) -> Vec<Good<'a>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut good = Vec::new();
    for row in rows {
        let id = book.named(&row.what.zh);
        match book.checked(id, row.what.clone()) {
            Ok(what) => {
                let first = *places.entry(fold(&what.zh)).or_insert(row.row);
                if first == row.row {
                    good.push(Good { row, id: id.unwrap_or_else(new_id), what });
                    continue;
                }
                let en = format!("`{}` stands in row {first} already", what.zh);
                outcome.reject(row.row, &StoreError::bad(en, format!("“{}”与第 {first} 行重复", what.zh)));
            }
            Err(error) => outcome.reject(row.row, &error),
        }
    }
    good
}

/// Why a row cannot stand below the parent it names.
fn misplaced(
    book: &Book,
    parents: &HashMap<ConceptId, Option<ConceptId>>,
    good: &Good<'_>,
) -> Option<StoreError> {
    if good.row.parent.is_empty() {
        return None;
    }
    let above = |id: ConceptId| match parents.get(&id) {
        Some(parent) => *parent,
        None => book.get(id).ok().and_then(|concept| concept.what.parent),
    };
    let Some(mut next) = good.what.parent else {
        let en = format!("there is no parent concept `{}`", good.row.parent);
        return Some(StoreError::bad(en, format!("上级概念“{}”不存在", good.row.parent)));
    };
    for _ in 0..=book.concepts.len() + parents.len() {
        if next == good.id {
            break;
        }
        next = above(next)?;
    }
    Some(StoreError::bad("a concept cannot stand below itself", "上下级关系成环：概念不能是自身的下级"))
}

/// What is written, a new parent before its children.
fn parents_first(book: &Book, good: Vec<Good<'_>>, outcome: &mut TermImport) -> Vec<Change> {
    let mut waiting: HashMap<ConceptId, Vec<Change>> = HashMap::new();
    let mut ready = Vec::new();
    let fresh: HashSet<ConceptId> =
        good.iter().map(|good| good.id).filter(|id| book.get(*id).is_err()).collect();
    for Good { id, what, .. } in good {
        let before = book.get(id).ok();
        match &before {
            Some(old) if old.what == what => {
                outcome.same += 1;
                continue;
            }
            Some(_) => outcome.changed += 1,
            None => outcome.added += 1,
        }
        let parent = what.parent.filter(|parent| fresh.contains(parent));
        let change = Change { id, before, after: what, retired: false, action: "imported" };
        match parent {
            Some(parent) => waiting.entry(parent).or_default().push(change),
            None => ready.push(change),
        }
    }
    let mut next = 0;
    while let Some(id) = ready.get(next).map(|change: &Change| change.id) {
        ready.extend(waiting.remove(&id).unwrap_or_default());
        next += 1;
    }
    ready
}

impl Store {
    /// Puts a table of terms into the dictionary; with `preview` only says what it would do.
    ///
    /// # Errors
    /// When the grant is not to edit or the transaction fails.
    pub async fn import_terms(&self, grant: &Grant, rows: &[TermRow], preview: bool) -> Result<TermImport> {
        grant.require(workbench_core::Action::Edit)?;
        if preview {
            let concepts = self.concepts(grant).await?;
            return Ok(plan(&Book::new(concepts), rows).0);
        }
        let outcome = std::sync::Mutex::new(TermImport::default());
        self.change_concepts(grant, Object::Project(grant.project()), |book| {
            let (found, changes) = plan(book, rows);
            if let Ok(mut outcome) = outcome.lock() {
                *outcome = found;
            }
            Ok(changes)
        })
        .await?;
        Ok(outcome.into_inner().unwrap_or_default())
    }
}
