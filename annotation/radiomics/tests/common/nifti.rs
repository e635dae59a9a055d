//! NIfTI-1 as far as the reference data needs it: gzip, little endian, three axes along the image.

use std::io::Read;
use std::path::Path;

use workbench_core::Geometry;

/// Grid (sizes and spacing only) and numbers.
pub fn read(path: &Path) -> (Geometry, Vec<f64>) {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    let short = |at: usize| i16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let float = |at: usize| f32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!(i32::from_le_bytes(bytes[..4].try_into().unwrap()), 348);
    let size: [usize; 3] = std::array::from_fn(|axis| short(42 + 2 * axis) as usize);
    let spacing = std::array::from_fn(|axis| f64::from(float(80 + 4 * axis)));
    let (slope, intercept) = (f64::from(float(112)), f64::from(float(116)));
    let data = &bytes[float(108) as usize..];
    let raw: Vec<f64> = match short(70) {
        2 => data.iter().map(|b| f64::from(*b)).collect(),
        4 => data.chunks_exact(2).map(|b| f64::from(i16::from_le_bytes([b[0], b[1]]))).collect(),
        16 => data.chunks_exact(4).map(|b| f64::from(f32::from_le_bytes(b.try_into().unwrap()))).collect(),
        64 => data.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect(),
        other => panic!("NIfTI data type {other}"),
    };
    let numbers: Vec<f64> =
        if slope == 0.0 { raw } else { raw.iter().map(|v| v * slope + intercept).collect() };
    let geometry = Geometry::axis_aligned(size, spacing, [0.0; 3]);
    assert_eq!(numbers.len(), geometry.len());
    (geometry, numbers)
}
