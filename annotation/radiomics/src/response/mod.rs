//! Response maps of convolutional filters (IBSI 2, arXiv 2006.05470).

mod angle;
mod bank;
mod boundary;
mod convolve;
mod domain;
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
