//! Reference data: found through `WORKBENCH_DATA`, read with the few lines of
//! NRRD that it needs.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use workbench_core::{Geometry, Mask, Volume};

/// Folder `radiomics/pyradiomics` of the reference data.
pub fn data() -> Option<PathBuf> {
    let root = std::env::var_os("WORKBENCH_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new("../../../shared/data").to_path_buf());
    let folder = root.join("radiomics/pyradiomics");
    folder.join("images").is_dir().then_some(folder)
}

/// Image and mask of `brain1` or else `lung1`, read once.
pub fn case(folder: &Path, name: &str) -> &'static (Volume, Mask) {
    static BRAIN: OnceLock<(Volume, Mask)> = OnceLock::new();
    static LUNG: OnceLock<(Volume, Mask)> = OnceLock::new();
    let cell = if name == "brain1" { &BRAIN } else { &LUNG };
    cell.get_or_init(|| read(folder, name))
}

fn read(folder: &Path, name: &str) -> (Volume, Mask) {
    let (geometry, numbers) = nrrd(&folder.join(format!("images/{name}_image.nrrd")));
    let volume = Volume::new(geometry, numbers.iter().map(|v| *v as f32).collect()).unwrap();
    let (geometry, numbers) = nrrd(&folder.join(format!("images/{name}_label.nrrd")));
    let mask = Mask::new(geometry, numbers.iter().map(|v| u8::try_from(*v).unwrap()).collect()).unwrap();
    (volume, mask)
}

fn nrrd(path: &Path) -> (Geometry, Vec<i32>) {
    let bytes = std::fs::read(path).unwrap();
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
    let header = std::str::from_utf8(&bytes[..end]).unwrap();
    let fields: HashMap<&str, &str> = header.lines().filter_map(|line| line.split_once(": ")).collect();
    assert_eq!((fields["encoding"], fields["endian"]), ("gzip", "little"));
    let list = |text: &str| -> Vec<f64> {
        let plain = text.replace(['(', ')', ','], " ");
        plain.split_whitespace().map(|word| word.parse().unwrap()).collect()
    };
    let size: Vec<usize> = list(fields["sizes"]).iter().map(|n| *n as usize).collect();
    let axes = list(fields["space directions"]);
    let origin = list(fields["space origin"]);
    let mut geometry =
        Geometry::axis_aligned([size[0], size[1], size[2]], [1.0; 3], [origin[0], origin[1], origin[2]]);
    for (axis, vector) in axes.chunks(3).enumerate() {
        geometry.spacing[axis] = vector.iter().map(|v| v * v).sum::<f64>().sqrt();
        geometry.direction[axis] = std::array::from_fn(|k| vector[k] / geometry.spacing[axis]);
    }
    let mut data = Vec::new();
    flate2::read::GzDecoder::new(&bytes[end + 2..]).read_to_end(&mut data).unwrap();
    let numbers = match fields["type"] {
        "short" => data.chunks_exact(2).map(|b| i32::from(i16::from_le_bytes([b[0], b[1]]))).collect(),
        "int" => data.chunks_exact(4).map(|b| i32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
        other => panic!("NRRD type {other}"),
    };
    (geometry, numbers)
}
