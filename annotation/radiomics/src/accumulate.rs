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

/// Sums of several terms, each as [`sum_of`] adds it, in one pass.
pub(crate) fn sums_of<const N: usize>(values: &[f64], terms: impl Fn(f64) -> [f64; N]) -> [f64; N] {
    let mut sums = [0.0; N];
    for block in values.chunks(BLOCK) {
        let mut lanes = [[0.0; 8]; N];
        let eights = block.chunks_exact(8);
        let mut rest = [0.0; N];
        for value in eights.remainder() {
            rest.iter_mut().zip(terms(*value)).for_each(|(rest, term)| *rest += term);
        }
        for eight in eights {
            for (lane, value) in eight.iter().enumerate() {
                lanes.iter_mut().zip(terms(*value)).for_each(|(lanes, term)| lanes[lane] += term);
            }
        }
        for ((sum, lanes), rest) in sums.iter_mut().zip(lanes).zip(rest) {
            *sum += lanes.iter().sum::<f64>() + rest;
        }
    }
    sums
}

/// Mean of `term(value)`; NaN for no values.
pub(crate) fn mean_of(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    sum_of(values, term) / values.len() as f64
}

/// Smallest and largest of finite `values`; infinity and minus infinity for none.
pub(crate) fn extremes(values: &[f64]) -> [f64; 2] {
    let (mut low, mut high) = ([f64::INFINITY; 8], [f64::NEG_INFINITY; 8]);
    let eights = values.chunks_exact(8);
    for (lane, value) in eights.remainder().iter().enumerate() {
        (low[lane], high[lane]) = (*value, *value);
    }
    for eight in eights {
        for (lane, value) in eight.iter().enumerate() {
            low[lane] = if *value < low[lane] { *value } else { low[lane] };
            high[lane] = if *value > high[lane] { *value } else { high[lane] };
        }
    }
    [low.into_iter().fold(f64::INFINITY, f64::min), high.into_iter().fold(f64::NEG_INFINITY, f64::max)]
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
