//! Sets of documents.

use tantivy::{DocAddress, Searcher};

/// One bit a document, segment after segment.
#[derive(Clone, Debug)]
pub(super) struct Set(pub Vec<Vec<u64>>);

impl Set {
    pub fn none(searcher: &Searcher) -> Self {
        Self(searcher.segment_readers().iter().map(|reader| bits(reader.max_doc())).collect())
    }

    pub fn combine(&mut self, other: &Self, with: impl Fn(u64, u64) -> u64) {
        for (mine, theirs) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            *mine = with(*mine, *theirs);
        }
    }

    pub fn count(&self) -> u64 {
        self.0.iter().flatten().map(|word| u64::from(word.count_ones())).sum()
    }

    pub fn addresses(&self) -> impl Iterator<Item = DocAddress> + '_ {
        let segment = |(segment, words)| {
            ones(words).map(move |doc_id| DocAddress { segment_ord: segment as u32, doc_id })
        };
        self.0.iter().map(Vec::as_slice).enumerate().flat_map(segment)
    }
}

/// No bit set, room for so many.
pub(super) fn bits(count: u32) -> Vec<u64> {
    vec![0; count.div_ceil(64) as usize]
}

pub(super) fn insert(words: &mut [u64], bit: u32) {
    if let Some(word) = words.get_mut(bit as usize / 64) {
        *word |= 1 << (bit % 64);
    }
}

pub(super) fn has(words: &[u64], bit: u32) -> bool {
    words.get(bit as usize / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

/// Numbers of the bits that are set.
pub(super) fn ones(words: &[u64]) -> impl Iterator<Item = u32> + '_ {
    words.iter().enumerate().flat_map(|(at, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros())?;
            left &= left - 1;
            Some(at as u32 * 64 + bit)
        })
    })
}
