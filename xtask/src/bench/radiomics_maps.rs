//! Feature maps, and how far the peer's are from them.

use super::{Bench, Row, peer, radiomics, seconds};
use crate::Result;

/// What is mapped, and the parameter file that says so. The peer wants every map of an image type to be a mapping.
const TASKS: [(&str, &str); 3] = [
    ("original image", "setting: {binWidth: 25}\n"),
    (
        "original image in slices, kernels of 5×5 voxels",
        "setting: {binWidth: 25, force2D: true}\nvoxelSetting: {kernelRadius: 2}\n",
    ),
    (
        "11 images (LoG, 8 wavelet bands, square, gradient), kernels beyond the region",
        "setting: {binCount: 8}\nvoxelSetting: {maskedKernel: false}\n\
         imageType: {LoG: {sigma: [2.0]}, Wavelet: {}, Gradient: {}, Square: {}}\n",
    ),
];
const CLASSES: &str = "featureClass: {firstorder: , glcm: , gldm: , glrlm: , glszm: , ngtdm: }\n";
const NOTE: &str = "three slices of brain1, every class; ours is the whole command with files read and written, least of 3; \
                    the peer without start-up and imports, nothing written, once; differences of single-precision maps";

/// Three slices of a brain ROI: what the peer does in seconds.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let (python, script) = radiomics::python()?;
    let image = bench.reference("radiomics/pyradiomics/images/brain1_image.nrrd")?;
    let mask = bench.reference("radiomics/pyradiomics/images/brain1_label.nrrd")?;
    let (case, _) = peer::run(&python, &script, "radiomics-maps-case", &[&image, &mask, &bench.work])?;
    println!("{case}");
    let (image, mask) = (bench.work.join("maps_image.nrrd"), bench.work.join("maps_mask.nrrd"));
    let mut rows = Vec::new();
    for (number, (what, yaml)) in TASKS.into_iter().enumerate() {
        let settings = bench.work.join(format!("maps{number}.yaml"));
        std::fs::write(&settings, format!("{yaml}{CLASSES}")).map_err(|e| e.to_string())?;
        let maps = bench.work.join(format!("maps{number}"));
        let ours = seconds(3, || {
            let mut command = bench.command(&["radiomics", "map", "--overwrite", "--image"]);
            command.arg(&image).arg("--mask").arg(&mask).arg("--settings").arg(&settings);
            command.arg("--output").arg(&maps);
            command
        })?;
        let theirs = peer::run(&python, &script, "radiomics-maps", &[&image, &mask, &settings, &maps]);
        rows.push(Row {
            what: format!("feature maps, {what}"),
            ours: ours * 1e3,
            unit: "ms",
            peer: theirs.map(|(name, s)| (name, s * 1e3)),
            note: NOTE.to_owned(),
        });
    }
    Ok(rows)
}
