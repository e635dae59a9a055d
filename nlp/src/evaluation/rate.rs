//! Parts of a whole and F1, each with its interval.

use serde::Serialize;

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A part of a whole with its Wilson 95 % interval (Wilson 1927).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Rate {
    /// `hits / of`; null when there is nothing to count.
    pub value: Option<f64>,
    /// Lower end; 0 when nothing is known.
    pub low: f64,
    /// Upper end; 1 when nothing is known.
    pub high: f64,
    /// The part.
    pub hits: usize,
    /// The whole.
    pub of: usize,
}

impl Rate {
    /// `hits` of `of`; more hits than there are count as all.
    pub fn new(hits: usize, of: usize) -> Self {
        let hits = hits.min(of);
        let (low, high) = wilson(hits as f64, of as f64);
        Self { value: (of > 0).then(|| hits as f64 / of as f64), low, high, hits, of }
    }
}

/// The Wilson score interval without continuity correction.
fn wilson(hits: f64, of: f64) -> (f64, f64) {
    if of <= 0.0 {
        return (0.0, 1.0);
    }
    let (p, zz) = (hits / of, Z * Z / of);
    let centre = p + zz / 2.0;
    let half = Z * (p * (1.0 - p) / of + zz / (4.0 * of)).sqrt();
    let low = if hits == 0.0 { 0.0 } else { (centre - half) / (1.0 + zz) };
    let high = if hits == of { 1.0 } else { (centre + half) / (1.0 + zz) };
    (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0))
}

/// A score in 0..=1 with a 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Score {
    /// The score; null when there is nothing to count.
    pub value: Option<f64>,
    /// Lower end; 0 when nothing is known.
    pub low: f64,
    /// Upper end; 1 when nothing is known.
    pub high: f64,
}

impl Score {
    /// F1 = 2·tp / (2·tp + fp + fn), where `wrong` reports of those counted
    /// have both a false positive and a false negative.
    ///
    /// The interval is that of the delta method on the log odds of F1, with
    /// reports as independent draws: F1/(1−F1) = 2·tp/s for s = fp + fn, so
    /// Var ln = 1/tp + Σv²/s² with v = 1 for a report with one error, 2 for a
    /// wrong one. Where F1 is 0 or 1 that is not defined; there it is the
    /// Wilson interval of J = tp/(tp + reports with errors), since without
    /// wrong reports F1 = 2J/(1 + J).
    pub fn f1(tp: usize, fp: usize, fn_: usize, wrong: usize) -> Self {
        let errors = fp + fn_;
        if tp + errors == 0 {
            return Self { value: None, low: 0.0, high: 1.0 };
        }
        let value = 2.0 * tp as f64 / (2 * tp + errors) as f64;
        let reports = tp + errors.saturating_sub(wrong);
        let of_jaccard = |j: f64| 2.0 * j / (1.0 + j);
        let (low, high) = wilson(tp as f64, reports as f64);
        let (low, high) = if tp == 0 {
            (0.0, of_jaccard(high))
        } else if errors == 0 {
            (of_jaccard(low), 1.0)
        } else {
            let squares = (errors + 2 * wrong) as f64; // single errors count 1, wrong ones 4 = 2 + 2
            let spread = Z * (1.0 / tp as f64 + squares / (errors as f64).powi(2)).sqrt();
            let logit = (2.0 * tp as f64 / errors as f64).ln();
            let back = |x: f64| 1.0 / (1.0 + (-x).exp());
            (back(logit - spread), back(logit + spread))
        };
        Self { value: Some(value), low, high }
    }
}
