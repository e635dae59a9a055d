//! Reading.

use std::io::{Cursor, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use workbench_core::{Mask, Volume};

use super::FORMAT;
use super::header::Header;
use crate::error::Result;
use crate::source::Source;
use crate::voxels::{Coding, Grid, damaged};

/// The longest header with room for extensions that are skipped.
const HEADER: usize = 544;

/// The grid of a source.
pub(crate) fn grid(mut source: Source<'_>) -> Result<Grid<'_>> {
    let packed = source.len;
    let mut reader: Box<dyn Read + Send + '_> = match source.peek().starts_with(&[0x1F, 0x8B]) {
        true => Box::new(MultiGzDecoder::new(source.reader)),
        false => Box::new(source.reader),
    };
    let mut head = Vec::new();
    let read = reader.by_ref().take(HEADER as u64).read_to_end(&mut head);
    read.map_err(|error| damaged(FORMAT, &error))?;
    let header = Header::parse(&head)?;
    // Part of the voxels may already have been read with the header.
    let mut body = Cursor::new(head).chain(reader);
    let skipped = std::io::copy(&mut body.by_ref().take(header.start as u64), &mut std::io::sink());
    skipped.map_err(|error| damaged(FORMAT, &error))?;
    let Header { geometry, sample, big, slope, intercept, .. } = header;
    let coding = Coding { sample, big, slope, intercept };
    Ok(Grid { geometry, coding, body: Box::new(body), packed, format: FORMAT })
}

/// [`decode_volume`] of a source.
pub(crate) fn volume(source: Source<'_>) -> Result<Volume> {
    grid(source)?.intensities()
}

/// [`decode_mask`] of a source.
pub(crate) fn mask(source: Source<'_>) -> Result<Mask> {
    grid(source)?.labels()
}

/// Intensities from the bytes of a `.nii` or `.nii.gz`; slope and intercept
/// are applied.
///
/// # Errors
/// When the file is damaged, has several volumes, complex or colour voxels, or
/// sheared axes.
pub fn decode_volume(bytes: &[u8]) -> Result<Volume> {
    volume(Source::bytes(bytes))
}

/// Labels from the bytes of a `.nii` or `.nii.gz`.
///
/// # Errors
/// As [`decode_volume`], and when a voxel is not a whole number in 0..=255.
pub fn decode_mask(bytes: &[u8]) -> Result<Mask> {
    mask(Source::bytes(bytes))
}

/// [`decode_volume`] of a file.
///
/// # Errors
/// When it cannot be read or decoded; the message names the file.
pub fn read_volume(path: &Path) -> Result<Volume> {
    Source::open(path).and_then(volume).map_err(|error| error.within(path.display().to_string()))
}

/// [`decode_mask`] of a file.
///
/// # Errors
/// When it cannot be read or decoded; the message names the file.
pub fn read_mask(path: &Path) -> Result<Mask> {
    Source::open(path).and_then(mask).map_err(|error| error.within(path.display().to_string()))
}
