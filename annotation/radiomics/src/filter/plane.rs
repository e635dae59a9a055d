//! Recursion along and across the rows of a plane.

use super::recursive::{LANES, Lines, Recursion, Singles};

/// Rows one after the other, and buffers; to be used again and again.
#[derive(Default)]
pub(super) struct Plane {
    pub rows: Vec<f32>,
    /// Between two passes.
    pub half: Vec<f32>,
    lines: Lines,
    results: Vec<Singles>,
}

impl Plane {
    /// Filters rows of `nx` voxels along themselves, in place; `length` voxels of
    /// each are kept from `start`.
    pub fn along(&mut self, nx: usize, recursion: &Recursion, [start, length]: [usize; 2]) {
        let Self { rows, lines, results, .. } = self;
        let arch = pulp::Arch::new();
        results.resize(length, [0.0; LANES]);
        let count = rows.len() / nx;
        for row in (0..count).step_by(LANES) {
            let lane: [&[f32]; LANES] =
                std::array::from_fn(|lane| &rows[(row + lane).min(count - 1) * nx..][..nx]);
            // Turned about outside the wide instructions: theirs for it are slower than none.
            lines.samples.clear();
            lines.samples.extend((0..nx).map(|x| std::array::from_fn(|k| lane[k][x])));
            arch.dispatch(Along { lines, results, recursion, keep: [start, length] });
            // Rows become shorter, so that those not yet read are not written over.
            for (lane, row) in
                rows[row * length..].chunks_mut(length).take(LANES.min(count - row)).enumerate()
            {
                for (value, result) in row.iter_mut().zip(&*results) {
                    *value = result[lane];
                }
            }
        }
        rows.truncate(count * length);
    }

    /// Filters lines through the rows, of `nx` voxels each, into `kept`: `keep`
    /// says how many rows from which.
    pub fn across(&mut self, nx: usize, recursion: &Recursion, keep: [usize; 2], kept: &mut [f32]) {
        let Self { rows, lines, .. } = self;
        pulp::Arch::new().dispatch(Across { rows, lines, nx, kept, recursion, keep });
    }
}

/// The recursion with the machine's widest vector instructions.
struct Along<'a> {
    lines: &'a mut Lines,
    results: &'a mut [Singles],
    recursion: &'a Recursion,
    keep: [usize; 2],
}

impl pulp::NullaryFnOnce for Along<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { lines, results, recursion, keep } = self;
        recursion.run(lines, keep, |k, lanes| results[k] = lanes.map(|value| value as f32));
    }
}

/// The same through rows that lie side by side.
struct Across<'a> {
    rows: &'a [f32],
    lines: &'a mut Lines,
    nx: usize,
    kept: &'a mut [f32],
    recursion: &'a Recursion,
    keep: [usize; 2],
}

impl pulp::NullaryFnOnce for Across<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { rows, lines, nx, kept, recursion, keep } = self;
        for x in (0..nx).step_by(LANES) {
            // The last lanes go over some that are done, rather than over the end.
            let x = x.min(nx.saturating_sub(LANES));
            let width = LANES.min(nx);
            lines.samples.clear();
            lines.samples.extend(rows.chunks_exact(nx).map(|row| singles(&row[x..x + width])));
            recursion.run(lines, keep, |k, lanes| {
                let lanes = lanes.map(|value| value as f32);
                let row = &mut kept[k * nx + x..][..width];
                match row.first_chunk_mut() {
                    Some(all) => *all = lanes,
                    None => row.copy_from_slice(&lanes[..width]),
                }
            });
        }
    }
}

/// Up to [`LANES`] values; lanes without one are 0.
#[inline(always)]
fn singles(values: &[f32]) -> Singles {
    if let Some(all) = values.first_chunk::<LANES>() {
        return *all;
    }
    let mut some = [0.0; LANES];
    some[..values.len()].copy_from_slice(values);
    some
}
