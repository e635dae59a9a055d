//! Agreement of numbers (Bland and Altman 1986).

use serde::Serialize;
use workbench_core::Variable;

use super::Label;
use super::label::close;

/// More points than this are not drawn.
const MAX_POINTS: usize = 5_000;

/// How far predicted numbers lie from checked ones; only where both are numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NumericAgreement {
    /// Pairs of numbers.
    pub n: usize,
    /// Equal up to rounding.
    pub exact: usize,
    /// Within 1 mm of a length in mm, cm or m, within 1 of any other unit.
    pub within_1mm: usize,
    /// Within a tenth of the checked number.
    pub within_10pct: usize,
    /// Mean of predicted − checked, in the variable's unit.
    pub bias: f64,
    /// Standard deviation of the differences (n − 1); null below two pairs.
    pub sd: Option<f64>,
    /// bias − 1.96 sd.
    pub loa_low: Option<f64>,
    /// bias + 1.96 sd.
    pub loa_high: Option<f64>,
    /// The pairs, at most 5,000.
    pub points: Vec<Point>,
}

/// One pair of the plot.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Point {
    /// (predicted + checked) / 2.
    pub mean: f64,
    /// predicted − checked.
    pub difference: f64,
    /// The report.
    pub report: String,
}

impl NumericAgreement {
    pub(super) fn of<'a>(
        variable: &Variable,
        pairs: impl Iterator<Item = (&'a str, &'a Label, &'a Label)>,
    ) -> Option<Self> {
        let both = |(report, truth, got): (&'a str, &Label, &Label)| match (truth, got) {
            (Label::Number(truth), Label::Number(got)) if truth.is_finite() && got.is_finite() => {
                Some((report, *truth, *got))
            }
            _ => None,
        };
        let pairs: Vec<(&str, f64, f64)> = pairs.filter_map(both).collect();
        if pairs.is_empty() {
            return None;
        }
        let millimetre = match variable.unit.as_deref() {
            Some("cm") => 0.1,
            Some("m") => 0.001,
            _ => 1.0,
        };
        let count = |near: &dyn Fn(f64, f64) -> bool| pairs.iter().filter(|(_, t, g)| near(*t, *g)).count();
        let within = |limit: f64, t: f64, g: f64| (g - t).abs() <= limit + 1e-9;
        let n = pairs.len() as f64;
        let bias = pairs.iter().map(|(_, t, g)| g - t).sum::<f64>() / n;
        let squares: f64 = pairs.iter().map(|(_, t, g)| (g - t - bias).powi(2)).sum();
        let sd = (pairs.len() > 1).then(|| (squares / (n - 1.0)).sqrt());
        let point = |(report, t, g): &(&str, f64, f64)| Point {
            mean: f64::midpoint(*t, *g),
            difference: g - t,
            report: (*report).to_owned(),
        };
        Some(Self {
            n: pairs.len(),
            exact: count(&close),
            within_1mm: count(&|t, g| within(millimetre, t, g)),
            within_10pct: count(&|t, g| within(t.abs() / 10.0, t, g)),
            bias,
            sd,
            loa_low: sd.map(|sd| bias - 1.96 * sd),
            loa_high: sd.map(|sd| bias + 1.96 * sd),
            points: pairs.iter().take(MAX_POINTS).map(point).collect(),
        })
    }
}
