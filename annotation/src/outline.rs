//! Outlines of a mask along the edges of its voxels.

use imaging::rtstruct::{Contour, Roi};
use serde::{Deserialize, Serialize};
use workbench_core::{Geometry, Mask};

/// A closed outline on one slice of a grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SliceContour {
    /// Slice of the grid, from 0.
    pub z: usize,
    /// Whether it bounds a hole.
    pub hole: bool,
    /// Corners, LPS mm; the last joins the first.
    pub points: Vec<[f64; 3]>,
}

/// Outlines of a label, slice after slice, along voxel edges: their area is
/// exactly that of the voxels, and filling them by voxel centres gives the
/// mask back. Voxels that touch at a corner are outlined apart.
pub fn contours_of(mask: &Mask, label: u8) -> Vec<SliceContour> {
    let grid = &mask.geometry;
    let slice = (grid.size[0] * grid.size[1]).max(1);
    let slices = mask.data.chunks(slice).enumerate();
    let shown = slices.filter(|(_, voxels)| voxels.contains(&label));
    shown.flat_map(|(z, voxels)| slice_outlines(voxels, label, z, grid)).collect()
}

/// Steps right, down, left, up: the way round an inside voxel.
const STEPS: [(isize, isize); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

fn slice_outlines(voxels: &[u8], label: u8, z: usize, grid: &Geometry) -> Vec<SliceContour> {
    let [nx, ny, _] = grid.size;
    let inside = |x: Option<usize>, y: Option<usize>| match (x, y) {
        (Some(x), Some(y)) if x < nx => voxels.get(y * nx + x) == Some(&label),
        _ => false,
    };
    // Edges that leave each corner, one bit a direction.
    let width = nx + 1;
    let mut leaving = vec![0u8; width * (ny + 1)];
    for (index, _) in voxels.iter().enumerate().filter(|(_, voxel)| **voxel == label) {
        let (x, y) = (index % nx, index / nx);
        let (px, py) = (Some(x), Some(y));
        let edges = [
            (inside(px, y.checked_sub(1)), x, y, 0u8),
            (inside(Some(x + 1), py), x + 1, y, 1),
            (inside(px, Some(y + 1)), x + 1, y + 1, 2),
            (inside(x.checked_sub(1), py), x, y + 1, 3),
        ];
        for (covered, cx, cy, direction) in edges {
            if let (false, Some(corner)) = (covered, leaving.get_mut(cy * width + cx)) {
                *corner |= 1 << direction;
            }
        }
    }
    let mut found = Vec::new();
    for start in 0..leaving.len() {
        while let Some(first) = (0..4usize).find(|d| leaving[start] & (1u8 << d) != 0) {
            found.push(walk(&mut leaving, width, start, first, z, grid));
        }
    }
    found
}

/// Follows edges from a corner until it comes back, using them up.
fn walk(
    leaving: &mut [u8],
    width: usize,
    start: usize,
    first: usize,
    z: usize,
    grid: &Geometry,
) -> SliceContour {
    let (mut at, mut direction) = (start, first);
    let mut corners: Vec<(usize, usize)> = Vec::new();
    let mut turned = None;
    while let Some(corner) = leaving.get_mut(at) {
        // Staying with the same voxel comes first, so corners do not join.
        let choice = match turned {
            None => Some(direction),
            Some(came) => {
                [(came + 1) % 4, came, (came + 3) % 4].into_iter().find(|d| *corner & (1u8 << d) != 0)
            }
        };
        let Some(next) = choice else { break };
        if turned != Some(next) {
            corners.push((at % width, at / width));
        }
        *corner &= !(1u8 << next);
        let (dx, dy) = STEPS[next % 4];
        at = at.wrapping_add_signed(dx + dy * width as isize);
        direction = next;
        turned = Some(direction);
        // Back at the start, and nothing of this loop is left there.
        if at == start && leaving.get(at).is_none_or(|left| left & (1u8 << ((direction + 1) % 4)) == 0) {
            break;
        }
    }
    let twice: i64 = corners
        .iter()
        .zip(corners.iter().cycle().skip(1))
        .map(|((x0, y0), (x1, y1))| (*x0 as i64) * (*y1 as i64) - (*x1 as i64) * (*y0 as i64))
        .sum();
    let patient = |(x, y): &(usize, usize)| grid.to_patient([*x as f64 - 0.5, *y as f64 - 0.5, z as f64]);
    SliceContour { z, hole: twice < 0, points: corners.iter().map(patient).collect() }
}

/// Smallest box along the patient axes that holds the label's voxels, to their
/// outer edges: lowest and highest corner, LPS mm; `None` without voxels.
pub fn bounding_box_mm(mask: &Mask, label: u8) -> Option<[[f64; 3]; 2]> {
    let bounds = mask.bounding_box(label)?;
    let mut corners = [[f64::INFINITY; 3], [f64::NEG_INFINITY; 3]];
    for corner in 0..8usize {
        let voxel = std::array::from_fn(|axis| match (corner >> axis) & 1 {
            0 => bounds[axis][0] as f64 - 0.5,
            _ => bounds[axis][1] as f64 + 0.5,
        });
        for (axis, mm) in mask.geometry.to_patient(voxel).into_iter().enumerate() {
            corners[0][axis] = corners[0][axis].min(mm);
            corners[1][axis] = corners[1][axis].max(mm);
        }
    }
    Some(corners)
}

/// Outlines as an ROI for a structure set; `sop_uids` are those of the slices
/// in z order, or empty.
pub fn to_roi(
    number: i64,
    name: &str,
    color: [u8; 3],
    outlines: &[SliceContour],
    sop_uids: &[String],
) -> Roi {
    let contours = outlines.iter().map(|outline| Contour {
        points: outline.points.clone(),
        kind: "CLOSED_PLANAR".to_owned(),
        sop_uid: sop_uids.get(outline.z).cloned(),
    });
    Roi { number, name: name.to_owned(), color: Some(color), contours: contours.collect() }
}

#[cfg(test)]
mod tests {
    use imaging::rtstruct::{Border, contour_volume_mm3, rasterise_with};
    use proptest::prelude::*;

    use super::*;

    fn mask(data: Vec<u8>) -> Mask {
        let mut grid = Geometry::axis_aligned([6, 5, 2], [0.5, 0.75, 2.0], [-10.0, 4.0, 7.0]);
        let (s, c) = 0.3f64.sin_cos();
        grid.direction = [[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]];
        Mask::new(grid, data).unwrap()
    }

    proptest! {
        #[test]
        fn outlines_filled_again_are_the_mask(data in proptest::collection::vec(0u8..2, 60)) {
            let mask = mask(data);
            let outlines = contours_of(&mask, 1);
            if mask.count(1) > 0 {
                for border in [Border::Centre, Border::Area, Border::Auto] {
                    let roi = to_roi(1, "x", [0; 3], &outlines, &[]);
                    let back = rasterise_with(&roi, &mask.geometry, border).unwrap();
                    prop_assert_eq!(&back.data, &mask.data);
                }
            } else {
                prop_assert!(outlines.is_empty());
            }
        }
    }

    #[test]
    fn a_ring_has_an_outline_and_a_hole() {
        let ring = [1, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0];
        let mut data = vec![0; 60];
        data[30..48].copy_from_slice(&ring);
        let mask = mask(data);
        let outlines = contours_of(&mask, 1);
        let shape: Vec<(usize, bool, usize)> =
            outlines.iter().map(|o| (o.z, o.hole, o.points.len())).collect();
        assert_eq!(shape, [(1, false, 4), (1, true, 4)]);
        let volume = contour_volume_mm3(&to_roi(1, "x", [0; 3], &outlines, &[]), 2.0);
        assert!((volume - 8.0 * 0.5 * 0.75 * 2.0).abs() < 1e-9, "{volume}");
    }

    #[test]
    fn the_box_reaches_the_voxels_edges() {
        let grid = Geometry::axis_aligned([6, 5, 2], [0.5, 0.75, 2.0], [-10.0, 4.0, 7.0]);
        let mut mask = Mask::new(grid, vec![0; 60]).unwrap();
        assert_eq!(bounding_box_mm(&mask, 1), None);
        mask.data[7] = 1;
        assert_eq!(bounding_box_mm(&mask, 1), Some([[-9.75, 4.375, 6.0], [-9.25, 5.125, 8.0]]));
    }
}
