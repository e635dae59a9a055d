//! Writing a part of a grid whose rest is one number, at the cost of the part.

use std::path::Path;

use flate2::{Compress, Compression, Crc, FlushCompress};
use workbench_core::{Geometry, Volume};

use super::write::{F32, header};
use super::{FORMAT, fault};
use crate::error::{ImagingError, Result};
use crate::files::write_file;

/// RFC 1952, without a name or a time.
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// An empty last block (RFC 1951, 3.2.6).
const LAST: [u8; 2] = [3, 0];

/// 32-bit floats on `grid` as `.nii.gz`: `part`, whose first voxel is voxel
/// `first` of the grid, and `outside` everywhere else.
///
/// # Errors
/// When the part reaches out of the grid or an axis is longer than the format
/// can say (32767).
pub fn encode_within(grid: &Geometry, first: [usize; 3], part: &Volume, outside: f32) -> Result<Vec<u8>> {
    let size = part.geometry.size;
    let fits = |axis: usize| first[axis].checked_add(size[axis]).is_some_and(|end| end <= grid.size[axis]);
    if !(0..3).all(fits) || part.data.len() != part.geometry.len() {
        let text = format!("{size:?} voxels from {first:?} are not within {:?}", grid.size);
        return Err(ImagingError::format(FORMAT, text));
    }
    let mut file = File { bytes: GZIP.to_vec(), check: Crc::new() };
    file.append(&Piece::of(&header(grid, F32)?)?);
    let [nx, ny, nz] = grid.size;
    let rest = |rows: usize| Piece::of(&outside.to_le_bytes().repeat(rows * nx));
    let (slice, before, after) = (rest(ny)?, rest(first[1])?, rest(ny - first[1] - size[1])?);
    (0..first[2]).for_each(|_| file.append(&slice));
    let mut rows = Vec::new();
    for slice in part.data.chunks((size[0] * size[1]).max(1)) {
        rows.clear();
        for row in slice.chunks(size[0].max(1)) {
            let start = rows.len() + 4 * first[0];
            let end = rows.len() + 4 * nx;
            (rows.len()..start).step_by(4).for_each(|_| rows.extend(outside.to_le_bytes()));
            row.iter().for_each(|value| rows.extend(value.to_le_bytes()));
            (rows.len()..end).step_by(4).for_each(|_| rows.extend(outside.to_le_bytes()));
        }
        file.append(&before);
        file.append(&Piece::of(&rows)?);
        file.append(&after);
    }
    (first[2] + size[2]..nz).for_each(|_| file.append(&slice));
    Ok(file.finish())
}

/// Writes [`encode_within`] to a file that appears whole or not at all.
///
/// # Errors
/// When it cannot be written; the message names the file.
pub fn write_within(
    path: &Path,
    grid: &Geometry,
    first: [usize; 3],
    part: &Volume,
    outside: f32,
) -> Result<()> {
    write_file(path, &encode_within(grid, first, part, outside)?)
}

/// Bytes deflated on their own, to be put anywhere in a stream and more than once.
struct Piece {
    deflated: Vec<u8>,
    check: Crc,
}

impl Piece {
    fn of(bytes: &[u8]) -> Result<Self> {
        let mut check = Crc::new();
        check.update(bytes);
        let mut deflate = Compress::new(Compression::fast(), false);
        let mut deflated = Vec::with_capacity(bytes.len() / 4 + 64);
        // A full flush is done when it leaves room.
        while !bytes.is_empty() {
            let read = deflate.total_in() as usize;
            deflate
                .compress_vec(&bytes[read..], &mut deflated, FlushCompress::Full)
                .map_err(|error| fault(error.into()))?;
            if deflate.total_in() as usize == bytes.len() && deflated.len() < deflated.capacity() {
                break;
            }
            deflated.reserve(deflated.capacity().max(64));
        }
        Ok(Self { deflated, check })
    }
}

/// A gzip file in the making.
struct File {
    bytes: Vec<u8>,
    check: Crc,
}

impl File {
    fn append(&mut self, piece: &Piece) {
        self.bytes.extend_from_slice(&piece.deflated);
        self.check.combine(&piece.check);
    }

    fn finish(mut self) -> Vec<u8> {
        self.bytes.extend(LAST);
        self.bytes.extend(self.check.sum().to_le_bytes());
        self.bytes.extend(self.check.amount().to_le_bytes());
        self.bytes
    }
}
