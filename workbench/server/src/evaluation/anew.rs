//! What other rules say of the reports that were checked: read in memory, page by page, and not kept.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use workbench_core::ids::ReportId;
use workbench_core::{FieldValue, VariableType};
use workbench_store::{Beside, CheckedValue, Database, Grant, Report, RulesThen};

use super::Said;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
use crate::rules::Rules;
use crate::work::refill::PAGE;

/// The checks of variables that these rules have too, in the same type, each beside what they say.
pub(super) async fn read(
    app: &Shared,
    grant: &Grant,
    database: &Database,
    rules: &Rules,
) -> Result<Said, AppError> {
    let checked = app.store.checked_values(grant, database.id, Beside::Judged).await?;
    let before: HashMap<&str, VariableType> =
        database.variables.iter().map(|variable| (variable.key.as_str(), variable.kind)).collect();
    let mut variables = rules.variables();
    variables.retain(|variable| before.get(variable.key.as_str()).is_none_or(|kind| *kind == variable.kind));
    let kinds: HashMap<String, VariableType> =
        variables.iter().map(|variable| (variable.key.clone(), variable.kind)).collect();
    let mut wanted: BTreeMap<ReportId, Vec<CheckedValue>> = BTreeMap::new();
    for one in checked.into_iter().filter(|one| kinds.contains_key(&one.value.field)) {
        wanted.entry(one.report).or_default().push(one);
    }
    // rules of the project read what the person sees, and what they say needs no covering
    let own = rules.own();
    let reader = if own { grant.clone() } else { grant.whole() };
    let sight = app.store.sight(grant).await?;
    let (mut after, mut out) = (None, Vec::new());
    loop {
        let page = app.store.checked_reports(&reader, database.id, after, PAGE).await?;
        let Some(last) = page.last().map(|report| report.id) else { break };
        after = Some(last);
        let rules = rules.clone();
        let read: Vec<(Report, Vec<FieldValue>)> = on_thread(move || {
            Ok(page
                .into_par_iter()
                .map(|report| (rules.say(&report), report))
                .map(|(values, report)| (report, values))
                .collect())
        })
        .await?;
        for (report, values) in read {
            let mut values: HashMap<String, FieldValue> =
                values.into_iter().map(|value| (value.field.clone(), value)).collect();
            let seen = sight.over(&report.shown);
            for mut one in wanted.remove(&report.id).unwrap_or_default() {
                let Some(said) = values.remove(&one.value.field) else { continue };
                let Some(kind) = kinds.get(&one.value.field) else { continue };
                one.got = if own { said } else { sight.value(database.id, &seen, *kind, said) };
                out.push(one);
            }
        }
    }
    Ok(Said {
        pack: rules.of.pack.clone(),
        ruleset: RulesThen { version: rules.of.version.clone(), hash: rules.set.hash().to_string() },
        variables,
        checked: out,
    })
}
