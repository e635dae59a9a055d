//! Which earlier neighbours of equal level a voxel must be joined with.

use crate::levels::{BLOCK, LevelGrid, Row};

/// Earlier neighbours, x, y, z from the voxel. Of two that touch each other and
/// have the voxel's level the later in this list is left out: whoever joins the
/// voxel with the first joins it with both, since these two are joined already.
const EARLIER: [[isize; 3]; 13] = [
    [-1, 0, 0],
    [0, -1, 0],
    [0, 0, -1],
    [0, 1, -1],
    [0, -1, -1],
    [-1, -1, 0],
    [1, -1, 0],
    [-1, 0, -1],
    [1, 0, -1],
    [-1, 1, -1],
    [1, 1, -1],
    [-1, -1, -1],
    [1, -1, -1],
];

/// Neighbours of the voxels of a grid.
pub(super) struct Links {
    /// Distance in the grid's data back to each of [`EARLIER`].
    back: [usize; 13],
    /// All bits where there is such a neighbour.
    there_is: [u16; 13],
}

impl Links {
    /// Neighbours along those axes that the grid has them along.
    pub fn new(grid: &LevelGrid) -> Self {
        let there_is = |k: usize| (0..3).all(|axis| EARLIER[k][axis] == 0 || grid.near[axis] > 1);
        let back = |k: usize| {
            let jump: isize = (0..3).map(|axis| EARLIER[k][axis] * grid.stride[axis] as isize).sum();
            if there_is(k) { jump.unsigned_abs() } else { 0 }
        };
        Self {
            back: std::array::from_fn(back),
            there_is: std::array::from_fn(|k| if there_is(k) { u16::MAX } else { 0 }),
        }
    }

    /// Distances back to the neighbours whose bits are set.
    #[inline(always)]
    pub fn linked(&self, mut bits: u16) -> impl Iterator<Item = usize> {
        std::iter::from_fn(move || {
            let first = bits.trailing_zeros() as usize;
            bits &= bits.wrapping_sub(1);
            self.back.get(first).copied()
        })
    }

    /// Of each voxel of a row the neighbours to be joined with, bit by bit; a voxel
    /// outside the region has nonsense.
    pub fn of_row(&self, data: &[u16], row: Row, links: &mut Vec<u16>) {
        let blocks = (row.end - row.start).div_ceil(BLOCK);
        links.resize(blocks * BLOCK, 0);
        pulp::Arch::new().dispatch(OfRow { links: self, data, row, found: links });
    }
}

/// [`Links::of_row`] with the machine's widest vector instructions.
struct OfRow<'a> {
    links: &'a Links,
    data: &'a [u16],
    row: Row,
    found: &'a mut [u16],
}

impl pulp::NullaryFnOnce for OfRow<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { links: Links { back, there_is }, data, row, found } = self;
        let (blocks, _) = found.as_chunks_mut::<BLOCK>();
        for (found, from) in blocks.iter_mut().zip((row.start..).step_by(BLOCK)) {
            let Some(here) = data[from..].first_chunk::<BLOCK>() else { return };
            let mut equal = [[0_u16; BLOCK]; 13];
            for ((equal, back), there_is) in equal.iter_mut().zip(back).zip(there_is) {
                let Some(there) = data[from - back..].first_chunk::<BLOCK>() else { return };
                for x in 0..BLOCK {
                    equal[x] = u16::from(here[x] == there[x]).wrapping_neg() & there_is;
                }
            }
            let [w, n, d, s, dn, nw, ne, dw, de, sw, se, dnw, dne] = &equal;
            for x in 0..BLOCK {
                found[x] = chosen([
                    w[x], n[x], d[x], s[x], dn[x], nw[x], ne[x], dw[x], de[x], sw[x], se[x], dnw[x], dne[x],
                ]);
            }
        }
    }
}

/// Bits of the neighbours to be joined with; `equal` is all bits or none.
#[inline(always)]
fn chosen([w, n, d, s, dn, nw, ne, dw, de, sw, se, dnw, dne]: [u16; 13]) -> u16 {
    let middle = n | d | dn;
    (w & 1)
        | (n & !w & 1 << 1)
        | (d & !(w | n) & 1 << 2)
        | (s & !(w | d) & 1 << 3)
        | (dn & !(w | n | d) & 1 << 4)
        | (nw & !(w | middle) & 1 << 5)
        | (ne & !middle & 1 << 6)
        | (dw & !(w | middle | s | nw) & 1 << 7)
        | (de & !(middle | s | ne) & 1 << 8)
        | (sw & !(w | d | s | dw) & 1 << 9)
        | (se & !(d | s | de) & 1 << 10)
        | (dnw & !(w | middle | nw | dw) & 1 << 11)
        | (dne & !(middle | ne | de) & 1 << 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_an_earlier_one_is_left_out() {
        let near = |a: usize, b: usize| (0..3).all(|axis| (EARLIER[a][axis] - EARLIER[b][axis]).abs() <= 1);
        for equal in 0..1_u16 << 13 {
            let is = |k: usize| equal >> k & 1 == 1;
            let expected =
                (0..13).filter(|k| is(*k) && !(0..*k).any(|before| is(before) && near(*k, before)));
            let found = chosen(std::array::from_fn(|k| if is(k) { u16::MAX } else { 0 }));
            assert_eq!(found, expected.map(|k| 1_u16 << k).sum::<u16>(), "{equal:b}");
        }
    }
}
