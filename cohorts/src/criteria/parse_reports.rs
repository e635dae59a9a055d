//! JSON to the leaves about single reports, their dates, and cohorts.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::parse::Parser;
use super::parse_leaf::{known_keys, words};
use super::{Leaf, Reports};
use crate::CohortError;

/// Most days an interval may span: three hundred years.
const MAX_DAYS: i64 = 110_000;

impl Parser {
    pub(super) fn reports(
        &mut self,
        value: &Value,
        path: &str,
        depth: usize,
    ) -> Result<Reports, CohortError> {
        let Value::Object(object) = value else {
            let reason = "expected an object with `modality`, `body_part`, `from`, `to` or `have`";
            return Err(CohortError::criteria(path, reason));
        };
        known_keys(object, "reports", &["modality", "body_part", "from", "to", "have"], path)?;
        if object.contains_key("reports") {
            return Err(CohortError::criteria(&format!("{path}.reports"), "a report has no reports"));
        }
        let text =
            |key: &str| object.get(key).filter(|value| !value.is_null()).map(|_| words(object, key, path));
        let (from, to) = (date(object, "from", path)?, date(object, "to", path)?);
        if let Some((from, to)) = from.zip(to).filter(|(from, to)| from > to) {
            return Err(CohortError::criteria(&format!("{path}.to"), format!("{to} lies before {from}")));
        }
        let have = match object.get("have") {
            None | Some(Value::Null) => None,
            Some(have) => Some(Box::new(self.node(have, &format!("{path}.have"), depth + 1)?)),
        };
        Ok(Reports {
            modality: modality(object, path)?,
            body_part: text("body_part").transpose()?,
            from,
            to,
            have,
        })
    }

    pub(super) fn interval(&mut self, value: &Value, path: &str, depth: usize) -> Result<Leaf, CohortError> {
        let Value::Object(object) = value else {
            return Err(CohortError::criteria(path, "expected an object with `from`, `to` and `days`"));
        };
        known_keys(object, "interval", &["from", "to", "days"], path)?;
        if object.contains_key("interval") {
            return Err(CohortError::criteria(path, "expected `from`, `to` and `days`"));
        }
        let mut side = |key: &str| {
            let part = object.get(key).unwrap_or(&Value::Null);
            // `{"reports":{…}}` says the same as its inside
            let (part, place) = match part.get("reports") {
                Some(inside) if part.as_object().is_some_and(|part| part.len() == 1) => {
                    (inside, format!("{path}.{key}.reports"))
                }
                _ => (part, format!("{path}.{key}")),
            };
            self.reports(part, &place, depth + 1)
        };
        let (from, to) = (side("from")?, side("to")?);
        let days = object.get("days").and_then(Value::as_array).map(Vec::as_slice);
        let number =
            |value: &Value| value.as_i64().filter(|days| days.abs() <= MAX_DAYS).map(|days| days as i32);
        let days = match days {
            Some([least, most]) => number(least).zip(number(most)),
            _ => None,
        };
        let days = days.filter(|(least, most)| least <= most).ok_or_else(|| {
            let reason = "expected the least and the most days between the two, such as [30, 180]";
            CohortError::criteria(&format!("{path}.days"), reason)
        })?;
        Ok(Leaf::Interval { from, to, days })
    }
}

pub(super) fn cohort(object: &Map<String, Value>, path: &str) -> Result<Leaf, CohortError> {
    let id = words(object, "cohort", path)?;
    let version = match object.get("version") {
        None | Some(Value::Null) => None,
        Some(version) => {
            let number = version.as_u64().and_then(|version| u32::try_from(version).ok());
            let refuse = || CohortError::criteria(&format!("{path}.version"), "expected a whole number");
            Some(number.ok_or_else(refuse)?)
        }
    };
    Ok(Leaf::Cohort { id, version })
}

fn modality(object: &Map<String, Value>, path: &str) -> Result<Vec<String>, CohortError> {
    let refuse = || {
        let reason = "expected a list of modalities such as [\"CT\"]";
        CohortError::criteria(&format!("{path}.modality"), reason)
    };
    let word = |value: &Value| value.as_str().filter(|word| !word.trim().is_empty()).map(str::to_owned);
    match object.get("modality") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(items)) if (1..=50).contains(&items.len()) => {
            items.iter().map(|item| word(item).ok_or_else(refuse)).collect()
        }
        Some(one) => Ok(vec![word(one).ok_or_else(refuse)?]),
    }
}

fn date(object: &Map<String, Value>, key: &str, path: &str) -> Result<Option<NaiveDate>, CohortError> {
    let path = format!("{path}.{key}");
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
            let shown: String = text.chars().take(40).collect();
            let refuse =
                || CohortError::criteria(&path, format!("`{shown}` is not a date such as 2024-02-29"));
            Ok(Some(date.ok_or_else(refuse)?))
        }
        Some(_) => Err(CohortError::criteria(&path, "expected a date in quotes such as \"2024-02-29\"")),
    }
}
