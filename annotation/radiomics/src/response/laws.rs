//! Laws kernels (IBSI 2, JTXT).

/// Names that [`kernel`] knows.
pub(super) const NAMES: &str = "L3, E3, S3, L5, E5, S5, W5, R5";

/// Level, edge, spot, wave or ripple of length 3 or 5, of unit energy
/// (`Σ g² = 1`).
pub(super) fn kernel(name: &str) -> Option<Vec<f64>> {
    let whole: &[f64] = match name {
        "l3" => &[1.0, 2.0, 1.0],
        "e3" => &[-1.0, 0.0, 1.0],
        "s3" => &[-1.0, 2.0, -1.0],
        "l5" => &[1.0, 4.0, 6.0, 4.0, 1.0],
        "e5" => &[-1.0, -2.0, 0.0, 2.0, 1.0],
        "s5" => &[-1.0, 0.0, 2.0, 0.0, -1.0],
        "w5" => &[-1.0, 2.0, 0.0, -2.0, 1.0],
        "r5" => &[1.0, -4.0, 6.0, -4.0, 1.0],
        _ => return None,
    };
    let energy: f64 = whole.iter().map(|g| g * g).sum();
    Some(whole.iter().map(|g| g / energy.sqrt()).collect())
}
