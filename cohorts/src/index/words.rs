//! Words to reports: the clauses that hold the words, then the reports that hold those clauses.

use rayon::prelude::*;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use super::clause::clauses;
use super::schema::Fields;
use super::set::{Set, bits, has, insert};
use super::snapshot::{Segment, Snapshot};
use super::tokenizer::Grams;
use super::{Need, write::section_name};

/// A list of clauses is looked up one by one when it is short, or as long as the reports hold this
/// many times more.
const SHORT: usize = 16;
const LOOKED_UP: usize = 200;
/// Words in more than this part of the clauses stand in nearly every report: asking for them leaves none out.
const COMMON: usize = 20;

/// What finds words.
pub(super) struct Words<'a> {
    pub snapshot: &'a Snapshot,
    pub fields: &'a Fields,
    /// Sections looked at, all when empty.
    pub sections: &'a [String],
}

impl Words<'_> {
    /// Reports with these folded words in a text, and whether that is certain: words that are cut
    /// may stand apart.
    pub fn reports(&self, words: &str) -> tantivy::Result<(Set, bool)> {
        let mut pieces = clauses(words);
        let (first, rest) = (pieces.next().unwrap_or_default(), pieces.collect::<Vec<_>>());
        let mut found = self.with_clauses(&self.clauses(first)?)?;
        for piece in &rest {
            found.combine(&self.with_clauses(&self.clauses(piece)?)?, |a, b| a & b);
        }
        Ok((found, rest.is_empty()))
    }

    /// Reports that may satisfy a need.
    pub fn need(&self, need: &Need) -> tantivy::Result<Set> {
        let several = |needs: &[Need], mut set: Set, with: fn(u64, u64) -> u64| {
            for need in needs {
                set.combine(&self.need(need)?, with);
            }
            Ok(set)
        };
        match need {
            Need::Anything => Ok(self.snapshot.reports()),
            Need::Words(words) if words.is_empty() => Ok(self.snapshot.reports()),
            Need::Words(words) => self.may_hold(words),
            Need::All(needs) => several(needs, self.snapshot.reports(), |a, b| a & b),
            Need::OneOf(needs) => several(needs, self.snapshot.none(), |a, b| a | b),
        }
    }

    /// Reports that may hold these words.
    fn may_hold(&self, words: &str) -> tantivy::Result<Set> {
        let mut found = self.snapshot.reports();
        for piece in clauses(words) {
            if !self.is_common(piece)? {
                found.combine(&self.with_clauses(&self.clauses(piece)?)?, |a, b| a & b);
            }
        }
        Ok(found)
    }

    /// Whether all parts of these words are.
    fn is_common(&self, words: &str) -> tantivy::Result<bool> {
        let all: usize =
            self.snapshot.segments.iter().map(|segment| segment.clause.values.num_vals() as usize).sum();
        for term in self.terms(words) {
            if self.snapshot.searcher.doc_freq(&term)? as usize <= all / COMMON {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What is indexed of words: the pairs of their characters, or the one character.
    fn terms(&self, words: &str) -> Vec<Term> {
        let pairs = Grams { size: 2 }.of(words).map(|gram| Term::from_field_text(self.fields.pairs, gram));
        let mut pairs: Vec<Term> = pairs.collect();
        if pairs.is_empty() {
            pairs.push(Term::from_field_text(self.fields.chars, words));
        }
        pairs
    }

    /// Numbers of the clauses with these words, in order.
    fn clauses(&self, words: &str) -> tantivy::Result<Vec<u32>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut terms = self.terms(words);
        let basic = |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
        let mut query = match terms.len() {
            1 => basic(terms.remove(0)),
            _ => Box::new(PhraseQuery::new(terms)),
        };
        if !self.sections.is_empty() {
            let section = |name: &String| {
                let term = Term::from_field_text(self.fields.section, section_name(name));
                (Occur::Should, basic(term))
            };
            let sections = BooleanQuery::new(self.sections.iter().map(section).collect());
            query =
                Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, Box::new(sections))]));
        }
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.snapshot.searcher))?;
        let readers = self.snapshot.searcher.segment_readers();
        let of_segment = |(reader, segment): (_, &Segment)| {
            let mut numbers = Vec::new();
            weight.for_each_no_score(reader, &mut |docs| {
                numbers.extend(docs.iter().filter_map(|doc| segment.clause.first(*doc)).map(|n| n as u32));
            })?;
            Ok(numbers)
        };
        let found: Vec<Vec<u32>> = readers
            .par_iter()
            .zip(&self.snapshot.segments)
            .map(of_segment)
            .collect::<tantivy::Result<_>>()?;
        let mut found = found.concat();
        found.sort_unstable();
        Ok(found)
    }

    /// Reports with one of these clauses; numbers in order.
    pub fn with_clauses(&self, numbers: &[u32]) -> tantivy::Result<Set> {
        let readers = self.snapshot.searcher.segment_readers();
        let of_segment = |(reader, segment): (&tantivy::SegmentReader, &Segment)| {
            let mut set = bits(reader.max_doc());
            let few = segment.clauses.values.num_vals() as usize / LOOKED_UP;
            if numbers.len() > few.max(SHORT) {
                scan(segment, numbers, &mut set);
                return Ok(set);
            }
            let inverted = reader.inverted_index(self.fields.clauses)?;
            for number in numbers {
                let term = Term::from_field_u64(self.fields.clauses, (*number).into());
                let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else {
                    continue;
                };
                let mut doc = postings.doc();
                while doc != TERMINATED {
                    insert(&mut set, doc);
                    doc = postings.advance();
                }
            }
            set.iter_mut().zip(&segment.reports).for_each(|(word, alive)| *word &= alive);
            Ok(set)
        };
        let sets = readers.par_iter().zip(&self.snapshot.segments).map(of_segment);
        Ok(Set(sets.collect::<tantivy::Result<_>>()?))
    }
}

/// Goes through the clauses of every report.
fn scan(segment: &Segment, numbers: &[u32], set: &mut [u64]) {
    let mut wanted = bits(numbers.last().map_or(0, |last| last + 1));
    numbers.iter().for_each(|number| insert(&mut wanted, *number));
    let mut held = Vec::new();
    for report in super::set::ones(&segment.reports) {
        segment.clauses_of(report, &mut held);
        if held.iter().any(|number| has(&wanted, *number as u32)) {
            insert(set, report);
        }
    }
}
