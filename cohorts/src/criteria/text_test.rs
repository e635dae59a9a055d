//! Leaves about the text of one report.

use regex::Regex;

use super::Fuzzy;
use crate::fold::{fold, narrowed};
use crate::index::{Need, Report, TextPart};

/// What is looked for, and in which sections.
#[derive(Clone, Debug)]
pub(crate) struct TextTest {
    pub find: Find,
    pub sections: Vec<String>,
}

/// What is looked for in a text.
#[derive(Clone, Debug)]
pub(crate) enum Find {
    /// One of these folded words.
    Words(Vec<String>),
    Fuzzy(Fuzzy),
    Regex {
        regex: Regex,
        /// The pattern as `regex` compiles it.
        pattern: String,
        need: Need,
    },
    Mention(MentionTest),
}

/// A mention and how the report speaks of it.
#[derive(Clone, Debug)]
pub(crate) struct MentionTest {
    /// Folded words; one of them is enough.
    pub words: Vec<String>,
    /// Denied, doubted, past; `None` does not count.
    pub flags: [Option<bool>; 3],
}

impl MentionTest {
    /// Whether these folded words of a mention, spoken of so, are meant.
    pub fn holds(&self, said: &str, flags: [bool; 3]) -> bool {
        let fits = self.flags.iter().zip(flags).all(|(wanted, is)| wanted.is_none_or(|wanted| wanted == is));
        fits && self.words.iter().any(|word| said.contains(word.as_str()))
    }
}

impl TextTest {
    /// Whether it looks at this section.
    pub fn covers(&self, section: &str) -> bool {
        let section = if section.is_empty() { "text" } else { section };
        self.sections.is_empty() || self.sections.iter().any(|wanted| wanted == section)
    }

    /// Whether a report satisfies it.
    pub fn matches(&self, report: &Report<'_>) -> bool {
        report.parts.iter().any(|part| self.covers(&part.section) && self.find.finds(part))
    }
}

impl Find {
    /// Whether a part of a report holds it.
    pub fn finds(&self, part: &TextPart) -> bool {
        match self {
            Self::Words(words) => {
                let text = fold(&part.text);
                words.iter().any(|word| text.contains(word.as_str()))
            }
            Self::Fuzzy(fuzzy) => fuzzy.finds(&fold(&part.text)),
            Self::Regex { regex, .. } => regex.is_match(&narrowed(&part.text)),
            Self::Mention(test) => {
                part.said().any(|(mention, said)| said.iter().any(|said| test.holds(said, mention.flags())))
            }
        }
    }
}
