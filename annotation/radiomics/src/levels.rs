//! Discretisation (IBSI 2.7): intensities to grey levels from 1, once for all
//! classes, and the levels laid out on a padded grid.

use crate::accumulate::extremes;
use crate::error::{RadiomicsError, Result};
use crate::roi::Roi;
use crate::settings::{Bins, MAX_LEVELS};

/// Grey levels of the region's voxels in storage order.
pub(crate) struct Levels {
    /// Grey level of each voxel, from 1.
    pub of_voxel: Vec<u16>,
    /// Voxels of each level; index 0 is unused and the last is the largest
    /// level present.
    pub histogram: Vec<u64>,
}

impl Levels {
    /// Cuts `values` (finite, at least one) into bins.
    ///
    /// # Errors
    /// When a bin width gives more than [`MAX_LEVELS`] levels.
    pub fn discretise(values: &[f64], bins: Bins) -> Result<Self> {
        let [minimum, maximum] = extremes(values);
        let edges = match bins {
            Bins::Width(width) => Edges::of_width(width, minimum, maximum)?,
            Bins::Count(count) => Edges::of_count(count, minimum, maximum),
        };
        let mut levels = vec![0; values.len()];
        if edges.are_apart(maximum) {
            pulp::Arch::new().dispatch(Fast { edges: &edges, values, levels: &mut levels });
        } else {
            levels.iter_mut().zip(values).for_each(|(level, value)| *level = edges.level(*value));
        }
        Ok(Self::of(levels))
    }

    /// Levels that are known, each at least 1.
    pub fn of(of_voxel: Vec<u16>) -> Self {
        let largest = of_voxel.iter().copied().max().unwrap_or(1);
        let mut histogram = vec![0_u64; usize::from(largest) + 1];
        for level in &of_voxel {
            histogram[usize::from(*level)] += 1;
        }
        Self { of_voxel, histogram }
    }

    /// Largest level present: `Ng`.
    pub fn largest(&self) -> usize {
        self.histogram.len() - 1
    }

    /// Levels that have voxels, ascending, with their counts.
    pub fn present(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        self.histogram.iter().copied().enumerate().filter(|(_, count)| *count > 0)
    }
}

/// Equally spaced lower edges `low + k * step`; the number of edges not above
/// a value is its level. Edges are computed, not accumulated, so that values
/// on an edge fall where `numpy` puts them.
struct Edges {
    low: f64,
    step: f64,
    /// 1 / `step`.
    per_step: f64,
    count: usize,
    /// `numpy.linspace` multiplies, then adds; `arange` steps by the rounded
    /// difference of its first two values. Both are `low + k * step`.
    last_is_open: bool,
}

impl Edges {
    fn of_width(width: f64, minimum: f64, maximum: f64) -> Result<Self> {
        let low = minimum - minimum.rem_euclid(width);
        let levels = ((maximum - low) / width).floor() + 1.0;
        if levels.is_nan() || levels > MAX_LEVELS as f64 {
            let advice = ((maximum - minimum) / (MAX_LEVELS - 2) as f64).max(width);
            return Err(RadiomicsError::TooManyLevels {
                width,
                minimum,
                maximum,
                levels,
                limit: MAX_LEVELS,
                advice,
            });
        }
        let step = (low + width) - low;
        Ok(Self { low, step, per_step: 1.0 / step, count: levels as usize + 1, last_is_open: false })
    }

    fn of_count(count: u32, minimum: f64, maximum: f64) -> Self {
        let (low, high) =
            if minimum == maximum { (minimum - 0.5, maximum + 0.5) } else { (minimum, maximum) };
        let step = (high - low) / f64::from(count);
        Self { low, step, per_step: 1.0 / step, count: count as usize, last_is_open: true }
    }

    /// Whether edges up to `high` are so far apart that rounding cannot take a
    /// value past more than one of them.
    fn are_apart(&self, high: f64) -> bool {
        self.step > 64.0 * f64::EPSILON * (self.low.abs() + high.abs())
    }

    fn level(&self, value: f64) -> u16 {
        let edge = |k: usize| k as f64 * self.step + self.low;
        // Close enough: the edges decide.
        let mut k = (((value - self.low) * self.per_step) as usize).min(self.count);
        while k > 0 && edge(k) > value {
            k -= 1;
        }
        while k < self.count && edge(k + 1) <= value {
            k += 1;
        }
        let level = if self.last_is_open { (k + 1).min(self.count) } else { k + 1 };
        u16::try_from(level).unwrap_or(u16::MAX)
    }
}

/// [`Edges::level`] of many values, with the machine's widest vector instructions.
struct Fast<'a> {
    edges: &'a Edges,
    values: &'a [f64],
    levels: &'a mut [u16],
}

impl pulp::NullaryFnOnce for Fast<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Edges { low, step, per_step, count, last_is_open } = *self.edges;
        let count = count as f64;
        let highest = if last_is_open { count } else { (count + 1.0).min(f64::from(u16::MAX)) };
        for (level, value) in self.levels.iter_mut().zip(self.values) {
            // To the nearest whole number, which is at most one too high or too low.
            let k = ((value - low) * per_step + WHOLE) - WHOLE;
            let k = k - if k * step + low > *value { 1.0 } else { 0.0 };
            let k = k + if (k + 1.0) * step + low <= *value { 1.0 } else { 0.0 };
            // The last bits of such a sum are the whole number.
            *level = ((k + 1.0).min(highest) + WHOLE).to_bits() as u16;
        }
    }
}

/// From here on doubles are whole numbers, one apart.
const WHOLE: f64 = (1_u64 << 52) as f64;

/// Voxels that loops over a row may take at once.
pub(crate) const BLOCK: usize = 16;

/// Grey levels on the region's box with a border of zeros; 0 is outside.
pub(crate) struct LevelGrid {
    /// Grey levels, x fastest; at the end [`BLOCK`] zeros more.
    pub data: Vec<u16>,
    /// Distance in `data` of a step along x, y, z.
    pub stride: [usize; 3],
    /// Part of each row that holds the region: first voxel, and one past the last.
    pub rows: Vec<Row>,
    /// Largest grey level.
    pub largest: usize,
    /// Voxels of each level, from 0 to the largest.
    pub histogram: Vec<u64>,
    /// Voxels of the box along x, y, z, without the border.
    pub size: [usize; 3],
    /// Like `size`, but 1 across the planes that neighbours are confined to.
    pub near: [usize; 3],
}

/// The stretch of one row between its first and last voxel of the region.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    /// Position of the first voxel in the grid's data.
    pub start: usize,
    /// One past the last voxel.
    pub end: usize,
    /// Row and slice within the box.
    pub at: [usize; 2],
}

impl LevelGrid {
    /// Lays out the levels with zeros on each side, as many as neighbours at
    /// distance `reach` can need: across an axis no longer than that, fewer.
    /// `across` is the axis along which there are no neighbours, if any.
    pub fn new(roi: &Roi, levels: &Levels, reach: usize, across: Option<usize>) -> Self {
        let mut near = roi.size;
        if let Some(axis) = across {
            near[axis] = 1;
        }
        let [nx, ny, nz] = roi.size;
        let border = roi.size.map(|n| reach.min(n - 1));
        let width = nx + 2 * border[0];
        let stride = [1, width, width * (ny + 2 * border[1])];
        let mut data = vec![0_u16; stride[2] * (nz + 2 * border[2]) + BLOCK];
        let mut rows = Vec::new();
        let mut histogram = vec![0; levels.histogram.len()];
        for level in &levels.of_voxel {
            histogram[usize::from(*level)] += 1;
        }
        let mut next = levels.of_voxel.iter();
        for (row, inside) in roi.inside.chunks(nx).enumerate() {
            let at = [row % ny, row / ny];
            let origin = border[0] + (at[0] + border[1]) * stride[1] + (at[1] + border[2]) * stride[2];
            for (level, _) in data[origin..].iter_mut().zip(inside).filter(|(_, inside)| **inside) {
                *level = next.next().copied().unwrap_or(0);
            }
            if let Some(first) = inside.iter().position(|v| *v) {
                let last = inside.iter().rposition(|v| *v).unwrap_or(first);
                rows.push(Row { start: origin + first, end: origin + last + 1, at });
            }
        }
        Self { data, stride, rows, largest: levels.largest(), histogram, size: roi.size, near }
    }

    /// Distance in `data` of this offset.
    pub fn jump(&self, offset: [i32; 3]) -> isize {
        (0..3).map(|axis| offset[axis] as isize * self.stride[axis] as isize).sum()
    }

    /// The row and the same stretch moved by `jump`.
    pub fn pair(&self, row: Row, jump: isize) -> (&[u16], &[u16]) {
        let length = row.end - row.start;
        let moved = row.start.wrapping_add_signed(jump);
        (&self.data[row.start..row.end], &self.data[moved..moved + length])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn many_at_a_time_are_as_one_by_one(
            low in -5000.0..5000.0_f64,
            scale in prop_oneof![Just(1e-6), Just(1.0), Just(25.0), Just(1e4)],
            steps in proptest::collection::vec((0..300_u32, 0..3_u8), 1..60),
            bins in prop_oneof![
                (1..400_u32).prop_map(Bins::Count),
                (0.1..40.0_f64).prop_map(Bins::Width),
            ],
        ) {
            // On edges, beside them and between.
            let width = if let Bins::Width(width) = bins { width * scale } else { scale };
            let value = |(k, beside): &(u32, u8)| {
                let edge = (low / width).floor() * width + f64::from(*k) * width;
                match beside { 0 => edge, 1 => edge.next_down(), _ => edge + 0.3 * width }
            };
            let values: Vec<f64> = steps.iter().map(value).collect();
            let [minimum, maximum] = extremes(&values);
            let (bins, edges) = match bins {
                Bins::Width(_) => (Bins::Width(width), Edges::of_width(width, minimum, maximum).unwrap()),
                Bins::Count(count) => (bins, Edges::of_count(count, minimum, maximum)),
            };
            let slowly: Vec<u16> = values.iter().map(|value| edges.level(*value)).collect();
            prop_assert_eq!(Levels::discretise(&values, bins).unwrap().of_voxel, slowly);
        }
    }

    #[test]
    fn edges_that_rounding_brings_together() {
        let values = [9e15, 9e15 + 2.0, 9e15 + 4.0];
        let edges = Edges::of_width(1.5, values[0], values[2]).unwrap();
        assert!(!edges.are_apart(values[2]));
        let slowly: Vec<u16> = values.iter().map(|value| edges.level(*value)).collect();
        assert_eq!(Levels::discretise(&values, Bins::Width(1.5)).unwrap().of_voxel, slowly);
    }
}
