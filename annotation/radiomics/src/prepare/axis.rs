//! Where the voxels of one grid lie on another, axis by axis.
//!
//! The arithmetic follows `ITK`'s order of operations: new voxels often fall
//! exactly between two old ones, and the last bit decides which is nearer.

use workbench_core::Geometry;

/// Largest difference between direction cosines of parallel axes.
const PARALLEL: f64 = 1e-6;

/// Whether the axes of two grids point the same way.
pub(super) fn parallel(a: &Geometry, b: &Geometry) -> bool {
    let pairs = a.direction.iter().flatten().zip(b.direction.iter().flatten());
    pairs.into_iter().all(|(a, b)| (a - b).abs() <= PARALLEL)
}

/// Voxel units of `grid` along `axis` of a patient position.
pub(super) fn along(grid: &Geometry, axis: usize, point: [f64; 3]) -> f64 {
    let per_mm = 1.0 / grid.spacing[axis];
    (0..3).map(|k| grid.direction[axis][k] * per_mm * (point[k] - grid.origin[k])).sum()
}

/// Voxel units of `source` along `axis` for each voxel of `target` along that
/// axis; `None` outside the source, whose voxels reach half a voxel around
/// their centres. The grids' axes must be parallel.
pub(super) fn positions(target: &Geometry, source: &Geometry, axis: usize) -> Vec<Option<f64>> {
    let at = |index: usize| {
        let mut voxel = [0.0; 3];
        voxel[axis] = index as f64;
        along(source, axis, target.to_patient(voxel))
    };
    let n = target.size[axis];
    let tilted = source.direction.iter().flatten().any(|cosine| cosine.fract() != 0.0);
    let (first, end) = (at(0), at(n));
    (0..n)
        .map(|index| {
            // ITK walks rows between their two ends.
            let x = if axis == 0 { first + index as f64 / n as f64 * (end - first) } else { at(index) };
            let x = if tilted { settle(x) } else { x };
            (x >= -0.5 && x < source.size[axis] as f64 - 0.5).then_some(x)
        })
        .collect()
}

/// Without the rounding errors of a tilted grid, so that halfway is halfway
/// for every voxel of a row.
fn settle(x: f64) -> f64 {
    const STEPS: f64 = (1_u64 << 30) as f64;
    (x * STEPS).round() / STEPS
}

/// Index of the voxel that is nearest to `x`; halfway, the larger.
pub(super) fn nearest(x: f64) -> usize {
    (x + 0.5).floor().max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halfway_is_the_larger_in_any_direction() {
        let mut source = Geometry::axis_aligned([40, 40, 40], [1.0; 3], [-10.3, 5.7, 3.1]);
        let (sin, cos) = 0.3_f64.sin_cos();
        for direction in [source.direction, [[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]]] {
            source.direction = direction;
            let mut target = source.clone();
            (target.size, target.spacing) = ([21; 3], [2.0; 3]);
            target.origin = source.to_patient([0.5; 3]);
            for axis in 1..3 {
                let found: Vec<_> =
                    positions(&target, &source, axis).iter().map(|x| x.map(nearest)).collect();
                if direction[0][0] < 1.0 {
                    assert_eq!(found[..3], [Some(1), Some(3), Some(5)]);
                }
                assert_eq!(found[20], None, "outside");
            }
        }
    }
}
