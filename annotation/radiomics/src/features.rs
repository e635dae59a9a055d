//! Computed features and the settings that made them.

use serde_json::{Map, Value, json};

/// Features of one region, in a stable order.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// Name such as `original_firstorder_Mean`, and value; NaN where the
    /// definition gives none.
    pub values: Vec<(String, f64)>,
    /// Settings under the key names of `PyRadiomics`.
    pub settings: Value,
}

impl Features {
    /// Names in order.
    pub fn names(&self) -> Vec<&str> {
        self.values.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Value of a feature.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.values.iter().find(|(found, _)| found == name).map(|(_, value)| *value)
    }

    /// `{"settings": …, "features": {name: value}}`; `null` for NaN.
    pub fn to_json(&self) -> Value {
        let features: Map<String, Value> =
            self.values.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        json!({"settings": self.settings, "features": features})
    }
}
