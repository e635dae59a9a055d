//! Settings as stored beside results.

use serde_json::{Map, Value, json};

use super::{Discretisation, ValidSettings};
use crate::settings::Interpolator;

impl ValidSettings {
    /// The settings under the key names of a settings file.
    pub fn to_json(&self) -> Value {
        let s = self.settings();
        let (width, count, off) = match s.discretisation {
            Discretisation::BinWidth(width) => (json!(width), Value::Null, Value::Null),
            Discretisation::BinCount(count) => (Value::Null, json!(count), Value::Null),
            Discretisation::None => (Value::Null, Value::Null, json!(false)),
        };
        let ivh = match s.intensity_volume {
            Discretisation::BinWidth(width) => json!({"binWidth": width}),
            Discretisation::BinCount(count) => json!({"binCount": count}),
            Discretisation::None => json!("none"),
        };
        let name = |interpolator| match interpolator {
            Interpolator::Nearest => "sitkNearestNeighbor",
            Interpolator::Linear => "sitkLinear",
            Interpolator::BSpline => "sitkBSpline",
        };
        let range =
            s.resegment_range.map(|[low, high]| if high.is_finite() { vec![low, high] } else { vec![low] });
        let spaces: Vec<&str> = s.spaces().into_iter().map(|space| space.key()).collect();
        let families: Map<String, Value> =
            s.families.iter().map(|f| (f.key().to_owned(), Value::Null)).collect();
        let mut images = Map::new();
        if s.original {
            images.insert("Original".to_owned(), json!({}));
        }
        images.extend(s.filtered.iter().map(|f| (f.name().to_owned(), f.content().clone())));
        json!({
            "profile": "ibsi",
            "version": env!("CARGO_PKG_VERSION"),
            "setting": {
                "label": s.label, "binWidth": width, "binCount": count, "discretise": off, "ivh": ivh,
                "resampledPixelSpacing": s.spacing, "interpolator": name(s.interpolator),
                "maskInterpolator": name(s.mask_interpolator), "maskThreshold": s.mask_threshold,
                "round": s.round, "resegmentRange": range, "resegmentOutliers": s.resegment_outliers,
                "force2D": s.force_2d, "aggregation": spaces, "correctMask": s.correct_mask,
                "geometryTolerance": s.geometry_tolerance,
            },
            "featureClass": families,
            "imageType": images,
        })
    }
}
