//! How well the rules of a database do against what people have checked.

mod anew;
mod observed;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use nlp::evaluation::{Agreement, FieldEvaluation, Judged, Label, Opinion, Truth};
use workbench_core::ids::DatabaseId;
use workbench_core::{FieldValue, Variable};
use workbench_store::{Beside, CheckVerdict, CheckedValue, Checker, Database, Grant, Opinions, RulesThen};

use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
use crate::rules::Rules;

pub use observed::{Observations, Observed, observed};
pub use table::csv;

/// The evaluation of a database.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Evaluation {
    pub database: Named,
    /// Key of the rules whose values are judged.
    pub pack: String,
    /// Their version.
    pub ruleset: RulesThen,
    /// Reports with at least one check.
    pub reports: usize,
    /// Checks that stand and can be judged.
    pub values: usize,
    pub checkers: Vec<CheckerCount>,
    /// Pairs of people who judged the same values.
    pub agreement: Vec<PairAgreement>,
    pub fields: Vec<FieldEvaluation>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Named {
    pub id: DatabaseId,
    pub name: String,
}

/// How many of the checks that stand are a person's.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct CheckerCount {
    pub name: String,
    pub n: usize,
}

/// How well two people agree, each with their last word on a value.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct PairAgreement {
    pub first: Checker,
    pub second: Checker,
    #[serde(flatten)]
    pub agreement: Agreement,
}

/// Whose values are judged.
pub enum Against {
    /// The database's present values.
    Present,
    /// What this version of its rules had said when it was judged.
    Then(String),
    /// What these rules say of the checked reports, read for it as far as the person may see them; nothing is kept.
    Anew(Rules),
}

/// Evaluates values against the checks that stand.
pub async fn evaluate(
    app: &Shared,
    grant: &Grant,
    database: &Database,
    against: Against,
) -> Result<Evaluation, AppError> {
    let opinions = app.store.opinions(grant, database.id).await?;
    let named = Named { id: database.id, name: database.name.clone() };
    let judged = match against {
        Against::Present => {
            let hash = Rules::of(app, grant, database).await.map(|rules| rules.set.hash().to_string());
            let version = database.pack_version.clone();
            Said {
                pack: database.pack.clone(),
                ruleset: RulesThen { hash: hash.unwrap_or_default(), version },
                variables: database.variables.clone(),
                checked: app.store.checked_values(grant, database.id, Beside::Present).await?,
            }
        }
        Against::Then(version) => Said {
            pack: database.pack.clone(),
            checked: app.store.checked_values(grant, database.id, Beside::Then(&version)).await?,
            ruleset: RulesThen { hash: String::new(), version },
            variables: database.variables.clone(),
        },
        Against::Anew(rules) => anew::read(app, grant, database, &rules).await?,
    };
    on_thread(move || {
        let Said { pack, ruleset, variables, checked } = judged;
        let reports: BTreeSet<_> = checked.iter().map(|one| one.report).collect();
        let mut counts: BTreeMap<&Checker, usize> = BTreeMap::new();
        for one in &checked {
            *counts.entry(&one.by).or_default() += 1;
        }
        let checkers = counts.into_iter().map(|(by, n)| CheckerCount { name: by.name.clone(), n }).collect();
        Ok(Evaluation {
            database: named,
            pack,
            ruleset,
            reports: reports.len(),
            values: checked.len(),
            checkers,
            agreement: agreements(&variables, &opinions),
            fields: fields(&variables, &checked),
        })
    })
    .await
}

/// Checks beside what some rules say.
struct Said {
    pack: String,
    ruleset: RulesThen,
    variables: Vec<Variable>,
    checked: Vec<CheckedValue>,
}

/// Every variable that somebody has checked, in order.
fn fields(variables: &[Variable], checked: &[CheckedValue]) -> Vec<FieldEvaluation> {
    let mut by_field: BTreeMap<&str, Vec<(String, &CheckedValue)>> = BTreeMap::new();
    for one in checked {
        by_field.entry(&one.value.field).or_default().push((one.report.to_string(), one));
    }
    let field = |variable: &Variable| {
        let checked = by_field.get(variable.key.as_str())?;
        let judged: Vec<Judged> = checked
            .iter()
            .map(|(report, one)| Judged {
                report,
                patient: &one.patient,
                truth: truth(one.verdict, &one.value),
                got: &one.got,
            })
            .collect();
        Some(nlp::evaluation::evaluate(variable, &judged))
    };
    variables.iter().filter_map(field).collect()
}

fn truth(verdict: CheckVerdict, value: &FieldValue) -> Truth<'_> {
    if verdict == CheckVerdict::Wrong { Truth::IsNot(value) } else { Truth::Is(value) }
}

/// Every two people who have judged at least one value both.
fn agreements(variables: &[Variable], opinions: &Opinions) -> Vec<PairAgreement> {
    let kinds: BTreeMap<&str, _> = variables.iter().map(|one| (one.key.as_str(), one.kind)).collect();
    let mut pairs: BTreeMap<(&Checker, &Checker), Vec<Opinion>> = BTreeMap::new();
    for ((_, field), said) in opinions {
        let Some(kind) = kinds.get(field.as_str()) else { continue };
        let label = |(verdict, value): &(CheckVerdict, FieldValue)| {
            (*verdict != CheckVerdict::Wrong).then(|| Label::of(*kind, value))
        };
        for (index, (first, one)) in said.iter().enumerate() {
            for (second, other) in said.iter().skip(index + 1) {
                let opinion = Opinion { field, first: label(one), second: label(other) };
                pairs.entry((first, second)).or_default().push(opinion);
            }
        }
    }
    let agreement = |((first, second), opinions): ((&Checker, &Checker), Vec<Opinion>)| PairAgreement {
        first: first.clone(),
        second: second.clone(),
        agreement: nlp::evaluation::agreement(&opinions),
    };
    pairs.into_iter().map(agreement).collect()
}
