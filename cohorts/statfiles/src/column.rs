use std::collections::HashSet;

use crate::StatError;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A line of text.
    Text,
    /// Text of any length.
    LongText,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Decimal,
    /// Days.
    Date,
    /// Days with a time.
    Moment,
    /// Yes or no.
    YesNo,
    /// One of [`Column::values`].
    Choice,
    /// Any number of [`Column::values`].
    Choices,
    /// How many, exactly or within bounds.
    Count,
}

/// A code with its meaning: a choice, or a reason for a missing value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// What is stored, as `1` or `RUL`.
    pub code: String,
    /// What it means, as `男`; the code itself when nothing is said.
    pub text: String,
}

impl Label {
    /// A code and its meaning.
    pub fn new(code: impl Into<String>, text: impl Into<String>) -> Self {
        let (code, text) = (code.into(), text.into());
        let text = if text.is_empty() { code.clone() } else { text };
        Self { code, text }
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the table: any text of 1 to 256 bytes on one line, unique.
    pub key: String,
    /// Chinese name, or empty.
    pub label_zh: String,
    /// English name, or empty.
    pub label_en: String,
    /// What it holds.
    pub kind: Kind,
    /// Unit of measurement, or empty.
    pub unit: String,
    /// The choices, for [`Kind::Choice`] and [`Kind::Choices`]; for [`Kind::YesNo`] the words for `0` and `1`, or none.
    pub values: Vec<Label>,
    /// Reasons why a value may be missing, as 未提及 or 不适用; at most 26.
    pub missing: Vec<Label>,
}

/// Letters `.a` to `.z` of Stata and SAS: as many reasons as any format tells apart.
const REASONS: usize = 26;
/// Choices of one column.
const CHOICES: usize = 4096;

impl Column {
    /// A column without labels, unit, choices or reasons.
    pub fn new(key: impl Into<String>, kind: Kind) -> Self {
        Self {
            key: key.into(),
            label_zh: String::new(),
            label_en: String::new(),
            kind,
            unit: String::new(),
            values: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// The label a reader shows: Chinese, else English, else the key.
    pub fn title(&self) -> &str {
        [&self.label_zh, &self.label_en, &self.key].into_iter().find(|t| !t.is_empty()).map_or("", |t| t)
    }

    /// Whether every choice is coded by a whole number that any format holds.
    pub(crate) fn numeric_codes(&self) -> bool {
        self.values.iter().all(|v| code_number(&v.code).is_some())
    }

    /// The words for no and yes.
    pub(crate) fn yes_no(&self) -> [Label; 2] {
        let word = |code: &str, or: &str| {
            let found = self.values.iter().find(|v| v.code == code);
            found.cloned().unwrap_or_else(|| Label::new(code, or))
        };
        [word("0", "否"), word("1", "是")]
    }

    fn check(&self) -> Result<(), StatError> {
        let wrong = |reason: String| Err(StatError::column(&self.key, reason));
        if self.key.is_empty() || self.key.len() > 256 {
            return wrong("a key has 1 to 256 bytes".to_owned());
        }
        if self.key.trim() != self.key {
            return wrong("a key neither begins nor ends with a space".to_owned());
        }
        let texts = [&self.key, &self.label_zh, &self.label_en, &self.unit];
        let labels = self.values.iter().chain(&self.missing).flat_map(|l| [&l.code, &l.text]);
        for text in texts.into_iter().chain(labels) {
            if text.chars().any(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')) {
                return wrong(format!("`{}` holds a line break or control character", text.escape_debug()));
            }
            if text.len() > 4096 {
                return wrong("a label has at most 4096 bytes".to_owned());
            }
        }
        let choices = matches!(self.kind, Kind::Choice | Kind::Choices);
        if choices && self.values.is_empty() {
            return wrong("a choice needs its values, as 1=男|2=女".to_owned());
        }
        if self.kind == Kind::YesNo {
            if self.values.iter().any(|v| v.code != "0" && v.code != "1") {
                return wrong("yes/no has the codes 0 (no) and 1 (yes) alone".to_owned());
            }
        } else if !choices && !self.values.is_empty() {
            return wrong("values belong to a choice; this type has none".to_owned());
        }
        if self.values.len() > CHOICES || self.missing.len() > REASONS {
            return wrong(format!("at most {CHOICES} values and {REASONS} reasons for missing values"));
        }
        let yes_no = if self.kind == Kind::YesNo { self.yes_no().to_vec() } else { Vec::new() };
        let values = if yes_no.is_empty() { &self.values } else { &yes_no };
        let (mut codes, mut words) = (HashSet::new(), HashSet::new());
        for label in values.iter().chain(&self.missing) {
            if label.code.is_empty() || label.text.is_empty() {
                return wrong("a code or its label is empty".to_owned());
            }
            if label.code.trim() != label.code || label.text.trim() != label.text {
                return wrong(format!("`{}` begins or ends with a space", label.code));
            }
            if self.kind == Kind::Choices && label.code.contains(['|', ';']) {
                return wrong(format!(
                    "code `{}` holds `|` or `;`, which separate several choices",
                    label.code
                ));
            }
            if !codes.insert(label.code.as_str()) {
                return wrong(format!("code `{}` stands for two things", label.code));
            }
            if !words.insert(label.text.as_str()) {
                return wrong(format!("label `{}` belongs to two codes", label.text));
            }
        }
        for label in values.iter().chain(&self.missing) {
            if label.text != label.code && codes.contains(label.text.as_str()) {
                return wrong(format!(
                    "`{}` is the label of `{}` and a code of its own",
                    label.text, label.code
                ));
            }
        }
        Ok(())
    }
}

/// Checks columns by themselves and against each other: keys are unique, codes and labels say one thing each.
pub(crate) fn check(columns: &[Column]) -> Result<(), StatError> {
    let mut keys = HashSet::new();
    for column in columns {
        column.check()?;
        if !keys.insert(column.key.as_str()) {
            return Err(StatError::column(&column.key, "the key is used twice"));
        }
    }
    if columns.is_empty() {
        return Err(StatError::Header("a table needs at least one column".to_owned()));
    }
    Ok(())
}

/// The number a code is, if it is written as a number is and a 32-bit integer of every format.
pub(crate) fn code_number(code: &str) -> Option<i32> {
    let number: i32 = code.parse().ok()?;
    (number.to_string() == code && (-2_000_000_000..=2_000_000_000).contains(&number)).then_some(number)
}
