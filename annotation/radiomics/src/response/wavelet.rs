//! Separable wavelets (IBSI 2, 25BO): stationary, dilated with holes (à trous)
//! from level to level.

/// Filters of levels 1 to `level`: low-pass along every axis before the last
/// level, there what `high` says of each axis. `low` is the low-pass filter of
/// the decomposition.
pub(super) fn stages(low: &[f64], high: &[bool], level: u32) -> Vec<Vec<Vec<f64>>> {
    let pass = |is_high: bool, level: u32| {
        let mut kernel = if is_high { mirror(low) } else { low.to_vec() };
        // The centre lies right of the middle.
        if kernel.len() % 2 == 0 {
            kernel.push(0.0);
        }
        dilate(&kernel, 1 << (level - 1))
    };
    let before = (1..level).map(|k| high.iter().map(|_| pass(false, k)).collect());
    before.chain([high.iter().map(|is_high| pass(*is_high, level)).collect()]).collect()
}

/// Voxels that the filter of this level spans.
pub(super) fn length(low: &[f64], level: u32) -> f64 {
    let odd = low.len() + 1 - low.len() % 2;
    (odd - 1) as f64 * f64::from(level - 1).exp2() + 1.0
}

/// Quadrature mirror: `high_k = (−1)^{k+1} low_{F−1−k}`.
fn mirror(low: &[f64]) -> Vec<f64> {
    low.iter().rev().enumerate().map(|(k, g)| if k % 2 == 0 { -g } else { *g }).collect()
}

/// `step − 1` zeros between coefficients.
fn dilate(kernel: &[f64], step: usize) -> Vec<f64> {
    let mut wide = vec![0.0; (kernel.len() - 1) * step + 1];
    for (k, g) in kernel.iter().enumerate() {
        wide[k * step] = *g;
    }
    wide
}
