//! Form of the region (IBSI 3.1): surface mesh, diameters and principal axes.

pub(crate) mod axes;
pub(crate) mod cubes;
pub(crate) mod diameter;
pub(crate) mod flat;
mod triangulate;

use std::f64::consts::PI;

use crate::roi::Roi;

/// Every shape feature by name; lengths in mm.
pub(crate) fn features(roi: &Roi) -> Vec<(&'static str, f64)> {
    let mesh = cubes::measure(roi, cubes::Diagonal::AsPyRadiomics);
    let (area, volume) = (mesh.area, mesh.volume);
    let diameters = diameter::measure(roi);
    let [least, minor, major] = axes::eigenvalues(roi);
    let ball = (36.0 * PI * volume * volume).cbrt();
    vec![
        ("Compactness1", volume / (area.powf(1.5) * PI.sqrt())),
        ("Compactness2", 36.0 * PI * volume * volume / area.powi(3)),
        ("Elongation", (minor / major).sqrt()),
        ("Flatness", (least / major).sqrt()),
        ("LeastAxisLength", 4.0 * least.sqrt()),
        ("MajorAxisLength", 4.0 * major.sqrt()),
        ("Maximum2DDiameterColumn", diameters.column),
        ("Maximum2DDiameterRow", diameters.row),
        ("Maximum2DDiameterSlice", diameters.slice),
        ("Maximum3DDiameter", diameters.whole),
        ("MeshVolume", volume),
        ("MinorAxisLength", 4.0 * minor.sqrt()),
        ("Sphericity", ball / area),
        ("SphericalDisproportion", area / ball),
        ("SurfaceArea", area),
        ("SurfaceVolumeRatio", area / volume),
        ("VoxelVolume", roi.voxels() as f64 * roi.voxel_volume()),
    ]
}
