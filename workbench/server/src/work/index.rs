//! The search indexes of a database, one for each level that shows rows, always rebuilt from the store.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use cohorts::index::Mention;
use cohorts::{Document, FieldCell, Index, TextPart};
use nlp::{Experiencer, Finding, Temporality};
use serde::{Deserialize, Serialize};
use workbench_core::ids::{DatabaseId, ReportId};
use workbench_core::{Code, DataLevel, Span};
use workbench_store::{CaseRow, CaseText, Grant};

use super::{Task, Tick};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

/// The levels that show rows: each has an index of its own, of the texts and values it shows.
/// So what is covered is found by no leaf, counted by none and marked by none.
const LEVELS: [DataLevel; 3] = [DataLevel::Identified, DataLevel::Limited, DataLevel::Deidentified];
/// The file beside an index that says with which names it was covered.
const STAMP: &str = "COVERED";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub database: DatabaseId,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub indexed: usize,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    app.store.database(grant, arguments.database).await?;
    Ok(Summary { indexed: rebuild(app, grant, arguments.database, tick).await? })
}

/// Builds the indexes of every level; each takes the place of the former when it is whole.
pub async fn rebuild(
    app: &Shared,
    grant: &Grant,
    database: DatabaseId,
    tick: &Tick,
) -> Result<usize, AppError> {
    let mut count = 0;
    for level in LEVELS {
        let grant = grant.whole().no_deeper_than(level);
        let stamp = app.store.sight_stamp(&grant).await?;
        let cases = app.store.cases(&grant, database).await?;
        let texts = app.store.case_texts(&grant, database).await?;
        tick.stage("建立索引 building the index", cases.len());
        let (dir, tick, app) = (app.index_dir(database, level), tick.clone(), app.clone());
        count = on_thread(move || {
            let documents = documents(app.engine(), cases, texts);
            let count = documents.len();
            let mut cancelled = Ok(());
            let built = Index::build(&dir, documents.into_iter(), &mut |done| match tick.at(done as usize) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    cancelled = Err(error);
                    ControlFlow::Break(())
                }
            });
            cancelled?;
            built?;
            std::fs::write(dir.join(STAMP), stamp)?;
            Ok(count)
        })
        .await?;
    }
    Ok(count)
}

/// The index of what the grant's level shows, or why it cannot be asked.
///
/// Names that became known after it was built stand uncovered in it: until it is
/// built anew nobody below `identified` is answered from it.
pub async fn open(app: &Shared, grant: &Grant, database: DatabaseId) -> Result<Arc<Index>, AppError> {
    let level = grant.level().max(DataLevel::Deidentified);
    let stamp = app.store.sight_stamp(grant).await?;
    let shared = app.clone();
    let (index, stale) = on_thread(move || {
        let index = shared.index(database, level)?;
        let built = std::fs::read_to_string(shared.index_dir(database, level).join(STAMP));
        Ok((index, level < DataLevel::Identified && built.ok().as_deref() != Some(&stamp)))
    })
    .await?;
    if stale {
        app.store.queue(grant, Task::BuildIndex(Arguments { database }).job()?).await?;
        app.wake.notify_waiters();
        return Err(AppError::new(
            Code::Conflict,
            "names have become known since the index was built; it is being built anew, search again in a moment",
        )
        .zh("建立索引之后又登记了新的姓名，索引正在重建，请稍后再检索"));
    }
    Ok(index)
}

/// A section as a report's row keeps it.
#[derive(Serialize, Deserialize)]
pub struct KeptSection {
    pub kind: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

impl From<nlp::Section> for KeptSection {
    fn from(section: nlp::Section) -> Self {
        Self { kind: section.kind.as_str().to_owned(), start: section.span.start, end: section.span.end }
    }
}

/// Cases as the index sees them: texts cut into their sections, values by key.
pub fn documents(engine: &nlp::Engine, cases: Vec<CaseRow>, texts: Vec<CaseText>) -> Vec<Document> {
    let mut parts: HashMap<_, Vec<TextPart>> = HashMap::new();
    for text in texts {
        parts.entry(text.case_id).or_default().extend(sections(engine, &text));
    }
    let document = |case: CaseRow| Document {
        texts: parts.remove(&case.id).unwrap_or_default(),
        case_id: case.id.to_string(),
        fields: case
            .values
            .into_iter()
            .map(|(key, held)| (key, FieldCell { state: held.value.state, value: held.value.value }))
            .collect(),
    };
    cases.into_iter().map(document).collect()
}

/// The whole text where it has no sections, else each section; what lies
/// between them belongs to the one before. Every part says where it starts.
fn sections(engine: &nlp::Engine, text: &CaseText) -> Vec<TextPart> {
    let found = engine.findings(&text.text);
    section_spans(&text.text, &text.sections)
        .into_iter()
        .filter_map(|(kind, span)| {
            Some(TextPart {
                report_id: format!("{}@{}", text.report, span.start),
                section: kind,
                text: span.of(&text.text)?.to_owned(),
                modality: text.modality.clone(),
                body_part: text.body_part.clone(),
                exam_date: text.exam_date.clone(),
                mentions: found.findings.iter().filter_map(|finding| mention(finding, span)).collect(),
            })
        })
        .collect()
}

/// What a part says of the patient, with places of the part; what it says of relatives is left out.
fn mention(finding: &Finding, part: Span) -> Option<Mention> {
    let inside = part.start <= finding.start && finding.end <= part.end;
    let own = inside && finding.experiencer == Experiencer::Patient;
    own.then(|| Mention {
        term: finding.term.clone(),
        start: finding.start - part.start,
        end: finding.end - part.start,
        negated: finding.negated,
        uncertain: finding.uncertain,
        historical: finding.temporality == Temporality::Historical,
    })
}

/// Which report a highlight lies in, and its code points in the whole text:
/// the index names a part of a report `id@start`.
pub fn place(highlight: &cohorts::index::Highlight) -> Option<(ReportId, Span)> {
    let (report, start) = highlight.report_id.split_once('@')?;
    let start: usize = start.parse().ok()?;
    Some((report.parse().ok()?, Span::new(start + highlight.start, start + highlight.end)))
}

/// Sections of a stored report as kinds and spans that cover the whole text.
pub fn section_spans(text: &str, sections: &serde_json::Value) -> Vec<(String, Span)> {
    let length = text.chars().count();
    let found: Vec<KeptSection> = serde_json::from_value(sections.clone()).unwrap_or_default();
    let mut spans: Vec<(String, Span)> = Vec::new();
    for section in found {
        let start = section.start.min(length);
        match spans.last_mut() {
            Some((_, last)) => last.end = start.max(last.start),
            None if start > 0 => spans.push((String::new(), Span::new(0, start))),
            None => {}
        }
        spans.push((section.kind, Span::new(start, length)));
    }
    if spans.is_empty() {
        spans.push((String::new(), Span::new(0, length)));
    }
    spans
}
