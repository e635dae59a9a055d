//! Criteria to JSON, as `parse` reads it.

use serde_json::{Map, Value, json};

use super::{Criteria, Leaf, Op, Reports};

impl Criteria {
    /// The tree as JSON, as [`parse`](Self::parse) reads it.
    pub fn to_json(&self) -> Value {
        let list = |parts: &[Self]| parts.iter().map(Self::to_json).collect::<Vec<_>>();
        match self {
            Self::All(parts) => json!({ "all": list(parts) }),
            Self::Any(parts) => json!({ "any": list(parts) }),
            Self::Not(part) => json!({ "not": part.to_json() }),
            Self::Leaf(leaf) => leaf.to_json(),
            Self::Lines(lines) => {
                let lines: Vec<Value> = lines
                    .iter()
                    .map(|line| json!({ "name": line.name, line.kind.as_str(): line.criteria.to_json() }))
                    .collect();
                json!({ "lines": lines })
            }
        }
    }
}

impl Leaf {
    /// The leaf as JSON.
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
        let sections = match self {
            Self::Text { text, synonyms, sections } => {
                put("text", json!(text));
                if *synonyms {
                    put("synonyms", json!(true));
                }
                sections.as_slice()
            }
            Self::Fuzzy { text, distance, sections } => {
                put("fuzzy", json!(text));
                put("distance", json!(distance));
                sections
            }
            Self::Regex { pattern, sections } => {
                put("regex", json!(pattern));
                sections
            }
            Self::Pinyin { pinyin, sections } => {
                put("pinyin", json!(pinyin));
                sections
            }
            Self::Mention { term, negated, uncertain, historical, sections } => {
                put("mention", json!(term));
                for (key, flag) in
                    [("negated", negated), ("uncertain", uncertain), ("historical", historical)]
                {
                    if let Some(flag) = flag {
                        put(key, json!(flag));
                    }
                }
                sections
            }
            Self::Reports(reports) => {
                put("reports", reports.to_json());
                &[]
            }
            Self::Interval { from, to, days } => {
                put(
                    "interval",
                    json!({"from": from.to_json(), "to": to.to_json(), "days": [days.0, days.1]}),
                );
                &[]
            }
            Self::Cohort { id, version } => {
                put("cohort", json!(id));
                if let Some(version) = version {
                    put("version", json!(version));
                }
                &[]
            }
            Self::Field { field, op, value } => {
                put("field", json!(field));
                put("op", json!(op.as_str()));
                if !matches!(op, Op::Exists | Op::Missing) {
                    put("value", value.clone());
                }
                &[]
            }
        };
        if !sections.is_empty() {
            put("in", json!(sections));
        }
        Value::Object(out)
    }
}

impl Reports {
    fn to_json(&self) -> Value {
        let mut out = Map::new();
        if !self.modality.is_empty() {
            out.insert("modality".to_owned(), json!(self.modality));
        }
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                out.insert(key.to_owned(), value);
            }
        };
        put("body_part", self.body_part.clone().map(Value::from));
        put("from", self.from.map(|day| Value::from(day.to_string())));
        put("to", self.to.map(|day| Value::from(day.to_string())));
        put("have", self.have.as_ref().map(|have| have.to_json()));
        Value::Object(out)
    }
}

impl serde::Serialize for Criteria {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Criteria {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::parse(&value).map_err(serde::de::Error::custom)
    }
}
