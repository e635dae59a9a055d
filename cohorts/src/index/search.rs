//! Searching: each leaf becomes a set of cases, the tree combines the sets.

use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::DocAddress;

use super::highlight::highlights;
use super::leaf::Leaves;
use super::set::{Set, ones};
use super::snapshot::Snapshot;
use super::{Hit, Hits, Index, LeafCount, LineCount, TextPart};
use crate::CohortError;
use crate::criteria::{Criteria, Line, LineKind, TestKind, ValidCriteria};

struct Evaluated {
    left: Set,
    leaves: Vec<LeafCount>,
    lines: Vec<LineCount>,
}

impl Index {
    /// Cases that satisfy the criteria: all are counted, `limit` of them after
    /// the first `offset` are returned with highlights.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn search(&self, criteria: &ValidCriteria, limit: usize, offset: usize) -> Result<Hits, CohortError> {
        self.search_inner(criteria, limit, offset).map_err(|error| self.damaged(error))
    }

    /// Ids of all cases that satisfy the criteria, in the order of indexing.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn select(&self, criteria: &ValidCriteria) -> Result<Vec<String>, CohortError> {
        let hits = || -> tantivy::Result<Vec<String>> {
            let snapshot = &self.snapshot;
            let evaluated = self.evaluate(snapshot, criteria)?;
            let leaves = Leaves { snapshot, fields: &self.fields };
            let in_order = in_order(snapshot, &evaluated.left, usize::MAX);
            in_order.into_iter().map(|at| Ok(leaves.finder().stored(at)?.0)).collect()
        };
        hits().map_err(|error| self.damaged(error))
    }

    /// Forgets the answers that are kept for the next search with the same leaves; for measurements.
    pub fn forget(&self) {
        self.snapshot.forget();
    }

    pub(super) fn damaged(&self, error: tantivy::TantivyError) -> CohortError {
        CohortError::Damaged { dir: self.dir.clone(), reason: error.to_string() }
    }

    fn search_inner(&self, criteria: &ValidCriteria, limit: usize, offset: usize) -> tantivy::Result<Hits> {
        let snapshot = &self.snapshot;
        let evaluated = self.evaluate(snapshot, criteria)?;
        let mut hits = Vec::new();
        let in_order = in_order(snapshot, &evaluated.left, offset.saturating_add(limit));
        for address in in_order.into_iter().skip(offset).take(limit) {
            let (case_id, texts) = self.case(snapshot, address)?;
            hits.push(Hit { case_id, highlights: highlights(criteria.tests(), &texts) });
        }
        let (leaves, lines) = (evaluated.leaves, evaluated.lines);
        Ok(Hits { total: evaluated.left.count(), hits, leaves, lines })
    }

    /// Id of a case and the parts of its reports.
    fn case(&self, snapshot: &Snapshot, case: DocAddress) -> tantivy::Result<(String, Vec<TextPart>)> {
        let finder = Leaves { snapshot, fields: &self.fields };
        let finder = finder.finder();
        let Some(segment) = snapshot.segments.get(case.segment_ord as usize) else {
            return Ok(Default::default());
        };
        let (mut id, mut texts) = (String::new(), Vec::new());
        for doc_id in segment.reports_of(case.doc_id) {
            let (case_id, parts) = finder.stored(DocAddress { doc_id, ..case })?;
            id = case_id;
            texts.extend(parts);
        }
        Ok((id, texts))
    }

    fn evaluate(&self, snapshot: &Snapshot, criteria: &ValidCriteria) -> tantivy::Result<Evaluated> {
        let answering = Leaves { snapshot, fields: &self.fields };
        let (mut sets, mut leaves) = (Vec::new(), Vec::new());
        for (leaf, test) in criteria.tests().iter().enumerate() {
            let answer = match &test.kind {
                // as many as the caller likes, and found fast
                TestKind::Cohort(_) => Arc::new(answering.cases(test)?),
                kind => snapshot.answer(&format!("{kind:?}"), || answering.cases(test))?,
            };
            leaves.push(LeafCount { leaf, text: test.text.clone(), count: answer.0.count(), read: answer.1 });
            sets.push(answer);
        }
        let mut sets = sets.into_iter();
        let unnamed = |criteria: &Criteria| Line {
            name: String::new(),
            kind: LineKind::Include,
            criteria: criteria.clone(),
        };
        let parts: Vec<Line> = match criteria.criteria() {
            Criteria::Lines(lines) => lines.clone(),
            Criteria::All(parts) => parts.iter().map(unnamed).collect(),
            whole => vec![unnamed(whole)],
        };
        let (mut left, mut lines) = (snapshot.cases(), Vec::new());
        let mut before = left.count();
        for part in parts {
            let line = combine(snapshot, &part.criteria, &mut sets);
            match part.kind {
                LineKind::Include => left.combine(&line, |a, b| a & b),
                LineKind::Exclude => left.combine(&line, |a, b| a & !b),
            }
            let after = left.count();
            lines.push(LineCount {
                name: part.name,
                kind: part.kind,
                count: line.count(),
                left: after,
                excluded: before - after,
            });
            before = after;
        }
        Ok(Evaluated { left, leaves, lines })
    }
}

/// The first so many cases of a set in their order.
fn in_order(snapshot: &Snapshot, set: &Set, most: usize) -> Vec<DocAddress> {
    // the greatest on top, so that it goes when a lesser comes
    let mut first: BinaryHeap<(u64, DocAddress)> = BinaryHeap::new();
    for (segment_ord, (segment, words)) in snapshot.segments.iter().zip(&set.0).enumerate() {
        for doc_id in ones(words) {
            let order = segment.order.get_val(doc_id);
            if first.len() < most {
                first.push((order, DocAddress { segment_ord: segment_ord as u32, doc_id }));
            } else if first.peek().is_some_and(|(greatest, _)| order < *greatest) {
                first.pop();
                first.push((order, DocAddress { segment_ord: segment_ord as u32, doc_id }));
            } else if segment.ascends {
                break;
            }
        }
    }
    first.into_sorted_vec().into_iter().map(|(_, at)| at).collect()
}

fn combine(snapshot: &Snapshot, node: &Criteria, sets: &mut impl Iterator<Item = Arc<(Set, u64)>>) -> Set {
    match node {
        Criteria::All(parts) | Criteria::Any(parts) => {
            let all = matches!(node, Criteria::All(_));
            let mut out = if all { snapshot.cases() } else { snapshot.none() };
            for part in parts {
                let set = combine(snapshot, part, sets);
                out.combine(&set, |a, b| if all { a & b } else { a | b });
            }
            out
        }
        Criteria::Not(part) => {
            let mut out = snapshot.cases();
            out.combine(&combine(snapshot, part, sets), |a, b| a & !b);
            out
        }
        Criteria::Leaf(_) => sets.next().map_or_else(|| snapshot.none(), |answer| answer.0.clone()),
        Criteria::Lines(lines) => {
            let mut out = snapshot.cases();
            for line in lines {
                let set = combine(snapshot, &line.criteria, sets);
                let include = line.kind == LineKind::Include;
                out.combine(&set, |a, b| if include { a & b } else { a & !b });
            }
            out
        }
    }
}
