//! What the clinician sees 所见.

use crate::card::{ModelCard, Stage};
use crate::error::{InferenceError, Result};
use crate::roi::RoiFacts;
use crate::text;
use serde::{Deserialize, Serialize};
use training::Contribution;
use workbench_core::Digest;

/// A coded word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Code system: `SCT`, `RADLEX`, `DCM`, `99WB` for our own.
    pub scheme: String,
    /// The code.
    pub value: String,
    /// Its meaning in English.
    pub meaning: String,
}

impl Term {
    /// A term from its parts.
    pub fn new(scheme: &str, value: &str, meaning: &str) -> Self {
        Self { scheme: scheme.into(), value: value.into(), meaning: meaning.into() }
    }
}

/// Where a finding lies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Series.
    pub series_uid: String,
    /// Instance that shows it best.
    pub sop_uid: Option<String>,
    /// Lower and upper corner, LPS mm.
    pub bbox: [[f64; 3]; 2],
    /// Middle of the box, LPS mm: where a click leads to.
    pub centre: [f64; 3],
    /// ROI version that holds the contours.
    pub contours: String,
}

/// A measured size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// What was measured (DICOM PS3.16 CID 7470, 7472).
    pub code: Term,
    /// How much.
    pub value: f64,
    /// UCUM unit: `mm`, `mm3`.
    pub unit: String,
}

/// Which model said it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelRef {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Digest of the model file.
    pub sha256: Digest,
    /// How far that version had come.
    pub stage: Stage,
}

/// A model's statement about one ROI.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Coded meaning.
    pub code: Term,
    /// What the probability is of, in Chinese.
    pub label_zh: String,
    /// The same in English.
    pub label_en: String,
    /// Of the positive class, 0–1.
    pub probability: f64,
    /// Positive from here on.
    pub threshold: f64,
    /// Whether the threshold is reached.
    pub positive: bool,
    /// Where.
    pub location: Location,
    /// How large.
    pub measurements: Vec<Measurement>,
    /// Which features moved the answer most; empty when not asked for.
    pub reasons: Vec<Contribution>,
    /// Which model.
    pub model: ModelRef,
    /// A sentence for the report, in Chinese.
    pub text_zh: String,
    /// The same in English.
    pub text_en: String,
}

/// Builds the finding of a probability about an ROI.
///
/// # Errors
/// When the probability is none, or ROI or card contradict themselves.
pub fn finding_for(probability: f64, roi: &RoiFacts, card: &ModelCard) -> Result<Finding> {
    if !(0.0..=1.0).contains(&probability) {
        return Err(InferenceError::Probability(probability));
    }
    roi.check()?;
    card.check()?;
    let positive = probability >= card.threshold;
    Ok(Finding {
        code: card.code.clone(),
        label_zh: card.label_zh.clone(),
        label_en: card.label_en.clone(),
        probability,
        threshold: card.threshold,
        positive,
        location: Location {
            series_uid: roi.series_uid.clone(),
            sop_uid: roi.sop_uid.clone(),
            bbox: roi.bbox_mm,
            centre: roi.centre_mm(),
            contours: roi.roi.clone(),
        },
        measurements: measurements(roi),
        reasons: Vec::new(),
        model: ModelRef {
            name: card.name.clone(),
            version: card.version.clone(),
            sha256: card.sha256,
            stage: card.stage,
        },
        text_zh: text::chinese(probability, positive, roi, card),
        text_en: text::english(probability, positive, roi, card),
    })
}

impl Finding {
    /// With the features that moved the answer.
    #[must_use]
    pub fn with_reasons(mut self, reasons: Vec<Contribution>) -> Self {
        self.reasons = reasons;
        self
    }
}

fn measurements(roi: &RoiFacts) -> Vec<Measurement> {
    let rows = [
        ("103339001", "Long Axis", roi.long_mm, "mm"),
        ("103340004", "Short Axis", roi.short_mm, "mm"),
        ("118565006", "Volume", roi.volume_mm3, "mm3"),
    ];
    rows.into_iter()
        .filter_map(|(code, meaning, value, unit)| {
            Some(Measurement { code: Term::new("SCT", code, meaning), value: value?, unit: unit.into() })
        })
        .collect()
}
