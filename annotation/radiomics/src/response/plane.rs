//! Convolution of slices with complex kernels, by Fourier transform.

use std::sync::Arc;

use rustfft::num_complex::Complex64;
use rustfft::{Fft, FftPlanner};

use super::boundary::Boundary;
use super::spectrum::transpose;

/// Transforms of slices of one size and what surrounds them.
pub(super) struct Plane {
    /// Voxels of a slice: columns, rows.
    size: [usize; 2],
    /// Voxels that kernels reach to either side.
    radius: [usize; 2],
    /// Places that stand for each column and row of the transform.
    places: [Vec<Option<usize>>; 2],
    forward: [Arc<dyn Fft<f64>>; 2],
    inverse: [Arc<dyn Fft<f64>>; 2],
}

/// Buffers of one thread.
pub(super) struct Desk {
    work: Vec<Complex64>,
    turned: Vec<Complex64>,
    scratch: Vec<Complex64>,
}

impl Plane {
    pub fn new(size: [usize; 2], radius: [usize; 2], boundary: Boundary) -> Self {
        let wide = [0, 1].map(|axis| smooth(size[axis] + 2 * radius[axis]));
        // What a kernel does not reach may hold anything.
        let places = [0, 1].map(|axis| {
            let place = |at: usize| boundary.place(at as isize - radius[axis] as isize, size[axis]);
            (0..wide[axis]).map(place).collect()
        });
        let mut planner = FftPlanner::new();
        let forward = wide.map(|n| planner.plan_fft_forward(n));
        let inverse = wide.map(|n| planner.plan_fft_inverse(n));
        Self { size, radius, places, forward, inverse }
    }

    /// Columns and rows of the transform.
    fn wide(&self) -> [usize; 2] {
        [self.places[0].len(), self.places[1].len()]
    }

    pub fn desk(&self) -> Desk {
        let [nx, ny] = self.wide();
        let ffts = self.forward.iter().chain(&self.inverse);
        let most = ffts.map(|fft| fft.get_inplace_scratch_len()).max().unwrap_or(0);
        let empty = |n| vec![Complex64::default(); n];
        Desk { work: empty(nx * ny), turned: empty(nx * ny), scratch: empty(most) }
    }

    /// Transform of a kernel given by its value at (column, row) from its
    /// centre, ready for [`convolve`](Self::convolve).
    pub fn kernel(&self, value: impl Fn(isize, isize) -> Complex64) -> Vec<Complex64> {
        let [nx, ny] = self.wide();
        let mut desk = self.desk();
        let radius = self.radius.map(|r| r as isize);
        for y in -radius[1]..=radius[1] {
            for x in -radius[0]..=radius[0] {
                let [column, row] = [x.rem_euclid(nx as isize), y.rem_euclid(ny as isize)];
                desk.work[row as usize * nx + column as usize] = value(x, y);
            }
        }
        self.transform(&mut desk);
        let scale = 1.0 / (nx * ny) as f64;
        desk.turned.iter().map(|value| value * scale).collect()
    }

    /// Transform of a slice that is read by column and row.
    pub fn slice(
        &self,
        desk: &mut Desk,
        constant: f64,
        read: impl Fn(usize, usize) -> f64,
    ) -> Vec<Complex64> {
        let [nx, _] = self.wide();
        for (row, y) in desk.work.chunks_mut(nx).zip(&self.places[1]) {
            for (value, x) in row.iter_mut().zip(&self.places[0]) {
                let found = x.zip(*y).map_or(constant, |(x, y)| read(x, y));
                *value = Complex64::from(found);
            }
        }
        self.transform(desk);
        desk.turned.clone()
    }

    /// `work` to `turned`.
    fn transform(&self, desk: &mut Desk) {
        let [nx, _] = self.wide();
        self.forward[0].process_with_scratch(&mut desk.work, &mut desk.scratch);
        transpose(&desk.work, &mut desk.turned, nx);
        self.forward[1].process_with_scratch(&mut desk.turned, &mut desk.scratch);
    }

    /// The slice convolved with the kernel, row by row.
    pub fn convolve<'d>(
        &self,
        desk: &'d mut Desk,
        slice: &[Complex64],
        kernel: &[Complex64],
    ) -> impl Iterator<Item = &'d [Complex64]> {
        let [nx, ny] = self.wide();
        let pairs = desk.turned.iter_mut().zip(slice.iter().zip(kernel));
        pairs.for_each(|(value, (a, b))| *value = a * b);
        self.inverse[1].process_with_scratch(&mut desk.turned, &mut desk.scratch);
        transpose(&desk.turned, &mut desk.work, ny);
        let [first, last] = [self.radius[1], self.radius[1] + self.size[1]];
        // The other rows are not part of the slice.
        self.inverse[0].process_with_scratch(&mut desk.work[first * nx..last * nx], &mut desk.scratch);
        let (left, width) = (self.radius[0], self.size[0]);
        desk.work[first * nx..last * nx].chunks(nx).map(move |row| &row[left..left + width])
    }
}

/// The next number that has no prime factor above 5: quick to transform.
fn smooth(n: usize) -> usize {
    let rest = |mut n: usize| {
        for prime in [2, 3, 5] {
            while n.is_multiple_of(prime) {
                n /= prime;
            }
        }
        n
    };
    (n..).find(|n| rest(*n) == 1).unwrap_or(n)
}
