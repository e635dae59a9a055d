//! Leaves to cases.

use tantivy::Searcher;
use tantivy::columnar::StrColumn;

use super::find::Finder;
use super::schema::{Fields, column_of};
use super::set::{Set, bits, has, insert, ones};
use super::snapshot::Snapshot;
use crate::criteria::{FieldCell, Have, IntervalTest, LeafTest, ReportsTest, TestKind};

/// What answers leaves.
pub(super) struct Leaves<'a> {
    pub snapshot: &'a Snapshot,
    pub fields: &'a Fields,
}

impl Leaves<'_> {
    /// The cases of a leaf, and how many texts had to be read.
    pub fn cases(&self, test: &LeafTest) -> tantivy::Result<(Set, u64)> {
        let lifted = |(reports, read)| (self.snapshot.cases_of(reports), read);
        match &test.kind {
            TestKind::Field { field, comparison } => {
                Ok((self.field(field, |cell| comparison.holds(cell))?, 0))
            }
            TestKind::Cohort(members) => Ok((self.members(members)?, 0)),
            TestKind::Text(test) => Ok(lifted(self.finder().reports(test)?)),
            TestKind::Reports(test) => Ok(lifted(self.reports(test)?)),
            TestKind::Interval(test) => {
                let ((from, first), (to, second)) = (self.reports(&test.from)?, self.reports(&test.to)?);
                Ok((self.interval(&from, &to, test), first + second))
            }
        }
    }

    pub fn finder(&self) -> Finder<'_> {
        Finder { snapshot: self.snapshot, fields: self.fields }
    }

    /// Reports with such properties.
    fn reports(&self, test: &ReportsTest) -> tantivy::Result<(Set, u64)> {
        let mut found = self.snapshot.reports();
        // a case without reports stands for itself
        found.combine(&self.real_reports()?, |a, b| a & b);
        let mut read = 0;
        if !test.modality.is_empty() {
            let set = self.finder().by_term(self.fields.modality, |word| test.fits_modality(word))?;
            found.combine(&set, |a, b| a & b);
        }
        if test.body_part.is_some() {
            let set = self.finder().by_term(self.fields.body_part, |word| test.fits_body_part(word))?;
            found.combine(&set, |a, b| a & b);
        }
        if test.from.is_some() || test.to.is_some() {
            for (segment, words) in self.snapshot.segments.iter().zip(&mut found.0) {
                let mut kept = vec![0; words.len()];
                for report in ones(words).filter(|report| test.fits_day(segment.day.first(*report))) {
                    insert(&mut kept, report);
                }
                *words = kept;
            }
        }
        if let Some(have) = &test.have {
            found.combine(&self.have(have, &mut read)?, |a, b| a & b);
        }
        Ok((found, read))
    }

    /// Reports that have a part, which all but the stand-in of a case without reports have.
    fn real_reports(&self) -> tantivy::Result<Set> {
        let mut set = self.snapshot.none();
        for (segment, words) in self.snapshot.segments.iter().zip(&mut set.0) {
            let real = ones(&segment.reports).filter(|report| segment.clauses.first(*report).is_some());
            real.for_each(|report| insert(words, report));
        }
        Ok(set)
    }

    fn have(&self, have: &Have, read: &mut u64) -> tantivy::Result<Set> {
        Ok(match have {
            Have::All(parts) | Have::Any(parts) => {
                let all = matches!(have, Have::All(_));
                let mut out = if all { self.snapshot.reports() } else { self.snapshot.none() };
                for part in parts {
                    out.combine(&self.have(part, read)?, |a, b| if all { a & b } else { a | b });
                }
                out
            }
            Have::Not(part) => {
                let mut out = self.snapshot.reports();
                out.combine(&self.have(part, read)?, |a, b| a & !b);
                out
            }
            Have::Test(test) => {
                let key = format!("{test:?}");
                let answer = self.snapshot.answer(&key, || self.finder().reports(test))?;
                *read += answer.1;
                answer.0.clone()
            }
        })
    }

    /// Cases with two reports so many days apart.
    fn interval(&self, from: &Set, to: &Set, test: &IntervalTest) -> Set {
        let mut out = self.snapshot.none();
        let sides = from.0.iter().zip(&to.0).zip(&mut out.0);
        for (segment, ((from, to), out)) in self.snapshot.segments.iter().zip(sides) {
            let either: Vec<u64> = from.iter().zip(to).map(|(a, b)| a | b).collect();
            let (mut case, mut first, mut second) = (None, Vec::new(), Vec::new());
            for report in ones(&either) {
                let (here, Some(day)) = (segment.case_of(report), segment.day.first(report)) else {
                    continue;
                };
                if here != case {
                    (case, first, second) = (here, Vec::new(), Vec::new());
                }
                if has(from, report) {
                    first.push((report, day));
                }
                if has(to, report) {
                    second.push((report, day));
                }
                let apart = |(a, start): &(u32, i64)| {
                    second.iter().any(|(b, end)| a != b && test.apart(*start, *end))
                };
                if let Some(case) = case.filter(|_| first.iter().any(apart)) {
                    insert(out, case);
                }
            }
        }
        out
    }

    fn members(&self, members: &std::collections::HashSet<String>) -> tantivy::Result<Set> {
        let mut set = self.snapshot.none();
        // in order: neighbours share a block of the dictionary
        let mut ids: Vec<&String> = members.iter().filter(|id| id.len() <= super::schema::MAX_TERM).collect();
        ids.sort_unstable();
        let readers = self.snapshot.searcher.segment_readers().iter();
        for ((reader, segment), words) in readers.zip(&self.snapshot.segments).zip(&mut set.0) {
            let inverted = reader.inverted_index(self.fields.case)?;
            for id in &ids {
                let term = tantivy::Term::from_field_text(self.fields.case, id);
                let Some(mut docs) =
                    inverted.read_postings(&term, tantivy::schema::IndexRecordOption::Basic)?
                else {
                    continue;
                };
                let mut doc = tantivy::DocSet::doc(&docs);
                while doc != tantivy::TERMINATED {
                    insert(words, doc);
                    doc = tantivy::DocSet::advance(&mut docs);
                }
            }
            words.iter_mut().zip(&segment.cases).for_each(|(word, cases)| *word &= cases);
        }
        Ok(set)
    }

    /// Asks each distinct value of a field once.
    fn field(&self, field: &str, holds: impl Fn(Option<&FieldCell>) -> bool) -> tantivy::Result<Set> {
        let without = holds(None);
        let searcher: &Searcher = &self.snapshot.searcher;
        let mut set = self.snapshot.none();
        let readers = searcher.segment_readers().iter();
        for ((reader, segment), words) in readers.zip(&self.snapshot.segments).zip(&mut set.0) {
            let column: Option<StrColumn> = reader.fast_fields().str(&column_of(field))?;
            let Some(column) = column else {
                if without {
                    words.clone_from(&segment.cases);
                }
                continue;
            };
            // in one walk: looking terms up one by one unpacks a block for each
            let mut answers = Vec::with_capacity(column.num_terms());
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                let cell: FieldCell = serde_json::from_slice(terms.key()).map_err(|error| {
                    tantivy::TantivyError::InternalError(format!("stored value: {error}"))
                })?;
                answers.push(holds(Some(&cell)));
            }
            let mut chosen = bits(reader.max_doc());
            for case in ones(&segment.cases) {
                let answer = match column.term_ords(case).next() {
                    Some(ord) => answers.get(ord as usize).copied().unwrap_or(false),
                    None => without,
                };
                if answer {
                    insert(&mut chosen, case);
                }
            }
            *words = chosen;
        }
        Ok(set)
    }
}
