//! Labels, and intensities where asked for, from the nearest voxel.

use workbench_core::{Geometry, Mask};

use super::axis;

/// The mask on another grid; 0 where the mask does not reach.
pub(crate) fn onto(target: &Geometry, mask: &Mask) -> Mask {
    let data = if axis::parallel(target, &mask.geometry) {
        sample(target, &mask.geometry, |row, found| found.extend_from_slice(&mask.data[row]))
    } else {
        oblique(target, mask)
    };
    Mask { geometry: target.clone(), data }
}

/// Values of nearest voxels on `target`, 0 outside; `read` appends a row of the
/// source. The axes must be parallel.
pub(super) fn sample<T: Copy + Default>(
    target: &Geometry,
    source: &Geometry,
    read: impl Fn(std::ops::Range<usize>, &mut Vec<T>),
) -> Vec<T> {
    let [columns, rows, slices] = [0, 1, 2].map(|axis| -> Vec<Option<usize>> {
        let positions = axis::positions(target, source, axis);
        positions.into_iter().map(|x| x.map(axis::nearest)).collect()
    });
    let mut data = Vec::with_capacity(target.len());
    let mut row = Vec::new();
    for z in &slices {
        for y in &rows {
            let (Some(y), Some(z)) = (y, z) else {
                data.resize(data.len() + columns.len(), T::default());
                continue;
            };
            let start = source.index(0, *y, *z);
            row.clear();
            read(start..start + source.size[0], &mut row);
            data.extend(columns.iter().map(|x| x.map_or(T::default(), |x| row[x])));
        }
    }
    data
}

fn oblique(target: &Geometry, mask: &Mask) -> Vec<u8> {
    let [nx, ny, nz] = target.size;
    let mut data = Vec::with_capacity(target.len());
    for z in 0..nz {
        for y in 0..ny {
            for x in 0..nx {
                let point = target.to_patient([x as f64, y as f64, z as f64]);
                let voxel = [0, 1, 2].map(|axis| axis::along(&mask.geometry, axis, point));
                let inside =
                    voxel.iter().zip(mask.geometry.size).all(|(x, n)| *x >= -0.5 && *x < n as f64 - 0.5);
                let [x, y, z] = voxel.map(axis::nearest);
                data.push(if inside { mask.data[mask.geometry.index(x, y, z)] } else { 0 });
            }
        }
    }
    data
}
