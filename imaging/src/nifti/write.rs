//! Writing: NIfTI-1, gzip, sform and qform both set.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use workbench_core::{Geometry, Mask, Volume};

use super::{FORMAT, fault};
use crate::error::{ImagingError, Result};
use crate::files::write_file;

const START: usize = 352;
const U8: i16 = 2;
const I16: i16 = 4;
pub(super) const F32: i16 = 16;
/// "Scanner anatomical" coordinates.
const SCANNER: i16 = 1;
const MILLIMETRES: u8 = 2;
/// Voxels turned to bytes at a time.
const CHUNK: usize = 1 << 16;

/// A volume as `.nii.gz`: 16-bit integers when that loses nothing, else
/// 32-bit floats.
///
/// # Errors
/// When an axis is longer than the format can say (32767).
pub fn encode_volume(volume: &Volume) -> Result<Vec<u8>> {
    let whole = |v: &f32| {
        v.fract() == 0.0 && (-32_768.0..=32_767.0).contains(v) && !(*v == 0.0 && v.is_sign_negative())
    };
    let whole = volume.data.iter().all(whole);
    let mut out = start(&volume.geometry, if whole { I16 } else { F32 })?;
    let mut bytes = Vec::with_capacity(4 * CHUNK);
    for voxels in volume.data.chunks(CHUNK) {
        bytes.clear();
        match whole {
            true => voxels.iter().for_each(|v| bytes.extend_from_slice(&(*v as i16).to_le_bytes())),
            false => voxels.iter().for_each(|v| bytes.extend_from_slice(&v.to_le_bytes())),
        }
        out.write_all(&bytes).map_err(fault)?;
    }
    out.finish().map_err(fault)
}

/// A mask as `.nii.gz` of bytes.
///
/// # Errors
/// When an axis is longer than the format can say (32767).
pub fn encode_mask(mask: &Mask) -> Result<Vec<u8>> {
    let mut out = start(&mask.geometry, U8)?;
    out.write_all(&mask.data).map_err(fault)?;
    out.finish().map_err(fault)
}

/// Writes [`encode_volume`] to a file that appears whole or not at all.
///
/// # Errors
/// When it cannot be written; the message names the file.
pub fn write_volume(path: &Path, volume: &Volume) -> Result<()> {
    write_file(path, &encode_volume(volume)?)
}

/// Writes [`encode_mask`] to a file that appears whole or not at all.
///
/// # Errors
/// When it cannot be written; the message names the file.
pub fn write_mask(path: &Path, mask: &Mask) -> Result<()> {
    write_file(path, &encode_mask(mask)?)
}

/// A compressed stream with the header in it.
fn start(grid: &Geometry, kind: i16) -> Result<GzEncoder<Vec<u8>>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(&header(grid, kind)?).map_err(fault)?;
    Ok(out)
}

pub(super) fn header(grid: &Geometry, kind: i16) -> Result<[u8; START]> {
    let mut head = [0; START];
    let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &348i32.to_le_bytes());
    let mut dims = [1i16; 8];
    dims[0] = 3;
    for (dim, length) in dims.iter_mut().skip(1).zip(grid.size) {
        *dim = i16::try_from(length)
            .map_err(|_| ImagingError::format(FORMAT, format!("an axis of {length} voxels is too long")))?;
    }
    for (index, dim) in dims.iter().enumerate() {
        put(40 + 2 * index, &dim.to_le_bytes());
    }
    put(70, &kind.to_le_bytes());
    let bits: i16 = match kind {
        U8 => 8,
        I16 => 16,
        _ => 32,
    };
    put(72, &bits.to_le_bytes());
    let flip = |v: [f64; 3]| [-v[0], -v[1], v[2]];
    let (quaternion, handed) = quaternion(grid.direction.map(flip));
    let sizes = [handed, grid.spacing[0], grid.spacing[1], grid.spacing[2]];
    for (index, size) in sizes.iter().enumerate() {
        put(76 + 4 * index, &(*size as f32).to_le_bytes());
    }
    put(108, &(START as f32).to_le_bytes());
    put(112, &1f32.to_le_bytes());
    put(123, &[MILLIMETRES]);
    put(252, &SCANNER.to_le_bytes());
    put(254, &SCANNER.to_le_bytes());
    let origin = flip(grid.origin);
    for (index, part) in quaternion.iter().chain(&origin).enumerate() {
        put(256 + 4 * index, &(*part as f32).to_le_bytes());
    }
    for (row, start) in origin.iter().enumerate() {
        let steps = (0..3).map(|axis| flip(grid.direction[axis])[row] * grid.spacing[axis]);
        for (index, part) in steps.chain([*start]).enumerate() {
            put(280 + 16 * row + 4 * index, &(part as f32).to_le_bytes());
        }
    }
    put(344, b"n+1\0");
    Ok(head)
}

/// Quaternion (b, c, d) of unit columns, and −1 when they are left-handed.
fn quaternion(columns: [[f64; 3]; 3]) -> ([f64; 3], f64) {
    let [x, y, z] = columns;
    let cross = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
    let handed = if cross.iter().zip(z).map(|(a, b)| a * b).sum::<f64>() < 0.0 { -1.0 } else { 1.0 };
    let z = z.map(|v| v * handed);
    // r[row][column]
    let r: [[f64; 3]; 3] = std::array::from_fn(|row| [x[row], y[row], z[row]]);
    let trace = r[0][0] + r[1][1] + r[2][2];
    let parts = if trace > 0.0 {
        let a = (1.0 + trace).sqrt() / 2.0;
        let f = 0.25 / a;
        [(r[2][1] - r[1][2]) * f, (r[0][2] - r[2][0]) * f, (r[1][0] - r[0][1]) * f]
    } else {
        let i = (0..3).max_by(|a, b| r[*a][*a].total_cmp(&r[*b][*b])).unwrap_or(0);
        let (j, k) = ((i + 1) % 3, (i + 2) % 3);
        let main = (1.0 + r[i][i] - r[j][j] - r[k][k]).max(0.0).sqrt() / 2.0;
        let f = 0.25 / main;
        let mut parts = [0.0; 3];
        parts[i] = main;
        parts[j] = (r[j][i] + r[i][j]) * f;
        parts[k] = (r[k][i] + r[i][k]) * f;
        // The format keeps the first component positive and unwritten.
        if r[k][j] < r[j][k] { parts.map(|v| -v) } else { parts }
    };
    (parts, handed)
}
