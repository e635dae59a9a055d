//! Morphology: prefix `morph` (IBSI 3.1, HCUG), of the morphological mask;
//! where intensities come in, of the intensity mask.

mod autocorrelation;
mod bounding_box;
mod ellipsoid;
mod fourier;
mod hull;
mod lines;

use std::f64::consts::PI;

use super::region::Region;
use crate::accumulate::mean_of;
use crate::roi::Roi;
use crate::shape::{axes, cubes, diameter};
use bounding_box::Cuboid;
use ellipsoid::Ellipsoid;
use hull::Hull;

/// Every feature by tag; mm, mm², mm³.
pub(super) fn features(region: &Region) -> Vec<(&'static str, f64)> {
    let form = &region.form;
    let ((mesh, diameters), spatial) = rayon::join(
        || (cubes::measure(form, cubes::Diagonal::Apart), diameter::measure(form)),
        || autocorrelation::measure(&region.intensity),
    );
    let (area, volume) = (mesh.area, mesh.volume);
    // The covariance of a sample: divided by N − 1.
    let voxels = form.voxels() as f64;
    let sample = voxels / (voxels - 1.0).max(1.0);
    let [least, minor, major] = axes::eigenvalues(form).map(|value| value * sample);
    let hull = Hull::of(&diameters.corners, form.spacing);
    let upright = Cuboid::upright(&hull);
    let oriented = Cuboid::oriented(&hull);
    let approximate = Ellipsoid::new([major, minor, least].map(|eigenvalue| 2.0 * eigenvalue.sqrt()));
    let enclosing = Ellipsoid::enclosing(&hull.corners);
    let ball = (36.0 * PI * volume * volume).cbrt();
    vec![
        ("morph_volume", volume),
        ("morph_vol_approx", voxels * form.voxel_volume()),
        ("morph_area_mesh", area),
        ("morph_av", area / volume),
        ("morph_comp_1", volume / (PI.sqrt() * area.powf(1.5))),
        ("morph_comp_2", 36.0 * PI * volume * volume / area.powi(3)),
        ("morph_sph_dispr", area / ball),
        ("morph_sphericity", ball / area),
        ("morph_asphericity", area / ball - 1.0),
        ("morph_com", centre_shift(region)),
        ("morph_diam", diameters.whole),
        ("morph_pca_maj_axis", 4.0 * major.sqrt()),
        ("morph_pca_min_axis", 4.0 * minor.sqrt()),
        ("morph_pca_least_axis", 4.0 * least.sqrt()),
        ("morph_pca_elongation", (minor / major).sqrt()),
        ("morph_pca_flatness", (least / major).sqrt()),
        ("morph_vol_dens_aabb", volume / upright.volume()),
        ("morph_area_dens_aabb", area / upright.area()),
        ("morph_vol_dens_ombb", volume / oriented.volume()),
        ("morph_area_dens_ombb", area / oriented.area()),
        ("morph_vol_dens_aee", volume / approximate.volume()),
        ("morph_area_dens_aee", area / approximate.area()),
        ("morph_vol_dens_mvee", volume / enclosing.volume()),
        ("morph_area_dens_mvee", area / enclosing.area()),
        ("morph_vol_dens_conv_hull", volume / hull.volume),
        ("morph_area_dens_conv_hull", area / hull.area),
        ("morph_integ_int", volume * mean_of(&region.intensity.values, |v| v)),
        ("morph_moran_i", spatial.moran),
        ("morph_geary_c", spatial.geary),
    ]
}

/// Distance between the centre of the form and the centre weighted by
/// intensity, mm (KLMA).
fn centre_shift(region: &Region) -> f64 {
    let mean_position = |roi: &Roi, weights: Option<&[f64]>| {
        let (mut sums, mut total) = ([0.0; 3], 0.0);
        for (k, at) in Region::positions(roi).enumerate() {
            let weight = weights.map_or(1.0, |weights| weights[k]);
            total += weight;
            sums.iter_mut().zip(at).for_each(|(sum, x)| *sum += weight * x as f64);
        }
        sums.map(|sum| sum / total)
    };
    let form = mean_position(&region.form, None);
    let weighted = mean_position(&region.intensity, Some(&region.intensity.values));
    (0..3).map(|axis| ((form[axis] - weighted[axis]) * region.form.spacing[axis]).powi(2)).sum::<f64>().sqrt()
}
