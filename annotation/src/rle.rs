//! Masks as runs: how they are stored and sent.
//!
//! Layout: the mark `RLE1`, then for each run of equal voxels (x fastest) the
//! label, one byte, and the length, an unsigned LEB128 number.

use workbench_core::{Geometry, Mask};

use crate::AnnotationError;

const MARK: &[u8; 4] = b"RLE1";
/// More voxels than this are refused: as `imaging` does.
const MAX_VOXELS: usize = imaging::series::MAX_VOXELS;

/// The voxels of a mask as runs; equal masks have equal bytes.
pub fn encode_mask(mask: &Mask) -> Vec<u8> {
    let mut out = MARK.to_vec();
    for run in mask.data.chunk_by(|a, b| a == b) {
        out.extend(run.first());
        let mut length = run.len();
        while length >= 0x80 {
            out.push((length & 0x7F) as u8 | 0x80);
            length >>= 7;
        }
        out.push(length as u8);
    }
    out
}

/// A mask on `grid` from the bytes of [`encode_mask`].
///
/// # Errors
/// When the runs are damaged or do not fill the grid exactly; memory is taken
/// for the grid only, whatever the runs claim.
pub fn decode_mask(grid: &Geometry, bytes: &[u8]) -> Result<Mask, AnnotationError> {
    let expected = grid.checked_len().filter(|len| *len <= MAX_VOXELS);
    let expected = expected.ok_or(AnnotationError::Runs("the grid is too large"))?;
    let mut rest = bytes.strip_prefix(MARK).ok_or(AnnotationError::Runs("the mark RLE1 is missing"))?;
    let mut data = Vec::new();
    while let Some((label, tail)) = rest.split_first() {
        let (length, tail) = number(tail)?;
        if length == 0 || length > expected - data.len() {
            return Err(AnnotationError::Runs("a run does not fit the grid"));
        }
        data.resize(data.len() + length, *label);
        rest = tail;
    }
    if data.len() != expected {
        return Err(AnnotationError::Runs("the runs end before the grid does"));
    }
    Ok(Mask::new(grid.clone(), data)?)
}

fn number(bytes: &[u8]) -> Result<(usize, &[u8]), AnnotationError> {
    let mut value = 0usize;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return Ok((value, bytes.get(index + 1..).unwrap_or_default()));
        }
    }
    Err(AnnotationError::Runs("a run has no length"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grid(size: [usize; 3]) -> Geometry {
        Geometry::axis_aligned(size, [1.0; 3], [0.0; 3])
    }

    proptest! {
        #[test]
        fn runs_round_trip(data in proptest::collection::vec(0u8..3, 60)) {
            let mask = Mask::new(grid([5, 4, 3]), data).unwrap();
            prop_assert_eq!(decode_mask(&mask.geometry, &encode_mask(&mask)).unwrap(), mask);
        }

        #[test]
        fn damage_is_an_error_or_another_mask(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let marked = [MARK.as_slice(), &bytes].concat();
            let _ = decode_mask(&grid([5, 4, 3]), &marked);
            prop_assert!(decode_mask(&grid([5, 4, 3]), &bytes).is_err());
        }
    }

    #[test]
    fn claims_are_not_believed() {
        let claim = [MARK.as_slice(), &[1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]].concat();
        let error = decode_mask(&grid([5, 4, 3]), &claim).unwrap_err();
        assert_eq!(error.to_string(), "the stored mask is damaged: a run does not fit the grid");
        assert!(decode_mask(&grid([usize::MAX, 2, 2]), &claim).is_err());
        let empty = Mask::new(grid([512, 512, 100]), vec![0; 512 * 512 * 100]).unwrap();
        assert_eq!(encode_mask(&empty).len(), 9);
    }
}
