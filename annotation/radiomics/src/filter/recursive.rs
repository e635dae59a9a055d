//! Fourth-order recursive approximations of a Gaussian and its second
//! derivative (R. Deriche, "Recursively implementing the Gaussian and its
//! derivatives", INRIA 1893, 1993; constants and normalisation after
//! G. Farnebäck and C.-F. Westin, "Improving Deriche-style recursive Gaussian
//! filters", J Math Imaging Vis 26, 2006).

/// Lines filtered at the same time.
pub(super) const LANES: usize = 16;
/// One result of each line.
pub(super) type Lanes = [f64; LANES];
/// One sample of each line.
pub(super) type Singles = [f32; LANES];

/// `e^{λt} (a cos ωt + b sin ωt)`, t in standard deviations: half of the
/// series that stands for the kernel at t ≥ 0.
struct Term {
    a: f64,
    b: f64,
    omega: f64,
    lambda: f64,
}

const fn terms(a: [f64; 2], b: [f64; 2]) -> [Term; 2] {
    [
        Term { a: a[0], b: b[0], omega: 0.6681, lambda: -1.3932 },
        Term { a: a[1], b: b[1], omega: 2.0787, lambda: -1.3732 },
    ]
}

/// Gaussian.
const GAUSSIAN: [Term; 2] = terms([1.3530, -0.3531], [1.8151, 0.0902]);
/// Second derivative of a Gaussian.
const SECOND: [Term; 2] = terms([-1.3563, 0.3446], [5.2318, -2.2355]);

/// z-transform of a sampled series: `Σ n_k z⁻ᵏ / (1 + Σ d_k z⁻ᵏ)`.
struct Transfer {
    n: [f64; 4],
    d: [f64; 5],
}

impl Transfer {
    /// Of two terms, sampled every `1 / sigma`.
    fn new(terms: &[Term; 2], sigma: f64) -> Self {
        let parts = terms.each_ref().map(|term| {
            let decay = (term.lambda / sigma).exp();
            let (sin, cos) = (term.omega / sigma).sin_cos();
            let n = [term.a, decay * (term.b * sin - term.a * cos)];
            (n, [1.0, -2.0 * decay * cos, decay * decay])
        });
        let [(n1, d1), (n2, d2)] = &parts;
        let (mut n, mut d) = ([0.0; 4], [0.0; 5]);
        for i in 0..3 {
            for j in 0..2 {
                n[i + j] += n1[j] * d2[i] + n2[j] * d1[i];
            }
            for j in 0..3 {
                d[i + j] += d1[i] * d2[j];
            }
        }
        Self { n, d }
    }

    /// Sum of the symmetric kernel, times the sum of `d`.
    fn area(&self) -> f64 {
        2.0 * moment(&self.n, 0) - moment(&self.d, 0) * self.n[0]
    }
}

/// `Σ kᵖ c_k`.
fn moment(c: &[f64], power: i32) -> f64 {
    c.iter().enumerate().map(|(k, c)| (k as f64).powi(power) * c).sum()
}

/// A symmetric kernel as one recursion forward and one backward.
pub(super) struct Recursion {
    /// Weights of the sample and the three before it.
    forward: [f64; 4],
    /// Weights of the four samples after it.
    backward: [f64; 4],
    /// Weights of the four results before.
    d: [f64; 4],
}

impl Recursion {
    /// Gaussian of standard deviation `sigma` in voxels, with sum 1.
    pub fn smooth(sigma: f64) -> Self {
        let gaussian = Transfer::new(&GAUSSIAN, sigma);
        let area = gaussian.area() / moment(&gaussian.d, 0);
        Self::symmetric(gaussian.n.map(|n| n / area), &gaussian.d)
    }

    /// Second derivative of that Gaussian, per voxel²: sum 0 and second moment
    /// 2, times `scale`.
    pub fn second_derivative(sigma: f64, scale: f64) -> Self {
        let gaussian = Transfer::new(&GAUSSIAN, sigma);
        let mut kernel = Transfer::new(&SECOND, sigma);
        let share = kernel.area() / gaussian.area();
        for (n, g) in kernel.n.iter_mut().zip(gaussian.n) {
            *n -= share * g;
        }
        let [sn, dn, en] = [0, 1, 2].map(|power| moment(&kernel.n, power));
        let [sd, dd, ed] = [0, 1, 2].map(|power| moment(&kernel.d, power));
        // Σ t² h(t) over t ≥ 0, from the derivatives of the transfer function.
        let second = (en * sd * sd - ed * sn * sd - 2.0 * dn * dd * sd + 2.0 * dd * dd * sn) / (sd * sd * sd);
        Self::symmetric(kernel.n.map(|n| n * (scale / second)), &kernel.d)
    }

    fn symmetric(n: [f64; 4], d: &[f64; 5]) -> Self {
        let d = [d[1], d[2], d[3], d[4]];
        let backward = [n[1] - d[0] * n[0], n[2] - d[1] * n[0], n[3] - d[2] * n[0], -d[3] * n[0]];
        Self { forward: n, backward, d }
    }

    /// Filters `lines` and gives `take` the sums of both directions of `length`
    /// samples from `start`, the last first. Beyond either end the lines go on for
    /// ever with their last sample.
    ///
    /// Either direction runs only as far as a sample asked for needs it.
    #[inline(always)]
    pub fn run(&self, lines: &mut Lines, [start, length]: [usize; 2], mut take: impl FnMut(usize, Lanes)) {
        let Lines { samples, forward } = lines;
        let (Some(first), Some(last)) = (samples.first(), samples.last()) else { return };
        let settled = 1.0 + self.d.iter().sum::<f64>();
        let rest = |weights: &[f64; 4], at: Lanes| at.map(|x| x * (weights.iter().sum::<f64>() / settled));

        // Old results need not be cleared: every one is written before it is read.
        forward.resize(length, [0.0; LANES]);
        // What the recursion looks back at stays in registers.
        let first = first.map(f64::from);
        let [mut x1, mut x2, mut x3] = [first; 3];
        let [mut y1, mut y2, mut y3, mut y4] = [rest(&self.forward, first); 4];
        let mut next = |sample: &Singles| {
            let x0 = sample.map(f64::from);
            let y0 = step(&self.forward, [&x0, &x1, &x2, &x3], &self.d, [&y1, &y2, &y3, &y4]);
            (x3, x2, x1) = (x2, x1, x0);
            (y4, y3, y2, y1) = (y3, y2, y1, y0);
            y0
        };
        for sample in &samples[..start] {
            next(sample);
        }
        for (sample, result) in samples[start..].iter().zip(forward.iter_mut()) {
            *result = next(sample);
        }

        let last = last.map(f64::from);
        let [mut x1, mut x2, mut x3, mut x4] = [last; 4];
        let [mut y1, mut y2, mut y3, mut y4] = [rest(&self.backward, last); 4];
        let mut next = |sample: &Singles| {
            let y0 = step(&self.backward, [&x1, &x2, &x3, &x4], &self.d, [&y1, &y2, &y3, &y4]);
            (x4, x3, x2, x1) = (x3, x2, x1, sample.map(f64::from));
            (y4, y3, y2, y1) = (y3, y2, y1, y0);
            y0
        };
        for sample in samples[start + length..].iter().rev() {
            next(sample);
        }
        let kept = samples[start..start + length].iter().zip(forward.iter()).enumerate();
        for (k, (sample, causal)) in kept.rev() {
            let mut sum = next(sample);
            for lane in 0..LANES {
                sum[lane] += causal[lane];
            }
            take(k, sum);
        }
    }
}

/// [`LANES`] lines, and a buffer; to be used again and again.
#[derive(Default)]
pub(super) struct Lines {
    /// Of all lines the first sample, then the second, …: at least one.
    pub samples: Vec<Singles>,
    /// Results of the direction forward.
    forward: Vec<Lanes>,
}

#[inline(always)]
fn step(n: &[f64; 4], x: [&Lanes; 4], d: &[f64; 4], y: [&Lanes; 4]) -> Lanes {
    let mut to = [0.0; LANES];
    for l in 0..LANES {
        let fed = x[0][l] * n[0] + x[1][l] * n[1] + x[2][l] * n[2] + x[3][l] * n[3];
        to[l] = fed - (y[0][l] * d[0] + y[1][l] * d[1] + y[2][l] * d[2] + y[3][l] * d[3]);
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(recursion: &Recursion, line: impl Fn(usize) -> f32) -> Vec<f64> {
        let mut lines = Lines { samples: (0..201).map(|k| [line(k); LANES]).collect(), forward: vec![] };
        let mut results = vec![f64::NAN; 201];
        recursion.run(&mut lines, [0, 201], |k, lanes| results[k] = lanes[0]);
        results
    }

    #[test]
    fn moments_are_those_of_the_gaussian() {
        for sigma in [0.7, 2.0, 4.0] {
            let smooth = response(&Recursion::smooth(sigma), |k| f32::from(u8::from(k == 100)));
            assert!((smooth.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            let bent = response(&Recursion::second_derivative(sigma, 1.0), |k| f32::from(u8::from(k == 100)));
            let second: f64 = bent.iter().enumerate().map(|(k, v)| (k as f64 - 100.0).powi(2) * v).sum();
            assert!(bent.iter().sum::<f64>().abs() < 1e-9 && (second - 2.0).abs() < 1e-6, "{second}");
        }
    }

    #[test]
    fn a_constant_stays_at_the_ends() {
        let flat = response(&Recursion::smooth(3.0), |_| 7.0);
        assert!(flat.iter().all(|v| (v - 7.0).abs() < 1e-9));
        let bent = response(&Recursion::second_derivative(3.0, 1.0), |_| 7.0);
        assert!(bent.iter().all(|v| v.abs() < 1e-9));
    }
}
