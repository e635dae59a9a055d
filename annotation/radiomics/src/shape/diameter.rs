//! Largest distances between vertices of the mesh (IBSI L0JK), exact without
//! looking at all pairs.
//!
//! Vertices lie on half voxels, so that everything but the final length is
//! whole numbers. Two farthest points are corners of the convex hull; a corner
//! of the hull is a corner of the hull within its own z, y and x plane.

use std::collections::HashSet;

use crate::roi::Roi;

/// Largest distances, mm.
pub(crate) struct Diameters {
    /// Within a plane of equal z.
    pub slice: f64,
    /// Within a plane of equal y.
    pub column: f64,
    /// Within a plane of equal x.
    pub row: f64,
    /// Between any two vertices.
    pub whole: f64,
    /// Vertices that are corners of the hull within all three of their planes:
    /// all corners of the convex hull are among them.
    pub corners: Vec<Vertex>,
}

/// A vertex in half voxels from the first voxel's centre.
pub(crate) type Vertex = [i64; 3];

/// Measures the region.
pub(crate) fn measure(roi: &Roi) -> Diameters {
    let along_x = Extremes::of(roi, 0);
    let along_z = Extremes::of(roi, 2);
    let mm = |a: &Vertex, b: &Vertex| -> f64 {
        (0..3).map(|k| ((a[k] - b[k]) as f64 * roi.spacing[k] / 2.0).powi(2)).sum()
    };
    let (slice, corners_z) = widest(&along_x.planes(2), 2, &mm);
    let (column, corners_y) = widest(&along_x.planes(1), 1, &mm);
    let (row, corners_x) = widest(&along_z.planes(0), 0, &mm);
    let in_y: HashSet<Vertex> = corners_y.into_iter().collect();
    let in_x: HashSet<Vertex> = corners_x.into_iter().collect();
    let corners: Vec<Vertex> =
        corners_z.into_iter().filter(|v| in_y.contains(v) && in_x.contains(v)).collect();
    let whole = farthest(&corners, &mm);
    Diameters { slice: slice.sqrt(), column: column.sqrt(), row: row.sqrt(), whole: whole.sqrt(), corners }
}

/// First and last vertex of each line along one axis.
struct Extremes {
    axis: usize,
    /// Half-voxel positions on the other two axes, in the order y, z or x, y;
    /// lines along x are sorted by z, then y; lines along z by y, then x.
    size: [usize; 2],
    /// Empty lines have their first after their last.
    ends: Vec<[i64; 2]>,
}

impl Extremes {
    /// `axis` is 0 or 2.
    fn of(roi: &Roi, axis: usize) -> Self {
        let others = if axis == 0 { [1, 2] } else { [0, 1] };
        // Half-voxel positions reach from -1 to 2n - 1.
        let size = others.map(|other| 2 * roi.size[other] + 1);
        let mut extremes = Self { axis, size, ends: vec![[i64::MAX, i64::MIN]; size[0] * size[1]] };
        vertices(roi, |vertex| {
            let [first, second] = others.map(|other| (vertex[other] + 1) as usize);
            let ends = &mut extremes.ends[first + size[0] * second];
            ends[0] = ends[0].min(vertex[axis]);
            ends[1] = ends[1].max(vertex[axis]);
        });
        extremes
    }

    /// The extreme vertices of each plane across `normal`, sorted along the
    /// remaining axis.
    fn planes(&self, normal: usize) -> Vec<Vec<Vertex>> {
        let second_is_normal = (self.axis, normal) == (0, 2);
        let mut planes = vec![Vec::new(); if second_is_normal { self.size[1] } else { self.size[0] }];
        for (line, [low, high]) in self.ends.iter().enumerate().filter(|(_, ends)| ends[0] <= ends[1]) {
            let (first, second) = (line % self.size[0], line / self.size[0]);
            let place = |along: i64| -> Vertex {
                let (a, b) = (first as i64 - 1, second as i64 - 1);
                if self.axis == 0 { [along, a, b] } else { [a, b, along] }
            };
            let plane: &mut Vec<Vertex> = &mut planes[if second_is_normal { second } else { first }];
            plane.push(place(*low));
            if high != low {
                plane.push(place(*high));
            }
        }
        planes
    }
}

/// Calls `found` with every vertex: between a voxel of the region and a
/// neighbour outside it along an axis.
fn vertices(roi: &Roi, mut found: impl FnMut(Vertex)) {
    let [nx, ny, nz] = roi.size;
    let step = [1, nx, nx * ny];
    for (row, inside) in roi.inside.chunks(nx).enumerate() {
        let (y, z) = (row % ny, row / ny);
        for x in (0..nx).filter(|x| inside[*x]) {
            let here = x + nx * row;
            for (axis, (at, n)) in [(x, nx), (y, ny), (z, nz)].into_iter().enumerate() {
                for forward in [false, true] {
                    let edge = if forward { at + 1 == n } else { at == 0 };
                    let other =
                        if forward { here.wrapping_add(step[axis]) } else { here.wrapping_sub(step[axis]) };
                    if edge || !roi.inside[other] {
                        let mut vertex = [2 * x as i64, 2 * y as i64, 2 * z as i64];
                        vertex[axis] += if forward { 1 } else { -1 };
                        found(vertex);
                    }
                }
            }
        }
    }
}

/// Largest squared distance within any plane, and the hull corners of all.
fn widest(
    planes: &[Vec<Vertex>],
    normal: usize,
    mm: &impl Fn(&Vertex, &Vertex) -> f64,
) -> (f64, Vec<Vertex>) {
    let mut corners = Vec::new();
    let mut widest = 0.0_f64;
    for plane in planes {
        let hull = hull(plane, normal);
        widest = widest.max(farthest(&hull, mm));
        corners.extend(hull);
    }
    (widest, corners)
}

fn farthest(points: &[Vertex], mm: &impl Fn(&Vertex, &Vertex) -> f64) -> f64 {
    let mut best = 0.0_f64;
    for (k, a) in points.iter().enumerate() {
        for b in &points[k + 1..] {
            best = best.max(mm(a, b));
        }
    }
    best
}

/// Corners of the convex hull of points in a plane (monotone chain, Andrew
/// 1979).
fn hull(points: &[Vertex], normal: usize) -> Vec<Vertex> {
    let (u, v) = ((normal + 1) % 3, (normal + 2) % 3);
    let mut sorted = points.to_vec();
    sorted.sort_unstable_by_key(|p| (p[u], p[v]));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let turn =
        |a: &Vertex, b: &Vertex, c: &Vertex| (b[u] - a[u]) * (c[v] - a[v]) - (b[v] - a[v]) * (c[u] - a[u]);
    let chain = |points: &mut dyn Iterator<Item = Vertex>| {
        let mut chain: Vec<Vertex> = Vec::new();
        for point in points {
            while let [.., a, b] = chain.as_slice() {
                if turn(a, b, &point) > 0 {
                    break;
                }
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut corners = chain(&mut sorted.iter().copied());
    corners.extend(chain(&mut sorted.iter().rev().copied()));
    corners
}
