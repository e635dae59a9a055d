//! Features of one ROI.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{Bench, Row, peer};
use crate::Result;

/// First order, shape and GLCM of the original image.
const FEW: &str = "imageType:\n  Original: {}\nfeatureClass:\n  firstorder: []\n  shape: []\n  glcm: []\nsetting:\n  binWidth: 25\n";
/// Every class of the original and 18 derived images.
const ALL: &str = "imageType: {Original: {}, LoG: {sigma: [1.0, 2.0, 3.0, 4.0, 5.0]}, Wavelet: {}, Square: {}, SquareRoot: {}, \
                   Logarithm: {}, Exponential: {}, Gradient: {}}\nsetting: {binWidth: 25}\n";
/// Every class of the original image, in 32 levels.
const PLAIN: &str = "imageType: {Original: {}}\nsetting: {binCount: 32}\n";
/// The same, and of 13 filtered images.
const FILTERED: &str = "imageType: {Original: {}, LoG: {sigma: [1.0, 2.0, 3.0, 4.0, 5.0]}, Wavelet: {}}\nsetting: {binCount: 32}\n";
/// Filtered images of [`FILTERED`].
const COUNT: f64 = 13.0;

const PYRADIOMICS: &[&[&str]] = &[
    &[
        "numpy<2",
        "cython",
        "versioneer",
        "setuptools<70",
        "wheel",
        "SimpleITK",
        "PyWavelets",
        "pykwalify",
        "six",
    ],
    &["--no-build-isolation", "pyradiomics==3.0.1"],
];
/// It asks for a newer Python than Debian 12 has, and runs on this one.
const PICTOLOGICS: &[&[&str]] = &[
    &[
        "numpy>=2",
        "numba",
        "scipy",
        "nibabel",
        "pydicom",
        "pandas",
        "pyyaml",
        "tqdm",
        "PyWavelets",
        "python-gdcm",
        "Pillow",
        "SimpleITK",
    ],
    &["--no-deps", "--ignore-requires-python", "pictologics==0.9.0"],
];

/// An interpreter and the script of peers.
pub type Python = Result<(PathBuf, PathBuf)>;

/// What a command took.
struct Cost {
    /// Seconds on the clock.
    wall: f64,
    /// Seconds of all processors.
    cpu: f64,
    /// Megabytes held at most.
    peak: f64,
}

/// An image and a mask.
struct Case {
    name: String,
    image: PathBuf,
    mask: PathBuf,
}

struct Features<'a> {
    bench: &'a Bench,
    python: Python,
    pictologics: Python,
}

/// A brain and a lung ROI, with few features and with all images; two balls in a large volume.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let features =
        Features { bench, python: python(), pictologics: peer::python("pictologics", PICTOLOGICS) };
    let mut rows = Vec::new();
    for name in ["brain1", "lung1"] {
        let file = |part: &str| bench.reference(&format!("radiomics/pyradiomics/images/{name}_{part}.nrrd"));
        let case = Case { name: name.to_owned(), image: file("image")?, mask: file("label")? };
        rows.push(features.few(&case)?);
        rows.extend(features.all(&case)?);
    }
    if let Err(error) = features.peer(&features.python, "radiomics-phantom", &[&bench.work]) {
        println!("no phantom: {error}");
        return Ok(rows);
    }
    for size in [30, 80] {
        let case = Case {
            name: format!("a ball of {size} mm in 512×512×120 voxels"),
            image: bench.work.join("phantom.nrrd"),
            mask: bench.work.join(format!("ball{size}.nrrd")),
        };
        rows.extend(features.all(&case)?);
        // The peer compiles for minutes: one size is enough.
        if size == 80 {
            rows.push(features.filtered(&case)?);
        }
    }
    Ok(rows)
}

/// PyRadiomics, as all its figures are of one version.
pub fn python() -> Python {
    peer::python("pyradiomics", PYRADIOMICS)
}

impl Features<'_> {
    fn few(&self, case: &Case) -> Result<Row> {
        let ours = self.cost(case, FEW)?;
        let peer = self.peer(&self.python, "radiomics", &[&case.image, &case.mask]);
        Ok(Row {
            what: format!("features of {}", case.name),
            ours: ours.wall * 1e3,
            unit: "ms",
            peer: peer.map(|(name, s)| (name, s * 1e3)),
            note: "first order, shape, GLCM, original image; ours is the whole command, least of 3; the peer without start-up and imports, least of 2".to_owned(),
        })
    }

    /// Time on the clock and of the processors.
    fn all(&self, case: &Case) -> Result<[Row; 2]> {
        let ours = self.cost(case, ALL)?;
        let peer = self.peer(&self.python, "radiomics-images", &[&case.image, &case.mask]);
        let peer = peer.and_then(|(name, wall)| number_before(&name).map(|(name, cpu)| (name, cpu, wall)));
        let what = format!("features of {}, 19 images", case.name);
        let peer_wall =
            peer.as_ref().map(|(name, _, wall)| (name.clone(), wall * 1e3)).map_err(String::clone);
        Ok([
            Row {
                what: what.clone(),
                ours: ours.wall * 1e3,
                unit: "ms",
                peer: peer_wall,
                note: format!(
                    "every class of 19 images (LoG of 5 widths, 8 wavelet bands, 4 maps, gradient); ours is the whole command with files read and written, {:.0} MB at most, least of 3; the peer without start-up and imports, once",
                    ours.peak
                ),
            },
            Row {
                what: format!("{what}: processor time"),
                ours: ours.cpu,
                unit: "s",
                peer: peer.map(|(name, cpu, _)| (name, cpu)),
                note: "of the same runs; the peer with start-up and imports".to_owned(),
            },
        ])
    }

    /// Processor time of one filtered image: what 13 add to none, divided by 13.
    fn filtered(&self, case: &Case) -> Result<Row> {
        let (plain, filtered) = (self.cost(case, PLAIN)?, self.cost(case, FILTERED)?);
        let peer = self.peer(&self.pictologics, "pictologics", &[&case.image, &case.mask]);
        Ok(Row {
            what: format!("a filtered image of {}: processor time", case.name),
            ours: (filtered.cpu - plain.cpu) / COUNT * 1e3,
            unit: "ms",
            peer: peer.and_then(|(name, _)| number_before(&name)).map(|(name, cpu)| (name, cpu * 1e3)),
            note: "mean of 13 (LoG of 5 widths, 8 wavelet bands), first order and textures in 32 levels; the peer warm, with its intensity, texture, histogram and IVH families".to_owned(),
        })
    }

    /// The least of three runs of the whole command.
    fn cost(&self, case: &Case, yaml: &str) -> Result<Cost> {
        let work = &self.bench.work;
        let (settings, output) = (work.join("settings.yaml"), work.join("out.json"));
        std::fs::write(&settings, yaml).map_err(|e| e.to_string())?;
        let mut least = Cost { wall: f64::INFINITY, cpu: f64::INFINITY, peak: f64::INFINITY };
        for _ in 0..3 {
            let words =
                ["radiomics", "extract", "--profile", "pyradiomics", "--threads", "2"].map(OsStr::new);
            let files = [("--image", &case.image), ("--mask", &case.mask), ("--settings", &settings)];
            let files = files.into_iter().chain([("--output", &output)]);
            let files = files.flat_map(|(flag, path)| [OsStr::new(flag), path.as_os_str()]);
            let command: Vec<&Path> = [self.bench.program.as_os_str()]
                .into_iter()
                .chain(words)
                .chain(files)
                .map(Path::new)
                .collect();
            let (said, wall) = self.peer(&self.python, "measure", &command)?;
            let (cpu, peak) = number_before(&said)?;
            let cpu: f64 = cpu.parse().map_err(|_| format!("`{said}` is no measurement"))?;
            least = Cost { wall: least.wall.min(wall), cpu: least.cpu.min(cpu), peak: least.peak.min(peak) };
        }
        Ok(least)
    }

    fn peer(&self, python: &Python, what: &str, args: &[&Path]) -> Result<(String, f64)> {
        let (python, script) = python.as_ref().map_err(String::clone)?;
        peer::run(python, script, what, args)
    }
}

/// The last word of what a peer calls itself is a number.
fn number_before(said: &str) -> Result<(String, f64)> {
    let (name, number) = said.rsplit_once(' ').ok_or_else(|| format!("the peer said `{said}`"))?;
    let number = number.parse().map_err(|_| format!("the peer said `{said}`"))?;
    Ok((name.to_owned(), number))
}
