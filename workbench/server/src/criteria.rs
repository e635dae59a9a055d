//! Criteria as a request or a file brings them: read, checked against a database, read back as a sentence.

use std::collections::HashMap;
use std::sync::Arc;

use cohorts::criteria::{CohortMembers, Language, Leaf};
use cohorts::{Criteria, Lookup, ValidCriteria};
use serde_json::Value;
use workbench_core::ids::{CaseId, CohortId};
use workbench_store::{Database, Freeze, Grant, NewTag};

use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
use crate::work::index::open;

/// A leaf that compares a value, by itself.
pub struct FieldLeaf {
    /// Number of the leaf, depth first.
    pub leaf: usize,
    pub field: String,
    pub valid: ValidCriteria,
}

/// Criteria that a database can answer.
pub struct Checked {
    pub criteria: Criteria,
    pub valid: ValidCriteria,
    pub zh: String,
    pub en: String,
}

impl Checked {
    /// Reads criteria and checks them against the dictionary of a database, its project's cohorts and terms.
    pub async fn of(
        app: &Shared,
        grant: &Grant,
        criteria: &Value,
        database: &Database,
    ) -> Result<Self, AppError> {
        let criteria = Criteria::parse(criteria)?;
        let lookup = lookup(app, grant, &criteria, database).await?;
        let valid = criteria.check_with(&database.variables, &lookup)?;
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

    /// How the lines read that have no name of their own, in the order of the index's counts.
    pub fn lines(&self, database: &Database) -> Vec<String> {
        let parts: Vec<&Criteria> = match &self.criteria {
            Criteria::All(parts) => parts.iter().collect(),
            Criteria::Lines(lines) => lines.iter().map(|line| &line.criteria).collect(),
            whole => vec![whole],
        };
        parts.into_iter().map(|part| said(part, database, true)).collect()
    }

    /// The cases that satisfy them, as the grant's level shows texts and values.
    pub async fn cases(
        &self,
        app: &Shared,
        grant: &Grant,
        database: &Database,
    ) -> Result<Vec<CaseId>, AppError> {
        let (index, valid) = (open(app, grant, database.id).await?, self.valid.clone());
        on_thread(move || {
            let found = index.select(&valid)?;
            Ok(found.iter().filter_map(|case| case.parse().ok()).collect())
        })
        .await
    }

    /// How many cases satisfy them.
    pub async fn count(&self, app: &Shared, grant: &Grant, database: &Database) -> Result<u64, AppError> {
        let (index, valid) = (open(app, grant, database.id).await?, self.valid.clone());
        on_thread(move || Ok(index.search(&valid, 0, 0)?.total)).await
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

/// The cohorts and synonyms that these criteria speak of.
async fn lookup(
    app: &Shared,
    grant: &Grant,
    criteria: &Criteria,
    database: &Database,
) -> Result<Lookup, AppError> {
    let mut lookup = Lookup::default();
    let mut synonyms = false;
    for leaf in criteria.leaves() {
        match leaf {
            Leaf::Text { synonyms: true, .. } => synonyms = true,
            Leaf::Cohort { id, version } => {
                let Ok(cohort) = id.parse::<CohortId>() else { continue };
                let Ok(found) = app.store.cohort(grant, cohort).await else { continue };
                if found.database != database.id {
                    continue;
                }
                let wanted = version.map(i64::from).or(found.versions.first().map(|newest| newest.version));
                let Some(known) = found.versions.into_iter().find(|known| Some(known.version) == wanted)
                else {
                    continue;
                };
                let members = app.store.cohort_cases(grant, &known).await?;
                lookup.cohorts.push(CohortMembers {
                    id: id.clone(),
                    version: u32::try_from(known.version).unwrap_or(u32::MAX),
                    members: Arc::new(members.iter().map(ToString::to_string).collect()),
                });
            }
            _ => {}
        }
    }
    if synonyms {
        let concepts = app.store.concepts(grant).await?.into_iter().filter(|concept| !concept.retired);
        let words = |concept: workbench_store::Concept| {
            let names = [concept.what.zh, concept.what.en].into_iter().filter(|name| !name.is_empty());
            names.chain(concept.what.terms).collect()
        };
        lookup.synonyms = concepts.map(words).collect();
    }
    Ok(lookup)
}
