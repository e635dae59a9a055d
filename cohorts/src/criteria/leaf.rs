//! Criteria without parts.

use chrono::NaiveDate;
use serde_json::Value;

use super::{Criteria, Op};

/// A criterion without parts. `sections` (JSON `in`) are those looked at, all when empty; `text`
/// names a report without sections.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaf {
    /// `{"text":"磨玻璃","synonyms":true,"in":["findings"]}`: the text contains these words; case and
    /// width do not count.
    Text {
        /// Words, not empty.
        text: String,
        /// Whether a word that the term dictionary takes for the same will do.
        synonyms: bool,
        /// Sections.
        sections: Vec<String>,
    },
    /// `{"fuzzy":"磨玻离","distance":1}`: the text contains these words with at most so many wrong,
    /// lost or added characters.
    Fuzzy {
        /// Words, three characters or more for each error.
        text: String,
        /// Errors allowed, 1 or 2.
        distance: usize,
        /// Sections.
        sections: Vec<String>,
    },
    /// `{"regex":"…"}`: the text contains a match (Rust `regex` syntax); case and width do not count.
    Regex {
        /// Pattern.
        pattern: String,
        /// Sections.
        sections: Vec<String>,
    },
    /// `{"pinyin":"moboli"}`: the text contains characters that are read so, or a word of the term
    /// dictionary whose syllables begin with these letters.
    Pinyin {
        /// Letters a to z without tones; spaces and `'` separate syllables.
        pinyin: String,
        /// Sections.
        sections: Vec<String>,
    },
    /// `{"mention":"结节","negated":false,"uncertain":null,"historical":false}`: the report speaks of it
    /// so; what is not given, or null, does not count.
    Mention {
        /// The word or its concept.
        term: String,
        /// Whether it must be denied.
        negated: Option<bool>,
        /// Whether it must be doubted.
        uncertain: Option<bool>,
        /// Whether it must belong to the past.
        historical: Option<bool>,
        /// Sections.
        sections: Vec<String>,
    },
    /// `{"reports":{…}}`: some one report is such.
    Reports(Reports),
    /// `{"interval":{"from":{…},"to":{…},"days":[30,180]}}`: some two reports are such, the second so
    /// many days after the first.
    Interval {
        /// The first report.
        from: Reports,
        /// The second report; never the first itself.
        to: Reports,
        /// Least and most days between them; negative when `to` is the earlier.
        days: (i32, i32),
    },
    /// `{"cohort":"ID","version":2}`: the case is a member of a frozen cohort.
    Cohort {
        /// Id of the cohort.
        id: String,
        /// Its version; the latest known when not given.
        version: Option<u32>,
    },
    /// `{"field":"nodule_long_mm","op":">=","value":8}`: a stored value compares so.
    Field {
        /// Key of the variable.
        field: String,
        /// Comparison.
        op: Op,
        /// Compared with; null for `exists` and `missing`, a list for `in`.
        value: Value,
    },
}

/// Properties of one report; what is not given does not count. A report that lacks what is asked
/// for is not such a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reports {
    /// One of these modalities, e.g. `CT`; case and width do not count.
    pub modality: Vec<String>,
    /// Its body part contains this; case and width do not count.
    pub body_part: Option<String>,
    /// Examined on this day or later.
    pub from: Option<NaiveDate>,
    /// Examined on this day or earlier.
    pub to: Option<NaiveDate>,
    /// What this report's own text says: a tree of `text`, `fuzzy`, `regex`, `pinyin` and `mention`.
    pub have: Option<Box<Criteria>>,
}

impl std::fmt::Display for Leaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text { text, synonyms: false, .. } => write!(f, "{text}"),
            Self::Text { text, synonyms: true, .. } => write!(f, "{text}≈"),
            Self::Fuzzy { text, distance, .. } => write!(f, "{text}~{distance}"),
            Self::Regex { pattern, .. } => write!(f, "/{pattern}/"),
            Self::Pinyin { pinyin, .. } => write!(f, "[{pinyin}]"),
            Self::Mention { term, negated, uncertain, historical, .. } => {
                write!(f, "{term}")?;
                for (flag, sign) in [(negated, '-'), (uncertain, '?'), (historical, '<')] {
                    match flag {
                        Some(true) => write!(f, " {sign}")?,
                        Some(false) => write!(f, " !{sign}")?,
                        None => {}
                    }
                }
                Ok(())
            }
            Self::Reports(reports) => write!(f, "{reports}"),
            Self::Interval { from, to, days } => write!(f, "{from} → {to} {}..{} d", days.0, days.1),
            Self::Cohort { id, version: Some(version) } => write!(f, "{id} v{version}"),
            Self::Cohort { id, version: None } => write!(f, "{id}"),
            Self::Field { field, op: op @ (Op::Exists | Op::Missing), .. } => {
                write!(f, "{field} {}", op.as_str())
            }
            Self::Field { field, op, value } => write!(f, "{field} {} {}", op.as_str(), plain(value)),
        }
    }
}

impl std::fmt::Display for Reports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut words = vec![self.modality.join("/")];
        words.extend(self.body_part.clone());
        words.extend(self.from.map(|day| format!("≥{day}")));
        words.extend(self.to.map(|day| format!("≤{day}")));
        let leaves = self.have.iter().flat_map(|have| have.leaves());
        words.extend(leaves.map(|leaf| leaf.to_string()));
        words.retain(|word| !word.is_empty());
        f.write_str(&if words.is_empty() { "report".to_owned() } else { words.join(" ") })
    }
}

pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("/"),
        other => other.to_string(),
    }
}
