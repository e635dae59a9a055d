//! Cases as the index sees them, and where a place of the index lies in its report.

use std::collections::HashMap;

use cohorts::index::Mention;
use cohorts::{Document, FieldCell, TextPart};
use nlp::{Experiencer, Finding, Temporality};
use serde::{Deserialize, Serialize};
use workbench_core::Span;
use workbench_core::ids::ReportId;
use workbench_store::{CaseRow, CaseText};

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
