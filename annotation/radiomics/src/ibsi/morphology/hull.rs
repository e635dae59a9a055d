//! Convex hull of the mesh's vertices (IBSI 3.1.21).
//!
//! Vertices lie on half voxels: every decision is made in whole numbers, so that
//! points in a plane, of which a mesh has many, need no tolerance. Faces are
//! added point by point.

use std::collections::BTreeMap;

use crate::shape::diameter::Vertex;

/// The hull in mm.
pub(super) struct Hull {
    /// Corners, mm.
    pub corners: Vec<[f64; 3]>,
    /// Places in `corners` of each triangle's corners, seen from outside.
    pub triangles: Vec<[usize; 3]>,
    /// mm³.
    pub volume: f64,
    /// mm².
    pub area: f64,
}

/// A triangle and its plane: normal · p = offset; outside is above.
struct Face {
    corners: [usize; 3],
    normal: [i128; 3],
    offset: i128,
}

impl Face {
    fn new(points: &[Vertex], corners: [usize; 3]) -> Self {
        let [a, b, c] = corners.map(|k| points[k].map(i128::from));
        let normal = cross(minus(b, a), minus(c, a));
        Self { corners, normal, offset: dot(normal, a) }
    }

    fn height(&self, point: &Vertex) -> i128 {
        dot(self.normal, point.map(i128::from)) - self.offset
    }
}

impl Hull {
    /// Of points in half voxels that do not all lie in a plane, as those of a
    /// mesh never do. `spacing` is that of the voxels, mm.
    pub fn of(points: &[Vertex], spacing: [f64; 3]) -> Self {
        let mut points = points.to_vec();
        points.sort_unstable();
        points.dedup();
        let mut faces = first_faces(&points);
        for k in 0..points.len() {
            add(&mut faces, &points, k);
        }
        let mut places = BTreeMap::new();
        for corner in faces.iter().flat_map(|face| face.corners) {
            places.insert(corner, 0);
        }
        for (place, entry) in places.values_mut().enumerate() {
            *entry = place;
        }
        let mm = |vertex: &Vertex| -> [f64; 3] {
            std::array::from_fn(|axis| vertex[axis] as f64 / 2.0 * spacing[axis])
        };
        let corners: Vec<[f64; 3]> = places.keys().map(|corner| mm(&points[*corner])).collect();
        let triangles: Vec<[usize; 3]> =
            faces.iter().map(|face| face.corners.map(|corner| places[&corner])).collect();
        let (mut volume, mut area) = (0.0, 0.0);
        for triangle in &triangles {
            let [a, b, c] = triangle.map(|corner| corners[corner]);
            let normal = cross(minus(b, a), minus(c, a));
            area += dot(normal, normal).sqrt() / 2.0;
            volume += dot(a, cross(b, c)) / 6.0;
        }
        Self { corners, triangles, volume, area }
    }
}

/// A tetrahedron of four points; no faces when there is none.
fn first_faces(points: &[Vertex]) -> Vec<Face> {
    let far = |of: &dyn Fn(&Vertex) -> i128| (0..points.len()).max_by_key(|k| of(&points[*k])).unwrap_or(0);
    let line = |p: &Vertex| minus(p.map(i128::from), points[0].map(i128::from));
    let a = 0;
    let b = far(&|p| dot(line(p), line(p)));
    let c = far(&|p| {
        let normal = cross(line(&points[b]), line(p));
        dot(normal, normal)
    });
    let base = Face::new(points, [a, b, c]);
    let d = far(&|p| base.height(p).abs());
    let (b, c) = match base.height(&points[d]) {
        0 => return Vec::new(),
        // Seen from d the base turns the other way.
        height if height > 0 => (c, b),
        _ => (b, c),
    };
    [[a, b, c], [a, d, b], [b, d, c], [c, d, a]].map(|corners| Face::new(points, corners)).into()
}

/// Replaces the faces below point `k` by a cone of faces over the horizon.
fn add(faces: &mut Vec<Face>, points: &[Vertex], k: usize) {
    let seen: Vec<bool> = faces.iter().map(|face| face.height(&points[k]) > 0).collect();
    if !seen.contains(&true) {
        return;
    }
    let mut edges = BTreeMap::new();
    for (face, _) in faces.iter().zip(&seen).filter(|(_, seen)| **seen) {
        let [a, b, c] = face.corners;
        for (from, to) in [(a, b), (b, c), (c, a)] {
            // An edge between two faces that go is passed both ways.
            if edges.remove(&(to, from)).is_none() {
                edges.insert((from, to), ());
            }
        }
    }
    let mut seen = seen.into_iter();
    faces.retain(|_| seen.next() == Some(false));
    faces.extend(edges.into_keys().map(|(from, to)| Face::new(points, [from, to, k])));
}

pub(super) fn minus<T: Copy + std::ops::Sub<Output = T>>(a: [T; 3], b: [T; 3]) -> [T; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(super) fn cross<T>(a: [T; 3], b: [T; 3]) -> [T; 3]
where
    T: Copy + std::ops::Sub<Output = T> + std::ops::Mul<Output = T>,
{
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub(super) fn dot<T>(a: [T; 3], b: [T; 3]) -> T
where
    T: Copy + std::ops::Add<Output = T> + std::ops::Mul<Output = T>,
{
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cube_of_points() {
        let points: Vec<Vertex> = (0..125).map(|k| [k % 5, k / 5 % 5, k / 25].map(|x| 2 * x)).collect();
        let hull = Hull::of(&points, [1.0, 2.0, 3.0]);
        assert!((hull.volume - 4.0 * 8.0 * 12.0).abs() < 1e-9);
        assert!((hull.area - 2.0 * (32.0 + 48.0 + 96.0)).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn nothing_is_outside_and_faces_close(coordinates in proptest::collection::vec([-6..7_i64, -6..7_i64, -6..7_i64], 4..60)) {
            let mut points = coordinates;
            points.sort_unstable();
            points.dedup();
            let mut faces = first_faces(&points);
            prop_assume!(!faces.is_empty());
            for k in 0..points.len() {
                add(&mut faces, &points, k);
            }
            let mut edges = std::collections::BTreeSet::new();
            for face in &faces {
                prop_assert!(points.iter().all(|p| face.height(p) <= 0));
                let [a, b, c] = face.corners;
                for edge in [(a, b), (b, c), (c, a)] {
                    prop_assert!(edges.insert(edge), "an edge is passed once each way");
                }
            }
            prop_assert!(edges.iter().all(|(a, b)| edges.contains(&(*b, *a))));
        }
    }
}
