//! Maximal correlation coefficient: √λ₂ of Q(i,j) = Σₖ p(i,k) p(j,k) / (pₓ(i) p_y(k)).
//!
//! Q is similar to S Sᵀ with S = Dₓ^-½ P D_y^-½, whose largest singular value
//! is 1 with the known left vector √pₓ. With that vector projected out, λ₂ is
//! the largest eigenvalue, found by Lanczos steps with full
//! re-orthogonalisation instead of an O(Ng³) decomposition.

use super::features::Marginals;
use super::matrix::Joint;

/// Steps with an unchanged eigenvalue after which it is taken as found.
const QUIET: usize = 4;

/// MCC of a joint distribution with at least two levels in the region.
pub(super) fn of_joint(joint: &Joint, m: &Marginals) -> f64 {
    let rows = Compact::of(&m.px);
    let columns = Compact::of(&m.py);
    let scaled: Vec<(usize, usize, f64)> = joint
        .cells
        .iter()
        .map(|(i, j, count)| {
            let (i, j) = (usize::from(*i), usize::from(*j));
            (rows.index[i], columns.index[j], count / joint.total / (m.px[i] * m.py[j]).sqrt())
        })
        .collect();
    let trivial: Vec<f64> = m.px.iter().filter(|p| **p > 0.0).map(|p| p.sqrt()).collect();
    largest_beside(&scaled, columns.len, &trivial).max(0.0).sqrt()
}

/// Places of the levels that have mass.
struct Compact {
    index: Vec<usize>,
    len: usize,
}

impl Compact {
    fn of(p: &[f64]) -> Self {
        let mut len = 0;
        let index = p
            .iter()
            .map(|p| {
                if *p > 0.0 {
                    len += 1;
                    len - 1
                } else {
                    0
                }
            })
            .collect();
        Self { index, len }
    }
}

/// Largest eigenvalue of S Sᵀ on the space orthogonal to `trivial`.
fn largest_beside(cells: &[(usize, usize, f64)], columns: usize, trivial: &[f64]) -> f64 {
    let n = trivial.len();
    let mut basis: Vec<Vec<f64>> = vec![trivial.to_vec()];
    normalise(&mut basis[0]);
    // A start without structure, so that no eigenvector is orthogonal to it.
    let mut seed = 0x9E37_79B9_u32;
    let mut next: Vec<f64> = (0..n)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            0.5 + f64::from(seed >> 8) / f64::from(1_u32 << 24)
        })
        .collect();
    let (mut diagonal, mut beside) = (Vec::new(), Vec::new());
    let (mut value, mut quiet) = (0.0, 0);
    for _ in 1..n {
        orthogonalise(&mut next, &basis);
        let size = normalise(&mut next);
        if diagonal.is_empty() || size > 1e-14 {
            if !diagonal.is_empty() {
                beside.push(size);
            }
        } else {
            break;
        }
        basis.push(next.clone());
        next = apply(cells, columns, &next);
        diagonal.push(dot(&next, &basis[basis.len() - 1]));
        let now = largest_tridiagonal(&diagonal, &beside);
        quiet = if now - value <= 1e-15 * now { quiet + 1 } else { 0 };
        value = now;
        if quiet >= QUIET {
            break;
        }
    }
    value
}

/// S (Sᵀ v).
fn apply(cells: &[(usize, usize, f64)], columns: usize, v: &[f64]) -> Vec<f64> {
    let mut middle = vec![0.0; columns];
    for (i, j, s) in cells {
        middle[*j] += s * v[*i];
    }
    let mut out = vec![0.0; v.len()];
    for (i, j, s) in cells {
        out[*i] += s * middle[*j];
    }
    out
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Makes `v` a unit vector and returns its former length.
fn normalise(v: &mut [f64]) -> f64 {
    let length = dot(v, v).sqrt();
    if length > 0.0 {
        v.iter_mut().for_each(|x| *x /= length);
    }
    length
}

/// Twice is enough (Kahan, Parlett).
fn orthogonalise(v: &mut [f64], basis: &[Vec<f64>]) {
    for _ in 0..2 {
        for b in basis {
            let along = dot(v, b);
            v.iter_mut().zip(b).for_each(|(x, b)| *x -= along * b);
        }
    }
}

/// Largest eigenvalue of a symmetric tridiagonal matrix by bisection on the
/// number of eigenvalues above a bound (Sturm sequence).
fn largest_tridiagonal(diagonal: &[f64], beside: &[f64]) -> f64 {
    let reach = |k: usize| beside.get(k).copied().unwrap_or(0.0).abs();
    let bound = |k: usize| reach(k) + if k > 0 { reach(k - 1) } else { 0.0 };
    let mut high = diagonal.iter().enumerate().fold(0.0_f64, |h, (k, d)| h.max(d + bound(k)));
    let mut low = diagonal.iter().copied().fold(0.0_f64, f64::max);
    let any_above = |x: f64| {
        let mut pivot = 1.0;
        for (k, d) in diagonal.iter().enumerate() {
            let b = if k > 0 { beside[k - 1] } else { 0.0 };
            pivot = d - x - b * b / pivot;
            if pivot >= 0.0 {
                return true;
            }
        }
        false
    };
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if any_above(middle) { low = middle } else { high = middle }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, SymmetricEigen};

    #[test]
    fn agrees_with_a_full_decomposition() {
        let n = 9;
        let mut counts = DMatrix::<f64>::zeros(n, n);
        for i in 0..n {
            for j in 0..=i {
                let c = ((i * 7 + j * 3) % 11) as f64 + if i == j { 20.0 } else { 0.0 };
                counts[(i, j)] = c;
                counts[(j, i)] = c;
            }
        }
        let total = counts.sum();
        let p = &counts / total;
        let px: Vec<f64> = (0..n).map(|i| p.row(i).sum()).collect();
        let s = DMatrix::from_fn(n, n, |i, j| p[(i, j)] / (px[i] * px[j]).sqrt());
        let mut eigen: Vec<f64> =
            SymmetricEigen::new(&s * s.transpose()).eigenvalues.iter().copied().collect();
        eigen.sort_by(f64::total_cmp);
        let cells: Vec<_> =
            (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| (i, j, s[(i, j)])).collect();
        let trivial: Vec<f64> = px.iter().map(|p| p.sqrt()).collect();
        let found = largest_beside(&cells, n, &trivial);
        assert!((found - eigen[n - 2]).abs() < 1e-13, "{found} and {}", eigen[n - 2]);
    }
}
