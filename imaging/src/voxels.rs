//! Numbers out of the raw bytes of NIfTI and NRRD files.

use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};

use workbench_core::{Geometry, Mask, Volume};

use crate::dicom::dataset::words;
use crate::error::{ImagingError, Result};
use crate::series::MAX_VOXELS;

/// Sample types that the two formats share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sample {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F32,
    F64,
}

impl Sample {
    /// Bytes of one sample.
    pub fn width(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
        }
    }

    /// Calls `each` with every sample as a number.
    pub fn numbers(self, bytes: &[u8], big: bool, each: impl FnMut(f64)) {
        match self {
            Self::U8 => bytes.iter().map(|b| f64::from(*b)).for_each(each),
            Self::I8 => bytes.iter().map(|b| f64::from(i8::from_le_bytes([*b]))).for_each(each),
            Self::U16 => words::<2>(bytes, big).map(|w| f64::from(u16::from_le_bytes(w))).for_each(each),
            Self::I16 => words::<2>(bytes, big).map(|w| f64::from(i16::from_le_bytes(w))).for_each(each),
            Self::U32 => words::<4>(bytes, big).map(|w| f64::from(u32::from_le_bytes(w))).for_each(each),
            Self::I32 => words::<4>(bytes, big).map(|w| f64::from(i32::from_le_bytes(w))).for_each(each),
            Self::U64 => words::<8>(bytes, big).map(|w| u64::from_le_bytes(w) as f64).for_each(each),
            Self::I64 => words::<8>(bytes, big).map(|w| i64::from_le_bytes(w) as f64).for_each(each),
            Self::F32 => words::<4>(bytes, big).map(|w| f64::from(f32::from_le_bytes(w))).for_each(each),
            Self::F64 => words::<8>(bytes, big).map(f64::from_le_bytes).for_each(each),
        }
    }
}

/// How samples stand for numbers.
#[derive(Clone, Copy)]
pub(crate) struct Coding {
    pub sample: Sample,
    pub big: bool,
    pub slope: f64,
    pub intercept: f64,
}

impl Coding {
    /// Whether the samples are the numbers.
    fn plain(self) -> bool {
        self.slope.to_bits() == 1.0_f64.to_bits() && self.intercept == 0.0
    }

    /// Appends the numbers as intensities.
    fn intensities(self, bytes: &[u8], data: &mut Vec<f32>) {
        if self.sample != Sample::I16 || !self.plain() || self.big {
            let (slope, intercept) = (self.slope, self.intercept);
            let push = |number| data.push((number * slope + intercept) as f32);
            return self.sample.numbers(bytes, self.big, push);
        }
        let start = data.len();
        data.resize(start + bytes.len() / 2, 0.0);
        // Place by place: the compiler makes vector instructions of that.
        for (single, word) in data[start..].iter_mut().zip(bytes.as_chunks().0) {
            *single = f32::from(i16::from_le_bytes(*word));
        }
    }

    /// Appends the numbers as labels; gives the first that is none.
    fn labels(self, bytes: &[u8], labels: &mut Vec<u8>) -> Option<f64> {
        if self.sample == Sample::U8 && self.plain() {
            labels.extend_from_slice(bytes);
            return None;
        }
        let mut bad = None;
        self.sample.numbers(bytes, self.big, |number| {
            let number = number * self.slope + self.intercept;
            if !(0.0..=255.0).contains(&number) || number.fract() != 0.0 {
                bad.get_or_insert(number);
            }
            labels.push(number as u8);
        });
        bad
    }
}

/// A grid in a file, its samples still packed.
pub(crate) struct Grid<'a> {
    pub geometry: Geometry,
    pub coding: Coding,
    /// The samples, x fastest.
    pub body: Box<dyn Read + Send + 'a>,
    /// Bytes of the file that hold them.
    pub packed: usize,
    pub format: &'static str,
}

impl Grid<'_> {
    /// Room for `voxels`, or as many as the file can hold, whatever its header says.
    pub fn room<T>(&self, voxels: usize) -> Vec<T> {
        let can = self.packed.saturating_mul(DEFLATE) / self.coding.sample.width();
        Vec::with_capacity(voxels.min(can))
    }

    fn voxels(&self) -> usize {
        self.geometry.size.iter().product()
    }

    /// Calls `each` with the bytes of all samples, `size` at a time, while the
    /// next ones are unpacked on another thread. A volume is never held twice.
    fn blocks(self, size: usize, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<Geometry> {
        let length = self.voxels() * self.coding.sample.width();
        let Self { geometry, body, format, .. } = self;
        let (full, ready) = sync_channel(8);
        let (used, empty) = channel();
        std::thread::scope(|scope| {
            scope.spawn(move || unpack(body, format, length, size, &full, &empty));
            // Ends with `full`; leaving early drops `ready`, which ends the other thread.
            for block in ready {
                let block: Vec<u8> = block?;
                each(&block)?;
                let _ = used.send(block);
            }
            Ok(geometry)
        })
    }

    /// The numbers as labels.
    pub fn labels(self) -> Result<Mask> {
        let mut labels = self.room(self.voxels());
        let (coding, format) = (self.coding, self.format);
        let geometry = self.blocks(BLOCK, |bytes| no_label(format, coding.labels(bytes, &mut labels)))?;
        Ok(Mask::new(geometry, labels)?)
    }

    /// The numbers as intensities.
    pub fn intensities(self) -> Result<Volume> {
        let mut data = self.room(self.voxels());
        let coding = self.coding;
        let geometry = self.blocks(BLOCK, |bytes| {
            coding.intensities(bytes, &mut data);
            Ok(())
        })?;
        Ok(Volume::new(geometry, data)?)
    }

    /// Calls `each` with some whole rows of labels at a time and the number of
    /// their first row; nothing is kept.
    pub fn label_rows(self, mut each: impl FnMut(usize, &[u8])) -> Result<Geometry> {
        let (coding, format) = (self.coding, self.format);
        let mut labels = Vec::new();
        self.rows(|first, bytes| {
            labels.clear();
            no_label(format, coding.labels(bytes, &mut labels))?;
            each(first, &labels);
            Ok(())
        })
    }

    /// The same for intensities.
    pub fn intensity_rows(self, mut each: impl FnMut(usize, &[f32])) -> Result<Geometry> {
        let coding = self.coding;
        let mut data = Vec::new();
        self.rows(|first, bytes| {
            data.clear();
            coding.intensities(bytes, &mut data);
            each(first, &data);
            Ok(())
        })
    }

    fn rows(self, mut each: impl FnMut(usize, &[u8]) -> Result<()>) -> Result<Geometry> {
        let row = self.geometry.size[0].saturating_mul(self.coding.sample.width());
        if row > LONGEST_ROW {
            let limit = format!("{LONGEST_ROW} bytes");
            return Err(ImagingError::TooLarge { what: format!("a row of {row} bytes"), limit });
        }
        let rows = (BLOCK / row).max(1);
        let mut first = 0;
        self.blocks(rows * row, |bytes| {
            let start = first;
            first += rows;
            each(start, bytes)
        })
    }
}

fn no_label(format: &'static str, bad: Option<f64>) -> Result<()> {
    bad.map_or(Ok(()), |number| {
        let reason = format!("{number} is not a label (a whole number from 0 to 255)");
        Err(ImagingError::format(format, reason))
    })
}

/// Fills blocks of `size` bytes, taken from `empty` where there are any, until `length` bytes are sent or nobody listens.
fn unpack(
    mut body: impl Read,
    format: &'static str,
    length: usize,
    size: usize,
    full: &SyncSender<Result<Vec<u8>>>,
    empty: &Receiver<Vec<u8>>,
) {
    let mut have = 0;
    while have < length {
        let want = size.min(length - have);
        let mut block = empty.try_recv().unwrap_or_else(|_| Vec::with_capacity(want));
        block.clear();
        let read = body.by_ref().take(want as u64).read_to_end(&mut block);
        have += block.len();
        let done = match read {
            Err(error) => Err(damaged(format, &error)),
            Ok(_) if block.len() < want => {
                let what = "the voxel data".into();
                Err(ImagingError::Truncated { what, need: length as u64, have: have as u64 })
            }
            Ok(_) => Ok(block),
        };
        let ended = done.is_err();
        if full.send(done).is_err() || ended {
            return;
        }
    }
    // The check sum stands behind the last byte.
    if let Err(error) = body.read(&mut [0]) {
        let _ = full.send(Err(damaged(format, &error)));
    }
}

pub(crate) fn damaged(format: &'static str, error: &std::io::Error) -> ImagingError {
    ImagingError::format(format, format!("the compressed data is damaged: {error}"))
}

/// Voxels of a grid within the limit.
pub(crate) fn voxel_count(size: [usize; 3], format: &'static str) -> Result<usize> {
    let count = size[0].checked_mul(size[1]).and_then(|area| area.checked_mul(size[2]));
    match count {
        Some(0) => Err(ImagingError::format(format, format!("the size {size:?} has no voxel"))),
        Some(count) if count <= MAX_VOXELS => Ok(count),
        _ => Err(ImagingError::TooLarge {
            what: format!("a grid of {size:?}"),
            limit: format!("{MAX_VOXELS} voxels"),
        }),
    }
}

/// Rows that are read one by one are no longer; it bounds what is unpacked at a time.
const LONGEST_ROW: usize = 1 << 22;
/// Deflate makes at most this many bytes of one.
const DEFLATE: usize = 1032;
/// Bytes that are unpacked at a time; a multiple of every sample's width, and small enough for the cache.
const BLOCK: usize = 1 << 17;

/// Splits columns (step along each axis, mm) into spacing and unit directions.
pub(crate) fn axes(steps: [[f64; 3]; 3], format: &'static str) -> Result<([f64; 3], [[f64; 3]; 3])> {
    let spacing = steps.map(|step| step.iter().map(|v| v * v).sum::<f64>().sqrt());
    if spacing.iter().any(|mm| !mm.is_finite() || *mm <= 0.0) {
        return Err(ImagingError::format(format, "the grid has an axis without length"));
    }
    let direction: [[f64; 3]; 3] = std::array::from_fn(|axis| steps[axis].map(|v| v / spacing[axis]));
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let dot: f64 = direction[a].iter().zip(direction[b]).map(|(x, y)| x * y).sum();
        if dot.abs() > 1e-3 {
            return Err(ImagingError::format(
                format,
                "the axes are not at right angles (sheared); resample it first",
            ));
        }
    }
    Ok((spacing, direction))
}
