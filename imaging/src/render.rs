//! Small grey pictures for lists.

use crate::dicom::{Body, Extent};
use crate::error::{ImagingError, Result};
use crate::instance::describe;
use crate::pixels::Frames;
use crate::series::places;

/// An 8-bit grey picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// `rows * cols` values, 0 black.
    pub pixels: Vec<u8>,
}

/// A picture of the middle frame, at most `side` pixels wide and high, with
/// the file's window (PS3.3 C.11.2) or, without one, from the lowest to the
/// highest value. Colour becomes luminance.
///
/// # Errors
/// When the file has no pixels or they cannot be decoded.
pub fn preview(bytes: &[u8], side: usize) -> Result<Preview> {
    let body = Body::open(bytes)?;
    let set = body.dataset(Extent::All)?;
    let image = describe(&body, &set)?.image.ok_or(ImagingError::Missing("the image"))?;
    let frames = Frames::of(&body, &set)?;
    let format = &frames.format;
    let middle = format.frames / 2;
    let samples = frames.samples(middle)?;
    let (slope, intercept) = places(&set, format)
        .ok()
        .and_then(|places| places.get(middle).map(|place| (place.slope, place.intercept)))
        .unwrap_or((1.0, 0.0));
    let step = format.rows.max(format.cols).div_ceil(side.max(1));
    let (rows, cols) = (format.rows.div_ceil(step), format.cols.div_ceil(step));
    let value = |row: usize, col: usize| {
        let at = (row * step * format.cols + col * step) * format.samples;
        let sample = |index: usize| samples.get(at + index).copied().unwrap_or(0.0);
        match format.samples {
            1 => sample(0) * slope + intercept,
            _ if format.photometric.starts_with("YBR") => sample(0),
            _ => 0.299 * sample(0) + 0.587 * sample(1) + 0.114 * sample(2),
        }
    };
    let values: Vec<f64> =
        (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col))).map(|(r, c)| value(r, c)).collect();
    let (low, high) = match (image.window_center, image.window_width) {
        (Some(center), Some(width)) if width >= 1.0 && format.samples == 1 => {
            (center - 0.5 - (width - 1.0) / 2.0, center - 0.5 + (width - 1.0) / 2.0)
        }
        _ => values
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v))),
    };
    let range = (high - low).max(f64::MIN_POSITIVE);
    let inverted = format.photometric == "MONOCHROME1";
    let grey = |value: &f64| {
        let share = ((value - low) / range).clamp(0.0, 1.0);
        let share = if inverted { 1.0 - share } else { share };
        (share * 255.0).round() as u8
    };
    Ok(Preview { rows, cols, pixels: values.iter().map(grey).collect() })
}
