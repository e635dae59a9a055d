//! The search index of a database, always rebuilt from the store.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use cohorts::{Document, FieldCell, Index, TextPart};
use workbench_core::Span;
use workbench_core::ids::{CaseId, DatabaseId, ReportId};
use workbench_store::{CaseRow, CaseText, CaseValue, Grant};

use super::Tick;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

pub async fn rebuild(
    app: &Shared,
    grant: &Grant,
    database: DatabaseId,
    tick: &Tick,
) -> Result<usize, AppError> {
    let cases = app.store.cases(grant, database).await?;
    let texts = app.store.case_texts(grant, database).await?;
    tick.stage("建立索引 building the index", cases.len());
    let (dir, tick) = (app.index_dir(database), tick.clone());
    on_thread(move || {
        let documents = documents(cases, texts);
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
        Ok(count)
    })
    .await
}

/// A section as a report's row keeps it.
#[derive(serde::Serialize, serde::Deserialize)]
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
pub fn documents(cases: Vec<CaseRow>, texts: Vec<CaseText>) -> Vec<Document> {
    let cell = |held: CaseValue| FieldCell { state: held.value.state, value: held.value.value };
    let kept = |case: CaseRow| Kept {
        id: case.id,
        fields: case.values.into_iter().map(|(key, held)| (key, cell(held))).collect(),
    };
    assemble(cases.into_iter().map(kept), texts)
}

/// A case with what it holds.
pub struct Kept {
    pub id: CaseId,
    pub fields: BTreeMap<String, FieldCell>,
}

/// Cases with their texts.
pub fn assemble(cases: impl Iterator<Item = Kept>, texts: Vec<CaseText>) -> Vec<Document> {
    let mut parts: HashMap<_, Vec<TextPart>> = HashMap::new();
    for text in texts {
        parts.entry(text.case_id).or_default().extend(sections(&text));
    }
    let document = |case: Kept| Document {
        texts: parts.remove(&case.id).unwrap_or_default(),
        case_id: case.id.to_string(),
        fields: case.fields,
    };
    cases.map(document).collect()
}

/// The whole text where it has no sections, else each section; what lies
/// between them belongs to the one before. Every part says where it starts.
fn sections(text: &CaseText) -> Vec<TextPart> {
    section_spans(&text.text, &text.sections)
        .into_iter()
        .filter_map(|(kind, span)| {
            let words = span.of(&text.text)?.to_owned();
            Some(TextPart {
                report_id: format!("{}@{}", text.report, span.start),
                section: kind,
                text: words,
                ..TextPart::default()
            })
        })
        .collect()
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
