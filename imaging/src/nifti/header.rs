//! The fixed header of both versions.

use workbench_core::Geometry;

use super::FORMAT;
use crate::error::{ImagingError, Result};
use crate::voxels::{Sample, axes, voxel_count};

fn bad(reason: impl Into<String>) -> ImagingError {
    ImagingError::format(FORMAT, reason)
}

/// What the header says.
pub(super) struct Header {
    pub big: bool,
    pub sample: Sample,
    /// Where the voxels begin.
    pub start: usize,
    pub slope: f64,
    pub intercept: f64,
    pub geometry: Geometry,
}

struct Fields<'a> {
    bytes: &'a [u8],
    big: bool,
    second: bool,
}

impl Fields<'_> {
    fn raw<const N: usize>(&self, at: usize) -> Result<[u8; N]> {
        let part = self.bytes.get(at..at + N).and_then(|part| <[u8; N]>::try_from(part).ok());
        let mut raw = part.ok_or_else(|| bad("the header is cut"))?;
        if self.big {
            raw.reverse();
        }
        Ok(raw)
    }

    fn i16(&self, at: usize) -> Result<i16> {
        self.raw(at).map(i16::from_le_bytes)
    }

    /// A number that version 2 widened: its place in version 1 as a 32-bit
    /// float, in version 2 as a 64-bit one.
    fn real(&self, first: usize, second: usize, index: usize) -> Result<f64> {
        if self.second {
            return self.raw(second + 8 * index).map(f64::from_le_bytes);
        }
        self.raw(first + 4 * index).map(|raw| f64::from(f32::from_le_bytes(raw)))
    }

    fn dim(&self, index: usize) -> Result<i64> {
        if self.second {
            return self.raw(16 + 8 * index).map(i64::from_le_bytes);
        }
        self.i16(40 + 2 * index).map(i64::from)
    }

    fn code(&self, first: usize, second: usize) -> Result<i32> {
        if self.second {
            return self.raw(second).map(i32::from_le_bytes);
        }
        self.i16(first).map(i32::from)
    }
}

impl Header {
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let size: [u8; 4] =
            bytes.get(..4).and_then(|s| s.try_into().ok()).ok_or_else(|| bad("the file is empty"))?;
        let (big, second) = match (i32::from_le_bytes(size), i32::from_be_bytes(size)) {
            (348, _) => (false, false),
            (_, 348) => (true, false),
            (540, _) => (false, true),
            (_, 540) => (true, true),
            _ => return Err(bad("the first bytes are not those of a NIfTI header")),
        };
        let fields = Fields { bytes, big, second };
        let magic = if second { bytes.get(4..7) } else { bytes.get(344..347) };
        match magic {
            Some(b"n+1" | b"n+2") => {}
            Some(b"ni1" | b"ni2") => {
                return Err(bad("header and voxels in two files; convert to a single .nii"));
            }
            _ => return Err(bad("the magic `n+1` is missing")),
        }
        let axes_used = fields.dim(0)?;
        if !(1..=7).contains(&axes_used) {
            return Err(bad(format!("{axes_used} dimensions")));
        }
        let mut dims = [1usize; 7];
        for (axis, dim) in dims.iter_mut().enumerate().take(axes_used as usize) {
            let length = fields.dim(axis + 1)?;
            *dim =
                usize::try_from(length).map_err(|_| bad(format!("axis {} has length {length}", axis + 1)))?;
        }
        if dims[3..].iter().any(|length| *length > 1) {
            return Err(bad(format!("one volume is expected, the size is {dims:?}; extract one of them")));
        }
        let size = [dims[0], dims[1], dims[2]];
        let code = if second { fields.i16(12)? } else { fields.i16(70)? };
        let sample = match code {
            2 => Sample::U8,
            4 => Sample::I16,
            8 => Sample::I32,
            16 => Sample::F32,
            64 => Sample::F64,
            256 => Sample::I8,
            512 => Sample::U16,
            768 => Sample::U32,
            1024 => Sample::I64,
            1280 => Sample::U64,
            _ => return Err(bad(format!("data type {code} is not a plain number"))),
        };
        let start =
            if second { fields.raw(168).map(i64::from_le_bytes)? as f64 } else { fields.real(108, 0, 0)? };
        let least = if second { 540.0 } else { 348.0 };
        if !(least..1e9).contains(&start) {
            return Err(bad(format!("the voxels begin at byte {start}")));
        }
        let slope = fields.real(112, 176, 0)?;
        let intercept = fields.real(116, 184, 0)?;
        // A slope of 0 (or rubbish) means that nothing is to be scaled.
        voxel_count(size, FORMAT)?;
        let scaled = slope != 0.0 && slope.is_finite() && intercept.is_finite();
        Ok(Self {
            big,
            sample,
            start: start as usize,
            slope: if scaled { slope } else { 1.0 },
            intercept: if scaled { intercept } else { 0.0 },
            geometry: geometry(&fields, size)?,
        })
    }
}

/// The grid by sform, else qform, else voxel sizes alone.
fn geometry(fields: &Fields, size: [usize; 3]) -> Result<Geometry> {
    let pixdim = |axis: usize| fields.real(76, 104, axis);
    let sizes = [pixdim(1)?.abs(), pixdim(2)?.abs(), pixdim(3)?.abs()];
    let mut steps = [[0.0; 3]; 3];
    let mut origin = [0.0; 3];
    if fields.code(254, 348)? > 0 {
        for (row, start) in origin.iter_mut().enumerate() {
            for (axis, step) in steps.iter_mut().enumerate() {
                step[row] = fields.real(280, 400, 4 * row + axis)?;
            }
            *start = fields.real(280, 400, 4 * row + 3)?;
        }
    } else if fields.code(252, 344)? > 0 {
        let [b, c, d] = [fields.real(256, 352, 0)?, fields.real(256, 352, 1)?, fields.real(256, 352, 2)?];
        let a = (1.0 - b * b - c * c - d * d).max(0.0).sqrt();
        let handed = if pixdim(0)? < 0.0 { -1.0 } else { 1.0 };
        let columns = [
            [a * a + b * b - c * c - d * d, 2.0 * (b * c + a * d), 2.0 * (b * d - a * c)],
            [2.0 * (b * c - a * d), a * a + c * c - b * b - d * d, 2.0 * (c * d + a * b)],
            [2.0 * (b * d + a * c), 2.0 * (c * d - a * b), a * a + d * d - b * b - c * c].map(|v| v * handed),
        ];
        steps = std::array::from_fn(|axis| columns[axis].map(|v| v * sizes[axis]));
        for (axis, start) in origin.iter_mut().enumerate() {
            *start = fields.real(268, 376, axis)?;
        }
    } else {
        for (axis, step) in steps.iter_mut().enumerate() {
            step[axis] = sizes[axis];
        }
    }
    // RAS to LPS.
    let flip = |v: [f64; 3]| [-v[0], -v[1], v[2]];
    let (spacing, direction) = axes(steps.map(flip), FORMAT)?;
    if origin.iter().any(|v| !v.is_finite()) {
        return Err(bad("the origin is not a number"));
    }
    Ok(Geometry { size, spacing, origin: flip(origin), direction })
}
