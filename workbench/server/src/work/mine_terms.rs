//! Words that stand where findings stand and that no dictionary knows are
//! gathered from the project's reports, page by page; a run that breaks off is taken up.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use workbench_core::ids::DatabaseId;
use workbench_core::{DataLevel, Span};
use workbench_store::{Grant, Report, ReportQuery, Sighting, TermExample};

use super::{Tick, refill};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

/// Characters shown on each side of a word.
const AROUND: usize = 30;
/// Examples of a word in one page; the store keeps five in all.
const EXAMPLES: usize = 5;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    /// Only for whose rules the words are gathered; the reports are those of the project.
    pub database: Option<DatabaseId>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub reports: i64,
    /// Words that are new.
    pub new: usize,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    // examples are shown to every member: names and numbers are covered before they are kept
    let covered = grant.no_deeper_than(DataLevel::Deidentified);
    let mut mining = app.store.begin_mining(grant, arguments.database).await?;
    let total = app.store.count_reports(&covered, &ReportQuery::default()).await?;
    tick.stage("提取新词 gathering unknown words", total);
    let known: HashSet<String> = known(app, grant).await?;
    let known = std::sync::Arc::new(known);
    loop {
        tick.at(usize::try_from(mining.done).unwrap_or(0))?;
        let query = ReportQuery { after: Some(mining.after), limit: refill::PAGE, ..ReportQuery::default() };
        let page = app.store.reports(&covered, &query).await?;
        let Some(last) = page.last().map(|report| report.id) else { break };
        let (count, known) = (page.len(), known.clone());
        let found = on_thread(move || Ok(gather(&page, &known))).await?;
        app.store.keep_sightings(grant, &mut mining, &found, last, count).await?;
    }
    app.store.end_mining(grant, &mining).await?;
    let new = app.store.unknown_terms(grant, "new", "").await?.len();
    Ok(Summary { reports: mining.done, new })
}

/// The words of the project's own dictionary, as they are compared.
async fn known(app: &Shared, grant: &Grant) -> Result<HashSet<String>, AppError> {
    let concepts = app.store.concepts(grant).await?;
    let used = concepts.iter().filter(|concept| !concept.retired);
    Ok(used.flat_map(|concept| concept.what.folded()).collect())
}

fn gather(page: &[Report], known: &HashSet<String>) -> BTreeMap<String, Sighting> {
    let found: Vec<BTreeMap<String, Sighting>> = page.par_iter().map(|report| words(report, known)).collect();
    let mut all: BTreeMap<String, Sighting> = BTreeMap::new();
    for (word, new) in found.into_iter().flatten() {
        let kept = all.entry(word).or_default();
        kept.count += new.count;
        kept.reports += new.reports;
        kept.examples.extend(new.examples);
        kept.examples.truncate(EXAMPLES);
    }
    all
}

fn words(report: &Report, known: &HashSet<String>) -> BTreeMap<String, Sighting> {
    let mut found: BTreeMap<String, Sighting> = BTreeMap::new();
    let covered = report.shown.covered();
    let length = report.text().chars().count();
    for word in nlp::rules::unknown_terms(report.text()) {
        let term = workbench_store::fold_term(&word.term);
        // a mask is no word
        let place = Span::new(word.start, word.end);
        let mask = covered.parts().iter().any(|part| part.span.overlaps(place));
        if term.is_empty() || term.chars().count() > 60 || mask || known.contains(&term) {
            continue;
        }
        let (from, to) = (word.start.saturating_sub(AROUND), word.end.saturating_add(AROUND).min(length));
        let text = Span::new(from, to).of(report.text()).unwrap_or_default().to_owned();
        let seen = found.entry(term).or_insert(Sighting { count: 0, reports: 1, examples: Vec::new() });
        seen.count += 1;
        if seen.examples.len() < EXAMPLES {
            let (start, end) = (word.start - from, word.end - from);
            seen.examples.push(TermExample { report: report.id, text, start, end });
        }
    }
    found
}
