//! Form of a region that is one voxel thick, within its plane.
//!
//! The outline is that of marching squares over the region padded by one voxel,
//! iso value one half (Lorensen, Cline 1987, in two dimensions).

use std::f64::consts::PI;

use super::{axes, diameter};
use crate::roi::Roi;

/// Every feature of `shape2D` by name, mm and mm²; `across` is the axis along
/// which the region is one voxel thick.
pub(crate) fn features(roi: &Roi, across: usize) -> Vec<(&'static str, f64)> {
    let (u, v) = if across == 0 { (1, 2) } else { (0, 3 - across) };
    let pixel = roi.spacing[u] * roi.spacing[v];
    let squares = Squares::count(&roi.inside, roi.size[u]);
    let diagonal = roi.spacing[u].hypot(roi.spacing[v]) / 2.0;
    let area = squares.eighths as f64 / 8.0 * pixel;
    let perimeter = squares.diagonal as f64 * diagonal
        + squares.along_u as f64 * roi.spacing[u]
        + squares.along_v as f64 * roi.spacing[v];
    let diameters = diameter::measure(roi);
    let [_, minor, major] = axes::eigenvalues(roi);
    let circle = 2.0 * (PI * area).sqrt();
    vec![
        ("Elongation", (minor / major).sqrt()),
        ("MajorAxisLength", 4.0 * major.sqrt()),
        ("MaximumDiameter", [diameters.row, diameters.column, diameters.slice][across]),
        ("MeshSurface", area),
        ("MinorAxisLength", 4.0 * minor.sqrt()),
        ("Perimeter", perimeter),
        ("PerimeterSurfaceRatio", perimeter / area),
        ("PixelSurface", roi.voxels() as f64 * pixel),
        ("SphericalDisproportion", perimeter / circle),
        ("Sphericity", circle / perimeter),
    ]
}

/// What the squares between four voxel centres add up to, in whole numbers.
#[derive(Default)]
struct Squares {
    /// Area, eighths of a pixel.
    eighths: u64,
    /// Lines that cut off a corner.
    diagonal: u64,
    /// Lines along the first axis, and along the second.
    along_u: u64,
    along_v: u64,
}

impl Squares {
    fn count(inside: &[bool], width: usize) -> Self {
        let height = inside.len() / width;
        let at = |u: usize, v: usize| {
            // Counted from 1: the padding is 0 and one past the last.
            (1..=width).contains(&u) && (1..=height).contains(&v) && inside[(u - 1) + width * (v - 1)]
        };
        let mut squares = Self::default();
        for v in 0..=height {
            for u in 0..=width {
                let [a, b, c, d] = [at(u, v), at(u + 1, v), at(u, v + 1), at(u + 1, v + 1)];
                match [a, b, c, d].iter().filter(|corner| **corner).count() {
                    1 => (squares.eighths, squares.diagonal) = (squares.eighths + 1, squares.diagonal + 1),
                    3 => (squares.eighths, squares.diagonal) = (squares.eighths + 7, squares.diagonal + 1),
                    4 => squares.eighths += 8,
                    2 if a == d => {
                        // Two opposite corners stay apart.
                        squares.eighths += 2;
                        squares.diagonal += 2;
                    }
                    2 => {
                        squares.eighths += 4;
                        squares.along_u += u64::from(a == b);
                        squares.along_v += u64::from(a == c);
                    }
                    _ => {}
                }
            }
        }
        squares
    }
}
