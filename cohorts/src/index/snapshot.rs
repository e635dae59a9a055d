//! One state of the index, as a search sees it from begin to end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use rayon::prelude::*;
use tantivy::columnar::{Column, ColumnValues};
use tantivy::index::SegmentId;
use tantivy::{Searcher, SegmentReader};

use super::lexicon::{Lexicon, SegmentWords};
use super::schema::{CLAUSE, CLAUSES, DAY, Fields, ORDER};
use super::set::{Set, bits, has, insert, ones};

/// Answers kept in memory, bytes.
const KEPT_BYTES: usize = 64 << 20;

pub(super) struct Snapshot {
    pub searcher: Searcher,
    pub segments: Vec<Segment>,
    lexicon: OnceLock<Option<Arc<Lexicon>>>,
    words: Mutex<HashMap<SegmentId, Arc<SegmentWords>>>,
    answers: Mutex<Answers>,
}

#[derive(Default)]
struct Answers {
    sets: HashMap<String, (u64, Arc<(Set, u64)>)>,
    clock: u64,
}

/// What is asked of a segment again and again.
pub(super) struct Segment {
    /// Reports that were not deleted.
    pub reports: Vec<u64>,
    /// Cases that were not deleted: each the last of its reports.
    pub cases: Vec<u64>,
    /// Whether every report is a case.
    single: bool,
    pub order: Arc<dyn ColumnValues<u64>>,
    /// Whether cases stand in their order.
    pub ascends: bool,
    pub clauses: Column<u64>,
    pub day: Column<i64>,
    /// Numbers of the clauses.
    pub clause: Column<u64>,
}

impl Segment {
    fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        // a segment may lack a kind of document
        let number = |name: &str| {
            let column = columns.column_opt::<u64>(name)?;
            Ok::<_, tantivy::TantivyError>(
                column.unwrap_or_else(|| Column::build_empty_column(reader.max_doc())),
            )
        };
        let (order, clause, clauses) = (number(ORDER)?, number(CLAUSE)?, number(CLAUSES)?);
        let day = columns.column_opt::<i64>(DAY)?;
        let (mut reports, mut cases) = (bits(reader.max_doc()), bits(reader.max_doc()));
        let (mut ascends, mut last) = (true, None);
        for doc in 0..reader.max_doc() {
            if reader.alive_bitset().is_some_and(|alive| alive.is_deleted(doc)) {
                continue;
            }
            if let Some(place) = order.first(doc) {
                insert(&mut cases, doc);
                ascends &= last.is_none_or(|last| last < place);
                last = Some(place);
            } else if clause.first(doc).is_some() {
                continue;
            }
            insert(&mut reports, doc);
        }
        Ok(Self {
            single: reports == cases,
            reports,
            cases,
            order: order.first_or_default_col(0),
            ascends,
            clauses,
            day: day.unwrap_or_else(|| Column::build_empty_column(reader.max_doc())),
            clause,
        })
    }

    /// The case a report belongs to.
    pub fn case_of(&self, report: u32) -> Option<u32> {
        let first = report as usize / 64;
        let word = self.cases.get(first)? & (u64::MAX << (report % 64));
        let rest = self.cases.get(first + 1..).unwrap_or_default().iter().copied();
        std::iter::once(word)
            .chain(rest)
            .enumerate()
            .find(|(_, word)| *word != 0)
            .map(|(at, word)| (first + at) as u32 * 64 + word.trailing_zeros())
    }

    /// The clauses of a report, in place of what `out` held. All at once: value by value takes
    /// several times as long.
    pub fn clauses_of(&self, report: u32, out: &mut Vec<u64>) {
        let rows = self.clauses.index.value_row_ids(report);
        out.resize(rows.len(), 0);
        self.clauses.values.get_range(rows.start.into(), out);
    }

    /// The reports of a case, which is the last of them.
    pub fn reports_of(&self, case: u32) -> std::ops::RangeInclusive<u32> {
        let is_other = |doc: &u32| !has(&self.reports, *doc) || has(&self.cases, *doc);
        let first = (0..case).rev().find(is_other).map_or(0, |before| before + 1);
        first..=case
    }
}

impl Snapshot {
    /// `former` lends what it knows of segments that are still there.
    pub fn open(searcher: Searcher, former: Option<&Self>) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().par_iter().map(Segment::open).collect::<Result<_, _>>()?;
        let words = former.and_then(|former| former.words.lock().ok().map(|words| words.clone()));
        let mut words = words.unwrap_or_default();
        words.retain(|id, _| searcher.segment_readers().iter().any(|reader| reader.segment_id() == *id));
        Ok(Self {
            searcher,
            segments,
            lexicon: OnceLock::new(),
            words: Mutex::new(words),
            answers: Mutex::default(),
        })
    }

    /// The clauses, read at their first use; `None` when they are too many to keep.
    pub fn lexicon(&self, fields: &Fields) -> tantivy::Result<Option<Arc<Lexicon>>> {
        if let Some(lexicon) = self.lexicon.get() {
            return Ok(lexicon.clone());
        }
        let known = self.words.lock().map(|words| words.clone()).unwrap_or_default();
        let load = |reader: &SegmentReader| match known.get(&reader.segment_id()) {
            Some(words) => Ok(Some(words.clone())),
            None => Ok(SegmentWords::load(reader, fields)?.map(Arc::new)),
        };
        let loaded: Vec<Option<Arc<SegmentWords>>> =
            self.searcher.segment_readers().par_iter().map(load).collect::<tantivy::Result<_>>()?;
        let lexicon = loaded.into_iter().collect::<Option<Vec<_>>>().and_then(|loaded| {
            if let Ok(mut words) = self.words.lock() {
                let ids = self.searcher.segment_readers().iter().map(SegmentReader::segment_id);
                words.extend(ids.zip(loaded.iter().cloned()));
            }
            Lexicon::of(loaded).map(Arc::new)
        });
        Ok(self.lexicon.get_or_init(|| lexicon).clone())
    }

    pub fn cases(&self) -> Set {
        Set(self.segments.iter().map(|segment| segment.cases.clone()).collect())
    }

    pub fn reports(&self) -> Set {
        Set(self.segments.iter().map(|segment| segment.reports.clone()).collect())
    }

    pub fn none(&self) -> Set {
        Set::none(&self.searcher)
    }

    /// The cases of these reports.
    pub fn cases_of(&self, reports: Set) -> Set {
        let lift = |(segment, reports): (&Segment, Vec<u64>)| {
            if segment.single {
                return reports;
            }
            let mut cases = vec![0; reports.len()];
            for report in ones(&reports) {
                if let Some(case) = segment.case_of(report) {
                    insert(&mut cases, case);
                }
            }
            cases
        };
        Set(self.segments.iter().zip(reports.0).map(lift).collect())
    }

    /// An answer that is known, or the one found now.
    pub fn answer(
        &self,
        key: &str,
        find: impl FnOnce() -> tantivy::Result<(Set, u64)>,
    ) -> tantivy::Result<Arc<(Set, u64)>> {
        if let Ok(mut answers) = self.answers.lock() {
            answers.clock += 1;
            let clock = answers.clock;
            if let Some((used, answer)) = answers.sets.get_mut(key) {
                *used = clock;
                return Ok(answer.clone());
            }
        }
        let answer = Arc::new(find()?);
        if let Ok(mut answers) = self.answers.lock() {
            let bytes = answer.0.0.iter().map(|words| words.len() * 8).sum::<usize>().max(1) + key.len();
            let most = (KEPT_BYTES / bytes).clamp(1, 4096);
            while answers.sets.len() >= most {
                let oldest =
                    answers.sets.iter().min_by_key(|(_, (used, _))| *used).map(|(key, _)| key.clone());
                oldest.and_then(|key| answers.sets.remove(&key));
            }
            let clock = answers.clock;
            answers.sets.insert(key.to_owned(), (clock, answer.clone()));
        }
        Ok(answer)
    }

    /// Forgets all answers, so that a measurement meets none.
    pub fn forget(&self) {
        if let Ok(mut answers) = self.answers.lock() {
            answers.sets.clear();
        }
    }
}
