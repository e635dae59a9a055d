//! Reading.

use std::io::Read;
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use workbench_core::{Mask, Volume};

use super::FORMAT;
use super::header::Header;
use crate::error::Result;
use crate::scan::read_file;
use crate::voxels::{Grid, damaged};

/// The longest header with room for extensions that are skipped.
const HEADER: usize = 544;

fn grid(bytes: &[u8]) -> Result<Grid<'_>> {
    let mut reader: Box<dyn Read + '_> =
        if bytes.starts_with(&[0x1F, 0x8B]) { Box::new(MultiGzDecoder::new(bytes)) } else { Box::new(bytes) };
    let mut head = Vec::new();
    let read = reader.by_ref().take(HEADER as u64).read_to_end(&mut head);
    read.map_err(|error| damaged(FORMAT, &error))?;
    let header = Header::parse(&head)?;
    // Part of the voxels may already have been read with the header.
    let mut body = std::io::Cursor::new(head).chain(reader);
    let skipped = std::io::copy(&mut body.by_ref().take(header.start as u64), &mut std::io::sink());
    skipped.map_err(|error| damaged(FORMAT, &error))?;
    let Header { geometry, sample, big, slope, intercept, .. } = header;
    let body = Box::new(body);
    Ok(Grid { geometry, sample, big, slope, intercept, body, packed: bytes.len(), format: FORMAT })
}

/// Intensities from the bytes of a `.nii` or `.nii.gz`; slope and intercept
/// are applied.
///
/// # Errors
/// When the file is damaged, has several volumes, complex or colour voxels, or
/// sheared axes.
pub fn decode_volume(bytes: &[u8]) -> Result<Volume> {
    grid(bytes)?.intensities()
}

/// Labels from the bytes of a `.nii` or `.nii.gz`.
///
/// # Errors
/// As [`decode_volume`], and when a voxel is not a whole number in 0..=255.
pub fn decode_mask(bytes: &[u8]) -> Result<Mask> {
    grid(bytes)?.labels()
}

/// [`decode_volume`] of a file.
///
/// # Errors
/// When it cannot be read or decoded; the message names the file.
pub fn read_volume(path: &Path) -> Result<Volume> {
    decode_volume(&read_file(path)?).map_err(|error| error.within(path.display().to_string()))
}

/// [`decode_mask`] of a file.
///
/// # Errors
/// When it cannot be read or decoded; the message names the file.
pub fn read_mask(path: &Path) -> Result<Mask> {
    decode_mask(&read_file(path)?).map_err(|error| error.within(path.display().to_string()))
}
