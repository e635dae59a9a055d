//! The section `voxelSetting`: the kernels of feature maps.

use serde_json::{Map, Value, json};

use super::preparation::flag;
use super::yaml::{bad, mapping, number, whole};
use crate::error::{RadiomicsError, Result};

const KEYS: &str = "kernelRadius, maskedKernel, initValue, voxelBatch";
/// A kernel of 21 voxels along each axis.
const MAX_RADIUS: u64 = 10;

/// Where the voxels lie whose features a voxel of a map stands for. The
/// default is that of `PyRadiomics`.
#[derive(Clone, Debug, PartialEq)]
pub struct VoxelSettings {
    /// Voxels from the centre of a kernel to its faces, 1 to 10.
    pub kernel_radius: u32,
    /// Whether kernels hold voxels of the region only. If not, intensities are
    /// discretised over the region's box and `kernel_radius` voxels around.
    pub masked_kernel: bool,
    /// Value of maps outside the region.
    pub init_value: f64,
}

impl Default for VoxelSettings {
    fn default() -> Self {
        Self { kernel_radius: 1, masked_kernel: true, init_value: 0.0 }
    }
}

impl VoxelSettings {
    /// Takes over what the section says.
    pub(super) fn read(&mut self, section: &str, content: &Value) -> Result<()> {
        for (name, value) in &mapping(section, content)? {
            let key = format!("{section}.{name}");
            match name.as_str() {
                "kernelRadius" => self.kernel_radius = whole(&key, value, 1, MAX_RADIUS)? as u32,
                "maskedKernel" => self.masked_kernel = flag(&key, value)?,
                "initValue" => self.init_value = outside(&key, value)?,
                // Changes nothing: no more than a class of features is in memory at a time.
                "voxelBatch" if value.as_i64() == Some(-1) => {}
                "voxelBatch" => drop(whole(&key, value, 1, u64::from(u32::MAX))?),
                _ => return Err(RadiomicsError::UnknownKey { key, supported: KEYS.to_owned() }),
            }
        }
        Ok(())
    }

    /// Checks every value once.
    pub(super) fn check(&self) -> Result<()> {
        if (1..=MAX_RADIUS).contains(&u64::from(self.kernel_radius)) {
            return Ok(());
        }
        Err(RadiomicsError::BadValue {
            key: "kernelRadius".to_owned(),
            found: self.kernel_radius.to_string(),
            expected: format!("a whole number from 1 to {MAX_RADIUS}"),
        })
    }

    /// The values under `PyRadiomics`' key names.
    pub(crate) fn to_json(&self) -> Map<String, Value> {
        let outside = if self.init_value.is_finite() { json!(self.init_value) } else { json!("nan") };
        [
            ("kernelRadius", json!(self.kernel_radius)),
            ("maskedKernel", json!(self.masked_kernel)),
            ("initValue", outside),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
    }
}

/// A number or NaN, which viewers show as nothing.
fn outside(key: &str, value: &Value) -> Result<f64> {
    match value.as_str() {
        Some(text) if text.trim_start_matches('.').eq_ignore_ascii_case("nan") => Ok(f64::NAN),
        _ => number(key, value).map_err(|_| bad(key, value, "a number or nan")),
    }
}
