//! Importing a folder of CT slices.

use super::{Bench, Row, dicom, peer, seconds};
use crate::Result;

const STUDIES: u32 = 4;
const SLICES: u32 = 100;

/// One row: instances per second into a new data folder.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.work.join("in");
    for study in 1..=STUDIES {
        dicom::write_study(&folder.join(study.to_string()), study, SLICES, 512).map_err(|e| e.to_string())?;
    }
    let mut run = 0;
    let ours = seconds(3, || {
        run += 1;
        let mut command = bench.command(&["dicom", "import"]);
        command
            .arg(&folder)
            .arg("--data")
            .arg(bench.work.join(format!("data{run}")))
            .args(["--project", "bench"]);
        command
    })?;
    let peer = peer::python("pydicom", &[&["pydicom==3.0.2"]]).and_then(|(python, script)| {
        peer::run(&python, &script, "dicom", &[&folder, &bench.work.join("peer")])
    });
    let count = f64::from(STUDIES * SLICES);
    Ok(vec![Row {
        what: "DICOM import".to_owned(),
        ours: count / ours,
        unit: "instances/s",
        peer: peer.map(|(name, s)| (name, count / s)),
        note: format!(
            "{count} CT slices of 512×512 (0.5 MB), 4 studies, new data folder, whole command, least of 3; the peer is a script that reads, hashes, copies with fsync and writes rows"
        ),
    }])
}
