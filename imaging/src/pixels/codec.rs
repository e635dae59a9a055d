//! Compressed frames, through the codecs of dicom-rs.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dicom_encoding::adapters::{PixelDataObject, RawPixelData};
use dicom_encoding::transfer_syntax::{Codec, TransferSyntaxIndex};
use dicom_transfer_syntax_registry::TransferSyntaxRegistry;

use super::{PixelFormat, jpeg12, rle};
use crate::dicom::dataset::words;
use crate::error::{ImagingError, Result};

const RLE_LOSSLESS: &str = "1.2.840.10008.1.2.5";

/// Sorts fragments to frames (PS3.5 A.4): one each, by an offset table, or by
/// the marks that start a compressed image.
pub(super) fn by_frame<'a>(
    parts: &[&'a [u8]],
    extended: Option<&[u8]>,
    frames: usize,
) -> Result<Vec<Vec<&'a [u8]>>> {
    let (table, fragments) = parts.split_first().unwrap_or((&(&[] as &[u8]), &[]));
    if fragments.is_empty() {
        return Err(ImagingError::Pixels("there is no fragment".into()));
    }
    if frames == 1 {
        return Ok(vec![fragments.to_vec()]);
    }
    if fragments.len() == frames {
        return Ok(fragments.iter().map(|fragment| vec![*fragment]).collect());
    }
    let mut offsets: Vec<u64> = match extended {
        Some(bytes) => words::<8>(bytes, false).map(u64::from_le_bytes).collect(),
        None => words::<4>(table, false).map(|word| u64::from(u32::from_le_bytes(word))).collect(),
    };
    let mut at = 0;
    let starts: Vec<u64> = fragments
        .iter()
        .map(|fragment| {
            let start = at;
            at += fragment.len() as u64 + 8;
            start
        })
        .collect();
    if offsets.len() != frames {
        offsets = fragments
            .iter()
            .zip(&starts)
            .filter(|(fragment, _)| {
                fragment.starts_with(&[0xFF, 0xD8]) || fragment.starts_with(&[0xFF, 0x4F])
            })
            .map(|(_, start)| *start)
            .collect();
    }
    if offsets.len() != frames {
        return Err(ImagingError::Pixels(format!(
            "{} fragments cannot be divided among {frames} frames: there is no usable offset table",
            fragments.len()
        )));
    }
    let mut sorted: Vec<Vec<&[u8]>> = vec![Vec::new(); frames];
    for (fragment, start) in fragments.iter().zip(starts) {
        let frame = offsets.partition_point(|offset| *offset <= start).saturating_sub(1);
        if let Some(place) = sorted.get_mut(frame) {
            place.push(fragment);
        }
    }
    Ok(sorted)
}

/// One frame as little-endian samples.
pub(super) fn decode(syntax: &str, fragments: &[&[u8]], format: &PixelFormat) -> Result<Vec<u8>> {
    let packed = fragments.concat();
    if syntax == RLE_LOSSLESS {
        return rle::decode(&packed, format);
    }
    let known = TransferSyntaxRegistry.get(syntax);
    let name = known.map_or("unknown", |known| known.name());
    let Some(Codec::EncapsulatedPixelData(Some(reader), _)) = known.map(|known| known.codec()) else {
        return Err(ImagingError::Unsupported(format!("transfer syntax {syntax} ({name})")));
    };
    let expected = [format.rows, format.cols, format.samples];
    if let Some(found) = stream_size(&packed)
        && found != expected
    {
        return Err(ImagingError::Pixels(format!(
            "the compressed image has rows, columns and samples {found:?}, the header says {expected:?}"
        )));
    }
    if jpeg12::is_grey_12(&packed) {
        return jpeg12::decode(&packed, format);
    }
    let source = OneFrame { packed, format, syntax };
    let mut out = Vec::new();
    // The codecs are made for good input; a panic in one of them is one bad
    // file, not the end of the import.
    let decoded = catch_unwind(AssertUnwindSafe(|| reader.decode_frame(&source, 0, &mut out)));
    match decoded {
        Ok(Ok(())) => Ok(out),
        Ok(Err(error)) => Err(ImagingError::Pixels(format!("{name}: {}", innermost(&error)))),
        Err(_) => Err(ImagingError::Pixels(format!("{name}: the compressed data is damaged"))),
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

/// Rows, columns and components that a JPEG, JPEG-LS or JPEG 2000 stream declares, so that
/// a codec is not led to take memory the header did not announce.
fn stream_size(packed: &[u8]) -> Option<[usize; 3]> {
    let short = |at: usize| Some(usize::from(u16::from_be_bytes(packed.get(at..at + 2)?.try_into().ok()?)));
    let long = |at: usize| Some(u32::from_be_bytes(packed.get(at..at + 4)?.try_into().ok()?) as usize);
    if packed.starts_with(&[0xFF, 0x4F, 0xFF, 0x51]) {
        let cols = long(8)?.checked_sub(long(16)?)?;
        let rows = long(12)?.checked_sub(long(20)?)?;
        return Some([rows, cols, short(40)?]);
    }
    if !packed.starts_with(&[0xFF, 0xD8]) {
        return None;
    }
    let mut at = 2;
    loop {
        let marker = short(at)?;
        match marker {
            0xFFFF => at += 1,
            // Start of frame, without DHT, JPG and DAC; JPEG-LS is FFF7.
            0xFFC0..=0xFFC3 | 0xFFC5..=0xFFC7 | 0xFFC9..=0xFFCB | 0xFFCD..=0xFFCF | 0xFFF7 => {
                return Some([short(at + 5)?, short(at + 7)?, usize::from(*packed.get(at + 9)?)]);
            }
            0xFFD9 | 0xFFDA => return None,
            0xFF00.. => at += 2 + short(at + 2)?.max(2),
            _ => return None,
        }
    }
}

/// What the codecs ask for, with one frame in it.
struct OneFrame<'a> {
    packed: Vec<u8>,
    format: &'a PixelFormat,
    syntax: &'a str,
}

impl PixelDataObject for OneFrame<'_> {
    fn transfer_syntax_uid(&self) -> &str {
        self.syntax
    }

    fn rows(&self) -> Option<u16> {
        u16::try_from(self.format.rows).ok()
    }

    fn cols(&self) -> Option<u16> {
        u16::try_from(self.format.cols).ok()
    }

    fn samples_per_pixel(&self) -> Option<u16> {
        u16::try_from(self.format.samples).ok()
    }

    fn bits_allocated(&self) -> Option<u16> {
        u16::try_from(self.format.allocated).ok()
    }

    fn bits_stored(&self) -> Option<u16> {
        u16::try_from(self.format.stored).ok()
    }

    fn photometric_interpretation(&self) -> Option<&str> {
        Some(&self.format.photometric)
    }

    fn number_of_frames(&self) -> Option<u32> {
        Some(1)
    }

    fn number_of_fragments(&self) -> Option<u32> {
        Some(1)
    }

    fn fragment(&self, fragment: usize) -> Option<Cow<'_, [u8]>> {
        (fragment == 0).then_some(Cow::Borrowed(self.packed.as_slice()))
    }

    fn offset_table(&self) -> Option<Cow<'_, [u32]>> {
        Some(Cow::Borrowed(&[0]))
    }

    fn raw_pixel_data(&self) -> Option<RawPixelData> {
        Some(RawPixelData {
            fragments: std::iter::once(self.packed.clone()).collect(),
            offset_table: std::iter::once(0).collect(),
        })
    }
}
