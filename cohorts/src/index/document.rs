//! Cases as the index sees them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::criteria::FieldCell;
use crate::fold::fold;

/// One case as the index sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Id of the case, unique in the index.
    pub case_id: String,
    /// Texts of its reports.
    pub texts: Vec<TextPart>,
    /// Stored values by key of their variable.
    pub fields: BTreeMap<String, FieldCell>,
}

/// A section of a report, untouched, with what is known of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TextPart {
    /// Id of the report. Parts whose ids agree up to an `@` are one report, so a caller may write
    /// behind it where the part begins.
    #[serde(rename = "r")]
    pub report_id: String,
    /// `findings`, `impression`, …; empty when the report has no sections.
    #[serde(rename = "s", default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// The text.
    #[serde(rename = "t")]
    pub text: String,
    /// Modality of the examination, as `CT`; empty when not known. The first part that knows it
    /// speaks for the report, here and below.
    #[serde(rename = "m", default, skip_serializing_if = "String::is_empty")]
    pub modality: String,
    /// Body part examined; empty when not known.
    #[serde(rename = "b", default, skip_serializing_if = "String::is_empty")]
    pub body_part: String,
    /// Day of the examination, `2024-01-31` (a time may follow); empty or no date when not known.
    #[serde(rename = "d", default, skip_serializing_if = "String::is_empty")]
    pub exam_date: String,
    /// What the text mentions.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
}

/// Something a text mentions, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mention {
    /// Normal form or concept; may be empty.
    #[serde(rename = "n")]
    pub term: String,
    /// First code point in the part's text.
    #[serde(rename = "a")]
    pub start: usize,
    /// One past the last code point.
    #[serde(rename = "b")]
    pub end: usize,
    /// Whether the text denies it.
    #[serde(rename = "x", default, skip_serializing_if = "is_false")]
    pub negated: bool,
    /// Whether the text doubts it.
    #[serde(rename = "u", default, skip_serializing_if = "is_false")]
    pub uncertain: bool,
    /// Whether it belongs to the past.
    #[serde(rename = "h", default, skip_serializing_if = "is_false")]
    pub historical: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl TextPart {
    /// What it mentions, with the words each is known by, folded. Places are looked up once for all.
    pub(crate) fn said(&self) -> impl Iterator<Item = (&Mention, Vec<String>)> {
        let places = || self.text.char_indices().map(|(byte, _)| byte).chain([self.text.len()]);
        let bytes: Vec<usize> = if self.mentions.is_empty() { Vec::new() } else { places().collect() };
        self.mentions.iter().map(move |mention| (mention, mention.said(&self.text, &bytes)))
    }
}

impl Mention {
    /// The words it is known by, folded: those in the text and its normal form. `bytes` are the text's code points.
    fn said(&self, text: &str, bytes: &[usize]) -> Vec<String> {
        let place = bytes.get(self.start).zip(bytes.get(self.end));
        let words = fold(place.and_then(|(start, end)| text.get(*start..*end)).unwrap_or_default());
        let term = fold(&self.term);
        let mut said = vec![words];
        if said.first() != Some(&term) {
            said.push(term);
        }
        said.retain(|words| !words.is_empty());
        said
    }

    /// Denied, doubted, past.
    pub(crate) fn flags(&self) -> [bool; 3] {
        [self.negated, self.uncertain, self.historical]
    }
}

/// The parts of one report.
#[derive(Clone, Debug)]
pub(crate) struct Report<'a> {
    pub parts: Vec<&'a TextPart>,
    /// Folded; empty when not known.
    pub modality: String,
    /// Folded; empty when not known.
    pub body_part: String,
    /// Day of the examination since 1970-01-01.
    pub day: Option<i64>,
}

impl Document {
    pub(crate) fn reports(&self) -> Vec<Report<'_>> {
        reports(&self.texts)
    }
}

/// Parts as reports, in the order in which each begins.
pub(crate) fn reports(parts: &[TextPart]) -> Vec<Report<'_>> {
    let mut by_id: Vec<(&str, Vec<&TextPart>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for part in parts {
        let id = part.report_id.split('@').next().unwrap_or_default();
        let place = *places.entry(id).or_insert(by_id.len());
        match by_id.get_mut(place) {
            Some((_, known)) => known.push(part),
            None => by_id.push((id, vec![part])),
        }
    }
    by_id.into_iter().map(|(_, parts)| Report::new(parts)).collect()
}

impl<'a> Report<'a> {
    fn new(parts: Vec<&'a TextPart>) -> Self {
        let known = |get: fn(&TextPart) -> &str| {
            fold(parts.iter().map(|part| get(part).trim()).find(|word| !word.is_empty()).unwrap_or_default())
        };
        let (modality, body_part) = (known(|part| &part.modality), known(|part| &part.body_part));
        let date =
            |part: &&TextPart| NaiveDate::parse_from_str(part.exam_date.trim().get(..10)?, "%Y-%m-%d").ok();
        let day = parts.iter().find_map(date).map(crate::criteria::day_number);
        Self { parts, modality, body_part, day }
    }
}
