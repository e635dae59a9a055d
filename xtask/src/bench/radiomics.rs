//! Features of one ROI.

use super::{Bench, Row, peer, seconds};
use crate::Result;

const SETTINGS: &str = "imageType:\n  Original: {}\nfeatureClass:\n  firstorder: []\n  shape: []\n  glcm: []\nsetting:\n  binWidth: 25\n";

/// Two rows: a brain and a lung ROI; first order, shape and GLCM of the original image.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let settings = bench.work.join("settings.yaml");
    std::fs::write(&settings, SETTINGS).map_err(|e| e.to_string())?;
    let python = peer::python(
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
    );
    let mut rows = Vec::new();
    for case in ["brain1", "lung1"] {
        let image = bench.reference(&format!("radiomics/pyradiomics/images/{case}_image.nrrd"))?;
        let mask = bench.reference(&format!("radiomics/pyradiomics/images/{case}_label.nrrd"))?;
        let ours = seconds(3, || {
            let mut command = bench.command(&["radiomics", "extract", "--profile", "pyradiomics", "--image"]);
            command.arg(&image).arg("--mask").arg(&mask).arg("--settings").arg(&settings);
            command.arg("--output").arg(bench.work.join("out.json"));
            command
        })?;
        let peer = python
            .as_ref()
            .map_err(String::clone)
            .and_then(|(python, script)| peer::run(python, script, "radiomics", &[&image, &mask]));
        rows.push(Row {
            what: format!("features of {case}"),
            ours: ours * 1e3,
            unit: "ms",
            peer: peer.map(|(name, s)| (name, s * 1e3)),
            note: "first order, shape, GLCM, original image; ours is the whole command, least of 3; the peer without start-up and imports, least of 2".to_owned(),
        });
    }
    Ok(rows)
}
