//! Mean filter (IBSI 2, S60F).

/// Coefficients along one axis: `support` times 1 / `support`.
pub(super) fn kernel(support: usize) -> Vec<f64> {
    vec![1.0 / support as f64; support]
}
