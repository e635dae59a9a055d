//! Intensities to grey levels (IBSI 2.7, 4R0B).

use super::settings::Discretisation;
use crate::error::{RadiomicsError, Result};
use crate::levels::Levels;
use crate::settings::MAX_LEVELS;

/// Grey levels of `values` (finite, at least one). `low` is the lower bound of
/// re-segmentation, where there is one: bins of a fixed size start there.
///
/// # Errors
/// When there would be more than [`MAX_LEVELS`] levels, or intensities that
/// should be levels are not whole numbers from 1.
pub(crate) fn levels(values: &[f64], how: Discretisation, low: Option<f64>) -> Result<Levels> {
    let minimum = values.iter().copied().fold(f64::INFINITY, f64::min);
    let maximum = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let level: Box<dyn Fn(f64) -> f64> = match how {
        Discretisation::None => {
            if let Some(value) =
                values.iter().find(|v| v.fract() != 0.0 || **v < 1.0 || **v > MAX_LEVELS as f64)
            {
                return Err(RadiomicsError::NotLevels { value: *value, limit: MAX_LEVELS });
            }
            Box::new(|value| value)
        }
        Discretisation::BinWidth(width) => {
            let low = low.unwrap_or(minimum);
            let most = ((maximum - low) / width).floor() + 1.0;
            if most.is_nan() || most > MAX_LEVELS as f64 {
                let advice = ((maximum - low) / (MAX_LEVELS - 2) as f64).max(width);
                let limit = MAX_LEVELS;
                return Err(RadiomicsError::TooManyLevels {
                    width,
                    minimum: low,
                    maximum,
                    levels: most,
                    limit,
                    advice,
                });
            }
            Box::new(move |value| ((value - low) / width).floor() + 1.0)
        }
        Discretisation::BinCount(count) => {
            let count = f64::from(count);
            let range = maximum - minimum;
            // A flat region is one level, the lowest.
            Box::new(move |value| {
                if range == 0.0 {
                    1.0
                } else {
                    ((count * (value - minimum) / range).floor() + 1.0).min(count)
                }
            })
        }
    };
    Ok(Levels::of(values.iter().map(|value| level(*value).max(1.0) as u16).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_start_where_the_manual_says() {
        let of = |values: &[f64], how, low| levels(values, how, low).unwrap().of_voxel;
        assert_eq!(
            of(&[-500.0, -476.0, -475.0, 400.0], Discretisation::BinWidth(25.0), Some(-500.0)),
            [1, 1, 2, 37]
        );
        assert_eq!(of(&[3.0, 27.9, 28.0], Discretisation::BinWidth(25.0), None), [1, 1, 2]);
        assert_eq!(of(&[0.0, 9.9, 10.0, 20.0], Discretisation::BinCount(2), Some(-500.0)), [1, 1, 2, 2]);
        assert_eq!(of(&[7.0, 7.0], Discretisation::BinCount(32), None), [1, 1]);
        assert_eq!(of(&[1.0, 6.0], Discretisation::None, None), [1, 6]);
    }

    #[test]
    fn what_is_no_level_is_refused() {
        for stranger in [0.0, 1.5, -3.0, 5000.0] {
            let error = levels(&[1.0, stranger], Discretisation::None, None).err().unwrap().to_string();
            assert!(error.contains("binWidth") && error.contains(&stranger.to_string()), "{error}");
        }
        let error = levels(&[0.0, 1e6], Discretisation::BinWidth(1.0), None).err().unwrap().to_string();
        assert!(error.contains("grey levels"), "{error}");
    }
}
