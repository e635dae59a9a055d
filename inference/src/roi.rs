//! What is known of the ROI a finding is about.

use crate::error::{InferenceError, Result};
use serde::{Deserialize, Serialize};
use workbench_core::Mask;

/// Place and size of an ROI version. Lengths in mm, positions in patient
/// coordinates (LPS, DICOM PS3.3 C.7.6.2).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoiFacts {
    /// Id of the ROI version, which holds the contours.
    pub roi: String,
    /// Series it was drawn on.
    pub series_uid: String,
    /// Instance that shows it best, when one does.
    pub sop_uid: Option<String>,
    /// Lower and upper corner of the box around it.
    pub bbox_mm: [[f64; 3]; 2],
    /// Longest diameter.
    pub long_mm: Option<f64>,
    /// Longest diameter across it.
    pub short_mm: Option<f64>,
    /// Volume, mm³.
    pub volume_mm3: Option<f64>,
    /// Where it lies, in Chinese: 右肺上叶.
    pub place_zh: Option<String>,
    /// Where it lies, in English.
    pub place_en: Option<String>,
}

impl RoiFacts {
    /// Box and volume of a label of a mask, outer edges of its voxels; the box is
    /// that of the eight corners, so it holds the label on oblique grids too.
    ///
    /// # Errors
    /// When the label does not occur in the mask.
    pub fn of_mask(roi: &str, series_uid: &str, mask: &Mask, label: u8) -> Result<Self> {
        let fail = |problem: String| InferenceError::Roi { roi: roi.into(), problem };
        let bounds = mask.bounding_box(label).ok_or_else(|| fail(format!("no voxel has label {label}")))?;
        let mut low = [f64::INFINITY; 3];
        let mut high = [f64::NEG_INFINITY; 3];
        for corner in 0..8usize {
            let voxel = std::array::from_fn(|axis| {
                let [first, last] = bounds[axis];
                if corner >> axis & 1 == 0 { first as f64 - 0.5 } else { last as f64 + 0.5 }
            });
            for (axis, value) in mask.geometry.to_patient(voxel).into_iter().enumerate() {
                low[axis] = low[axis].min(value);
                high[axis] = high[axis].max(value);
            }
        }
        let facts = Self {
            roi: roi.into(),
            series_uid: series_uid.into(),
            bbox_mm: [low, high],
            volume_mm3: Some(mask.count(label) as f64 * mask.geometry.voxel_volume()),
            ..Self::default()
        };
        facts.check()?;
        Ok(facts)
    }

    /// Middle of the box, mm.
    pub fn centre_mm(&self) -> [f64; 3] {
        let [low, high] = self.bbox_mm;
        std::array::from_fn(|axis| low[axis] / 2.0 + high[axis] / 2.0)
    }

    /// Checks that a finding can point at it.
    ///
    /// # Errors
    /// When an id is missing, the box is inside out, or a size is not above 0.
    pub fn check(&self) -> Result<()> {
        let [low, high] = self.bbox_mm;
        let upright =
            low.iter().zip(high).all(|(low, high)| low.is_finite() && high.is_finite() && *low <= high);
        let sizes =
            [("long diameter", self.long_mm), ("short diameter", self.short_mm), ("volume", self.volume_mm3)];
        let bad = sizes.iter().find(|(_, size)| size.is_some_and(|mm| !(mm.is_finite() && mm > 0.0)));
        let crossed = matches!((self.long_mm, self.short_mm), (Some(long), Some(short)) if short > long);
        let problem = if self.roi.is_empty() || self.series_uid.is_empty() {
            "it has no id or no series".to_owned()
        } else if !upright {
            "its box is not a box".to_owned()
        } else if let Some((what, _)) = bad {
            format!("its {what} is not above 0")
        } else if crossed {
            "its short diameter is longer than its long one".to_owned()
        } else {
            return Ok(());
        };
        Err(InferenceError::Roi { roi: self.roi.clone(), problem })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use workbench_core::Geometry;

    #[test]
    fn box_and_volume_of_a_mask() {
        let mut grid = Geometry::axis_aligned([4, 3, 2], [1.0, 2.0, 5.0], [10.0, 20.0, 30.0]);
        grid.direction = [[-1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 1.0]];
        let mut data = vec![0; 24];
        data[grid.index(1, 0, 1)] = 2;
        data[grid.index(2, 1, 1)] = 2;
        let mask = Mask::new(grid, data).unwrap();
        let facts = RoiFacts::of_mask("r", "1.2", &mask, 2).unwrap();
        assert_eq!(facts.bbox_mm, [[7.5, 17.0, 32.5], [9.5, 21.0, 37.5]]);
        assert_eq!(facts.volume_mm3, Some(20.0));
        assert_eq!(facts.centre_mm(), [8.5, 19.0, 35.0]);
        assert!(RoiFacts::of_mask("r", "1.2", &mask, 1).unwrap_err().to_string().contains("label 1"));
        let crossed = RoiFacts { long_mm: Some(3.0), short_mm: Some(4.0), ..facts.clone() };
        assert!(crossed.check().is_err());
        assert!(RoiFacts { long_mm: Some(f64::NAN), ..facts.clone() }.check().is_err());
        assert!(RoiFacts { bbox_mm: [[1.0; 3], [0.0; 3]], ..facts }.check().is_err());
    }
}
