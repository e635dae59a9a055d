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
/// Levels up to which all steps are done: fewer than it takes to see that they
/// could be left out.
const FEW: usize = 40;

/// To be used again from matrix to matrix.
#[derive(Default)]
pub(super) struct Buffers {
    /// Cells of S, by the places of levels that have mass.
    scaled: Vec<(usize, usize, f64)>,
    rows: Vec<usize>,
    columns: Vec<usize>,
    /// Orthogonal vectors, one after the other.
    basis: Vec<f64>,
    next: Vec<f64>,
    middle: Vec<f64>,
    diagonal: Vec<f64>,
    beside: Vec<f64>,
}

/// MCC of a joint distribution with at least two levels in the region.
pub(super) fn of_joint(joint: &Joint, m: &Marginals, buffers: &mut Buffers) -> f64 {
    let Buffers { scaled, rows, columns, basis, .. } = buffers;
    compact(&m.px, rows);
    let width = compact(&m.py, columns);
    scaled.clear();
    scaled.extend(joint.cells.iter().map(|(i, j, count)| {
        let (i, j) = (usize::from(*i) - m.low, usize::from(*j) - m.low);
        (rows[i], columns[j], count / joint.total / (m.px[i] * m.py[j]).sqrt())
    }));
    basis.clear();
    basis.extend(m.px.iter().filter(|p| **p > 0.0).map(|p| p.sqrt()));
    largest_beside(width, buffers).max(0.0).sqrt()
}

/// Places of the levels that have mass, and how many there are.
fn compact(p: &[f64], places: &mut Vec<usize>) -> usize {
    let mut len = 0;
    places.clear();
    places.extend(p.iter().map(|p| {
        let place = len;
        len += usize::from(*p > 0.0);
        place
    }));
    len
}

/// Largest eigenvalue of S Sᵀ, S having so many columns, on the space
/// orthogonal to what is in `basis`.
fn largest_beside(columns: usize, buffers: &mut Buffers) -> f64 {
    let Buffers { scaled, basis, next, middle, diagonal, beside, .. } = buffers;
    let n = basis.len();
    normalise(basis);
    // A start without structure, so that no eigenvector is orthogonal to it.
    let mut seed = 0x9E37_79B9_u32;
    next.clear();
    next.extend((0..n).map(|_| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        0.5 + f64::from(seed >> 8) / f64::from(1_u32 << 24)
    }));
    diagonal.clear();
    beside.clear();
    let (mut value, mut quiet) = (0.0, 0);
    for _ in 1..n {
        orthogonalise(next, basis);
        let size = normalise(next);
        if !diagonal.is_empty() {
            if size <= 1e-14 {
                break;
            }
            beside.push(size);
        }
        let last = basis.len();
        basis.extend_from_slice(next);
        apply(scaled, columns, &basis[last..], middle, next);
        diagonal.push(dot(next, &basis[last..]));
        if n > FEW {
            let now = largest_tridiagonal(diagonal, beside);
            quiet = if now - value <= 1e-15 * now { quiet + 1 } else { 0 };
            value = now;
            if quiet >= QUIET {
                return value;
            }
        }
    }
    largest_tridiagonal(diagonal, beside)
}

/// `out` = S (Sᵀ v).
fn apply(
    cells: &[(usize, usize, f64)],
    columns: usize,
    v: &[f64],
    middle: &mut Vec<f64>,
    out: &mut Vec<f64>,
) {
    middle.clear();
    middle.resize(columns, 0.0);
    for (i, j, s) in cells {
        middle[*j] += s * v[*i];
    }
    out.clear();
    out.resize(v.len(), 0.0);
    for (i, j, s) in cells {
        out[*i] += s * middle[*j];
    }
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
fn orthogonalise(v: &mut [f64], basis: &[f64]) {
    for _ in 0..2 {
        for b in basis.chunks(v.len().max(1)) {
            let along = dot(v, b);
            v.iter_mut().zip(b).for_each(|(x, b)| *x -= along * b);
        }
    }
}

/// Largest eigenvalue of a symmetric tridiagonal matrix: Laguerre's steps from
/// a bound above, which never pass it.
fn largest_tridiagonal(diagonal: &[f64], beside: &[f64]) -> f64 {
    let n = diagonal.len() as f64;
    let reach = |k: usize| beside.get(k).copied().unwrap_or(0.0).abs();
    let bound = |k: usize| reach(k) + if k > 0 { reach(k - 1) } else { 0.0 };
    let mut x = diagonal.iter().enumerate().fold(0.0_f64, |h, (k, d)| h.max(d + bound(k)));
    for _ in 0..200 {
        let Some([first, second]) = slopes(diagonal, beside, x) else { break };
        // Of the characteristic polynomial p: p'/p, and (p'/p)² - p''/p.
        let root = ((n - 1.0) * (n * second - first * first)).max(0.0).sqrt();
        let next = x - n / (first + root);
        if next.is_nan() || next >= x {
            break;
        }
        x = next;
    }
    x
}

/// Σ 1/(x-λ) and Σ 1/(x-λ)² over the eigenvalues λ; nothing unless x is above
/// all of them.
fn slopes(diagonal: &[f64], beside: &[f64], x: f64) -> Option<[f64; 2]> {
    // Pivots of x - T with their derivatives by x.
    let (mut pivot, mut d1, mut d2) = (1.0, 0.0, 0.0);
    let (mut first, mut second) = (0.0, 0.0);
    for (k, d) in diagonal.iter().enumerate() {
        let b = if k > 0 { beside[k - 1] } else { 0.0 };
        let share = b * b / (pivot * pivot);
        (d2, d1) = (share * (d2 - 2.0 * d1 * d1 / pivot), 1.0 + share * d1);
        pivot = x - d - share * pivot;
        if pivot <= 0.0 {
            return None;
        }
        let slope = d1 / pivot;
        first += slope;
        second += slope * slope - d2 / pivot;
    }
    Some([first, second])
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
        let mut buffers = Buffers { scaled: cells, basis: trivial, ..Buffers::default() };
        let found = largest_beside(n, &mut buffers);
        assert!((found - eigen[n - 2]).abs() < 1e-13, "{found} and {}", eigen[n - 2]);
    }
}
