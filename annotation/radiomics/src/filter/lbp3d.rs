//! Local binary patterns on spheres (Banerjee et al., 3D LBP-based
//! rotationally invariant region description, ACCV 2012 Workshops).

use rayon::prelude::*;

use super::Source;
use super::harmonics::Degree;
use super::icosphere;
use crate::error::Result;
use crate::prepare::{Around, Samples};
use crate::settings::NumberType;

/// Samples on a sphere around each voxel; the signs against the centre are
/// expanded in spherical harmonics, whose norm at each degree is one image.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lbp3d {
    /// Steps from the centre, voxels.
    points: Vec<[f64; 3]>,
    /// Degrees of the harmonics, from 0.
    degrees: Vec<Degree>,
    radius: f64,
    /// How the image's voxels are stored.
    number: Option<NumberType>,
}

impl Lbp3d {
    /// `levels` degrees, a sphere of `radius` voxels with 10 · 4^`splits` + 2 points.
    pub fn new(levels: usize, radius: f64, splits: usize, number: Option<NumberType>) -> Self {
        let unit = icosphere::points(splits);
        // PyRadiomics hands the two angles over in the other order.
        let angles: Vec<[f64; 2]> = unit.iter().map(|[x, y, z]| [z.acos(), y.atan2(*x)]).collect();
        let degrees = (0..levels).map(|n| Degree::new(n, &angles)).collect();
        // It also adds x to the slice and z to the column.
        let points = unit.iter().map(|[x, y, z]| [z * radius, y * radius, x * radius]).collect();
        Self { points, degrees, radius, number }
    }

    /// Names of the images: one a degree, then kurtosis.
    pub fn names(&self) -> Vec<String> {
        let degrees = (1..=self.degrees.len()).map(|n| format!("lbp-3D-m{n}"));
        degrees.chain([String::from("lbp-3D-k")]).collect()
    }

    /// The images in this order. A sample outside the image is 0. Kurtosis of
    /// samples that are all alike is 0; `PyRadiomics` fails there.
    ///
    /// # Errors
    /// When NaN or infinity lies within reach.
    pub fn apply(&self, source: &Source) -> Result<Vec<Vec<f64>>> {
        let roi = source.roi;
        let bounds = [0, 1, 2].map(|axis| [roi.origin[axis], roi.origin[axis] + roi.size[axis] - 1]);
        let number = source.image.number(self.number);
        let samples = Samples::new(source.image, bounds, self.radius.ceil() as usize, number)?;
        let steps: Vec<Around> = self.points.iter().map(|step| Around::new(*step)).collect();
        let width = self.degrees.len() + 1;
        let rows: Vec<Vec<f64>> = roi
            .inside
            .par_chunks(roi.size[0])
            .enumerate()
            .map(|(row, inside)| {
                let mut values = Vec::new();
                let (mut found, mut set) = (vec![0.0; steps.len()], vec![false; steps.len()]);
                for x in inside.iter().enumerate().filter(|(_, inside)| **inside).map(|(x, _)| x) {
                    let at = [x, row % roi.size[1], row / roi.size[1]];
                    let voxel: [usize; 3] = std::array::from_fn(|axis| roi.origin[axis] + at[axis]);
                    let [i, j, k] = voxel;
                    let centre = source.image.at(source.image.geometry.index(i, j, k));
                    for ((found, set), step) in found.iter_mut().zip(&mut set).zip(&steps) {
                        *found = samples.at(voxel, step);
                        *set = *found >= centre;
                    }
                    values.extend(self.degrees.iter().map(|degree| degree.norm(&set)));
                    values.push(kurtosis(&found));
                }
                values
            })
            .collect();
        let column =
            |k: usize| rows.iter().flat_map(|row| row.iter().skip(k).step_by(width)).copied().collect();
        Ok((0..width).map(column).collect())
    }
}

/// Fourth moment over the square of the second, minus 3.
fn kurtosis(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let moment = |power: i32| values.iter().map(|v| (v - mean).powi(power)).sum::<f64>() / count;
    let variance = moment(2);
    // What is left of equal values after rounding is no spread.
    if variance <= (1e-15 * mean).powi(2) { 0.0 } else { moment(4) / (variance * variance) - 3.0 }
}
