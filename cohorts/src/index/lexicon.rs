//! The text of every clause in memory, by number.

use std::sync::Arc;

use tantivy::schema::Value as _;
use tantivy::{SegmentReader, TantivyDocument};

use super::schema::{CLAUSE, Fields, SECTION, WORDS};

/// Most bytes of text that are kept; of a larger index texts are read from disk.
const MAX_BYTES: usize = 1 << 30;

/// The clauses of one segment.
pub(super) struct SegmentWords {
    text: String,
    /// End of each distinct text.
    ends: Vec<u32>,
    /// Number, place among the texts, place among `sections`.
    clauses: Vec<(u32, u32, u16)>,
    sections: Vec<String>,
}

/// The clauses of an index.
pub(super) struct Lexicon {
    segments: Vec<Arc<SegmentWords>>,
    /// Segment, section and text of each number.
    places: Vec<Option<(u16, u16, u32)>>,
    pub sections: Vec<String>,
}

impl SegmentWords {
    /// `None` when the texts are too long to keep.
    pub fn load(reader: &SegmentReader, fields: &Fields) -> tantivy::Result<Option<Self>> {
        let broken = |what: &str| tantivy::TantivyError::InternalError(format!("clauses without {what}"));
        let mut out =
            Self { text: String::new(), ends: Vec::new(), clauses: Vec::new(), sections: Vec::new() };
        let columns = reader.fast_fields();
        let numbers = columns.column_opt::<u64>(CLAUSE)?;
        let Some((numbers, sections)) = numbers.zip(columns.str(SECTION)?) else { return Ok(Some(out)) };
        let words = columns.str(WORDS)?;
        if let Some(words) = &words {
            let mut stream = words.dictionary().stream()?;
            while stream.advance() {
                let text = std::str::from_utf8(stream.key()).map_err(|_| broken("text"))?;
                if !out.push(text) {
                    return Ok(None);
                }
            }
        }
        let mut stream = sections.dictionary().stream()?;
        while stream.advance() {
            out.sections.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
        let store = reader.get_store_reader(1)?;
        for doc in 0..reader.max_doc() {
            let Some(number) = numbers.first(doc) else { continue };
            let place = match words.as_ref().and_then(|words| words.term_ords(doc).next()) {
                Some(place) => place as u32,
                None => {
                    let document: TantivyDocument = store.get(doc)?;
                    let text = document.get_first(fields.long).and_then(|value| value.as_str());
                    if !out.push(text.ok_or_else(|| broken("text"))?) {
                        return Ok(None);
                    }
                    (out.ends.len() - 1) as u32
                }
            };
            let section = sections.term_ords(doc).next().ok_or_else(|| broken("section"))?;
            out.clauses.push((number as u32, place, section as u16));
        }
        Ok(Some(out))
    }

    /// Whether there was room.
    fn push(&mut self, text: &str) -> bool {
        let fits = self.text.len() + text.len() <= MAX_BYTES;
        if fits {
            self.text.push_str(text);
            self.ends.push(self.text.len() as u32);
        }
        fits
    }

    fn get(&self, place: u32) -> &str {
        let end = |place: usize| self.ends.get(place).copied().unwrap_or_default() as usize;
        let start = (place as usize).checked_sub(1).map_or(0, end);
        self.text.get(start..end(place as usize)).unwrap_or_default()
    }
}

impl Lexicon {
    /// `None` when the texts are too long to keep.
    pub fn of(segments: Vec<Arc<SegmentWords>>) -> Option<Self> {
        let bytes: usize = segments.iter().map(|segment| segment.text.len()).sum();
        if bytes > MAX_BYTES || segments.len() > usize::from(u16::MAX) {
            return None;
        }
        let last = segments.iter().flat_map(|segment| &segment.clauses).map(|clause| clause.0).max();
        let mut places = vec![None; last.map_or(0, |last| last as usize + 1)];
        let mut names: Vec<String> = Vec::new();
        for (at, segment) in segments.iter().enumerate() {
            let mut known = Vec::new();
            for section in &segment.sections {
                let place = names.iter().position(|name| name == section).unwrap_or_else(|| {
                    names.push(section.clone());
                    names.len() - 1
                });
                known.push(u16::try_from(place).ok()?);
            }
            for (number, place, section) in &segment.clauses {
                let section = known.get(usize::from(*section)).copied()?;
                if let Some(slot) = places.get_mut(*number as usize) {
                    *slot = Some((at as u16, section, *place));
                }
            }
        }
        Some(Self { segments, places, sections: names })
    }

    /// One more than the greatest number.
    pub fn end(&self) -> u32 {
        self.places.len() as u32
    }

    /// Place of a clause's section among `sections`, and its narrowed text.
    pub fn get(&self, number: u32) -> Option<(u16, &str)> {
        let (segment, section, place) = (*self.places.get(number as usize)?)?;
        Some((section, self.segments.get(usize::from(segment))?.get(place)))
    }
}
