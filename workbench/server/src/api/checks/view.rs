//! What the check page shows: the words left, the values right, and why.

use workbench_core::ids::{DatabaseId, ReportId};
use workbench_core::{FieldValue, Origin, State, Variable};
use workbench_store::{
    Check, Grant, MODEL_RULE, Patient, QueueQuery, Report, ReportValues, RulesThen, ShownValue, StoreError,
};

use crate::AppError;
use crate::app::Shared;
use crate::evaluation::{Observed, observed};
use crate::rules::Rules;
use crate::work::index::KeptSection;

/// A report on the check page. Offsets are code points of `text`.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct CheckedReport {
    id: ReportId,
    external_id: String,
    patient: Patient,
    exam_date: String,
    modality: String,
    text: String,
    sections: Vec<CheckSection>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct CheckSection {
    kind: String,
    start: usize,
    end: usize,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct CheckDatabase {
    id: DatabaseId,
    name: String,
    pack: String,
    pack_version: String,
}

/// The rule behind a value.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct RuleView {
    /// `set/field`, or `model:NAME`.
    id: String,
    version: String,
    /// The field as the rule file has it; empty when it comes from an included file.
    source: String,
    /// Line in the file, from 1; 0 when it comes from an included file.
    line: usize,
}

/// A variable of the report.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct CheckRow {
    variable: Variable,
    /// The value that counts for this report: a person's, if there is one, else the rules'.
    value: FieldValue,
    origin: Origin,
    /// What the rules say now, whatever people say.
    ruled: Option<FieldValue>,
    rule: Option<RuleView>,
    help: String,
    check: Option<Check>,
    /// How often checked values of this field and grade were right; null below 50.
    observed: Option<Observed>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Position {
    /// From 1; 0 when the report is not in the queue.
    index: i64,
    total: i64,
}

/// The check page of a report.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct CheckView {
    report: CheckedReport,
    database: CheckDatabase,
    values: Vec<CheckRow>,
    position: Position,
    previous: Option<ReportId>,
    next: Option<ReportId>,
}

/// What checking a report needs to know.
pub struct CheckedPage {
    pub report: Report,
    pub held: ReportValues,
    pub sections: Vec<KeptSection>,
    /// Absent when the rules are no longer there.
    pub rules: Option<Rules>,
}

impl CheckedPage {
    pub fn rules_then(&self) -> RulesThen {
        let hash = self.rules.as_ref().map(|rules| rules.set.hash().to_string());
        RulesThen { version: self.held.rules.version.clone(), hash: hash.unwrap_or_default() }
    }
}

pub async fn page(
    app: &Shared,
    grant: &Grant,
    database: DatabaseId,
    report: ReportId,
) -> Result<CheckedPage, AppError> {
    let held = app.store.report_values(grant, database, report).await?;
    let report = app.store.report(grant, report).await?;
    let rules = match held.rules.ruleset_version {
        Some(id) => Rules::version(app, app.store.ruleset_version(grant, id).await?).await.ok(),
        None => Rules::pack(&held.rules.pack).ok(),
    };
    let sections = crate::work::index::section_spans(report.text(), &report.sections)
        .into_iter()
        .map(|(kind, span)| KeptSection { kind, start: span.start, end: span.end })
        .collect();
    Ok(CheckedPage { report, held, sections, rules })
}

/// The row of one variable.
pub async fn row(
    app: &Shared,
    grant: &Grant,
    database: DatabaseId,
    report: ReportId,
    field: &str,
) -> Result<CheckRow, AppError> {
    let page = page(app, grant, database, report).await?;
    let seen = observed(app, grant, database).await?;
    let shown = page.held.values.into_iter().find(|shown| shown.variable.key == field);
    let mut row = row_of(shown.ok_or(StoreError::NotFound("variable"))?, page.rules.as_ref());
    row.observed = row.ruled.as_ref().and_then(|value| seen.like(value));
    Ok(row)
}

pub async fn view(
    app: &Shared,
    grant: &Grant,
    database: DatabaseId,
    report: ReportId,
    query: &QueueQuery,
) -> Result<CheckView, AppError> {
    let CheckedPage { report, held, sections, rules } = page(app, grant, database, report).await?;
    let place = app.store.check_neighbours(grant, database, report.id, query).await?;
    let seen = observed(app, grant, database).await?;
    let known: std::collections::BTreeSet<String> =
        rules.iter().flat_map(Rules::variables).map(|variable| variable.key).collect();
    let wanted = |shown: &ShownValue| {
        let ruled = known.contains(&shown.variable.key);
        shown.rules.is_some() || shown.check.is_some() || (ruled && !shown.retired)
    };
    let rows = held.values.into_iter().filter(wanted).map(|shown| {
        let mut row = row_of(shown, rules.as_ref());
        row.observed = row.ruled.as_ref().and_then(|value| seen.like(value));
        row
    });
    Ok(CheckView {
        values: rows.collect(),
        database: CheckDatabase {
            id: database,
            name: held.name,
            pack: held.rules.pack,
            pack_version: held.rules.version,
        },
        report: CheckedReport {
            id: report.id,
            external_id: report.external_id,
            patient: report.patient,
            exam_date: report.exam_date,
            modality: report.modality,
            text: report.shown.text().to_owned(),
            sections: sections
                .into_iter()
                .map(|part| CheckSection { kind: part.kind, start: part.start, end: part.end })
                .collect(),
        },
        position: Position { index: place.index, total: place.total },
        previous: place.previous,
        next: place.next,
    })
}

fn row_of(shown: ShownValue, rules: Option<&Rules>) -> CheckRow {
    let key = shown.variable.key.clone();
    let origin = if shown.manual.is_some() { Origin::Manual } else { Origin::Nlp };
    let rule = shown.rules.as_ref().and_then(|value| rule_of(&value.rule, &key, rules));
    let empty = || FieldValue {
        field: key.clone(),
        value: serde_json::Value::Null,
        unit: None,
        state: State::NotMentioned,
        spans: Vec::new(),
        rule: String::new(),
        confidence: 0.0,
        alternatives: Vec::new(),
    };
    CheckRow {
        value: shown.manual.or_else(|| shown.rules.clone()).unwrap_or_else(empty),
        origin,
        ruled: shown.rules,
        rule,
        help: rules.map(|rules| rules.set.help(&key).to_owned()).unwrap_or_default(),
        check: shown.check,
        observed: None,
        variable: shown.variable,
    }
}

/// `id@version` with the text of the field's rule.
fn rule_of(name: &str, key: &str, rules: Option<&Rules>) -> Option<RuleView> {
    let (id, version) = name.rsplit_once('@').unwrap_or((name, ""));
    if id.is_empty() {
        return None;
    }
    let written =
        rules.filter(|_| !name.starts_with(MODEL_RULE)).and_then(|rules| rules.set.field_source(key));
    let (line, source) = written.unwrap_or((0, ""));
    Some(RuleView { id: id.to_owned(), version: version.to_owned(), source: source.to_owned(), line })
}
