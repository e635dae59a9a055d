//! Criteria as a sentence the user can read back.

use serde_json::Value;

use super::{Criteria, Leaf, Op};

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

impl std::fmt::Display for Leaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text { text, .. } => write!(f, "{text}"),
            Self::Fuzzy { text, distance, .. } => write!(f, "{text}~{distance}"),
            Self::Regex { pattern, .. } => write!(f, "/{pattern}/"),
            Self::Field { field, op: op @ (Op::Exists | Op::Missing), .. } => {
                write!(f, "{field} {}", op.as_str())
            }
            Self::Field { field, op, value } => write!(f, "{field} {} {}", op.as_str(), plain(value)),
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("/"),
        other => other.to_string(),
    }
}

struct Writer<'a> {
    language: Language,
    name: &'a dyn Fn(&str) -> String,
}

impl Writer<'_> {
    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn node(&self, node: &Criteria, top: bool) -> String {
        let (parts, word) = match node {
            Criteria::All(parts) => (parts, self.pick("且", " and ")),
            Criteria::Any(parts) => (parts, self.pick("或", " or ")),
            Criteria::Not(part) => {
                return format!("{}({})", self.pick("不满足", "not "), self.node(part, true));
            }
            Criteria::Leaf(leaf) => return self.leaf(leaf),
        };
        if let [only] = parts.as_slice() {
            return self.node(only, top);
        }
        let body = parts.iter().map(|part| self.node(part, false)).collect::<Vec<_>>().join(word);
        if top { body } else { format!("({body})") }
    }

    fn leaf(&self, leaf: &Leaf) -> String {
        match leaf {
            Leaf::Text { text, sections } => {
                format!("{}{}“{text}”", self.place(sections), self.pick("包含", " contains "))
            }
            Leaf::Fuzzy { text, distance, sections } => {
                let allowed = match self.language {
                    Language::Zh => format!("（容{distance}字之差）"),
                    Language::En => format!(" ({distance} characters may differ)"),
                };
                format!(
                    "{}{}“{text}”{allowed}",
                    self.place(sections),
                    self.pick("近似包含", " nearly contains ")
                )
            }
            Leaf::Regex { pattern, sections } => {
                format!("{}{}/{pattern}/", self.place(sections), self.pick("匹配", " matches "))
            }
            Leaf::Field { field, op, value } => self.field(&(self.name)(field), *op, value),
        }
    }

    fn place(&self, sections: &[String]) -> String {
        if sections.is_empty() {
            return self.pick("报告", "report").to_owned();
        }
        let name = |section: &String| match section.as_str() {
            "findings" => self.pick("检查所见", "findings").to_owned(),
            "impression" => self.pick("诊断意见", "impression").to_owned(),
            "text" => self.pick("报告正文", "text").to_owned(),
            other => other.to_owned(),
        };
        sections.iter().map(name).collect::<Vec<_>>().join(self.pick("或", " or "))
    }

    fn field(&self, name: &str, op: Op, value: &Value) -> String {
        let sign = match op {
            Op::Exists => return format!("{name}{}", self.pick("有值", " has a value")),
            Op::Missing => return format!("{name}{}", self.pick("未提及", " is not mentioned")),
            Op::In => self.pick("属于", " is one of "),
            Op::State => self.pick("的状态为", " is "),
            Op::Eq => self.pick("为", " is "),
            Op::Ne => self.pick("有值且不为", " has a value other than "),
            Op::Lt => self.pick("小于", " < "),
            Op::Le => self.pick("不大于", " ≤ "),
            Op::Gt => self.pick("大于", " > "),
            Op::Ge => self.pick("不小于", " ≥ "),
        };
        format!("{name}{sign}{}", self.value(op, value))
    }

    fn value(&self, op: Op, value: &Value) -> String {
        match value {
            Value::Bool(true) => self.pick("是", "yes").to_owned(),
            Value::Bool(false) => self.pick("否", "no").to_owned(),
            Value::String(word) if op == Op::State => match word.as_str() {
                "asserted" => self.pick("肯定", "asserted").to_owned(),
                "negated" => self.pick("否定", "negated").to_owned(),
                "uncertain" => self.pick("不确定", "uncertain").to_owned(),
                "not_mentioned" => self.pick("未提及", "not mentioned").to_owned(),
                _ => self.pick("矛盾", "contradictory").to_owned(),
            },
            Value::Array(items) => {
                items.iter().map(|item| self.value(op, item)).collect::<Vec<_>>().join(self.pick("、", ", "))
            }
            other => plain(other),
        }
    }
}
