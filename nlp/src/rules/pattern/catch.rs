//! What a pattern catches, and its value.

use serde_json::Value;

use super::{Part, either};

/// Kind of a catch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Kind {
    Number,
    Measure,
    Word(Vec<String>),
    Grade,
    Date,
    Ratio,
    Text(u32, u32),
}

/// Something caught, in bytes of the stretch searched.
pub(in crate::rules) struct Caught<'t> {
    pub name: &'t str,
    pub kind: &'t Kind,
    pub text: &'t str,
    pub unit: &'t str,
    pub start: usize,
    pub end: usize,
}

/// Units that may follow a number, with what they measure and their size.
const UNITS: [(&str, &str, f64); 22] = [
    ("毫米", "mm", 1.0),
    ("mm", "mm", 1.0),
    ("厘米", "mm", 10.0),
    ("公分", "mm", 10.0),
    ("cm", "mm", 10.0),
    ("cm3", "ml", 1.0),
    ("cm³", "ml", 1.0),
    ("立方厘米", "ml", 1.0),
    ("毫升", "ml", 1.0),
    ("ml", "ml", 1.0),
    ("cc", "ml", 1.0),
    ("%", "%", 1.0),
    ("hu", "hu", 1.0),
    ("ng/ml", "ng/ml", 1.0),
    ("ug/l", "ng/ml", 1.0),
    ("μg/l", "ng/ml", 1.0),
    ("copies/ml", "copies/ml", 1.0),
    ("拷贝/ml", "copies/ml", 1.0),
    ("iu/ml", "iu/ml", 1.0),
    ("bpm", "bpm", 1.0),
    ("次/分", "bpm", 1.0),
    ("岁", "a", 1.0),
];

impl Kind {
    /// Most characters it catches, or the words it is one of.
    pub fn longest(&self) -> Result<usize, &[String]> {
        match self {
            Self::Word(words) => Err(words),
            Self::Number => Ok(28),
            Self::Measure => Ok(100),
            Self::Grade => Ok(4),
            Self::Date => Ok(18),
            Self::Ratio => Ok(9),
            Self::Text(_, to) => Ok(*to as usize),
        }
    }

    /// The expression that catches it under `name`.
    pub fn write(&self, name: &str, out: &mut String) {
        const NUMBER: &str = r"(?:\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d{1,6})?)";
        match self {
            Self::Number => {
                let mut units: Vec<&str> = UNITS.iter().map(|(word, ..)| *word).collect();
                units.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
                let units: Vec<String> = units.into_iter().map(regex::escape).collect();
                out.push_str(&format!(
                    "(?P<{name}>{NUMBER}|[零一二两三四五六七八九十]{{1,3}})(?: ?(?P<{name}__unit>{}))?",
                    units.join("|")
                ));
            }
            Self::Measure => {
                let one = format!("{NUMBER} ?(?:mm|cm|毫米|厘米)?");
                out.push_str(&format!("(?P<{name}>{one}(?: ?[×x*] ?{one}){{0,3}})"));
            }
            Self::Word(words) => {
                out.push_str(&format!("(?P<{name}>"));
                either(words, out);
                out.push(')');
            }
            Self::Grade => out.push_str(&format!("(?P<{name}>(?:[0-6]|iv|vi|v|i{{1,3}})[a-cf]?)")),
            Self::Date => out.push_str(&format!(
                r"(?P<{name}>(?:19|20)\d\d ?[-./年] ?\d{{1,2}}(?: ?[-./月] ?\d{{1,2}})?日?)"
            )),
            Self::Ratio => out.push_str(&format!(r"(?P<{name}>\d{{1,3}} ?/ ?\d{{1,3}})")),
            Self::Text(low, high) => out.push_str(&format!(r"(?P<{name}>[^,。;\n]{{{low},{high}}})")),
        }
    }
}

/// The catches of a pattern in order.
pub(super) fn names(part: &Part, out: &mut Vec<(String, Kind)>) {
    match part {
        Part::Catch(name, kind) => out.push((name.clone(), kind.clone())),
        Part::Row(parts) | Part::Either(parts) => parts.iter().for_each(|part| names(part, out)),
        Part::Maybe(part) => names(part, out),
        Part::Words(_) | Part::Gap(..) => {}
    }
}

impl Caught<'_> {
    /// The value, numbers in `unit`, those without a unit being in `usual`. `None` when the unit written measures
    /// something else, or the date does not exist.
    pub fn value(&self, unit: Option<&str>, usual: Option<&str>) -> Option<Value> {
        match self.kind {
            Kind::Number => {
                let written = if self.unit.is_empty() { usual.unwrap_or_default() } else { self.unit };
                number(self.text, written, unit).map(Value::from)
            }
            Kind::Measure => {
                let sizes = sizes(self.text);
                let largest = sizes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                largest.is_finite().then(|| Value::from(largest))
            }
            Kind::Word(_) => Some(Value::from(self.text)),
            Kind::Grade => Some(Value::from(grade(self.text))),
            Kind::Date => date(self.text).map(Value::from),
            Kind::Ratio => Some(Value::from(self.text.replace(' ', ""))),
            Kind::Text(..) => Some(Value::from(self.text.trim())),
        }
    }
}

impl Caught<'_> {
    /// A measure as millimetres `a×b×c`.
    pub fn sizes(&self) -> Option<String> {
        let parts: Vec<String> = sizes(self.text).iter().map(f64::to_string).collect();
        (*self.kind == Kind::Measure).then(|| parts.join("×"))
    }
}

fn number(text: &str, written: &str, wanted: Option<&str>) -> Option<f64> {
    let value = text.replace(',', "").parse::<f64>().ok().or_else(|| chinese(text))?;
    let wanted = wanted.unwrap_or_default().to_lowercase();
    let Some((_, measures, factor)) = UNITS.iter().find(|(word, ..)| *word == written) else {
        return Some(value);
    };
    let (same, size) = match wanted.as_str() {
        "cm" => (*measures == "mm", 0.1),
        "" => (true, 1.0),
        other => (*measures == other || other.starts_with('{') || other == "1", 1.0),
    };
    // A number with a unit of another kind is another quantity.
    if !same {
        return None;
    }
    Some(clean(value * factor * size))
}

fn clean(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// A number below 100 in Chinese words.
fn chinese(text: &str) -> Option<f64> {
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c).or((c == '两').then_some(2));
    let chars: Vec<char> = text.chars().collect();
    let value = match chars.as_slice() {
        ['十'] => 10,
        ['十', unit] => 10 + digit(*unit)?,
        [ten, '十'] => digit(*ten)? * 10,
        [ten, '十', unit] => digit(*ten)? * 10 + digit(*unit)?,
        [unit] => digit(*unit)?,
        _ => return None,
    };
    Some(value as f64)
}

/// Millimetres of `a×b×c`; a number without a unit takes the next one written,
/// and millimetres when none is.
fn sizes(text: &str) -> Vec<f64> {
    let mut out = Vec::new();
    let mut factor = 1.0;
    for part in text.rsplit(['×', 'x', '*']) {
        let digits: String = part.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let rest = part.trim().get(digits.len()..).unwrap_or_default().trim();
        match rest {
            "cm" | "厘米" => factor = 10.0,
            "mm" | "毫米" => factor = 1.0,
            _ => {}
        }
        if let Ok(value) = digits.parse::<f64>() {
            out.push(clean(value * factor));
        }
    }
    out.reverse();
    out
}

/// The longest of the millimetres written as `a×b×c`.
pub(in crate::rules) fn longest(text: &str) -> Option<f64> {
    sizes(text).into_iter().reduce(f64::max)
}

/// `iiia` and `3a` are both `3A`.
fn grade(text: &str) -> String {
    let (roman, letter) = match text.char_indices().last() {
        Some((at, c)) if matches!(c, 'a'..='c' | 'f') && at > 0 => text.split_at(at),
        _ => (text, ""),
    };
    let number = match roman {
        "i" => "1",
        "ii" => "2",
        "iii" => "3",
        "iv" => "4",
        "v" => "5",
        "vi" => "6",
        other => other,
    };
    format!("{number}{}", letter.to_uppercase())
}

/// ISO 8601 of a date that exists; a month alone stays a month.
fn date(text: &str) -> Option<String> {
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap_or(0))
        .collect();
    let (year, month) = (*numbers.first()?, *numbers.get(1)?);
    if !(1..=12).contains(&month) {
        return None;
    }
    let Some(&day) = numbers.get(2) else { return Some(format!("{year:04}-{month:02}")) };
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let length = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=length).contains(&day).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_what_is_caught() {
        assert_eq!(number("1.2", "cm", Some("mm")), Some(12.0));
        assert_eq!(number("12", "", Some("mm")), Some(12.0));
        assert_eq!(number("12", "hu", Some("mm")), None);
        assert_eq!(number("1,050", "", None), Some(1050.0));
        assert_eq!(number("十二", "", None), Some(12.0));
        assert_eq!(number("37", "hu", Some("HU")), Some(37.0));
        assert_eq!(sizes("3.9cm×3.1cm"), [39.0, 31.0]);
        assert_eq!(sizes("1.7×1.8×2.3cm"), [17.0, 18.0, 23.0]);
        assert_eq!((grade("iiia").as_str(), grade("4a").as_str(), grade("iif").as_str()), ("3A", "4A", "2F"));
        assert_eq!(date("2014年8月19日").as_deref(), Some("2014-08-19"));
        assert_eq!(date("2015-2-29"), None);
        assert_eq!(date("2015-6").as_deref(), Some("2015-06"));
    }
}
