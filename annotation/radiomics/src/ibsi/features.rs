//! Computed features and the settings that made them.

use serde_json::{Map, Value, json};

/// A feature's value, with the codes that say what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Tag of the reference files, such as `cm_contrast_2_5D_comb`.
    pub tag: String,
    /// IBSI code of the feature, such as `ACUI`.
    pub code: &'static str,
    /// IBSI code of the aggregation, such as `ZW7Z`; `DHQ4`, in the volume,
    /// where there is no choice.
    pub aggregation: &'static str,
    /// NaN where the definition gives none.
    pub value: f64,
}

/// Features of one region, in a stable order.
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    /// The features, family by family, aggregation by aggregation.
    pub values: Vec<Feature>,
    /// What each step left of image and masks: tag of the reference files, such
    /// as `int_mask_vox_count_reseg_roi`, and value.
    pub diagnostics: Vec<(String, f64)>,
    /// Settings under the key names of a settings file.
    pub settings: Value,
}

impl Features {
    /// Value of a feature or a diagnostic.
    pub fn get(&self, tag: &str) -> Option<f64> {
        let feature = self.values.iter().find(|feature| feature.tag == tag).map(|feature| feature.value);
        feature.or_else(|| self.diagnostics.iter().find(|(name, _)| name == tag).map(|(_, value)| *value))
    }

    /// `{"settings": …, "features": {tag: value}, "codes": {tag: code},
    /// "aggregations": {tag: code}, "diagnostics": {tag: value}}`; `null` for
    /// NaN.
    pub fn to_json(&self) -> Value {
        let by_tag = |of: &dyn Fn(&Feature) -> Value| -> Map<String, Value> {
            self.values.iter().map(|feature| (feature.tag.clone(), of(feature))).collect()
        };
        let diagnostics: Map<String, Value> =
            self.diagnostics.iter().map(|(tag, value)| (tag.clone(), json!(value))).collect();
        json!({
            "settings": self.settings,
            "features": by_tag(&|feature| json!(feature.value)),
            "codes": by_tag(&|feature| json!(feature.code)),
            "aggregations": by_tag(&|feature| json!(feature.aggregation)),
            "diagnostics": diagnostics,
        })
    }
}

/// The values alone, as both profiles give them.
impl From<Features> for crate::Features {
    fn from(features: Features) -> Self {
        let values = features.values.into_iter().map(|feature| (feature.tag, feature.value)).collect();
        Self { values, settings: features.settings }
    }
}
