//! The demo's checker: says of the first reports what is right, from the truth that the cohort was drawn with.

use std::collections::HashMap;

use workbench_core::ids::{DatabaseId, ReportId};
use workbench_core::{FieldValue, State};
use workbench_demo::{Cohort, Expected};
use workbench_store::{CheckVerdict, Grant, MANUAL_RULE, NewCheck, ReportQuery, RulesThen};

use super::accounts::People;
use super::measure::agrees;
use crate::AppError;
use crate::app::Shared;
use crate::rules::Rules;
use crate::work::Tick;

/// Reports that the demo checks; the others are the user's.
const REPORTS: usize = 25;
const REASON: &str = "演示：依合成真值自动核对 demo: checked by the synthetic truth";

pub struct Checked {
    pub reports: usize,
    pub values: usize,
}

/// Checks what an earlier run of the demo has not.
pub async fn run(
    app: &Shared,
    people: &People,
    database: DatabaseId,
    all: Cohort,
    tick: &Tick,
) -> Result<Checked, AppError> {
    let query = ReportQuery { limit: i64::MAX, ..ReportQuery::default() };
    let reports: HashMap<String, ReportId> =
        app.store.reports(&people.grant, &query).await?.into_iter().map(|r| (r.external_id, r.id)).collect();
    let row = app.store.database(&people.grant, database).await?;
    let rules = Rules::of(app, &people.grant, &row).await?;
    let then = RulesThen { version: row.pack_version, hash: rules.set.hash().to_string() };
    tick.stage("核对 checking", REPORTS);
    let mut checked = Checked { reports: 0, values: 0 };
    for case in all.cases().take(REPORTS) {
        tick.step()?;
        let Some(report) = reports.get(&case.accession) else { continue };
        checked.reports += 1;
        checked.values += one(app, &people.check, database, *report, &case.expected(), &then).await?;
    }
    Ok(checked)
}

async fn one(
    app: &Shared,
    grant: &Grant,
    database: DatabaseId,
    report: ReportId,
    truth: &[Expected],
    then: &RulesThen,
) -> Result<usize, AppError> {
    let held = app.store.report_values(grant, database, report).await?.values;
    let mut made = 0;
    for shown in held.iter().filter(|shown| shown.check.is_none()) {
        let key = shown.variable.key.as_str();
        let Some(right) = truth.iter().find(|right| right.field == key) else { continue };
        let Some(found) = &shown.rules else { continue };
        let (verdict, value) = if agrees(found, right) {
            (CheckVerdict::Accepted, None)
        } else if right.state == State::NotMentioned {
            (CheckVerdict::NotMentioned, None)
        } else {
            let unit = shown.variable.unit.clone();
            (CheckVerdict::Corrected, Some(corrected(right, unit)))
        };
        let new = NewCheck { verdict, value, reason: REASON.to_owned(), ruleset: then.clone() };
        app.store.check_value(grant, database, report, key, &new).await?;
        made += 1;
    }
    Ok(made)
}

fn corrected(right: &Expected, unit: Option<String>) -> FieldValue {
    FieldValue {
        field: right.field.to_owned(),
        value: right.value.clone(),
        unit,
        state: right.state,
        spans: Vec::new(),
        rule: MANUAL_RULE.to_owned(),
        confidence: 1.0,
        alternatives: Vec::new(),
    }
}
