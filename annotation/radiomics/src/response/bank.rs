//! Kernels that are products of one kernel an axis, in one or in every
//! orientation that turns the voxel grid into itself (IBSI 2, section 4.1.1).

use super::boundary::Boundary;
use super::convolve::{Pass, along};
use super::pool::{Pool, Pooling};

/// Filters one after the other: a kernel along x, y (and z) each.
pub(super) struct Bank {
    /// One entry a filter, one kernel an axis, all of odd length.
    pub stages: Vec<Vec<Vec<f64>>>,
    /// `None` leaves the filter as it is.
    pub pooling: Option<Pooling>,
    /// What lies outside.
    pub boundary: Boundary,
}

/// One orientation: kernels along x, y, z of each filter, and the sign that
/// was taken out of them.
struct Turned {
    kernels: Vec<Vec<f64>>,
    sign: f64,
}

impl Bank {
    /// The response, pooled over the orientations.
    pub fn apply(&self, image: &[f64], size: [usize; 3]) -> Vec<f64> {
        let mut turned = self.turned();
        // Orientations that begin alike share what they begin with.
        turned.sort_by(compare);
        let mut pool = Pool::new(self.pooling.unwrap_or(Pooling::Average));
        let mut done: Vec<(&[f64], Vec<f64>)> = Vec::new();
        for one in &turned {
            let shared = done.iter().zip(&one.kernels).take_while(|((a, _), b)| same(a, b)).count();
            done.truncate(shared);
            let axes = self.axes();
            let mut boundary = one.kernels[..shared]
                .iter()
                .fold(self.boundary, |boundary, kernel| boundary.filtered(kernel.iter().sum()));
            for (step, kernel) in one.kernels.iter().enumerate().skip(shared) {
                let source = done.last().map_or(image, |(_, made)| made.as_slice());
                let made = along(source, size, Pass { axis: step % axes, kernel, boundary });
                boundary = boundary.filtered(kernel.iter().sum());
                done.push((kernel, made));
            }
            if let Some((_, response)) = done.last() {
                pool.add(response, one.sign);
            }
        }
        pool.finish()
    }

    fn axes(&self) -> usize {
        self.stages[0].len()
    }

    /// The orientations that differ. Each stands for equally many of all 24 (4
    /// in a plane), so that leaving out its doubles changes no pooled value.
    fn turned(&self) -> Vec<Turned> {
        let axes = self.axes();
        let all = match self.pooling {
            Some(_) => rotations(axes),
            None => vec![(0..axes).map(|axis| (axis, false)).collect()],
        };
        let mut found: Vec<Turned> = Vec::new();
        for rotation in all {
            let mut sign = 1.0;
            let mut kernels = Vec::new();
            for stage in &self.stages {
                for (which, flipped) in &rotation {
                    let mut kernel = stage[*which].clone();
                    if *flipped {
                        kernel.reverse();
                    }
                    if kernel.iter().find(|g| **g != 0.0).is_some_and(|g| *g < 0.0) {
                        kernel.iter_mut().for_each(|g| *g = -*g);
                        sign = -sign;
                    }
                    kernels.push(kernel);
                }
            }
            let one = Turned { kernels, sign };
            if !found.iter().any(|old| compare(old, &one).is_eq()) {
                found.push(one);
            }
        }
        found
    }
}

/// Per axis: the kernel that comes to lie along it, and whether it is turned
/// round. Rotations only, no reflections.
fn rotations(axes: usize) -> Vec<Vec<(usize, bool)>> {
    let orders: &[(&[usize], bool)] = match axes {
        3 => &[
            (&[0, 1, 2], false),
            (&[1, 2, 0], false),
            (&[2, 0, 1], false),
            (&[0, 2, 1], true),
            (&[2, 1, 0], true),
            (&[1, 0, 2], true),
        ],
        _ => &[(&[0, 1], false), (&[1, 0], true)],
    };
    let mut found = Vec::new();
    for (order, odd) in orders {
        for flips in 0..1_usize << axes {
            if (flips.count_ones() % 2 == 1) == *odd {
                found.push(order.iter().enumerate().map(|(axis, k)| (*k, flips >> axis & 1 == 1)).collect());
            }
        }
    }
    found
}

fn same(a: &[f64], b: &[f64]) -> bool {
    // Equal but for the sign of a zero.
    a == b
}

fn compare(a: &Turned, b: &Turned) -> std::cmp::Ordering {
    let flat = |one: &Turned| one.kernels.concat().into_iter().map(|g| g + 0.0).collect::<Vec<_>>();
    let (left, right) = (flat(a), flat(b));
    let first = left.iter().zip(&right).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne());
    first.unwrap_or(left.len().cmp(&right.len())).then(a.sign.total_cmp(&b.sign))
}

#[cfg(test)]
mod tests {
    use super::rotations;

    #[test]
    fn rotations_keep_right_hands_right() {
        for (axes, count) in [(2, 4), (3, 24)] {
            let all = rotations(axes);
            assert_eq!(all.len(), count);
            for one in &all {
                let mut matrix = nalgebra::DMatrix::<f64>::zeros(axes, axes);
                for (axis, (which, flipped)) in one.iter().enumerate() {
                    matrix[(axis, *which)] = if *flipped { -1.0 } else { 1.0 };
                }
                assert_eq!(matrix.determinant(), 1.0, "{one:?}");
                assert_eq!(all.iter().filter(|other| *other == one).count(), 1);
            }
        }
    }
}
