//! Uncompressed samples (PS3.5 8.1).

use super::PixelFormat;
use crate::dicom::dataset::words;
use crate::error::{ImagingError, Result};

/// Bits of a 1-bit frame, lowest bit first; frames follow without padding.
pub(super) fn bits(bytes: &[u8], frame: usize, format: &PixelFormat) -> Vec<f64> {
    let count = format.frame_samples();
    let first = frame.saturating_mul(count);
    (first..first.saturating_add(count))
        .map(|bit| bytes.get(bit / 8).map_or(0.0, |byte| f64::from((byte >> (bit % 8)) & 1)))
        .collect()
}

/// Bytes with every pair exchanged: 8-bit samples in big-endian words.
pub(super) fn swap_pairs(bytes: &[u8]) -> Vec<u8> {
    bytes.chunks(2).flat_map(|pair| pair.iter().rev().copied()).collect()
}

/// Y0 Y1 Cb Cr groups spread to three samples a pixel.
pub(super) fn unpack_422(bytes: &[u8]) -> Vec<u8> {
    bytes.as_chunks::<4>().0.iter().flat_map(|[y0, y1, cb, cr]| [*y0, *cb, *cr, *y1, *cb, *cr]).collect()
}

/// Whole-byte integer samples of one frame.
pub(super) fn integers(bytes: &[u8], format: &PixelFormat, big: bool, planar: bool) -> Result<Vec<f64>> {
    if bytes.len() < format.frame_bytes() {
        return Err(ImagingError::Truncated {
            what: "a decoded frame".into(),
            need: format.frame_bytes() as u64,
            have: bytes.len() as u64,
        });
    }
    let bytes = bytes.get(..format.frame_bytes()).unwrap_or_default();
    let lift = 63 - format.high_bit;
    let drop = 64 - format.stored;
    let signed = format.signed;
    // Bits above the stored ones may hold overlays: push them out.
    let value = |raw: u64| {
        let top = raw << lift;
        if signed { ((top as i64) >> drop) as f64 } else { (top >> drop) as f64 }
    };
    let samples: Vec<f64> = match format.allocated {
        8 => bytes.iter().map(|byte| value(u64::from(*byte))).collect(),
        16 => words::<2>(bytes, big).map(|word| value(u64::from(u16::from_le_bytes(word)))).collect(),
        32 => words::<4>(bytes, big).map(|word| value(u64::from(u32::from_le_bytes(word)))).collect(),
        64 => words::<8>(bytes, big).map(|word| value(u64::from_le_bytes(word))).collect(),
        other => return Err(ImagingError::Unsupported(format!("{other} bits allocated"))),
    };
    if !planar || format.samples == 1 {
        return Ok(samples);
    }
    let plane = format.frame_pixels();
    Ok((0..samples.len())
        .map(|at| samples.get((at % format.samples) * plane + at / format.samples).copied().unwrap_or(0.0))
        .collect())
}
