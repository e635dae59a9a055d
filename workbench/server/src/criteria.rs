//! Criteria as a request or a file brings them: read, checked against a database, read back as a sentence.

use std::collections::HashMap;

use cohorts::criteria::{Language, Leaf};
use cohorts::{Criteria, ValidCriteria};
use serde_json::Value;
use workbench_core::ids::CaseId;
use workbench_store::{Database, Freeze, NewTag};

use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

/// A leaf that compares a value, by itself.
pub struct FieldLeaf {
    /// Number of the leaf, depth first.
    pub leaf: usize,
    pub field: String,
    pub valid: ValidCriteria,
}

/// A line of the criteria.
pub struct Line {
    /// How it reads.
    pub name: String,
    /// `include` or `exclude`.
    pub kind: &'static str,
}

/// Criteria that a database can answer.
pub struct Checked {
    pub criteria: Criteria,
    pub valid: ValidCriteria,
    pub zh: String,
    pub en: String,
}

impl Checked {
    /// Reads criteria and checks them against the dictionary of a database.
    pub fn of(criteria: &Value, database: &Database) -> Result<Self, AppError> {
        let criteria = Criteria::parse(criteria)?;
        let valid = criteria.check(&database.variables)?;
        let (zh, en) = (said(&criteria, database, true), said(&criteria, database, false));
        Ok(Self { criteria, valid, zh, en })
    }

    /// The leaves that compare values.
    pub fn field_leaves(&self, database: &Database) -> Result<Vec<FieldLeaf>, AppError> {
        let mut leaves = Vec::new();
        for (number, leaf) in self.criteria.leaves().into_iter().enumerate() {
            if let Leaf::Field { field, .. } = leaf {
                let valid = Criteria::Leaf(leaf.clone()).check(&database.variables)?;
                leaves.push(FieldLeaf { leaf: number, field: field.clone(), valid });
            }
        }
        Ok(leaves)
    }

    /// The parts of an outermost `all`, else the whole as one line; in the order of the index's counts.
    pub fn lines(&self, database: &Database) -> Vec<Line> {
        let parts = match &self.criteria {
            Criteria::All(parts) => parts.as_slice(),
            whole => std::slice::from_ref(whole),
        };
        let line = |part: &Criteria| match part {
            Criteria::Not(inner) => Line { name: said(inner, database, true), kind: "exclude" },
            other => Line { name: said(other, database, true), kind: "include" },
        };
        parts.iter().map(line).collect()
    }

    /// The cases that satisfy them.
    pub async fn cases(&self, app: &Shared, database: &Database) -> Result<Vec<CaseId>, AppError> {
        let (app, id, valid) = (app.clone(), database.id, self.valid.clone());
        on_thread(move || {
            let found = app.index(id)?.select(&valid)?;
            Ok(found.iter().filter_map(|case| case.parse().ok()).collect())
        })
        .await
    }

    /// How many cases satisfy them.
    pub async fn count(&self, app: &Shared, database: &Database) -> Result<u64, AppError> {
        let (app, id, valid) = (app.clone(), database.id, self.valid.clone());
        on_thread(move || Ok(app.index(id)?.search(&valid, 0, 0)?.total)).await
    }

    /// Them under a name.
    pub fn tag(&self, name: &str, shared: bool) -> NewTag {
        NewTag {
            name: name.trim().to_owned(),
            criteria: self.criteria.to_json(),
            description_zh: self.zh.clone(),
            description_en: self.en.clone(),
            shared,
        }
    }

    /// Them with the cases they find.
    pub fn freeze(&self, note: String, cases: Vec<CaseId>) -> Freeze {
        Freeze {
            note,
            criteria: self.criteria.to_json(),
            description_zh: self.zh.clone(),
            description_en: self.en.clone(),
            cases,
        }
    }
}

/// Criteria as a sentence with the names of the dictionary.
fn said(criteria: &Criteria, database: &Database, zh: bool) -> String {
    let name = |v: &workbench_core::Variable| if zh { v.name_zh.clone() } else { v.name_en.clone() };
    let names: HashMap<&str, String> =
        database.variables.iter().map(|variable| (variable.key.as_str(), name(variable))).collect();
    let language = if zh { Language::Zh } else { Language::En };
    criteria.describe(language, &|key: &str| names.get(key).cloned().unwrap_or_else(|| key.to_owned()))
}
