//! Search (C5): criteria in, cases with marked words out.
//!
//! The index asked is that of the grant's level, made of the texts and values as that level shows
//! them: what is covered satisfies no leaf, so neither a hit nor a count nor a mark tells of it, and
//! the places of marks are places of the shown text.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use axum::Json;
use cohorts::index::{Highlight, LineCount};
use cohorts::{Document, FieldCell};
use serde_json::Value;
use workbench_core::ids::{CaseId, DatabaseId, ReportId, TagId};
use workbench_core::{Action, Span};
use workbench_store::{CaseRow, Object};

use super::problem::{Body, Path};
use super::{Answer, Caller, Problem};
use crate::AppError;
use crate::criteria::{Checked, FieldLeaf};
use crate::error::on_thread;
use crate::work::index::place;

/// Code points around a mark that are shown with it.
const AROUND: usize = 36;
/// Passages shown of one case.
const SNIPPETS: usize = 4;

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct SearchRequest {
    /// `{"all":[…]}`, `{"any":[…]}`, `{"not":…}`, `{"text":…}`, `{"regex":…}` or `{"field":…,"op":…,"value":…}`.
    #[schema(value_type = Option<Object>)]
    criteria: Option<Value>,
    /// A tag whose criteria are taken, in place of `criteria`.
    tag: Option<TagId>,
    limit: Option<usize>,
    offset: Option<usize>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct SearchAnswer {
    total: u64,
    took_ms: f64,
    /// The criteria as a sentence.
    description_zh: String,
    description_en: String,
    leaves: Vec<LeafView>,
    /// What each line leaves: the parts of an outermost `all`, else the whole as one.
    lines: Vec<LineView>,
    hits: Vec<HitView>,
}

/// A line of the criteria in the attrition funnel.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct LineView {
    name: String,
    /// `include` or `exclude`.
    kind: &'static str,
    /// Cases that satisfy the line by itself.
    count: u64,
    /// Cases left by it and every line before.
    left: u64,
    /// Cases that this line removed.
    excluded: u64,
}

impl LineView {
    /// A line's counts under its name, else as it reads.
    fn of((read, line): (String, LineCount)) -> Self {
        let name = if line.name.is_empty() { read } else { line.name };
        let LineCount { count, left, excluded, .. } = line;
        Self { name, kind: line.kind.as_str(), count, left, excluded }
    }
}

/// How many cases one leaf finds by itself.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct LeafView {
    leaf: usize,
    text: String,
    count: u64,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct HitView {
    case: CaseRow,
    snippets: Vec<Snippet>,
    /// Values that satisfy a field leaf.
    structured: Vec<StructuredHit>,
}

/// A value that satisfies a leaf.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct StructuredHit {
    field: String,
    #[schema(value_type = Object)]
    value: Value,
    leaf: usize,
}

/// A passage of a report; marks are code points of `text`.
#[derive(Debug, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct Snippet {
    report_id: ReportId,
    section: String,
    text: String,
    /// Where the passage starts in the report.
    offset: usize,
    marks: Vec<Mark>,
}

#[derive(Debug, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct Mark {
    leaf: usize,
    start: usize,
    end: usize,
}

/// Finds cases of a database.
#[utoipa::path(post, path = "/databases/{id}/search", tag = "search", params(("id" = uuid::Uuid, Path)),
    request_body = SearchRequest, responses((status = 200, body = SearchAnswer), (status = 422, body = Problem)))]
pub async fn search(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(request): Body<SearchRequest>,
) -> Answer<SearchAnswer> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let store = &caller.app.store;
    crate::records::children::refresh(&caller.app, &grant, id).await?;
    let database = store.database(&grant, id).await?;
    let criteria = match (request.criteria, request.tag) {
        (Some(criteria), None) => criteria,
        (None, Some(tag)) => {
            let tag = store.tag(&grant, tag).await?;
            if tag.database != id {
                return Err(Problem::bad("the tag searches another database").zh("该标签属于另一个专病库"));
            }
            tag.criteria
        }
        _ => {
            return Err(
                Problem::bad("give criteria or a tag, one of them").zh("请给出检索条件或标签，二者取一")
            );
        }
    };
    store
        .record_for(&grant, Action::View, &Object::Database(id), &serde_json::json!({"search": criteria}))
        .await?;
    let checked = Checked::of(&caller.app, &grant, &criteria, &database).await?;
    let fields = checked.field_leaves(&database)?;
    let lines = checked.lines(&database);
    let valid = checked.valid;
    let (limit, offset) = (request.limit.unwrap_or(50).clamp(1, 500), request.offset.unwrap_or(0));
    let index = crate::work::index::open(&caller.app, &grant, id).await?;
    let (found, took_ms) = on_thread(move || {
        let begun = Instant::now();
        let found = index.search(&valid, limit, offset).map_err(AppError::from)?;
        Ok((found, begun.elapsed().as_secs_f64() * 1e3))
    })
    .await?;
    let ids: Vec<CaseId> = found.hits.iter().filter_map(|hit| hit.case_id.parse().ok()).collect();
    let cases = store.cases_among(&grant, id, &ids).await?;
    let mut cases: HashMap<String, CaseRow> =
        cases.into_iter().map(|case| (case.id.to_string(), case)).collect();
    let mut hits = Vec::with_capacity(found.hits.len());
    for hit in found.hits {
        let Some(case) = cases.remove(&hit.case_id) else { continue };
        let mut texts = BTreeMap::new();
        for report in reports_of(&hit.highlights) {
            texts.insert(report, store.report(&grant, report).await?.text().to_owned());
        }
        let structured = structured(&fields, &case);
        hits.push(HitView { case, snippets: snippets(&hit.highlights, &texts), structured });
    }
    let leaves =
        found.leaves.into_iter().map(|leaf| LeafView { leaf: leaf.leaf, text: leaf.text, count: leaf.count });
    Ok(Json(SearchAnswer {
        total: found.total,
        took_ms,
        description_zh: checked.zh,
        description_en: checked.en,
        leaves: leaves.collect(),
        lines: lines.into_iter().zip(found.lines).map(LineView::of).collect(),
        hits,
    }))
}

/// The case's values, as the caller sees them, that satisfy a field leaf by themselves.
fn structured(leaves: &[FieldLeaf], case: &CaseRow) -> Vec<StructuredHit> {
    let satisfied = |leaf: &&FieldLeaf| {
        let cell = case
            .values
            .get(&leaf.field)
            .map(|held| FieldCell { state: held.value.state, value: held.value.value.clone() });
        let fields = cell.map(|cell| (leaf.field.clone(), cell)).into_iter().collect();
        leaf.valid.matches(&Document { fields, ..Document::default() })
    };
    let hit = |leaf: &FieldLeaf| {
        let value = case.values.get(&leaf.field).map(|held| held.value.value.clone()).unwrap_or_default();
        StructuredHit { field: leaf.field.clone(), value, leaf: leaf.leaf }
    };
    leaves.iter().filter(satisfied).map(hit).collect()
}

fn reports_of(highlights: &[Highlight]) -> Vec<ReportId> {
    let mut reports: Vec<ReportId> =
        highlights.iter().filter_map(|highlight| Some(place(highlight)?.0)).collect();
    reports.sort();
    reports.dedup();
    reports
}

/// Passages around the marks; marks that lie close share one.
fn snippets(highlights: &[Highlight], texts: &BTreeMap<ReportId, String>) -> Vec<Snippet> {
    let mut marks: Vec<(ReportId, usize, usize, usize, String)> = highlights
        .iter()
        .filter_map(|found| {
            let (report, span) = place(found)?;
            Some((report, span.start, span.end, found.leaf, found.section.clone()))
        })
        .collect();
    marks.sort();
    marks.dedup();
    let mut snippets: Vec<(Span, Snippet)> = Vec::new();
    for (report, start, end, leaf, section) in marks {
        let length = texts.get(&report).map_or(0, |text| text.chars().count());
        let span = Span::new(start.saturating_sub(AROUND), (end + AROUND).min(length));
        let full = snippets.len() == SNIPPETS;
        match snippets.last_mut() {
            Some((last, snippet)) if snippet.report_id == report && span.start <= last.end => {
                last.end = last.end.max(span.end);
                snippet.marks.push(Mark { leaf, start, end });
            }
            _ if full => break,
            _ => snippets.push((
                span,
                Snippet {
                    report_id: report,
                    section,
                    text: String::new(),
                    offset: span.start,
                    marks: vec![Mark { leaf, start, end }],
                },
            )),
        }
    }
    let cut = |(span, mut snippet): (Span, Snippet)| {
        let text = texts.get(&snippet.report_id).and_then(|text| span.of(text)).unwrap_or_default();
        text.clone_into(&mut snippet.text);
        for mark in &mut snippet.marks {
            mark.start -= span.start;
            mark.end -= span.start;
        }
        snippet
    };
    snippets.into_iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_marks_share_a_passage() {
        let id = ReportId(uuid::Uuid::nil());
        let text: String = format!("{}结节{}结节{}肿块", "前".repeat(50), "中".repeat(10), "后".repeat(200));
        let at = |start: usize, end: usize| Highlight {
            leaf: 0,
            report_id: format!("{id}@40"),
            section: String::new(),
            start: start - 40,
            end: end - 40,
        };
        let texts = BTreeMap::from([(id, text.clone())]);
        let found = snippets(&[at(50, 52), at(62, 64), at(264, 266)], &texts);
        assert_eq!(found.len(), 2);
        for snippet in &found {
            for mark in &snippet.marks {
                let words = Span::new(mark.start, mark.end).of(&snippet.text);
                assert!(matches!(words, Some("结节" | "肿块")), "{words:?}");
            }
        }
    }
}
