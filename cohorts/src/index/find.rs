//! Text criteria to reports.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use tantivy::schema::Value as _;
use tantivy::{DocAddress, DocSet, TERMINATED, TantivyDocument};

use super::clause::PART;
use super::document::TextPart;
use super::lexicon::Lexicon;
use super::machine::{Next, Pattern};
use super::schema::Fields;
use super::set::{Set, bits, has, insert};
use super::snapshot::Snapshot;
use super::words::Words;
use super::write::mention_of;
use crate::criteria::{Find, MentionTest, TextTest};

/// All clauses are judged first when the reports are more than this part of their number.
const MANY: u64 = 8;

/// What answers text criteria.
pub(super) struct Finder<'a> {
    pub snapshot: &'a Snapshot,
    pub fields: &'a Fields,
}

impl Finder<'_> {
    /// Reports that satisfy a test, and how many had to be read.
    pub fn reports(&self, test: &TextTest) -> tantivy::Result<(Set, u64)> {
        let words = Words { snapshot: self.snapshot, fields: self.fields, sections: &test.sections };
        match &test.find {
            Find::Words(list) => {
                let (mut certain, mut doubtful) = (self.snapshot.none(), Vec::new());
                for word in list {
                    match words.reports(word)? {
                        (found, true) => certain.combine(&found, |a, b| a | b),
                        (found, false) => doubtful.push((word.clone(), found)),
                    }
                }
                let mut read = 0;
                for (word, found) in doubtful {
                    let test = TextTest { find: Find::Words(vec![word]), sections: test.sections.clone() };
                    let (found, count) = self.verified(&test, found, &words)?;
                    certain.combine(&found, |a, b| a | b);
                    read += count;
                }
                Ok((certain, read))
            }
            Find::Fuzzy(fuzzy) => self.verified(test, words.need(&fuzzy.need())?, &words),
            Find::Regex { need, .. } => self.verified(test, words.need(need)?, &words),
            Find::Mention(mention) => Ok((self.mentions(mention, &test.sections)?, 0)),
        }
    }

    /// Each distinct mention is asked once.
    fn mentions(&self, test: &MentionTest, sections: &[String]) -> tantivy::Result<Set> {
        let covers = |section: &str| sections.is_empty() || sections.iter().any(|wanted| wanted == section);
        self.by_term(self.fields.mentions, |term| {
            mention_of(term).is_some_and(|(flags, section, said)| covers(section) && test.holds(said, flags))
        })
    }

    /// Reports with a term of a field that is wanted.
    pub fn by_term(
        &self,
        field: tantivy::schema::Field,
        wanted: impl Fn(&str) -> bool + Sync,
    ) -> tantivy::Result<Set> {
        let readers = self.snapshot.searcher.segment_readers();
        let of_segment = |(reader, segment): (&tantivy::SegmentReader, &super::snapshot::Segment)| {
            let mut set = bits(reader.max_doc());
            let inverted = reader.inverted_index(field)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                if !std::str::from_utf8(terms.key()).is_ok_and(&wanted) {
                    continue;
                }
                let basic = tantivy::schema::IndexRecordOption::Basic;
                let mut postings = inverted.read_postings_from_terminfo(terms.value(), basic)?;
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

    /// Those of the candidates that satisfy a test, and how many were read.
    fn verified(&self, test: &TextTest, candidates: Set, words: &Words<'_>) -> tantivy::Result<(Set, u64)> {
        let lexicon = if candidates.count() == 0 { None } else { self.snapshot.lexicon(self.fields)? };
        if let Some((pattern, lexicon)) = Pattern::of(&test.find).zip(lexicon) {
            let walk = Walk { snapshot: self.snapshot, lexicon, pattern, test };
            if let Some(found) = walk.run(&candidates, words)? {
                return Ok(found);
            }
        }
        self.read(test, candidates)
    }

    /// Reads the stored texts of the candidates.
    fn read(&self, test: &TextTest, candidates: Set) -> tantivy::Result<(Set, u64)> {
        let addresses: Vec<DocAddress> = candidates.addresses().collect();
        let holds = |address: &DocAddress| {
            let parts = self.stored(*address)?.1;
            Ok(parts.iter().any(|part| test.covers(&part.section) && test.find.finds(part)))
        };
        let hold: Vec<bool> = addresses.par_iter().map(holds).collect::<tantivy::Result<_>>()?;
        let read = addresses.len() as u64;
        Ok((self.chosen(addresses, hold), read))
    }

    fn chosen(&self, addresses: Vec<DocAddress>, chosen: Vec<bool>) -> Set {
        chosen_of(self.snapshot, &addresses, &chosen)
    }

    /// Id of the case and parts of a report.
    pub fn stored(&self, address: DocAddress) -> tantivy::Result<(String, Vec<TextPart>)> {
        let document: TantivyDocument = self.snapshot.searcher.doc(address)?;
        let text = |field| document.get_first(field).and_then(|value| value.as_str());
        let parts = text(self.fields.texts).map_or(Ok(Vec::new()), serde_json::from_str);
        let parts = parts.map_err(|e| tantivy::TantivyError::InternalError(format!("stored text: {e}")))?;
        Ok((text(self.fields.case).unwrap_or_default().to_owned(), parts))
    }
}

fn chosen_of(snapshot: &Snapshot, addresses: &[DocAddress], chosen: &[bool]) -> Set {
    let mut set = snapshot.none();
    for (at, _) in addresses.iter().zip(chosen).filter(|(_, chosen)| **chosen) {
        if let Some(words) = set.0.get_mut(at.segment_ord as usize) {
            insert(words, at.doc_id);
        }
    }
    set
}

/// A walk of machines over the clauses of reports.
struct Walk<'a> {
    snapshot: &'a Snapshot,
    lexicon: Arc<Lexicon>,
    pattern: Pattern<'a>,
    test: &'a TextTest,
}

impl Walk<'_> {
    /// `None` when a machine gave up.
    fn run(&self, candidates: &Set, words: &Words<'_>) -> tantivy::Result<Option<(Set, u64)>> {
        let covered: Vec<bool> =
            self.lexicon.sections.iter().map(|section| self.test.covers(section)).collect();
        if candidates.count() < u64::from(self.lexicon.end()) / MANY || !self.pattern.is_free() {
            return Ok(self.reports(candidates, &covered, None));
        }
        let Some((holding, open)) = self.clauses(&covered) else { return Ok(None) };
        let mut certain = words.with_clauses(&holding)?;
        certain.combine(candidates, |a, b| a & b);
        let mut left = words.with_clauses(&open)?;
        left.combine(candidates, |a, b| a & b);
        left.combine(&certain, |a, b| a & !b);
        let mut is_open = bits(self.lexicon.end());
        open.iter().for_each(|number| insert(&mut is_open, *number));
        let found = self.reports(&left, &covered, Some(&is_open));
        Ok(found.map(|(found, read)| {
            certain.combine(&found, |a, b| a | b);
            (certain, read)
        }))
    }

    /// Clauses that hold what is looked for, and those at whose end it may have begun.
    fn clauses(&self, covered: &[bool]) -> Option<(Vec<u32>, Vec<u32>)> {
        let end = self.lexicon.end();
        let step = (end / (4 * rayon::current_num_threads() as u32)).max(10_000);
        let starts: Vec<u32> = (PART + 1..end).step_by(step as usize).collect();
        let judge = |start: &u32| {
            let (mut holding, mut open) = (Vec::new(), Vec::new());
            let mut machine = self.pattern.machine()?;
            for number in *start..end.min(start + step) {
                let Some((section, text)) = self.lexicon.get(number) else { continue };
                if !covered.get(usize::from(section)).copied().unwrap_or(false) {
                    continue;
                }
                match machine.read(0, text)? {
                    Next::Found => holding.push(number),
                    Next::State(0) => {}
                    Next::State(_) => open.push(number),
                }
            }
            Some((holding, open))
        };
        let judged: Vec<(Vec<u32>, Vec<u32>)> = starts.par_iter().map(judge).collect::<Option<_>>()?;
        let (holding, open): (Vec<_>, Vec<_>) = judged.into_iter().unzip();
        Some((holding.concat(), open.concat()))
    }

    /// Reads reports clause by clause. Clauses that are known not to be `open` leave the first state
    /// as it is.
    fn reports(&self, candidates: &Set, covered: &[bool], open: Option<&[u64]>) -> Option<(Set, u64)> {
        let addresses: Vec<DocAddress> = candidates.addresses().collect();
        let chunk = addresses.len().div_ceil(2 * rayon::current_num_threads()).max(256);
        let gave_up = AtomicBool::new(false);
        let whole = covered.iter().all(|covered| *covered);
        let holds = |addresses: &[DocAddress]| -> Vec<bool> {
            let (mut machine, mut held) = (self.pattern.machine(), Vec::new());
            let mut holds = |at: &DocAddress| {
                let segment = self.snapshot.segments.get(at.segment_ord as usize)?;
                let mut state = 0;
                let mut skip = false;
                let machine = machine.as_mut()?;
                segment.clauses_of(at.doc_id, &mut held);
                for number in &held {
                    let number = *number as u32;
                    if number == PART {
                        if machine.ends(state)? {
                            return Some(true);
                        }
                        (state, skip) = (0, false);
                        continue;
                    }
                    if skip || (state == 0 && open.is_some_and(|open| !has(open, number))) {
                        continue;
                    }
                    // asked only where it matters: each answer is a far read
                    if !whole {
                        let (section, _) = self.lexicon.get(number)?;
                        skip = !covered.get(usize::from(section)).copied().unwrap_or(false);
                        if skip {
                            continue;
                        }
                    }
                    let text =
                        || self.lexicon.get(number).map(|(_, text)| text.to_owned()).unwrap_or_default();
                    match machine.step(state, number, text)? {
                        Next::Found => return Some(true),
                        Next::State(next) => state = next,
                    }
                }
                machine.ends(state)
            };
            let hold = |at: &DocAddress| {
                if gave_up.load(Ordering::Relaxed) {
                    return false;
                }
                holds(at).unwrap_or_else(|| {
                    gave_up.store(true, Ordering::Relaxed);
                    false
                })
            };
            addresses.iter().map(hold).collect()
        };
        let found: Vec<Vec<bool>> = addresses.par_chunks(chunk).map(holds).collect();
        let read = addresses.len() as u64;
        (!gave_up.into_inner()).then(|| (chosen_of(self.snapshot, &addresses, &found.concat()), read))
    }
}
