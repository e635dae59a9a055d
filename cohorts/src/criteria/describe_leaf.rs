//! Leaves as part of the sentence.

use serde_json::Value;

use super::describe::{Language, Writer};
use super::leaf::plain;
use super::{Leaf, Op, Reports};

impl Writer<'_> {
    pub fn leaf(&self, leaf: &Leaf) -> String {
        match leaf {
            Leaf::Text { text, synonyms, sections } => {
                let also = if *synonyms { self.pick("或其同义词", " or a synonym") } else { "" };
                format!("{}{}“{text}”{also}", self.place(sections), self.pick("包含", " contains "))
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
            Leaf::Pinyin { pinyin, sections } => {
                let read = self.pick("包含读作“", " contains what is read “");
                format!("{}{read}{pinyin}{}", self.place(sections), self.pick("”的词", "”"))
            }
            Leaf::Mention { term, negated, uncertain, historical, sections } => {
                let flags = [negated, uncertain, historical];
                let words = [
                    [("否定", "negated"), ("未否定", "not negated")],
                    [("不确定", "uncertain"), ("确定", "certain")],
                    [("既往", "historical"), ("非既往", "current")],
                ];
                let said: Vec<&str> = flags
                    .into_iter()
                    .zip(words)
                    .filter_map(|(flag, [yes, no])| flag.map(|flag| if flag { yes } else { no }))
                    .map(|(zh, en)| self.pick(zh, en))
                    .collect();
                let said = match said.as_slice() {
                    [] => String::new(),
                    said => format!(
                        "{}{}{}",
                        self.pick("（", " ("),
                        said.join(self.pick("、", ", ")),
                        self.pick("）", ")")
                    ),
                };
                format!("{}{}“{term}”{said}", self.place(sections), self.pick("提及", " mentions "))
            }
            Leaf::Reports(reports) => {
                format!("{}{}", self.pick("有一份", "there is "), self.reports(reports))
            }
            Leaf::Interval { from, to, days } => {
                let (from, to) = (self.reports(from), self.reports(to));
                let (least, most) = days;
                match self.language {
                    Language::Zh => format!("有一份{from}，其后{least}至{most}天有另一份{to}"),
                    Language::En => {
                        format!("there is {from} and another, {to}, {least} to {most} days later")
                    }
                }
            }
            Leaf::Cohort { id, version } => {
                let version = version.map_or(String::new(), |version| match self.language {
                    Language::Zh => format!("第{version}版"),
                    Language::En => format!(" version {version}"),
                });
                format!("{}{id}{version}", self.pick("属于队列", "member of cohort "))
            }
            Leaf::Field { field, op, value } => self.field(&(self.name)(field), *op, value),
        }
    }

    /// `2024-01-01起胸部CT报告（其中…）`, `a CT report of 胸 from … (in which …)`.
    fn reports(&self, reports: &Reports) -> String {
        let modality = reports.modality.join(self.pick("或", " or "));
        let have = reports.have.as_ref().map(|have| self.node(have, true));
        let body = reports.body_part.as_deref().unwrap_or_default();
        match self.language {
            Language::Zh => {
                let day = |day: Option<chrono::NaiveDate>, word: &str| {
                    day.map_or(String::new(), |d| format!("{d}{word}"))
                };
                let mut out = match (reports.from, reports.to) {
                    (Some(from), Some(to)) => format!("{from}至{to}的"),
                    (from, to) => format!("{}{}", day(from, "起的"), day(to, "止的")),
                };
                if !body.is_empty() {
                    out.push_str(&format!("部位含“{body}”的"));
                }
                out.push_str(&modality);
                out.push_str("报告");
                out.push_str(&have.map_or(String::new(), |have| format!("（其中{have}）")));
                out
            }
            Language::En => {
                let mut out =
                    if modality.is_empty() { "a report".to_owned() } else { format!("a {modality} report") };
                if !body.is_empty() {
                    out.push_str(&format!(" of “{body}”"));
                }
                for (word, day) in [("from", reports.from), ("until", reports.to)] {
                    out.push_str(&day.map_or(String::new(), |day| format!(" {word} {day}")));
                }
                out.push_str(&have.map_or(String::new(), |have| format!(" (in which {have})")));
                out
            }
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
