//! Modality LUT as a table (PS3.3 C.11.1); the linear form is a pair of numbers.

use dicom_core::VR;
use dicom_dictionary_std::tags;

use crate::dicom::Dataset;
use crate::dicom::dataset::words;
use crate::error::{ImagingError, Result};

/// Intensities of stored values from `first` on; both ends extend outwards.
pub(super) struct Table {
    first: f64,
    values: Vec<f32>,
}

impl Table {
    pub fn value(&self, raw: f64) -> f32 {
        let last = self.values.len().saturating_sub(1);
        let at = (raw - self.first).clamp(0.0, last as f64) as usize;
        self.values.get(at).copied().unwrap_or_default()
    }
}

/// The table of a data set that has one.
pub(super) fn table(set: &Dataset) -> Result<Option<Table>> {
    let Some(item) = set.item(tags::MODALITY_LUT_SEQUENCE) else { return Ok(None) };
    let bad = || ImagingError::Malformed("the modality LUT is not readable".into());
    let [count, first, _bits]: [f64; 3] = item.vector(tags::LUT_DESCRIPTOR).ok_or_else(bad)?;
    // 0 stands for 65536 entries.
    let count = if count == 0.0 { 65_536 } else { count as usize };
    let first = if item.get(tags::LUT_DESCRIPTOR).is_some_and(|e| e.vr == VR::US)
        && set.count(tags::PIXEL_REPRESENTATION) == Some(1)
        && first > 32_767.0
    {
        first - 65_536.0
    } else {
        first
    };
    let bytes = item.bytes(tags::LUT_DATA).ok_or_else(bad)?;
    let values: Vec<f32> = if bytes.len() >= count * 2 {
        words::<2>(bytes, item.big_endian)
            .take(count)
            .map(|word| f32::from(u16::from_le_bytes(word)))
            .collect()
    } else {
        bytes.iter().take(count).map(|byte| f32::from(*byte)).collect()
    };
    if values.len() != count {
        return Err(bad());
    }
    Ok(Some(Table { first, values }))
}
