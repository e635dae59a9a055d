//! Boxes around the convex hull (IBSI 3.1.17 to 3.1.20).

use super::hull::{Hull, cross, dot, minus};

/// A rectangular box, lengths of its edges in mm.
pub(super) struct Cuboid([f64; 3]);

impl Cuboid {
    /// Along the axes of the image (AABB).
    pub fn upright(hull: &Hull) -> Self {
        Self(std::array::from_fn(|axis| {
            let (low, high) = range(hull.corners.iter().map(|corner| corner[axis]));
            high - low
        }))
    }

    /// The smallest box with a side on a face of the hull (OMBB). The smallest
    /// of all boxes may have no such side, but then is hardly smaller (O'Rourke
    /// 1985); IBSI has no consensus on this box.
    pub fn oriented(hull: &Hull) -> Self {
        let mut best = Self::upright(hull);
        let mut last = [0.0; 3];
        for triangle in &hull.triangles {
            let [a, b, c] = triangle.map(|corner| hull.corners[corner]);
            let normal = unit(cross(minus(b, a), minus(c, a)));
            // Triangles of one side have one normal; most come in pairs.
            if minus(normal, last).iter().all(|d| d.abs() < 1e-12) {
                continue;
            }
            last = normal;
            let u = unit(minus(b, a));
            let v = cross(normal, u);
            let (low, high) = range(hull.corners.iter().map(|corner| dot(*corner, normal)));
            let shadow =
                outline(hull.corners.iter().map(|corner| [dot(*corner, u), dot(*corner, v)]).collect());
            let [width, length] = smallest_rectangle(&shadow);
            let found = Self([width, length, high - low]);
            if found.volume() < best.volume() {
                best = found;
            }
        }
        best
    }

    /// mm³.
    pub fn volume(&self) -> f64 {
        self.0.iter().product()
    }

    /// mm².
    pub fn area(&self) -> f64 {
        let [a, b, c] = self.0;
        2.0 * (a * b + b * c + c * a)
    }
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

fn unit(vector: [f64; 3]) -> [f64; 3] {
    let length = dot(vector, vector).sqrt();
    vector.map(|x| x / length)
}

/// Corners of the convex hull in the plane, anticlockwise (Andrew 1979).
fn outline(mut points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let turn = |a: &[f64; 2], b: &[f64; 2], c: &[f64; 2]| {
        (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    };
    let chain = |points: &mut dyn Iterator<Item = &[f64; 2]>| {
        let mut chain: Vec<[f64; 2]> = Vec::new();
        for point in points {
            while let [.., a, b] = chain.as_slice() {
                if turn(a, b, point) > 0.0 {
                    break;
                }
                chain.pop();
            }
            chain.push(*point);
        }
        chain.pop();
        chain
    };
    let mut corners = chain(&mut points.iter());
    corners.extend(chain(&mut points.iter().rev()));
    corners
}

/// Edges of the smallest rectangle around a convex polygon: one of them lies on
/// an edge of it.
fn smallest_rectangle(polygon: &[[f64; 2]]) -> [f64; 2] {
    let mut best = [f64::INFINITY; 2];
    for (k, a) in polygon.iter().enumerate() {
        let b = polygon[(k + 1) % polygon.len()];
        let length = (b[0] - a[0]).hypot(b[1] - a[1]);
        if length < 1e-9 {
            continue;
        }
        let along = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
        let side = |x: f64, y: f64| {
            let (low, high) = range(polygon.iter().map(|p| p[0] * x + p[1] * y));
            high - low
        };
        let found = [side(along[0], along[1]), side(-along[1], along[0])];
        if found[0] * found[1] < best[0] * best[1] {
            best = found;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_box_is_found() {
        // 10 x 4 x 6 half voxels, turned by the angle of the triangle 3, 4, 5.
        let corner = |k: i64| {
            let (x, y, z) = (10 * (k & 1), 5 * (k >> 1 & 1), 6 * (k >> 2));
            [(3 * x - 4 * y) * 2, (4 * x + 3 * y) * 2, z * 10]
        };
        let hull = Hull::of(&(0..8).map(corner).collect::<Vec<_>>(), [0.2, 0.2, 0.2]);
        let (upright, oriented) = (Cuboid::upright(&hull), Cuboid::oriented(&hull));
        assert!((oriented.volume() - 10.0 * 5.0 * 6.0).abs() < 1e-9, "{:?}", oriented.0);
        assert!((oriented.area() - 2.0 * (50.0 + 60.0 + 30.0)).abs() < 1e-9);
        assert!((upright.volume() - 10.0 * 11.0 * 6.0).abs() < 1e-9, "{:?}", upright.0);
    }
}
