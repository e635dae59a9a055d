//! Sums in a fixed order: the same bits for any number of threads.

/// Terms added by one block.
const BLOCK: usize = 4096;

/// Sum of `term(value)`: eight lanes within a block, then block after block.
/// Error grows with the number of blocks, not of terms.
pub(crate) fn sum_of(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    values
        .chunks(BLOCK)
        .map(|block| {
            let mut lanes = [0.0; 8];
            let eights = block.chunks_exact(8);
            let rest: f64 = eights.remainder().iter().map(|value| term(*value)).sum();
            for eight in eights {
                for (lane, value) in lanes.iter_mut().zip(eight) {
                    *lane += term(*value);
                }
            }
            lanes.iter().sum::<f64>() + rest
        })
        .sum()
}

/// Mean of `term(value)`; NaN for no values.
pub(crate) fn mean_of(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    sum_of(values, term) / values.len() as f64
}

/// Smallest number that is added inside logarithms, as in `PyRadiomics`.
pub(crate) const EPSILON: f64 = f64::EPSILON;

/// `p log2(p + ε)`, the term of every entropy here.
pub(crate) fn p_log_p(p: f64) -> f64 {
    p * (p + EPSILON).log2()
}

/// Mean over the directions, NaN left out; NaN when nothing is left.
pub(crate) fn nan_mean<const N: usize>(rows: &[[f64; N]]) -> [f64; N] {
    std::array::from_fn(|feature| {
        let numbers = rows.iter().map(|row| row[feature]).filter(|v| !v.is_nan());
        let (sum, count) = numbers.fold((0.0, 0.0), |(sum, count), v| (sum + v, count + 1.0));
        sum / count
    })
}
