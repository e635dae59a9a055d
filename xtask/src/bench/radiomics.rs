//! Features of one ROI.

use std::path::{Path, PathBuf};

use super::{Bench, Row, peer, seconds};
use crate::Result;

/// First order, shape and GLCM of the original image.
const FEW: &str = "imageType:\n  Original: {}\nfeatureClass:\n  firstorder: []\n  shape: []\n  glcm: []\nsetting:\n  binWidth: 25\n";
/// Every class of the original and 18 derived images.
const ALL: &str = "imageType: {Original: {}, LoG: {sigma: [1.0, 2.0, 3.0, 4.0, 5.0]}, Wavelet: {}, Square: {}, SquareRoot: {}, \
                   Logarithm: {}, Exponential: {}, Gradient: {}}\nsetting: {binWidth: 25}\n";

/// A file of settings, and what the peer is asked for.
struct Task {
    settings: PathBuf,
    peer: &'static str,
    note: &'static str,
}

pub type Python = Result<(PathBuf, PathBuf)>;

/// A brain and a lung ROI, with few features and with all images; two balls in a large volume.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let python = python();
    let few = task(
        bench,
        "few",
        FEW,
        "radiomics",
        "first order, shape, GLCM, original image; ours is the whole command, least of 3; the peer without start-up and imports, least of 2",
    )?;
    let all = task(
        bench,
        "all",
        ALL,
        "radiomics-images",
        "every class of 19 images (LoG of 5 widths, 8 wavelet bands, 4 maps, gradient); ours is the whole command with files read and written, least of 3; the peer without start-up and imports, once",
    )?;
    let mut rows = Vec::new();
    for case in ["brain1", "lung1"] {
        let image = bench.reference(&format!("radiomics/pyradiomics/images/{case}_image.nrrd"))?;
        let mask = bench.reference(&format!("radiomics/pyradiomics/images/{case}_label.nrrd"))?;
        rows.push(row(bench, &python, &few, &format!("features of {case}"), &image, &mask)?);
        rows.push(row(bench, &python, &all, &format!("features of {case}, 19 images"), &image, &mask)?);
    }
    let made = python.as_ref().map_err(String::clone);
    let made =
        made.and_then(|(python, script)| peer::run(python, script, "radiomics-phantom", &[&bench.work]));
    match made {
        Ok(_) => {
            let image = bench.work.join("phantom.nrrd");
            for size in [30, 80] {
                let what = format!("a ball of {size} mm in 512×512×120 voxels, 19 images");
                let mask = bench.work.join(format!("ball{size}.nrrd"));
                rows.push(row(bench, &python, &all, &what, &image, &mask)?);
            }
        }
        Err(error) => println!("no phantom: {error}"),
    }
    Ok(rows)
}

/// PyRadiomics, as all its figures are of one version.
pub fn python() -> Python {
    peer::python(
        "pyradiomics",
        &[
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
        ],
    )
}

fn task(bench: &Bench, name: &str, yaml: &str, peer: &'static str, note: &'static str) -> Result<Task> {
    let settings = bench.work.join(format!("{name}.yaml"));
    std::fs::write(&settings, yaml).map_err(|e| e.to_string())?;
    Ok(Task { settings, peer, note })
}

fn row(bench: &Bench, python: &Python, task: &Task, what: &str, image: &Path, mask: &Path) -> Result<Row> {
    let ours = seconds(3, || {
        let mut command = bench.command(&["radiomics", "extract", "--profile", "pyradiomics", "--image"]);
        command.arg(image).arg("--mask").arg(mask).arg("--settings").arg(&task.settings);
        command.arg("--output").arg(bench.work.join("out.json"));
        command
    })?;
    let peer = python.as_ref().map_err(String::clone);
    let peer = peer.and_then(|(python, script)| peer::run(python, script, task.peer, &[image, mask]));
    Ok(Row {
        what: what.to_owned(),
        ours: ours * 1e3,
        unit: "ms",
        peer: peer.map(|(name, s)| (name, s * 1e3)),
        note: task.note.to_owned(),
    })
}
