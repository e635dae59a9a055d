//! Imputation and scaling, learnt from the training rows alone.

use crate::error::{Result, TrainingError, short};
use serde::{Deserialize, Serialize};
use workbench_core::FeatureTable;

/// Largest standard score; no measurement comes near it.
const MAX_SCORE: f64 = 1e12;

/// How one column becomes a standard score: missing → `median`, then
/// (value − `mean`) / `scale`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// Column name.
    pub name: String,
    /// Stands in for a missing value.
    pub median: f64,
    /// Mean after imputation.
    pub mean: f64,
    /// Population standard deviation after imputation, above 0.
    pub scale: f64,
}

impl Feature {
    /// The standard score of a value; NaN is missing. Bounded, so that no cell,
    /// however large, overflows the sums behind it.
    pub fn score(&self, value: f64) -> f64 {
        let value = if value.is_nan() { self.median } else { value };
        ((value - self.mean) / self.scale).clamp(-MAX_SCORE, MAX_SCORE)
    }
}

/// What the training rows taught about the columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Preparation {
    /// Columns that are used, in table order.
    pub features: Vec<Feature>,
    /// Columns without two different values among the training rows.
    pub dropped: Vec<String>,
}

impl Preparation {
    /// Learns medians, means and deviations from `rows` of the table. A column
    /// that is constant or wholly missing there is dropped.
    ///
    /// # Errors
    /// When no column is left, or numbers are too large to square.
    pub fn fit(table: &FeatureTable, rows: &[usize]) -> Result<Self> {
        let mut out = Self { features: Vec::new(), dropped: Vec::new() };
        for (at, name) in table.columns.iter().enumerate() {
            let column: Vec<f64> = rows.iter().map(|&row| table.row(row)[at]).collect();
            match feature(name, column)? {
                Some(feature) => out.features.push(feature),
                None => out.dropped.push(name.clone()),
            }
        }
        if out.features.is_empty() {
            return Err(TrainingError::Shape(
                "no column has two different values among the training rows".into(),
            ));
        }
        Ok(out)
    }

    /// Standard scores of `rows`, row after row, `features.len()` wide.
    ///
    /// # Errors
    /// When the table lacks a column.
    pub fn apply(&self, table: &FeatureTable, rows: &[usize]) -> Result<Vec<f64>> {
        let at = positions(&self.features, table, "being trained")?;
        let mut out = Vec::with_capacity(rows.len().saturating_mul(at.len()));
        for &row in rows {
            let cells = table.row(row);
            out.extend(self.features.iter().zip(&at).map(|(feature, &at)| feature.score(cells[at])));
        }
        Ok(out)
    }
}

/// Where each feature stands in the table.
pub(crate) fn positions(features: &[Feature], table: &FeatureTable, model: &str) -> Result<Vec<usize>> {
    let index: std::collections::HashMap<&str, usize> =
        table.columns.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let find = |feature: &Feature| {
        index.get(feature.name.as_str()).copied().ok_or_else(|| TrainingError::MissingFeature {
            column: short(&feature.name),
            model: model.to_owned(),
        })
    };
    features.iter().map(find).collect()
}

/// Statistics of one column; `None` when it is constant.
fn feature(name: &str, mut column: Vec<f64>) -> Result<Option<Feature>> {
    let mut known: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
    known.sort_by(f64::total_cmp);
    let (Some(&low), Some(&high)) = (known.first(), known.last()) else { return Ok(None) };
    let half = known.len() / 2;
    let median = if known.len() % 2 == 1 { known[half] } else { known[half - 1] / 2.0 + known[half] / 2.0 };
    column.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = median);
    let n = column.len() as f64;
    let mean = column.iter().sum::<f64>() / n;
    let scale = (column.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
    if !mean.is_finite() || !scale.is_finite() {
        let problem = format!("the values of column `{}` are too large to standardise", short(name));
        return Err(TrainingError::Shape(problem));
    }
    // Below this the deviation is rounding noise of the mean.
    let noise = f64::EPSILON * n * mean.abs();
    Ok((low < high && scale > noise && scale >= f64::MIN_POSITIVE).then(|| Feature {
        name: name.to_owned(),
        median,
        mean,
        scale,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[[f64; 2]]) -> FeatureTable {
        let mut table = FeatureTable::new(vec!["a".into(), "b".into()]);
        for (at, row) in rows.iter().enumerate() {
            table.push(at.to_string(), row).unwrap();
        }
        table
    }

    #[test]
    fn only_training_rows_teach() {
        let nan = f64::NAN;
        let table = table(&[[1.0, 5.0], [nan, 5.0], [3.0, 5.0], [8.0, 5.0], [1e6, 7.0]]);
        let learnt = Preparation::fit(&table, &[0, 1, 2, 3]).unwrap();
        assert_eq!(learnt.dropped, ["b"]);
        assert!((learnt.features[0].median - 3.0).abs() < 1e-12);
        assert!((learnt.features[0].mean - 3.75).abs() < 1e-12);
        let scores = learnt.apply(&table, &[0, 1, 2, 3]).unwrap();
        assert!(scores.iter().sum::<f64>().abs() < 1e-12);
        assert!((scores.iter().map(|z| z * z).sum::<f64>() - 4.0).abs() < 1e-12);
    }

    #[test]
    fn useless_and_monstrous_columns() {
        let nan = f64::NAN;
        assert!(Preparation::fit(&table(&[[nan, 1.0], [nan, 1.0]]), &[0, 1]).is_err());
        assert!(Preparation::fit(&table(&[[0.1 + 0.2, 1.0], [0.3, 1.0]]), &[0, 1]).is_err());
        let error = Preparation::fit(&table(&[[1e200, 1.0], [-1e200, 2.0]]), &[0, 1]).unwrap_err();
        assert!(error.to_string().contains("column `a`"));
    }
}
