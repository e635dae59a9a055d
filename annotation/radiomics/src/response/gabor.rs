//! Gabor filter in a plane (IBSI 2, Q88H).

use rayon::prelude::*;
use rustfft::num_complex::Complex64;

use super::boundary::Boundary;
use super::plane::Plane;
use super::pool::{Pool, Pooling};

/// What is kept of the complex response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its length.
    Modulus,
    /// Its real part.
    Real,
    /// Its imaginary part.
    Imaginary,
    /// Its angle, radians from −π to π.
    Phase,
}

/// `exp(−(x'² + γ² y'²) / 2σ² + 2πi x' / λ)`, x' and y' turned by θ from the
/// first towards the second axis of the plane.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gabor {
    /// Standard deviation along x', mm.
    pub sigma: f64,
    /// Wavelength, mm.
    pub lambda: f64,
    /// Aspect ratio γ.
    pub gamma: f64,
    /// Orientations, radians.
    pub angles: Vec<f64>,
    /// Whether the planes across y and across x are filtered as well.
    pub orthogonal: bool,
    /// How orientations and planes become one.
    pub pooling: Pooling,
    /// What is kept.
    pub part: Part,
    /// Half the kernel's extent in standard deviations of its wider axis.
    pub truncate: f64,
}

/// Axes of a slice and the axis across it.
const AXIAL: [usize; 3] = [0, 1, 2];
const PLANES: [[usize; 3]; 3] = [AXIAL, [0, 2, 1], [1, 2, 0]];

impl Gabor {
    /// Voxels that the kernel spans along an axis.
    pub fn length(&self, spacing: f64) -> f64 {
        let reach = self.truncate * self.sigma * self.gamma.recip().max(1.0);
        1.0 + 2.0 * (reach / spacing + 0.5).floor()
    }

    /// Axes that are filtered.
    pub fn axes(&self) -> usize {
        if self.orthogonal { 3 } else { 2 }
    }

    /// The response, pooled over orientations and planes.
    pub fn apply(&self, image: &[f64], size: [usize; 3], spacing: [f64; 3], boundary: Boundary) -> Vec<f64> {
        let planes = if self.orthogonal { &PLANES[..] } else { &PLANES[..1] };
        let angles = self.distinct();
        let mut pool = Pool::new(self.pooling);
        for axes in planes {
            let [u, v, w] = *axes;
            let radius = [u, v].map(|axis| (self.length(spacing[axis]) / 2.0) as usize);
            let plane = Plane::new([size[u], size[v]], radius, boundary);
            let kernels: Vec<_> = angles
                .iter()
                .map(|theta| {
                    plane.kernel(|x, y| self.value(*theta, x as f64 * spacing[u], y as f64 * spacing[v]))
                })
                .collect();
            let stride = [1, size[0], size[0] * size[1]];
            // One list of maps a slice: rows of slices do not lie together in the image.
            let slices: Vec<Vec<f64>> = (0..size[w])
                .into_par_iter()
                .map_init(
                    || plane.desk(),
                    |desk, at| {
                        let read = |x: usize, y: usize| image[x * stride[u] + y * stride[v] + at * stride[w]];
                        let slice = plane.slice(desk, boundary.constant(), read);
                        let mut pool = Pool::new(self.pooling);
                        for kernel in &kernels {
                            let rows = plane.convolve(desk, &slice, kernel);
                            let map: Vec<f64> = rows.flatten().map(|value| self.part.of(*value)).collect();
                            pool.add(&map, 1.0);
                        }
                        pool.finish()
                    },
                )
                .collect();
            let mut map = vec![0.0; image.len()];
            map.par_chunks_mut(size[0]).enumerate().for_each(|(row, out)| {
                for (x, value) in out.iter_mut().enumerate() {
                    let voxel = [x, row % size[1], row / size[1]];
                    *value = slices[voxel[w]][voxel[u] + voxel[v] * size[u]];
                }
            });
            pool.add(&map, 1.0);
        }
        pool.finish()
    }

    /// The orientations that are worth computing: a half turn gives the
    /// conjugate, of the same length and real part.
    fn distinct(&self) -> Vec<f64> {
        use std::f64::consts::PI;
        let half = self.angles.len() / 2;
        let paired = self.angles.len().is_multiple_of(2)
            && (0..half).all(|k| (self.angles[k + half] - self.angles[k] - PI).abs() < 1e-9);
        let even = matches!(self.part, Part::Modulus | Part::Real);
        self.angles[..if paired && even { half } else { self.angles.len() }].to_vec()
    }

    /// The kernel at a place in the plane, mm.
    fn value(&self, theta: f64, x: f64, y: f64) -> Complex64 {
        let (sin, cos) = theta.sin_cos();
        let (along, across) = (x * cos + y * sin, y * cos - x * sin);
        let width =
            (along * along + self.gamma * self.gamma * across * across) / (2.0 * self.sigma * self.sigma);
        Complex64::from_polar((-width).exp(), std::f64::consts::TAU * along / self.lambda)
    }
}

impl Part {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "modulus" | "magnitude" | "abs" | "amplitude" => Self::Modulus,
            "real" => Self::Real,
            "imaginary" | "imag" => Self::Imaginary,
            "phase" | "angle" | "argument" => Self::Phase,
            _ => return None,
        })
    }

    fn of(self, value: Complex64) -> f64 {
        match self {
            Self::Modulus => value.norm(),
            Self::Real => value.re,
            Self::Imaginary => value.im,
            Self::Phase => value.arg(),
        }
    }
}
