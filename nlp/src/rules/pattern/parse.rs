//! From the written pattern to its parts.

use super::{CatchKind, Part, PatternError, Terms};
use crate::text::Norm;

/// Longest pattern in characters.
const LONGEST: usize = 2_000;
/// Deepest nesting.
const DEEPEST: usize = 16;
/// Widest gap.
const WIDEST: u32 = 40;

pub(super) fn parse(source: &str, terms: Terms) -> Result<Part, PatternError> {
    let chars: Vec<char> = source.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0, depth: 0, terms };
    if chars.len() > LONGEST {
        return Err(reader.wrong(
            format!("模式超过 {LONGEST} 个字符"),
            format!("the pattern is longer than {LONGEST} characters"),
        ));
    }
    let part = reader.either()?;
    reader.blanks();
    if reader.at < chars.len() {
        return Err(reader.wrong("这里多了一个括号", "one bracket too many"));
    }
    Ok(part)
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    depth: usize,
    terms: Terms<'a>,
}

impl Reader<'_> {
    fn wrong(&self, zh: impl Into<String>, en: impl Into<String>) -> PatternError {
        PatternError { at: self.at.min(self.chars.len()), zh: zh.into(), en: en.into() }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn take(&mut self, c: char) -> bool {
        self.blanks();
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn need(&mut self, c: char) -> Result<(), PatternError> {
        if self.take(c) {
            return Ok(());
        }
        Err(self.wrong(format!("这里应有“{c}”"), format!("expected `{c}`")))
    }

    fn either(&mut self) -> Result<Part, PatternError> {
        if self.depth >= DEEPEST {
            return Err(self.wrong("括号嵌套太深", "brackets are nested too deep"));
        }
        self.depth += 1;
        let mut parts = vec![self.row()?];
        while self.take('|') {
            parts.push(self.row()?);
        }
        self.depth -= 1;
        Ok(if parts.len() == 1 { parts.remove(0) } else { Part::Either(parts) })
    }

    fn row(&mut self) -> Result<Part, PatternError> {
        let mut parts = Vec::new();
        while let Some(part) = self.part()? {
            parts.push(part);
        }
        if parts.is_empty() {
            return Err(self.wrong("这里缺少内容", "something is missing here"));
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Part::Row(parts) })
    }

    fn part(&mut self) -> Result<Option<Part>, PatternError> {
        self.blanks();
        Ok(Some(match self.peek() {
            None | Some('|' | ')' | ']') => return Ok(None),
            Some('"' | '“' | '”') => Part::Words(vec![self.quoted()?]),
            Some('@') => {
                let from = self.at;
                self.at += 1;
                let name = self.name();
                Part::Words(self.terms_of(&name, from)?)
            }
            Some('[') => {
                self.at += 1;
                let part = self.either()?;
                self.need(']')?;
                Part::Maybe(Box::new(part))
            }
            Some('(') => {
                self.at += 1;
                let part = self.either()?;
                self.need(')')?;
                part
            }
            Some('{') => self.gap()?,
            Some('<') => self.catch()?,
            Some(c) => {
                return Err(self.wrong(
                    format!("不认识“{c}”；词要写在引号里，概念前面写 @"),
                    format!("`{c}` is not known here; words stand in quotes, concepts begin with @"),
                ));
            }
        }))
    }

    fn terms_of(&self, name: &str, from: usize) -> Result<Vec<String>, PatternError> {
        match (self.terms)(name) {
            Some(terms) if !terms.is_empty() => Ok(terms),
            _ => Err(PatternError {
                at: from,
                zh: format!("词典（dict）里没有“{name}”"),
                en: format!("there is no `{name}` in dict"),
            }),
        }
    }

    fn quoted(&mut self) -> Result<String, PatternError> {
        let from = self.at;
        self.at += 1;
        let mut word = String::new();
        loop {
            match self.peek() {
                None => {
                    self.at = from;
                    return Err(self.wrong("引号没有结束", "the quote is not closed"));
                }
                Some('"' | '”' | '“') => break,
                Some(c) => word.push(c),
            }
            self.at += 1;
        }
        self.at += 1;
        let word = Norm::new(&word, true).text;
        let word = word.trim();
        if word.is_empty() {
            self.at = from;
            return Err(self.wrong("引号里是空的", "nothing stands between the quotes"));
        }
        Ok(word.to_owned())
    }

    fn name(&mut self) -> String {
        self.blanks();
        let from = self.at;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_') {
            self.at += 1;
        }
        self.chars[from..self.at].iter().collect()
    }

    fn number(&mut self) -> Option<u32> {
        self.blanks();
        let from = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.chars[from..self.at].iter().collect::<String>().parse().ok()
    }

    /// `m,n` between brackets that are open already.
    fn bounds(&mut self, from: usize, close: char) -> Result<(u32, u32), PatternError> {
        let low = self.number();
        let high = if self.take(',') { self.number() } else { low };
        let closed = self.take(close);
        match (low, high) {
            (Some(low), Some(high)) if closed && low <= high && high <= WIDEST && high > 0 => Ok((low, high)),
            _ => Err(PatternError {
                at: from,
                zh: format!("应写成两个数，如 0,6，最大 {WIDEST}"),
                en: format!("expected two numbers such as 0,6, at most {WIDEST}"),
            }),
        }
    }

    fn gap(&mut self) -> Result<Part, PatternError> {
        let from = self.at;
        self.at += 1;
        let (low, high) = self.bounds(from, '}')?;
        Ok(Part::Gap(low, high))
    }

    fn catch(&mut self) -> Result<Part, PatternError> {
        self.at += 1;
        let name = self.name();
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && !name.contains("__");
        if !plain {
            return Err(self.wrong(
                "捕获的名字用小写英文字母，如 <v:number>",
                "a caught name is written in small letters, as <v:number>",
            ));
        }
        self.need(':')?;
        self.blanks();
        let from = self.at;
        let kind = self.name();
        let kind = match kind.as_str() {
            "number" => CatchKind::Number,
            "measure" => CatchKind::Measure,
            "grade" => CatchKind::Grade,
            "date" => CatchKind::Date,
            "ratio" => CatchKind::Ratio,
            "text" => {
                self.need('(')?;
                let (low, high) = self.bounds(from, ')')?;
                CatchKind::Text(low.max(1), high)
            }
            "term" => {
                self.need('(')?;
                let at = self.at;
                let name = self.name();
                let terms = self.terms_of(&name, at)?;
                self.need(')')?;
                CatchKind::Word(terms)
            }
            "word" => {
                self.need('(')?;
                let mut words = Vec::new();
                loop {
                    self.blanks();
                    if !matches!(self.peek(), Some('"' | '“' | '”')) {
                        return Err(self.wrong("这里应是引号里的词", "expected words in quotes"));
                    }
                    words.push(self.quoted()?);
                    if !self.take('|') {
                        break;
                    }
                }
                self.need(')')?;
                CatchKind::Word(words)
            }
            other => {
                return Err(PatternError {
                    at: from,
                    zh: format!(
                        "不认识的类型“{other}”；可用：number measure word term grade date ratio text"
                    ),
                    en: format!(
                        "unknown type `{other}`; there are number, measure, word, term, grade, date, ratio, text"
                    ),
                });
            }
        };
        self.need('>')?;
        Ok(Part::Catch(name, kind))
    }
}
