//! Intensity statistics (IBSI 3.3, UHIW) of the voxels of a region.

/// All 18 by their IBSI tags.
pub fn all(mut values: Vec<f64>) -> Vec<(&'static str, f64)> {
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let mean_of = |f: &dyn Fn(f64) -> f64| values.iter().map(|x| f(*x)).sum::<f64>() / n;
    let mean = mean_of(&|x| x);
    let central = |power: i32| mean_of(&|x| (x - mean).powi(power));
    let variance = central(2);
    let percentile = |p: f64| {
        let at = p / 100.0 * (n - 1.0);
        let low = values[at.floor() as usize];
        low + (values[at.ceil() as usize] - low) * at.fract()
    };
    let [p10, p25, median, p75, p90] = [10.0, 25.0, 50.0, 75.0, 90.0].map(percentile);
    let (minimum, maximum) = (values[0], values[values.len() - 1]);
    let robust: Vec<f64> = values.iter().copied().filter(|x| (p10..=p90).contains(x)).collect();
    let robust_mean = robust.iter().sum::<f64>() / robust.len() as f64;
    let energy: f64 = values.iter().map(|x| x * x).sum();
    vec![
        ("stat_mean", mean),
        ("stat_var", variance),
        ("stat_skew", central(3) / variance.powf(1.5)),
        ("stat_kurt", central(4) / (variance * variance) - 3.0),
        ("stat_median", median),
        ("stat_min", minimum),
        ("stat_p10", p10),
        ("stat_p90", p90),
        ("stat_max", maximum),
        ("stat_iqr", p75 - p25),
        ("stat_range", maximum - minimum),
        ("stat_mad", mean_of(&|x| (x - mean).abs())),
        ("stat_rmad", robust.iter().map(|x| (x - robust_mean).abs()).sum::<f64>() / robust.len() as f64),
        ("stat_medad", mean_of(&|x| (x - median).abs())),
        ("stat_cov", variance.sqrt() / mean),
        ("stat_qcod", (p75 - p25) / (p75 + p25)),
        ("stat_energy", energy),
        ("stat_rms", (energy / n).sqrt()),
    ]
}
