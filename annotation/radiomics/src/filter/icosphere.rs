//! Points spread evenly over a sphere: an icosahedron whose triangles are
//! split into four again and again.

use std::collections::HashMap;

/// Corners on the unit sphere after `splits` splits: 10 · 4ⁿ + 2 of them. The
/// first icosahedron has its corners at (0, ±1, ±φ) and their cyclic
/// permutations, φ the golden ratio.
pub(super) fn points(splits: usize) -> Vec<[f64; 3]> {
    let golden = f64::midpoint(1.0, 5.0_f64.sqrt());
    let mut points = Vec::new();
    for axis in 0..3 {
        for (one, long) in [(1.0, golden), (1.0, -golden), (-1.0, golden), (-1.0, -golden)] {
            let mut corner = [0.0; 3];
            (corner[(axis + 1) % 3], corner[(axis + 2) % 3]) = (one, long);
            points.push(unit(corner));
        }
    }
    let edge = (0..12).map(|k| distance(points[0], points[k])).filter(|d| *d > 0.0).fold(f64::MAX, f64::min);
    let near = |a: usize, b: usize| (distance(points[a], points[b]) - edge).abs() < 1e-6;
    let mut triangles = Vec::new();
    for a in 0..12 {
        for b in (a + 1..12).filter(|b| near(a, *b)) {
            triangles.extend((b + 1..12).filter(|c| near(a, *c) && near(b, *c)).map(|c| [a, b, c]));
        }
    }
    for _ in 0..splits {
        split(&mut points, &mut triangles);
    }
    points
}

fn split(points: &mut Vec<[f64; 3]>, triangles: &mut Vec<[usize; 3]>) {
    let mut middles = HashMap::new();
    let mut middle = |a: usize, b: usize| {
        *middles.entry((a.min(b), a.max(b))).or_insert_with(|| {
            let half = std::array::from_fn(|k| f64::midpoint(points[a][k], points[b][k]));
            points.push(unit(half));
            points.len() - 1
        })
    };
    let parts = triangles.iter().flat_map(|&[a, b, c]| {
        let [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
        [[a, ab, ca], [b, bc, ab], [c, ca, bc], [ab, bc, ca]]
    });
    *triangles = parts.collect();
}

fn unit(v: [f64; 3]) -> [f64; 3] {
    let length = distance(v, [0.0; 3]);
    v.map(|x| x / length)
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_lie_on_the_sphere_and_balance() {
        for (splits, count) in [(0, 12), (1, 42), (2, 162)] {
            let points = points(splits);
            assert_eq!(points.len(), count);
            assert!(points.iter().all(|p| (distance(*p, [0.0; 3]) - 1.0).abs() < 1e-12));
            for axis in 0..3 {
                assert!(points.iter().map(|p| p[axis]).sum::<f64>().abs() < 1e-9);
                let squares: f64 = points.iter().map(|p| p[axis] * p[axis]).sum();
                assert!((squares - count as f64 / 3.0).abs() < 1e-9);
            }
        }
    }
}
