//! Pixel data: stored samples out of any transfer syntax the codecs know.

mod codec;
mod frames;
mod jpeg12;
mod native;
mod rle;

use dicom_dictionary_std::tags;

pub(crate) use frames::Frames;

use crate::dicom::Dataset;
use crate::error::{ImagingError, Result};

/// A decoded frame may not take more bytes than this.
pub(crate) const MAX_FRAME_BYTES: u64 = 1 << 29;

/// The Image Pixel module (PS3.3 C.7.6.3), checked.
#[derive(Clone, Debug)]
pub(crate) struct PixelFormat {
    pub rows: usize,
    pub cols: usize,
    pub frames: usize,
    pub samples: usize,
    pub allocated: u32,
    pub stored: u32,
    pub high_bit: u32,
    pub signed: bool,
    pub planar: bool,
    pub photometric: String,
}

impl PixelFormat {
    pub fn of(set: &Dataset) -> Result<Self> {
        let side = |tag, what| {
            set.count(tag)
                .filter(|n| (1..=65_535).contains(n))
                .map(|n| n as usize)
                .ok_or(ImagingError::Missing(what))
        };
        let rows = side(tags::ROWS, "Rows (0028,0010)")?;
        let cols = side(tags::COLUMNS, "Columns (0028,0011)")?;
        let samples = set.count(tags::SAMPLES_PER_PIXEL).unwrap_or(1) as usize;
        let frames = match set.bytes(tags::NUMBER_OF_FRAMES) {
            None => 1,
            Some(_) => set
                .count(tags::NUMBER_OF_FRAMES)
                .filter(|n| *n > 0)
                .ok_or_else(|| ImagingError::Malformed("Number of Frames is not a whole number".into()))?
                as usize,
        };
        let float = set.bytes(tags::FLOAT_PIXEL_DATA).is_some();
        let double = set.bytes(tags::DOUBLE_FLOAT_PIXEL_DATA).is_some();
        let fallback = if double {
            64
        } else if float {
            32
        } else {
            0
        };
        let allocated = set.count(tags::BITS_ALLOCATED).unwrap_or(fallback);
        if !matches!(allocated, 1 | 8 | 16 | 32 | 64) || !matches!(samples, 1 | 3 | 4) {
            return Err(ImagingError::Unsupported(format!(
                "{allocated} bits allocated, {samples} samples a pixel"
            )));
        }
        let stored =
            set.count(tags::BITS_STORED).filter(|n| (1..=allocated).contains(n)).unwrap_or(allocated);
        let high_bit = set
            .count(tags::HIGH_BIT)
            .filter(|bit| *bit < allocated && *bit + 1 >= stored)
            .unwrap_or(stored - 1);
        let format = Self {
            rows,
            cols,
            frames,
            samples,
            allocated,
            stored,
            high_bit,
            signed: set.count(tags::PIXEL_REPRESENTATION) == Some(1),
            planar: set.count(tags::PLANAR_CONFIGURATION) == Some(1),
            photometric: set.text(tags::PHOTOMETRIC_INTERPRETATION).unwrap_or_else(|| "MONOCHROME2".into()),
        };
        if (format.frame_samples() as u64) * u64::from(allocated.div_ceil(8)) > MAX_FRAME_BYTES {
            return Err(ImagingError::TooLarge {
                what: format!("a frame of {rows}×{cols}×{samples} samples of {allocated} bits"),
                limit: "512 MiB".into(),
            });
        }
        Ok(format)
    }

    /// Pixels of a frame.
    pub fn frame_pixels(&self) -> usize {
        self.rows * self.cols
    }

    /// Samples of a frame.
    pub fn frame_samples(&self) -> usize {
        self.frame_pixels() * self.samples
    }

    /// Bytes of a decoded frame of whole-byte samples.
    pub fn frame_bytes(&self) -> usize {
        self.frame_samples() * (self.allocated as usize / 8)
    }
}

/// Stored samples of every frame, before the modality LUT.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// Rows of a frame.
    pub rows: usize,
    /// Columns of a frame.
    pub cols: usize,
    /// Samples of a pixel.
    pub samples: usize,
    /// Bits allocated to a sample.
    pub bits: u32,
    /// Whether samples may be negative.
    pub signed: bool,
    /// Photometric interpretation as declared.
    pub photometric: String,
    /// One vector a frame: row after row, samples of a pixel side by side;
    /// exact for every depth up to 32 bits.
    pub frames: Vec<Vec<f64>>,
}

/// Decodes the pixel data of a DICOM file as stored: no rescale, no colour
/// conversion beyond what the codec does.
///
/// # Errors
/// When there is no pixel data, it is damaged or truncated, no codec knows its
/// transfer syntax, or all frames together pass 2 GiB.
pub fn decode(bytes: &[u8]) -> Result<Decoded> {
    use crate::dicom::{Body, Extent};
    let body = Body::open(bytes)?;
    let set = body.dataset(Extent::All)?;
    let source = Frames::of(&body, &set)?;
    let format = source.format.clone();
    let total = format.frame_samples().checked_mul(format.frames).filter(|n| *n <= 1 << 28);
    total
        .ok_or_else(|| ImagingError::TooLarge { what: "the decoded image".into(), limit: "2 GiB".into() })?;
    let frames = (0..format.frames).map(|frame| source.samples(frame)).collect::<Result<_>>()?;
    Ok(Decoded {
        rows: format.rows,
        cols: format.cols,
        samples: format.samples,
        bits: format.allocated,
        signed: format.signed,
        photometric: format.photometric,
        frames,
    })
}
