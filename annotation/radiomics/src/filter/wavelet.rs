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

impl Block {
    /// Adds `Σ_k f_k x_{n + F − 1 − k}` along `axis` to row (y, z) of low and high pass.
    fn pass(&self, axis: usize, y: usize, z: usize, pairs: &[(f64, f64)], low: &mut [f64], high: &mut [f64]) {
        let stride = [1, self.size[0], self.size[0] * self.size[1]];
        let start = y * stride[1] + z * stride[2];
        for (k, (l, h)) in pairs.iter().enumerate() {
            let row = &self.data[start + (pairs.len() - 1 - k) * stride[axis]..];
            for ((low, high), x) in low.iter_mut().zip(high.iter_mut()).zip(row) {
                *low += l * x;
                *high += h * x;
            }
        }
    }
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
        let mut block = self.unroll(source, self.reach());
        for _ in 0..self.start_level {
            block = self.axes().into_iter().fold(block, |block, axis| self.split(&block, axis).0);
        }
        let mut images = Vec::new();
        for level in self.start_level + 1..levels {
            let offset = (levels - level) * (self.low.len() / 2 - 1);
            let (next, details) = self.bands(block, &self.axes(), offset, source.roi);
            images.extend(details);
            let Some(next) = next else { return images };
            block = next;
        }
        let mut bands = self.last_bands(block, &self.axes(), source.roi);
        bands.rotate_left(1);
        images.extend(bands);
        images
    }

    /// LLL as a block, and the values of LLH, LHL, … HHH.
    fn bands(
        &self,
        block: Block,
        axes: &[usize],
        offset: usize,
        roi: &Roi,
    ) -> (Option<Block>, Vec<Vec<f64>>) {
        let [axis, rest @ ..] = axes else { return (Some(block), Vec::new()) };
        let (low, high) = self.split(&block, *axis);
        drop(block);
        let (approximation, mut values) = self.bands(low, rest, offset, roi);
        let (first, others) = self.bands(high, rest, offset, roi);
        values.extend(first.map(|band| self.pick(&band, offset, roi)));
        values.extend(others);
        (approximation, values)
    }

    /// Values of LLL, LLH, … HHH: the last split is of the region's voxels alone.
    fn last_bands(&self, block: Block, axes: &[usize], roi: &Roi) -> Vec<Vec<f64>> {
        match axes {
            [] => vec![self.pick(&block, 0, roi)],
            [axis] => self.split_region(&block, *axis, roi).into(),
            [axis, rest @ ..] => {
                let (low, high) = self.split(&block, *axis);
                drop(block);
                [low, high].into_iter().flat_map(|block| self.last_bands(block, rest, roi)).collect()
            }
        }
    }

    /// Low and high pass along `axis`. The block becomes F − 1 voxels shorter for
    /// F taps.
    fn split(&self, block: &Block, axis: usize) -> (Block, Block) {
        let pairs = self.pairs();
        let mut size = block.size;
        size[axis] -= pairs.len() - 1;
        let [nx, ny, _] = size;
        let empty = || vec![0.0; size.iter().product()];
        let (mut low, mut high) = (empty(), empty());
        let planes = low.par_chunks_mut(nx * ny).zip(high.par_chunks_mut(nx * ny)).enumerate();
        planes.for_each(|(z, (low, high))| {
            for (y, (low, high)) in low.chunks_mut(nx).zip(high.chunks_mut(nx)).enumerate() {
                block.pass(axis, y, z, &pairs, low, high);
            }
        });
        (Block { size, data: low }, Block { size, data: high })
    }

    /// The same at the region's voxels; its box is all that is left.
    fn split_region(&self, block: &Block, axis: usize, roi: &Roi) -> [Vec<f64>; 2] {
        let pairs = self.pairs();
        let [nx, ny, _] = roi.size;
        let mut values = [0, 1].map(|_| vec![0.0; roi.values.len()]);
        let [low, high] = &mut values;
        let planes = roi.planes(low).into_par_iter().zip(roi.planes(high)).enumerate();
        let rows = || [0, 1].map(|_| vec![0.0; nx]);
        planes.for_each_init(rows, |[low, high], (z, (lows, highs))| {
            let (mut lows, mut highs) = (lows.iter_mut(), highs.iter_mut());
            for (y, inside) in roi.inside[z * nx * ny..].chunks(nx).take(ny).enumerate() {
                low.fill(0.0);
                high.fill(0.0);
                block.pass(axis, y, z, &pairs, low, high);
                for (row, kept) in [(&*low, &mut lows), (&*high, &mut highs)] {
                    let inside = row.iter().zip(inside).filter(|(_, inside)| **inside);
                    inside.zip(kept).for_each(|((value, _), kept)| *kept = *value);
                }
            }
        });
        values
    }

    /// Taps of low and high pass: `high_k = (−1)^{k+1} low_{F−1−k}`, which makes
    /// them quadrature mirrors.
    fn pairs(&self) -> Vec<(f64, f64)> {
        let taps = self.low.len();
        let high = |k: usize| self.low[taps - 1 - k] * if k.is_multiple_of(2) { -1.0 } else { 1.0 };
        (0..taps).map(|k| (self.low[k], high(k))).collect()
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
