//! Triangles of a marching cube, derived instead of tabulated.
//!
//! On every face of the cube the surface goes around each run of inside
//! corners, so that inside corners on a diagonal stay separated. Following
//! these cuts from face to face gives closed loops through edge midpoints.
//! Cubes whose corner (0, 1, 1) is inside use the triangles of their
//! complement turned over, as `PyRadiomics` does. There outside corners stay
//! separated, so that its surface can be open between two such cubes.
//!
//! A loop of more than four points is not plane and its area depends on how it
//! is cut. The rules in [`cut`] were found by comparing with values of
//! `PyRadiomics` for all shapes of cubes.

/// A point in half voxels from the cube's first corner: 0, 1 or 2 an axis.
pub(super) type Point = [i64; 3];

/// The corner (x, y, z) = (0, 1, 1), whose bit decides which half is used.
const TURNED: usize = 0b110;

/// What becomes of two inside corners on a diagonal of a face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Diagonal {
    /// Joined or not, as in `PyRadiomics`.
    AsPyRadiomics,
    /// Always separated: the surface is closed.
    Apart,
}

/// Triangles of the cube whose inside corners are the bits of `code`; corner
/// (x, y, z) is bit x + 2y + 4z. Normals point out of the region.
pub(super) fn triangles(code: u8, diagonal: Diagonal) -> Vec<[Point; 3]> {
    let as_there = diagonal == Diagonal::AsPyRadiomics || !has_diagonal(code);
    let turned = code & (1 << TURNED) != 0 && as_there;
    let points = loops(if turned { !code } else { code });
    let triangles = points.iter().flat_map(|points| cut(points));
    triangles.map(|[a, b, c]| if turned { [a, b, c] } else { [a, c, b] }).collect()
}

/// Whether a face has two inside corners on a diagonal and two outside.
fn has_diagonal(code: u8) -> bool {
    let inside = |axis, values| code >> corner(axis, values) & 1;
    (0..3).any(|axis| {
        (0..2).any(|side| {
            let [a, b, c, d] = [[0, 0], [1, 0], [1, 1], [0, 1]].map(|[u, v]| inside(axis, [side, u, v]));
            a == c && b == d && a != b
        })
    })
}

fn corner(axis: usize, values: [usize; 3]) -> usize {
    (values[0] << axis) | (values[1] << ((axis + 1) % 3)) | (values[2] << ((axis + 2) % 3))
}

/// Midpoint of the edge between two corners.
fn midpoint(a: usize, b: usize) -> Point {
    std::array::from_fn(|axis| ((a >> axis & 1) + (b >> axis & 1)) as i64)
}

fn place(point: Point) -> usize {
    (point[0] + 3 * point[1] + 9 * point[2]) as usize
}

/// Closed loops of edge midpoints around the inside corners.
fn loops(code: u8) -> Vec<Vec<Point>> {
    let inside = |corner: usize| code >> corner & 1 == 1;
    let mut next: [Option<Point>; 27] = [None; 27];
    for axis in 0..3 {
        for side in 0..2 {
            let mut face = [[0, 0], [1, 0], [1, 1], [0, 1]].map(|[u, v]| corner(axis, [side, u, v]));
            if side == 1 {
                face.reverse();
            }
            for k in 0..4 {
                // A run of inside corners starts after an edge that leads in.
                let (before, first) = (face[k], face[(k + 1) % 4]);
                if inside(before) || !inside(first) {
                    continue;
                }
                let mut last = k + 1;
                while inside(face[(last + 1) % 4]) {
                    last += 1;
                }
                let leave = midpoint(face[last % 4], face[(last + 1) % 4]);
                next[place(midpoint(before, first))] = Some(leave);
            }
        }
    }
    let mut found = Vec::new();
    for start in 0..next.len() {
        let mut points = Vec::new();
        let mut at = start;
        while let Some(point) = next[at].take() {
            points.push(point);
            at = place(point);
        }
        if !points.is_empty() {
            found.push(points);
        }
    }
    found
}

/// Cuts a loop into triangles: of five points, so that the diagonals are
/// longest; of six, so that one triangle is as large as possible; of seven,
/// likewise but all triangles sharing a point. Loops of four are plane.
fn cut(points: &[Point]) -> Vec<[Point; 3]> {
    let n = points.len();
    let score = |triangles: &Vec<[usize; 3]>| -> i64 {
        let corners = |t: &[usize; 3]| t.map(|k| points[k]);
        match n {
            5 => triangles.iter().flat_map(|t| sides(&corners(t))).sum(),
            6 | 7 => triangles.iter().map(|t| square(normal(&corners(t)))).max().unwrap_or(0),
            _ => 0,
        }
    };
    let mut best: Option<(i64, Vec<[usize; 3]>)> = None;
    let choices = if n == 7 { fans(n) } else { triangulations(0, n.saturating_sub(1)) };
    for choice in choices {
        let now = score(&choice);
        if best.as_ref().is_none_or(|(before, _)| now > *before) {
            best = Some((now, choice));
        }
    }
    best.map_or_else(Vec::new, |(_, triangles)| triangles.iter().map(|t| t.map(|k| points[k])).collect())
}

/// Every way to cut the polygon first, first + 1, …, last.
fn triangulations(first: usize, last: usize) -> Vec<Vec<[usize; 3]>> {
    if last < first + 2 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for middle in first + 1..last {
        for left in triangulations(first, middle) {
            for right in triangulations(middle, last) {
                let mut one = left.clone();
                one.extend(right);
                one.push([first, middle, last]);
                all.push(one);
            }
        }
    }
    all
}

fn fans(n: usize) -> Vec<Vec<[usize; 3]>> {
    (0..n).map(|hub| (1..n - 1).map(|k| [hub, (hub + k) % n, (hub + k + 1) % n]).collect()).collect()
}

fn minus(a: Point, b: Point) -> Point {
    std::array::from_fn(|axis| a[axis] - b[axis])
}

fn square(a: Point) -> i64 {
    a.iter().map(|v| v * v).sum()
}

fn normal([a, b, c]: &[Point; 3]) -> Point {
    let (u, v) = (minus(*b, *a), minus(*c, *a));
    [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
}

/// Squared sides: those of the loop are in every choice, so that comparing
/// sums compares diagonals.
fn sides([a, b, c]: &[Point; 3]) -> [i64; 3] {
    [square(minus(*a, *b)), square(minus(*b, *c)), square(minus(*c, *a))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cube_uses_each_cut_edge() {
        for (code, diagonal) in (0..=255_u8)
            .flat_map(|code| [Diagonal::AsPyRadiomics, Diagonal::Apart].map(|diagonal| (code, diagonal)))
        {
            let triangles = triangles(code, diagonal);
            let mut edges = std::collections::HashSet::new();
            for a in 0..8 {
                for axis in 0..3 {
                    let b = a | 1 << axis;
                    if a != b && (code >> a & 1) != (code >> b & 1) {
                        edges.insert(midpoint(a, b));
                    }
                }
            }
            let used: std::collections::HashSet<Point> = triangles.iter().flatten().copied().collect();
            assert_eq!(used, edges, "{code:08b}");
        }
    }

    #[test]
    fn a_corner_faces_outwards() {
        // Corner 0 inside: the normal points away from it.
        let triangles = triangles(1, Diagonal::Apart);
        assert_eq!(triangles.len(), 1);
        assert_eq!(normal(&triangles[0]), [1, 1, 1]);
        assert_eq!(normal(&super::triangles(!1, Diagonal::Apart)[0]), [-1, -1, -1]);
    }
}
