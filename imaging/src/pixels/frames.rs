//! The frames of one object, decoded one at a time.

use dicom_dictionary_std::tags;

use super::{PixelFormat, codec, native};
use crate::dicom::{Body, Dataset, Value};
use crate::error::{ImagingError, Result};

enum Source<'a> {
    Native {
        bytes: &'a [u8],
        swapped: bool,
    },
    Float(&'a [u8]),
    Double(&'a [u8]),
    /// Fragments of each frame.
    Encapsulated(Vec<Vec<&'a [u8]>>),
}

/// Frames with the format of their samples.
pub(crate) struct Frames<'a> {
    pub format: PixelFormat,
    source: Source<'a>,
    big_endian: bool,
    transfer_syntax: String,
}

impl<'a> Frames<'a> {
    /// Finds the pixel data and checks that it is as long as its format says.
    pub fn of(body: &Body, set: &Dataset<'a>) -> Result<Self> {
        let format = PixelFormat::of(set)?;
        let source = if let Some(bytes) = set.bytes(tags::FLOAT_PIXEL_DATA) {
            Source::Float(bytes)
        } else if let Some(bytes) = set.bytes(tags::DOUBLE_FLOAT_PIXEL_DATA) {
            Source::Double(bytes)
        } else {
            let element = set.get(tags::PIXEL_DATA).ok_or(ImagingError::Missing("Pixel Data (7FE0,0010)"))?;
            match &element.value {
                Value::Bytes(bytes) => {
                    let swapped =
                        body.big_endian() && element.vr == dicom_core::VR::OW && format.allocated == 8;
                    Source::Native { bytes, swapped }
                }
                Value::Fragments(parts) => {
                    let extended = set.bytes(tags::EXTENDED_OFFSET_TABLE);
                    Source::Encapsulated(codec::by_frame(parts, extended, format.frames)?)
                }
                Value::Items(_) => return Err(ImagingError::Pixels("they are a sequence".into())),
            }
        };
        let frames = Self {
            format,
            source,
            big_endian: body.big_endian(),
            transfer_syntax: body.transfer_syntax.clone(),
        };
        frames.check_length()?;
        Ok(frames)
    }

    fn check_length(&self) -> Result<()> {
        let samples = self.format.frame_samples() as u64;
        let stored = samples * u64::from(self.format.allocated);
        let (have, bits) = match &self.source {
            Source::Native { bytes, .. } if self.is_422() => (bytes.len(), stored * 2 / 3),
            Source::Native { bytes, .. } => (bytes.len(), stored),
            Source::Float(bytes) => (bytes.len(), samples * 32),
            Source::Double(bytes) => (bytes.len(), samples * 64),
            Source::Encapsulated(_) => return Ok(()),
        };
        let need = bits.saturating_mul(self.format.frames as u64).div_ceil(8);
        if (have as u64) < need {
            return Err(ImagingError::Truncated { what: "the pixel data".into(), need, have: have as u64 });
        }
        Ok(())
    }

    fn is_422(&self) -> bool {
        self.format.photometric == "YBR_FULL_422" && self.format.samples == 3
    }

    /// The stored samples of a frame, row after row, samples of a pixel side
    /// by side; exact for every depth up to 32 bits.
    pub fn samples(&self, frame: usize) -> Result<Vec<f64>> {
        let format = &self.format;
        if frame >= format.frames {
            return Err(ImagingError::Pixels(format!("there is no frame {}", frame + 1)));
        }
        let part = |bytes: &'a [u8], size: usize| {
            let start = frame.checked_mul(size)?;
            bytes.get(start..start.checked_add(size)?)
        };
        let missing = || ImagingError::Pixels(format!("frame {} is missing", frame + 1));
        match &self.source {
            Source::Native { bytes, .. } if format.allocated == 1 => Ok(native::bits(bytes, frame, format)),
            Source::Native { bytes, .. } if self.is_422() => {
                let packed = part(bytes, format.frame_bytes() * 2 / 3).ok_or_else(missing)?;
                native::integers(&native::unpack_422(packed), format, false, false)
            }
            Source::Native { bytes, swapped } => {
                let start = frame * format.frame_bytes();
                if *swapped {
                    let all = native::swap_pairs(bytes);
                    let one = all.get(start..start + format.frame_bytes()).ok_or_else(missing)?;
                    return native::integers(one, format, self.big_endian, format.planar);
                }
                let one = part(bytes, format.frame_bytes()).ok_or_else(missing)?;
                native::integers(one, format, self.big_endian, format.planar)
            }
            Source::Float(bytes) => {
                let one = part(bytes, format.frame_samples() * 4).ok_or_else(missing)?;
                Ok(crate::dicom::dataset::words::<4>(one, self.big_endian)
                    .map(|word| f64::from(f32::from_le_bytes(word)))
                    .collect())
            }
            Source::Double(bytes) => {
                let one = part(bytes, format.frame_samples() * 8).ok_or_else(missing)?;
                Ok(crate::dicom::dataset::words::<8>(one, self.big_endian).map(f64::from_le_bytes).collect())
            }
            Source::Encapsulated(parts) => {
                let fragments = parts.get(frame).ok_or_else(missing)?;
                let decoded = codec::decode(&self.transfer_syntax, fragments, format)?;
                native::integers(&decoded, format, false, false)
            }
        }
    }
}
