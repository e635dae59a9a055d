//! NRRD with the voxels in the same file (teem.sourceforge.net/nrrd): raw,
//! gzip or text encoding.

use std::io::{BufRead, Cursor, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use workbench_core::{Geometry, Mask, Volume};

use crate::error::{ImagingError, Result};
use crate::files::write_file;
use crate::source::Source;
use crate::voxels::{Coding, Grid, Sample, axes, damaged, voxel_count};

const FORMAT: &str = "NRRD";
/// Headers are a few hundred bytes; Slicer's segmentations some thousand.
const MAX_HEADER: usize = 1 << 20;

fn bad(reason: impl Into<String>) -> ImagingError {
    ImagingError::format(FORMAT, reason)
}

/// The fields that matter, as text.
#[derive(Default)]
struct Fields<'a> {
    pairs: Vec<(String, &'a str)>,
}

impl<'a> Fields<'a> {
    fn parse(header: &'a str) -> Self {
        let pairs = header
            .lines()
            .skip(1)
            .filter(|line| !line.starts_with('#') && !line.contains(":="))
            .filter_map(|line| line.split_once(':'))
            .map(|(key, value)| (key.trim().to_lowercase().replace(' ', ""), value.trim()))
            .collect();
        Self { pairs }
    }

    fn get(&self, key: &str) -> Option<&'a str> {
        self.pairs.iter().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    fn need(&self, key: &'static str) -> Result<&'a str> {
        self.get(key).ok_or_else(|| bad(format!("the field `{key}` is missing")))
    }
}

fn sample(name: &str) -> Result<Sample> {
    Ok(match name {
        "signed char" | "int8" | "int8_t" => Sample::I8,
        "uchar" | "unsigned char" | "uint8" | "uint8_t" => Sample::U8,
        "short" | "short int" | "signed short" | "signed short int" | "int16" | "int16_t" => Sample::I16,
        "ushort" | "unsigned short" | "unsigned short int" | "uint16" | "uint16_t" => Sample::U16,
        "int" | "signed int" | "int32" | "int32_t" => Sample::I32,
        "uint" | "unsigned int" | "uint32" | "uint32_t" => Sample::U32,
        "longlong"
        | "long long"
        | "long long int"
        | "signed long long"
        | "signed long long int"
        | "int64"
        | "int64_t" => Sample::I64,
        "ulonglong" | "unsigned long long" | "unsigned long long int" | "uint64" | "uint64_t" => Sample::U64,
        "float" => Sample::F32,
        "double" => Sample::F64,
        other => return Err(bad(format!("type `{other}` is not a plain number"))),
    })
}

/// `(a,b,c)` as numbers; `none` is no vector.
fn vector(text: &str) -> Option<[f64; 3]> {
    let inner = text.trim().strip_prefix('(')?.strip_suffix(')')?;
    let parts: Vec<f64> = inner.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    parts.try_into().ok().filter(|v: &[f64; 3]| v.iter().all(|x| x.is_finite()))
}

/// The header: lines up to an empty one.
fn header(reader: &mut dyn BufRead) -> Result<String> {
    let mut reader = reader.take(MAX_HEADER as u64);
    let mut header = Vec::new();
    loop {
        let start = header.len();
        reader.read_until(b'\n', &mut header).map_err(|error| damaged(FORMAT, &error))?;
        if start == 0 && !header.starts_with(b"NRRD000") {
            return Err(bad("the first line is not `NRRD000…`"));
        }
        match header.get(start..) {
            Some(b"\n" | b"\r\n") => return Ok(String::from_utf8_lossy(&header).into_owned()),
            Some([.., b'\n']) => {}
            _ => return Err(bad("the header has no end (an empty line)")),
        }
    }
}

/// The grid of a source.
pub(crate) fn grid(mut source: Source<'_>) -> Result<Grid<'_>> {
    let header = header(&mut source.reader)?;
    let fields = Fields::parse(&header);
    if fields.get("datafile").is_some() {
        return Err(bad("the voxels are in another file; save it with attached data"));
    }
    let kind = sample(&fields.need("type")?.to_lowercase())?;
    let sizes: Vec<usize> = fields.need("sizes")?.split_whitespace().filter_map(|s| s.parse().ok()).collect();
    if fields.need("dimension")? != sizes.len().to_string() {
        return Err(bad("`sizes` does not have `dimension` numbers"));
    }
    let Ok(size) = <[usize; 3]>::try_from(sizes) else {
        return Err(bad("three dimensions are expected; save one volume or one label map a file"));
    };
    let voxels = voxel_count(size, FORMAT)?;
    let geometry = geometry(&fields, size)?;
    if fields.get("lineskip").is_some_and(|n| n != "0") || fields.get("byteskip").is_some_and(|n| n != "0") {
        return Err(bad("line or byte skips are not read"));
    }
    let big = match fields.get("endian") {
        Some("big") => true,
        Some("little") => false,
        None if kind.width() == 1 => false,
        None if matches!(fields.get("encoding"), Some("ascii" | "text" | "txt")) => false,
        _ => return Err(bad("the field `endian` is neither little nor big")),
    };
    let (body, packed) = (source.reader, source.len);
    let (sample, body): (_, Box<dyn Read + Send + '_>) =
        match fields.need("encoding")?.to_lowercase().as_str() {
            "raw" => (kind, Box::new(body)),
            "gzip" | "gz" => (kind, Box::new(MultiGzDecoder::new(body))),
            "ascii" | "text" | "txt" => (Sample::F64, Box::new(Cursor::new(numbers(body, voxels)?))),
            other => return Err(bad(format!("encoding `{other}`; save it raw or gzip"))),
        };
    let coding = Coding { sample, big, slope: 1.0, intercept: 0.0 };
    Ok(Grid { geometry, coding, body, packed, format: FORMAT })
}

/// The first `voxels` numbers of a text, as the bytes of doubles.
fn numbers(mut body: impl Read, voxels: usize) -> Result<Vec<u8>> {
    let mut text = String::new();
    body.read_to_string(&mut text).map_err(|_| bad("the text is not ASCII"))?;
    let numbers = text.split_whitespace().filter_map(|word| word.parse::<f64>().ok()).take(voxels);
    let bytes: Vec<u8> = numbers.flat_map(f64::to_le_bytes).collect();
    match bytes.len() / 8 {
        found if found < voxels => Err(bad(format!("{found} voxels, the size says {voxels}"))),
        _ => Ok(bytes),
    }
}

fn geometry(fields: &Fields, size: [usize; 3]) -> Result<Geometry> {
    let space = fields.get("space").unwrap_or_default().to_lowercase();
    // Signs that bring a vector of the space to LPS.
    let signs = match space.as_str() {
        "left-posterior-superior" | "lps" | "" => [1.0, 1.0, 1.0],
        "right-anterior-superior" | "ras" => [-1.0, -1.0, 1.0],
        "left-anterior-superior" | "las" => [1.0, -1.0, 1.0],
        "scanner-xyz" | "3d-right-handed" | "3d-left-handed" => [1.0, 1.0, 1.0],
        other => return Err(bad(format!("space `{other}` is not known"))),
    };
    let flip = |v: [f64; 3]| std::array::from_fn(|axis| v[axis] * signs[axis]);
    let steps = match fields.get("spacedirections") {
        Some(text) => {
            let found: Vec<[f64; 3]> =
                text.split(')').filter_map(|part| vector(&format!("{part})"))).collect();
            <[[f64; 3]; 3]>::try_from(found)
                .map_err(|_| bad("`space directions` are not three vectors of three"))?
        }
        None => {
            let parse = |text: &str| -> Vec<f64> {
                text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
            };
            let spacings = fields.get("spacings").map_or_else(|| vec![1.0; 3], parse);
            let spacings: [f64; 3] =
                spacings.try_into().map_err(|_| bad("`spacings` are not three numbers"))?;
            std::array::from_fn(|axis| {
                std::array::from_fn(|row| if row == axis { spacings[axis] } else { 0.0 })
            })
        }
    };
    let (spacing, direction) = axes(steps.map(flip), FORMAT)?;
    let origin = match fields.get("spaceorigin") {
        Some(text) => vector(text).ok_or_else(|| bad("`space origin` is not a vector of three"))?,
        None => [0.0; 3],
    };
    Ok(Geometry { size, spacing, origin: flip(origin), direction })
}

/// [`decode_volume`] of a source.
pub(crate) fn volume(source: Source<'_>) -> Result<Volume> {
    grid(source)?.intensities()
}

/// [`decode_mask`] of a source.
pub(crate) fn mask(source: Source<'_>) -> Result<Mask> {
    grid(source)?.labels()
}

/// Intensities from the bytes of an NRRD file.
///
/// # Errors
/// When the file is damaged, detached, not three-dimensional or sheared.
pub fn decode_volume(bytes: &[u8]) -> Result<Volume> {
    volume(Source::bytes(bytes))
}

/// Labels from the bytes of an NRRD file.
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

/// A volume as gzip NRRD of 32-bit floats, LPS.
///
/// # Errors
/// When memory cannot be compressed, which does not happen.
pub fn encode_volume(volume: &Volume) -> Result<Vec<u8>> {
    let bytes: Vec<u8> = volume.data.iter().flat_map(|v| v.to_le_bytes()).collect();
    encode(&volume.geometry, "float", &bytes)
}

/// A mask as gzip NRRD of bytes, LPS.
///
/// # Errors
/// When memory cannot be compressed, which does not happen.
pub fn encode_mask(mask: &Mask) -> Result<Vec<u8>> {
    encode(&mask.geometry, "unsigned char", &mask.data)
}

/// Writes [`encode_mask`] to a file that appears whole or not at all.
///
/// # Errors
/// When it cannot be written; the message names the file.
pub fn write_mask(path: &Path, mask: &Mask) -> Result<()> {
    write_file(path, &encode_mask(mask)?)
}

/// Writes [`encode_volume`] to a file that appears whole or not at all.
///
/// # Errors
/// When it cannot be written; the message names the file.
pub fn write_volume(path: &Path, volume: &Volume) -> Result<()> {
    write_file(path, &encode_volume(volume)?)
}

fn encode(grid: &Geometry, kind: &str, voxels: &[u8]) -> Result<Vec<u8>> {
    let show = |v: [f64; 3]| format!("({},{},{})", v[0], v[1], v[2]);
    let steps: Vec<String> =
        (0..3).map(|axis| show(grid.direction[axis].map(|v| v * grid.spacing[axis]))).collect();
    let [x, y, z] = grid.size;
    let header = format!(
        "NRRD0004\ntype: {kind}\ndimension: 3\nspace: left-posterior-superior\nsizes: {x} {y} {z}\nspace directions: \
         {}\nkinds: domain domain domain\nendian: little\nencoding: gzip\nspace origin: {}\n\n",
        steps.join(" "),
        show(grid.origin)
    );
    let fault = |error: std::io::Error| bad(error.to_string());
    let mut out = GzEncoder::new(header.into_bytes(), Compression::fast());
    out.write_all(voxels).map_err(fault)?;
    out.finish().map_err(fault)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn volumes_round_trip(values in proptest::collection::vec(proptest::num::f32::NORMAL, 12), angle in -3.0f64..3.0) {
            let (s, c) = angle.sin_cos();
            let mut grid = Geometry::axis_aligned([2, 3, 2], [0.5, 0.75, 2.5], [1.0 / 3.0, -20.0, 7.0]);
            grid.direction = [[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, -1.0]];
            let volume = Volume::new(grid, values).unwrap();
            let back = decode_volume(&encode_volume(&volume).unwrap()).unwrap();
            prop_assert_eq!(&back.data, &volume.data);
            volume.geometry.check_same(&back.geometry, 1e-12).unwrap();
        }

        #[test]
        fn damage_never_panics(at in 0usize..400, byte: u8, cut in 0usize..400) {
            let grid = Geometry::axis_aligned([2, 3, 2], [0.5, 0.75, 2.5], [0.0; 3]);
            let mut bytes = encode_mask(&Mask::new(grid, vec![1; 12]).unwrap()).unwrap();
            if let Some(place) = bytes.get_mut(at) { *place = byte; }
            bytes.truncate(cut);
            let _ = decode_mask(&bytes);
        }
    }

    #[test]
    fn spaces_and_encodings() {
        let text = b"NRRD0004\n# made by hand\ntype: short\ndimension: 3\nspace: RAS\nsizes: 2 1 1\n\
            space directions: (2,0,0) (0,3,0) (0,0,4)\nencoding: ascii\nspace origin: (10,20,30)\n\n-5 7\n";
        let volume = decode_volume(text).unwrap();
        assert_eq!(volume.data, [-5.0, 7.0]);
        assert_eq!(volume.geometry.origin, [-10.0, -20.0, 30.0]);
        assert_eq!(volume.geometry.direction[0], [-1.0, 0.0, 0.0]);
        assert!(decode_mask(text).is_err());
        let huge = b"NRRD0004\ntype: double\ndimension: 3\nsizes: 99999999 99999999 9\nencoding: raw\n\n";
        assert!(decode_volume(huge).unwrap_err().to_string().contains("too large"));
    }
}
