//! Stationary wavelet transform (S. Mallat, "A Wavelet Tour of Signal
//! Processing", 5.2) with a periodic image.

use rayon::prelude::*;
use workbench_core::{Bounds, Geometry};

use super::Source;
use crate::roi::Roi;

/// Decomposition along x, y and z, one level after the other. Levels are not
/// dilated: each transforms the approximation of the one before, as
/// `PyRadiomics` does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wavelet {
    /// Low-pass filter of the decomposition, an even number of taps.
    pub low: &'static [f64],
    /// Levels whose details are kept.
    pub level: usize,
    /// Levels before the first one kept.
    pub start_level: usize,
    /// The axis that is left as it is.
    pub across: Option<usize>,
}

/// Voxels in double precision, x fastest.
struct Block {
    size: [usize; 3],
    data: Vec<f64>,
}

impl Wavelet {
    /// Prefixes of the features. L is low-pass and H high-pass, along x, y, z:
    /// details of each level kept, then the approximation of the last.
    pub fn names(&self) -> Vec<String> {
        let level = |k: usize| if k == 1 { String::new() } else { k.to_string() };
        let axes = self.axes();
        let letter = |band: usize, bit: usize| if band >> bit & 1 == 1 { 'H' } else { 'L' };
        let letters = |band: usize| (0..axes.len()).rev().map(|bit| letter(band, bit)).collect::<String>();
        let details = (1..=self.level).flat_map(|k| {
            let letters = &letters;
            (1..1 << axes.len()).map(move |band| format!("wavelet{}-{}", level(k), letters(band)))
        });
        details.chain([format!("wavelet{}-{}", level(self.level), letters(0))]).collect()
    }

    /// The axes that are transformed, x first.
    fn axes(&self) -> Vec<usize> {
        (0..3).filter(|axis| Some(*axis) != self.across).collect()
    }

    /// Voxels looked at before and after a region: the first tap looks half a
    /// filter ahead.
    fn reach(&self) -> [usize; 2] {
        let levels = self.start_level + self.level;
        [levels * (self.low.len() / 2 - 1), levels * (self.low.len() / 2)]
    }

    /// What the images of `region` depend on; all of an axis along which the
    /// image is repeated for it.
    pub fn around(&self, grid: &Geometry, region: Bounds) -> Bounds {
        let [behind, ahead] = self.reach();
        std::array::from_fn(|axis| {
            let [first, last] = region[axis];
            let length = grid.size[axis];
            match first.checked_sub(behind) {
                _ if Some(axis) == self.across => region[axis],
                Some(first) if last + ahead < length => [first, last + ahead],
                _ => [0, length - 1],
            }
        })
    }

    /// The images in the order of [`Wavelet::names`].
    pub fn apply(&self, source: &Source) -> Vec<Vec<f64>> {
        let levels = self.start_level + self.level;
        let mut approximation = self.unroll(source, self.reach());
        let mut images = Vec::new();
        for level in 1..=levels {
            if level <= self.start_level {
                approximation = self.smooth(approximation);
                continue;
            }
            let mut bands = self.bands(approximation).into_iter();
            let Some(next) = bands.next() else { return images };
            approximation = next;
            let offset = (levels - level) * (self.low.len() / 2 - 1);
            images.extend(bands.map(|band| self.pick(&band, offset, source.roi)));
        }
        images.push(self.pick(&approximation, 0, source.roi));
        images
    }

    /// Low-pass along every axis.
    fn smooth(&self, block: Block) -> Block {
        self.axes().into_iter().fold(block, |block, axis| self.split(&block, axis).0)
    }

    /// LLL, LLH, LHL, … HHH.
    fn bands(&self, block: Block) -> Vec<Block> {
        self.axes().into_iter().fold(vec![block], |blocks, axis| {
            let both: Vec<_> = blocks.into_par_iter().map(|block| self.split(&block, axis)).collect();
            both.into_iter().flat_map(|(low, high)| [low, high]).collect()
        })
    }

    /// Low and high pass along `axis`: `y_n = Σ_k f_k x_{n + F/2 − k}` for F
    /// taps. The block becomes F − 1 voxels shorter.
    fn split(&self, block: &Block, axis: usize) -> (Block, Block) {
        let taps = self.low.len();
        // Quadrature mirror: high_k = (−1)^{k+1} low_{F−1−k}.
        let pairs: Vec<(f64, f64)> = (0..taps)
            .map(|k| (self.low[k], self.low[taps - 1 - k] * if k % 2 == 0 { -1.0 } else { 1.0 }))
            .collect();
        let mut size = block.size;
        size[axis] -= taps - 1;
        let stride = [1, block.size[0], block.size[0] * block.size[1]];
        let [nx, ny, _] = size;
        let empty = || vec![0.0; size.iter().product()];
        let (mut low, mut high) = (empty(), empty());
        let planes = low.par_chunks_mut(nx * ny).zip(high.par_chunks_mut(nx * ny)).enumerate();
        planes.for_each(|(z, (low, high))| {
            for (y, (low, high)) in low.chunks_mut(nx).zip(high.chunks_mut(nx)).enumerate() {
                let start = y * stride[1] + z * stride[2];
                for (k, (l, h)) in pairs.iter().enumerate() {
                    let row = &block.data[start + (taps - 1 - k) * stride[axis]..][..nx];
                    for ((low, high), x) in low.iter_mut().zip(high.iter_mut()).zip(row) {
                        *low += l * x;
                        *high += h * x;
                    }
                }
            }
        });
        (Block { size, data: low }, Block { size, data: high })
    }

    /// The region's box with `behind` voxels before and `ahead` voxels after it on
    /// each axis, from the image repeated for ever. An axis of odd length has its
    /// first voxel repeated at its end before that.
    fn unroll(&self, source: &Source, [behind, ahead]: [usize; 2]) -> Block {
        let (roi, geometry) = (source.roi, &source.image.geometry);
        let places: [Vec<usize>; 3] = std::array::from_fn(|axis| {
            let length = geometry.size[axis];
            let (behind, ahead) = if Some(axis) == self.across { (0, 0) } else { (behind, ahead) };
            let period = length + length % 2;
            let turns = behind.div_ceil(period) * period;
            let first = roi.origin[axis] + turns - behind;
            (first..first + behind + roi.size[axis] + ahead).map(|at| at % period % length).collect()
        });
        let size = places.each_ref().map(Vec::len);
        let mut data = Vec::with_capacity(size.iter().product());
        for z in &places[2] {
            for y in &places[1] {
                let row = geometry.index(0, *y, *z);
                data.extend(places[0].iter().map(|x| source.image.at(row + x)));
            }
        }
        Block { size, data }
    }

    /// Values at the region's voxels; its box starts at `offset` on each axis.
    fn pick(&self, block: &Block, offset: usize, roi: &Roi) -> Vec<f64> {
        let [nx, ny, _] = roi.size;
        let at: [usize; 3] = std::array::from_fn(|axis| if Some(axis) == self.across { 0 } else { offset });
        let mut values = Vec::with_capacity(roi.values.len());
        for (row, inside) in roi.inside.chunks(nx).enumerate() {
            let (y, z) = (row % ny + at[1], row / ny + at[2]);
            let from = at[0] + (y + z * block.size[1]) * block.size[0];
            let voxels = block.data[from..from + nx].iter().zip(inside);
            values.extend(voxels.filter(|(_, inside)| **inside).map(|(value, _)| *value));
        }
        values
    }
}
