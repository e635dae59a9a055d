//! Response maps of convolutional filters, as the image biomarker
//! standardisation initiative defines them (IBSI 2, arXiv 2006.05470).
//!
//! A filter file holds one filter. It says which, how many dimensions it has
//! (`dimensions: 3`, or 2 to filter each axial slice by itself) and how the
//! image goes on beyond its edges: `boundary: zero`, `nearest`, `periodic` or
//! `mirror`, or a number, the constant outside. The axes are x, y, z of the
//! voxel grid, in this order. Case, blanks, `-` and `_` do not matter.
//!
//! Mean over `support` voxels along each axis, an odd number:
//!
//! ```yaml
//! filter: mean
//! support: 15
//! boundary: zero
//! ```
//!
//! Laplacian of Gaussian, `sigma` in mm, its kernel cut off at `truncate`
//! standard deviations (4 unless said):
//!
//! ```yaml
//! filter: log
//! sigma: 3
//! truncate: 4
//! boundary: mirror
//! ```
//!
//! Laws kernels L3, E3, S3, L5, E5, S5, W5 or R5 for each axis. `pooling` makes
//! the response invariant to rotation: the largest (`max`), smallest (`min`) or
//! mean (`average`) response over the 24 right-angled orientations of the
//! kernel (4 in a slice); `none` leaves it as it is. `energy` turns responses
//! to texture energy: the mean magnitude up to this Chebyshev distance, voxels.
//!
//! ```yaml
//! filter: laws
//! kernels: E5L5S5
//! pooling: max
//! energy: 7
//! boundary: mirror
//! ```
//!
//! Gabor, `sigma` and `lambda` (wavelength) in mm, aspect ratio `gamma`,
//! orientation `theta` in degrees (or `1.05 rad`, `pi/3`) from x towards y.
//! `theta_step` instead takes every orientation of a full turn from `theta` on.
//! It filters planes: axial ones, or with `planes: orthogonal` those across y
//! and across x too. Orientations and planes become one by `pooling`
//! (`average` unless said). `response` is `modulus` unless said, or `real`,
//! `imaginary`, `phase`. The kernel ends `truncate` standard deviations (6
//! unless said) of its wider axis from the centre.
//!
//! ```yaml
//! filter: gabor
//! sigma: 10
//! lambda: 4
//! gamma: 0.5
//! theta_step: 45
//! planes: orthogonal
//! boundary: zero
//! ```
//!
//! Separable wavelets, not decimated: `bands` has L (low-pass) or H
//! (high-pass) for each axis at `level` (1 unless said), each level's filters
//! being those before with holes (à trous). `pooling` as for Laws kernels.
//! Names may be long (`daubechies 3`, `coiflet 1`).
//!
//! ```yaml
//! filter: wavelet
//! wavelet: db2
//! bands: LHL
//! level: 1
//! pooling: average
//! boundary: periodic
//! ```
//!
//! Non-separable wavelets `simoncelli`, `shannon`, `meyer` and `papadakis` (or
//! `filter: nonseparable` with the name as `wavelet`): the band of a `level`
//! (`map: B`, unless said) or all below it (`map: LL`).
//!
//! ```yaml
//! filter: simoncelli
//! level: 2
//! map: B
//! boundary: periodic
//! ```
//!
//! Riesz transform, after a Laplacian of Gaussian or a non-separable wavelet:
//! the order along each axis, [1, 0, 0] being gradient-like, [0, 2, 0] and
//! [1, 1, 0] Hessian-like. `tensor_sigma` (mm) turns the transform at each
//! voxel to the eigenvectors of the structure tensor, smoothed with this
//! Gaussian; the first axis is then the direction of the largest change.
//!
//! ```yaml
//! filter: log
//! sigma: 3
//! riesz: [0, 2, 0]
//! tensor_sigma: 2
//! boundary: mirror
//! ```
//!
//! ```
//! use radiomics::response::Spec;
//! use workbench_core::{Geometry, Volume};
//!
//! let grid = Geometry::axis_aligned([4, 4, 4], [1.0; 3], [0.0; 3]);
//! let image = Volume::new(grid, (0..64).map(|v| v as f32).collect()).unwrap();
//! let spec = Spec::from_yaml("filter: mean\nsupport: 3\nboundary: mirror").unwrap();
//! let response = spec.apply(&image).unwrap();
//! assert!((response.data[21] - 21.0).abs() < 1e-9);
//! ```
//!
//! Everything is computed in double precision, and the number of threads
//! changes no bit. Laws kernels, wavelets and Riesz transforms count voxels, not
//! mm: for voxels that are not cubes, resample first.

mod angle;
mod bank;
mod boundary;
mod convolve;
mod domain;
mod expansion;
mod field;
mod fourier;
mod gabor;
mod laws;
mod limits;
mod log;
mod mean;
mod plane;
mod pool;
mod radial;
mod read;
mod riesz;
mod spec;
mod spectrum;
mod tensor;
mod wavelet;
mod yaml;

pub use field::Field;
pub use spec::Spec;
