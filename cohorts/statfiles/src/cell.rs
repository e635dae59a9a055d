//! A cell as text: what a person or a CSV file writes.

use crate::{Column, Count, Date, Kind, Moment, Value};

impl Column {
    /// Reads a cell. A code or label of [`Column::missing`] is that reason, whatever the type; choices are
    /// accepted by code and by label, several of them parted by `|` or `;`. The error says what is expected.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        let plain = text.trim();
        if plain.is_empty() && !matches!(self.kind, Kind::Text | Kind::LongText) {
            return Ok(Value::Empty);
        }
        if let Some(place) = self.reason(plain) {
            return Ok(Value::Missing(place));
        }
        let found = match self.kind {
            Kind::Text | Kind::LongText => return Ok(self.tidy(Value::Text(text.to_owned()))),
            Kind::Integer => whole(plain).map(Value::Integer).ok_or("a whole number"),
            Kind::Decimal => decimal(plain).map(Value::Decimal).ok_or("a number"),
            Kind::Date => day(plain).map(Value::Date).ok_or("a date of the calendar as 2024-03-09"),
            Kind::Moment => Moment::parse(plain)
                .map(Value::Moment)
                .ok_or("a date with time as 2024-03-09 14:05:00, without time zone"),
            Kind::YesNo => {
                self.yes_or_no(plain).map(Value::YesNo).ok_or("yes or no (1, 0, 是, 否, true, false)")
            }
            Kind::Choice => {
                self.choice(plain).map(Value::Choice).ok_or("one of the values of the dictionary")
            }
            Kind::Choices => self.several(plain).ok_or("values of the dictionary, parted by `|`"),
            Kind::Count => Count::parse(plain).map(Value::Count).ok_or("a count as 3, 2-4 or >=2"),
        };
        found.map_err(|expected| format!("`{}` is not {expected}", shortened(plain)))
    }

    /// A value as text that [`Column::read`] reads back; choices and reasons by code. The empty value is empty text.
    pub fn write(&self, value: &Value) -> String {
        let code = |labels: &[crate::Label], place: &usize| labels.get(*place).map(|l| l.code.clone());
        match value {
            Value::Empty => String::new(),
            Value::Missing(place) => code(&self.missing, place).unwrap_or_default(),
            Value::Text(text) => text.clone(),
            Value::Integer(n) => n.to_string(),
            Value::Decimal(x) => shortest(*x),
            Value::Date(date) => date.to_string(),
            Value::Moment(moment) => moment.to_string(),
            Value::YesNo(yes) => u8::from(*yes).to_string(),
            Value::Choice(place) => code(&self.values, place).unwrap_or_default(),
            Value::Choices(places) => {
                places.iter().filter_map(|p| code(&self.values, p)).collect::<Vec<_>>().join("|")
            }
            Value::Count(count) => count.to_string(),
        }
    }

    /// The place of a choice, by code or label.
    pub fn choice(&self, text: &str) -> Option<usize> {
        place(&self.values, text)
    }

    /// The place of a reason for a missing value, by code or label.
    pub fn reason(&self, text: &str) -> Option<usize> {
        place(&self.missing, text)
    }

    /// Brings a value to the one form in which it is kept, or says why it does not belong in this column.
    pub(crate) fn accept(&self, value: Value) -> Result<Value, String> {
        let value = self.tidy(value);
        let fits = match &value {
            Value::Empty => true,
            Value::Missing(place) => *place < self.missing.len(),
            Value::Text(_) => matches!(self.kind, Kind::Text | Kind::LongText),
            Value::Integer(_) => self.kind == Kind::Integer,
            Value::Decimal(x) => self.kind == Kind::Decimal && x.is_finite(),
            Value::Date(_) => self.kind == Kind::Date,
            Value::Moment(_) => self.kind == Kind::Moment,
            Value::YesNo(_) => self.kind == Kind::YesNo,
            Value::Choice(place) => self.kind == Kind::Choice && *place < self.values.len(),
            Value::Choices(places) => {
                self.kind == Kind::Choices
                    && places.iter().all(|p| *p < self.values.len())
                    && places.windows(2).all(|w| w[0] < w[1])
            }
            Value::Count(_) => self.kind == Kind::Count,
        };
        if fits {
            Ok(value)
        } else {
            Err(format!("{value:?} does not belong in a column of type {:?}", self.kind))
        }
    }

    fn tidy(&self, value: Value) -> Value {
        let value = match value {
            // -0 is a distinction that no reader keeps
            Value::Decimal(x) => Value::Decimal(x + 0.0),
            other => other,
        };
        match value {
            Value::Text(text) if text.is_empty() => Value::Empty,
            Value::Text(text) => match self.reason(&text) {
                Some(place) => Value::Missing(place),
                None if text.chars().any(unprintable) => {
                    Value::Text(text.chars().map(|c| if unprintable(c) { '\u{fffd}' } else { c }).collect())
                }
                None => Value::Text(text),
            },
            Value::Choices(places) if places.is_empty() => Value::Empty,
            Value::Integer(_) | Value::Decimal(_) | Value::Date(_) | Value::Moment(_) | Value::Count(_)
                if !self.missing.is_empty() =>
            {
                self.reason(&self.write(&value)).map_or(value, Value::Missing)
            }
            other => other,
        }
    }

    fn yes_or_no(&self, text: &str) -> Option<bool> {
        if let Some(label) = self.choice(text).and_then(|p| self.values.get(p)) {
            return Some(label.code == "1");
        }
        match text.to_lowercase().as_str() {
            "1" | "true" | "t" | "yes" | "y" | "是" | "有" | "1.0" => Some(true),
            "0" | "false" | "f" | "no" | "n" | "否" | "无" | "0.0" => Some(false),
            _ => None,
        }
    }

    fn several(&self, text: &str) -> Option<Value> {
        let mut places = text
            .split(['|', ';', '\u{ff1b}'])
            .map(str::trim)
            .filter(|p| !p.is_empty())
            .map(|p| self.choice(p))
            .collect::<Option<Vec<usize>>>()?;
        places.sort_unstable();
        places.dedup();
        Some(if places.is_empty() { Value::Empty } else { Value::Choices(places) })
    }
}

fn place(labels: &[crate::Label], text: &str) -> Option<usize> {
    labels.iter().position(|l| l.code == text).or_else(|| labels.iter().position(|l| l.text == text))
}

/// Control characters but tab and line ends: no XML, and no string that ends with a zero, can hold them.
fn unprintable(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn whole(text: &str) -> Option<i64> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let text = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|b| b == b'0') => whole,
        _ => text,
    };
    text.parse().ok()
}

fn decimal(text: &str) -> Option<f64> {
    let digits = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    digits.then(|| text.parse::<f64>().ok()).flatten().filter(|x| x.is_finite())
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text).or_else(|| {
        let moment = Moment::parse(text)?;
        (moment.time() == (0, 0, 0, 0)).then(|| moment.date())
    })
}

/// The shortest text that reads back as the same number; whole numbers without a point.
pub(crate) fn shortest(x: f64) -> String {
    if x.abs() < 1e15 && x.fract() == 0.0 { format!("{x}") } else { format!("{x:?}") }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
