//! RLE Lossless (PS3.5 annex G).

use super::PixelFormat;
use crate::error::{ImagingError, Result};

fn bad(reason: &str) -> ImagingError {
    ImagingError::Pixels(format!("RLE: {reason}"))
}

/// One frame as little-endian samples, samples of a pixel side by side.
pub(super) fn decode(packed: &[u8], format: &PixelFormat) -> Result<Vec<u8>> {
    let words: Vec<usize> = packed
        .get(..64)
        .ok_or_else(|| bad("the header is cut"))?
        .as_chunks::<4>()
        .0
        .iter()
        .map(|word| u32::from_le_bytes(*word) as usize)
        .collect();
    let width = format.allocated as usize / 8;
    let planes = width * format.samples;
    let offsets = words.get(1..=planes).filter(|_| words.first() == Some(&planes));
    let offsets = offsets
        .ok_or_else(|| bad(&format!("{} segments, expected {planes}", words.first().unwrap_or(&0))))?;
    let mut out = vec![0; format.frame_bytes()];
    for (plane, start) in offsets.iter().enumerate() {
        let end = offsets.get(plane + 1).copied().unwrap_or(packed.len());
        let segment = packed.get(*start..end).ok_or_else(|| bad("a segment lies outside of the data"))?;
        // Segments go from the most significant byte down, sample by sample.
        let first = (plane / width) * width + (width - 1 - plane % width);
        let mut slots = out.iter_mut().skip(first).step_by(planes);
        if !unpack(segment, &mut slots) {
            return Err(bad("a segment ends early"));
        }
    }
    Ok(out)
}

/// Fills the slots with the unpacked bytes; false when there are too few.
fn unpack(segment: &[u8], slots: &mut dyn Iterator<Item = &mut u8>) -> bool {
    let mut rest = segment;
    let mut slot = slots.next();
    while slot.is_some() {
        let Some((head, tail)) = rest.split_first() else { return false };
        rest = tail;
        let head = i8::from_le_bytes([*head]);
        if head >= 0 {
            let count = (head as usize + 1).min(rest.len());
            if count == 0 {
                return false;
            }
            let (literal, tail) = rest.split_at(count);
            rest = tail;
            for byte in literal {
                let Some(place) = slot else { return true };
                *place = *byte;
                slot = slots.next();
            }
        } else if head != i8::MIN {
            let Some((byte, tail)) = rest.split_first() else { return false };
            rest = tail;
            for _ in 0..(1 - i32::from(head)) {
                let Some(place) = slot else { return true };
                *place = *byte;
                slot = slots.next();
            }
        }
    }
    true
}
