//! Values of a filter file, taken key by key.

use serde_json::{Map, Value};

use crate::error::{RadiomicsError, Result};

/// The keys of a file, those already read among them.
pub(super) struct Reader {
    /// As they are written, in order.
    keys: Vec<(String, Value)>,
    /// Names that were asked for.
    asked: Vec<&'static str>,
}

impl Reader {
    /// # Errors
    /// When the text is not YAML or not a list of keys.
    pub fn new(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let empty = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let value: Value = if text.lines().all(empty) {
            Value::Object(Map::new())
        } else {
            serde_saphyr::from_str(text).map_err(|error| RadiomicsError::Yaml(error.to_string()))?
        };
        let Value::Object(map) = value else {
            return Err(bad("the filter file", &value, "keys with values, the first `filter: …`"));
        };
        let keys: Vec<(String, Value)> = map.into_iter().collect();
        for (k, (key, _)) in keys.iter().enumerate() {
            if let Some((twice, _)) = keys[..k].iter().find(|(old, _)| plain(old) == plain(key)) {
                return Err(bad(
                    key,
                    &Value::String(format!("given again after `{twice}`")),
                    "one of the two",
                ));
            }
        }
        Ok(Self { keys, asked: Vec::new() })
    }

    /// The value of a key, `None` when it is absent or empty.
    pub fn take(&mut self, key: &'static str) -> Option<Value> {
        self.asked.push(key);
        let found = self.keys.iter().position(|(name, _)| plain(name) == plain(key))?;
        let (_, value) = self.keys.remove(found);
        (!value.is_null()).then_some(value)
    }

    /// # Errors
    /// When a key is left that nothing asked for.
    pub fn finish(self, filter: &str) -> Result<()> {
        match self.keys.into_iter().next() {
            None => Ok(()),
            Some((key, _)) => Err(RadiomicsError::UnknownKey {
                key,
                supported: format!("{} (for `filter: {filter}`)", self.asked.join(", ")),
            }),
        }
    }

    /// A positive number.
    pub fn positive(&mut self, key: &'static str, unit: &str) -> Result<Option<f64>> {
        let Some(value) = self.take(key) else { return Ok(None) };
        let number = value.as_f64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
        let found = number.filter(|number| number.is_finite() && *number > 0.0);
        found.map(Some).ok_or_else(|| bad(key, &value, &format!("a number above 0{unit}")))
    }

    /// [`positive`](Self::positive) that may not be left out.
    pub fn needed(&mut self, key: &'static str, unit: &str) -> Result<f64> {
        let found = self.positive(key, unit)?;
        found.ok_or_else(|| missing(key, &format!("a number above 0{unit}")))
    }

    /// A whole number.
    pub fn whole(&mut self, key: &'static str, low: u64, high: u64) -> Result<Option<u64>> {
        let Some(value) = self.take(key) else { return Ok(None) };
        let found = value.as_u64().filter(|number| (low..=high).contains(number));
        found.map(Some).ok_or_else(|| bad(key, &value, &format!("a whole number from {low} to {high}")))
    }

    /// One of several words; case, blanks, `-` and `_` do not matter.
    pub fn word<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        let Some(value) = self.take(key) else { return Ok(None) };
        let found = value.as_str().and_then(|text| read(&plain(text)));
        found.map(Some).ok_or_else(|| bad(key, &value, expected))
    }
}

/// Lower case, without blanks, `-` and `_`.
pub(super) fn plain(text: &str) -> String {
    let bare = text.chars().filter(|c| !matches!(c, ' ' | '-' | '_'));
    bare.flat_map(char::to_lowercase).collect()
}

pub(super) fn bad(key: &str, found: &Value, expected: &str) -> RadiomicsError {
    let found: String = found.to_string().chars().take(80).collect();
    RadiomicsError::BadValue { key: key.to_owned(), found, expected: expected.to_owned() }
}

pub(super) fn missing(key: &str, expected: &str) -> RadiomicsError {
    RadiomicsError::BadValue {
        key: key.to_owned(),
        found: "missing".to_owned(),
        expected: expected.to_owned(),
    }
}
