//! Searching: each leaf becomes a set of cases, the tree combines the sets.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::query::{AllQuery, BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

use super::highlight::highlights;
use super::schema::{ORDER, column_of};
use super::tokenizer::Grams;
use super::{Hit, Hits, Index, LeafCount, LineCount, Need, TextPart};
use crate::CohortError;
use crate::criteria::{Criteria, LeafTest, TestKind, ValidCriteria};

/// A set of cases: one bit a document, segment after segment.
#[derive(Clone)]
struct Set(Vec<Vec<u64>>);

impl Set {
    fn none(searcher: &Searcher) -> Self {
        let words = |reader: &tantivy::SegmentReader| vec![0; reader.max_doc().div_ceil(64) as usize];
        Self(searcher.segment_readers().iter().map(words).collect())
    }

    fn all(searcher: &Searcher) -> Self {
        let mut set = Self::none(searcher);
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            (0..reader.max_doc()).for_each(|doc| set.insert(segment, doc));
        }
        set
    }

    fn insert(&mut self, segment: usize, doc: u32) {
        if let Some(word) = self.0.get_mut(segment).and_then(|words| words.get_mut(doc as usize / 64)) {
            *word |= 1 << (doc % 64);
        }
    }

    fn combine(&mut self, other: &Self, with: impl Fn(u64, u64) -> u64) {
        for (mine, theirs) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            *mine = with(*mine, *theirs);
        }
    }

    fn count(&self) -> u64 {
        self.0.iter().flatten().map(|word| u64::from(word.count_ones())).sum()
    }

    fn addresses(&self) -> impl Iterator<Item = DocAddress> + '_ {
        self.0.iter().enumerate().flat_map(|(segment, words)| {
            words.iter().enumerate().filter(|(_, word)| **word != 0).flat_map(move |(at, word)| {
                (0..64)
                    .filter(move |bit| word >> bit & 1 == 1)
                    .map(move |bit| DocAddress { segment_ord: segment as u32, doc_id: at as u32 * 64 + bit })
            })
        })
    }
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
            let searcher = self.reader.searcher();
            let (matching, ..) = self.evaluate(&searcher, criteria)?;
            self.in_order(&searcher, &matching)?
                .into_iter()
                .map(|at| Ok(self.stored(&searcher, at)?.0))
                .collect()
        };
        hits().map_err(|error| self.damaged(error))
    }

    fn damaged(&self, error: tantivy::TantivyError) -> CohortError {
        CohortError::Damaged { dir: self.dir.clone(), reason: error.to_string() }
    }

    fn search_inner(&self, criteria: &ValidCriteria, limit: usize, offset: usize) -> tantivy::Result<Hits> {
        let searcher = self.reader.searcher();
        let (matching, leaves, lines) = self.evaluate(&searcher, criteria)?;
        let mut hits = Vec::new();
        for address in self.in_order(&searcher, &matching)?.into_iter().skip(offset).take(limit) {
            let (case_id, texts) = self.stored(&searcher, address)?;
            hits.push(Hit { case_id, highlights: highlights(criteria.tests(), &texts) });
        }
        Ok(Hits { total: matching.count(), hits, leaves, lines })
    }

    fn evaluate(
        &self,
        searcher: &Searcher,
        criteria: &ValidCriteria,
    ) -> tantivy::Result<(Set, Vec<LeafCount>, Vec<LineCount>)> {
        let mut sets = Vec::new();
        let mut counts = Vec::new();
        for (leaf, test) in criteria.tests().iter().enumerate() {
            let (set, read) = self.leaf(searcher, test)?;
            counts.push(LeafCount { leaf, text: test.text.clone(), count: set.count(), read });
            sets.push(set);
        }
        let mut sets = sets.into_iter();
        let parts = match criteria.criteria() {
            Criteria::All(parts) => parts.as_slice(),
            whole => std::slice::from_ref(whole),
        };
        let (mut left, mut lines) = (Set::all(searcher), Vec::new());
        for part in parts {
            let line = combine(searcher, part, &mut sets);
            left.combine(&line, |a, b| a & b);
            lines.push(LineCount { count: line.count(), left: left.count() });
        }
        Ok((left, counts, lines))
    }

    /// The set of a leaf, and how many texts had to be read.
    fn leaf(&self, searcher: &Searcher, test: &LeafTest) -> tantivy::Result<(Set, u64)> {
        let (query, exact) = match &test.kind {
            TestKind::Field { field, comparison } => {
                return Ok((field_set(searcher, field, |cell| comparison.holds(cell))?, 0));
            }
            TestKind::Text(words) => (self.words(words), test.sections.is_empty()),
            TestKind::Fuzzy(fuzzy) => (self.need(&fuzzy.need()), false),
            TestKind::Regex { need, .. } => (self.need(need), false),
        };
        let candidates = searcher.search(query.as_ref(), &IntoSet)?;
        let mut set = Set::none(searcher);
        for (segment, docs) in candidates {
            docs.into_iter().for_each(|doc| set.insert(segment as usize, doc));
        }
        if exact {
            return Ok((set, 0));
        }
        let mut verified = Set::none(searcher);
        let mut read = 0;
        for address in set.addresses() {
            let (_, texts) = self.stored(searcher, address)?;
            read += 1;
            if texts.iter().any(|part| test.covers(&part.section) && test.finds(&part.text)) {
                verified.insert(address.segment_ord as usize, address.doc_id);
            }
        }
        Ok((verified, read))
    }

    /// Cases with these folded words in a text.
    fn words(&self, words: &str) -> Box<dyn Query> {
        let mut pairs: Vec<Term> =
            Grams { size: 2 }.of(words).map(|gram| Term::from_field_text(self.fields.pairs, gram)).collect();
        match pairs.len() {
            0 if words.is_empty() => Box::new(EmptyQuery),
            0 => Box::new(TermQuery::new(
                Term::from_field_text(self.fields.chars, words),
                IndexRecordOption::Basic,
            )),
            1 => Box::new(TermQuery::new(pairs.remove(0), IndexRecordOption::Basic)),
            _ => Box::new(PhraseQuery::new(pairs)),
        }
    }

    fn need(&self, need: &Need) -> Box<dyn Query> {
        let clauses = |occur: Occur, needs: &[Need]| -> Box<dyn Query> {
            Box::new(BooleanQuery::new(needs.iter().map(|need| (occur, self.need(need))).collect()))
        };
        match need {
            Need::Anything => Box::new(AllQuery),
            Need::Words(words) => self.words(words),
            Need::All(needs) => clauses(Occur::Must, needs),
            Need::OneOf(needs) => clauses(Occur::Should, needs),
        }
    }

    fn stored(&self, searcher: &Searcher, address: DocAddress) -> tantivy::Result<(String, Vec<TextPart>)> {
        let document: TantivyDocument = searcher.doc(address)?;
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        let texts = serde_json::from_str(text(self.fields.texts))
            .map_err(|error| tantivy::TantivyError::InternalError(format!("stored text: {error}")))?;
        Ok((text(self.fields.case).to_owned(), texts))
    }

    fn in_order(&self, searcher: &Searcher, set: &Set) -> tantivy::Result<Vec<DocAddress>> {
        let orders: Vec<_> = searcher
            .segment_readers()
            .iter()
            .map(|reader| Ok(reader.fast_fields().u64(ORDER)?.first_or_default_col(0)))
            .collect::<tantivy::Result<_>>()?;
        let mut addresses: Vec<DocAddress> = set.addresses().collect();
        addresses.sort_by_key(|at| orders.get(at.segment_ord as usize).map(|order| order.get_val(at.doc_id)));
        Ok(addresses)
    }
}

fn combine(searcher: &Searcher, node: &Criteria, sets: &mut impl Iterator<Item = Set>) -> Set {
    match node {
        Criteria::All(parts) | Criteria::Any(parts) => {
            let all = matches!(node, Criteria::All(_));
            let mut out = if all { Set::all(searcher) } else { Set::none(searcher) };
            for part in parts {
                let set = combine(searcher, part, sets);
                out.combine(&set, |a, b| if all { a & b } else { a | b });
            }
            out
        }
        Criteria::Not(part) => {
            let mut out = Set::all(searcher);
            out.combine(&combine(searcher, part, sets), |a, b| a & !b);
            out
        }
        Criteria::Leaf(_) => sets.next().unwrap_or_else(|| Set::none(searcher)),
    }
}

/// Asks each distinct value of a field once.
fn field_set(
    searcher: &Searcher,
    field: &str,
    holds: impl Fn(Option<&crate::FieldCell>) -> bool,
) -> tantivy::Result<Set> {
    let mut set = Set::none(searcher);
    let without = holds(None);
    for (segment, reader) in searcher.segment_readers().iter().enumerate() {
        let column: Option<StrColumn> = reader.fast_fields().str(&column_of(field))?;
        let Some(column) = column else {
            if without {
                (0..reader.max_doc()).for_each(|doc| set.insert(segment, doc));
            }
            continue;
        };
        // in one walk: looking terms up one by one unpacks a block for each
        let mut answers = Vec::with_capacity(column.num_terms());
        let mut terms = column.dictionary().stream()?;
        while terms.advance() {
            let cell: crate::FieldCell = serde_json::from_slice(terms.key())
                .map_err(|error| tantivy::TantivyError::InternalError(format!("stored value: {error}")))?;
            answers.push(holds(Some(&cell)));
        }
        for doc in 0..reader.max_doc() {
            let answer = match column.term_ords(doc).next() {
                Some(ord) => answers.get(ord as usize).copied().unwrap_or(false),
                None => without,
            };
            if answer {
                set.insert(segment, doc);
            }
        }
    }
    Ok(set)
}

/// Collects the documents of a query, unscored.
struct IntoSet;

struct IntoSegment(u32, Vec<u32>);

impl Collector for IntoSet {
    type Fruit = Vec<(u32, Vec<u32>)>;
    type Child = IntoSegment;

    fn for_segment(&self, segment: u32, _: &tantivy::SegmentReader) -> tantivy::Result<IntoSegment> {
        Ok(IntoSegment(segment, Vec::new()))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<(u32, Vec<u32>)>) -> tantivy::Result<Self::Fruit> {
        Ok(fruits)
    }
}

impl SegmentCollector for IntoSegment {
    type Fruit = (u32, Vec<u32>);

    fn collect(&mut self, doc: u32, _: tantivy::Score) {
        self.1.push(doc);
    }

    fn harvest(self) -> Self::Fruit {
        (self.0, self.1)
    }
}
