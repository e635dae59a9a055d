//! Criteria as a sentence the user can read back.

use super::{Criteria, LineKind};

/// Language of a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Criteria {
    /// The criteria as a Chinese sentence, fields by their key.
    pub fn describe_zh(&self) -> String {
        self.describe(Language::Zh, &|key| key.to_owned())
    }

    /// The criteria as an English sentence, fields by their key.
    pub fn describe_en(&self) -> String {
        self.describe(Language::En, &|key| key.to_owned())
    }

    /// The criteria as a sentence; `name` gives the name of a field key.
    pub fn describe(&self, language: Language, name: &dyn Fn(&str) -> String) -> String {
        Writer { language, name }.node(self, true)
    }
}

pub(super) struct Writer<'a> {
    pub language: Language,
    pub name: &'a dyn Fn(&str) -> String,
}

impl Writer<'_> {
    pub fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    pub fn node(&self, node: &Criteria, top: bool) -> String {
        let (parts, word) = match node {
            Criteria::All(parts) => (parts, self.pick("且", " and ")),
            Criteria::Any(parts) => (parts, self.pick("或", " or ")),
            Criteria::Not(part) => {
                return format!("{}({})", self.pick("不满足", "not "), self.node(part, true));
            }
            Criteria::Leaf(leaf) => return self.leaf(leaf),
            Criteria::Lines(lines) => {
                let line = |line: &super::Line| {
                    let kind = match line.kind {
                        LineKind::Include => self.pick("纳入", "include"),
                        LineKind::Exclude => self.pick("排除", "exclude"),
                    };
                    let name = match line.name.as_str() {
                        "" => String::new(),
                        name => format!("{}{name}{}", self.pick("「", " “"), self.pick("」", "”")),
                    };
                    format!("{kind}{name}{}{}", self.pick("：", ": "), self.node(&line.criteria, true))
                };
                return lines.iter().map(line).collect::<Vec<_>>().join(self.pick("；", "; "));
            }
        };
        if let [only] = parts.as_slice() {
            return self.node(only, top);
        }
        let body = parts.iter().map(|part| self.node(part, false)).collect::<Vec<_>>().join(word);
        if top { body } else { format!("({body})") }
    }
}
