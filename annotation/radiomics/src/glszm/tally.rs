//! How often each pair of grey level and value was met.

use std::collections::BTreeMap;

use crate::size_matrix::SizeMatrix;

/// Values below this have a place of their own: most zones of a noisy region are small.
const SMALL: usize = 64;

/// Counts pairs into `matrix`, by level, then value; sorts `pairs` where they are few.
pub(super) fn tally(pairs: &mut [(u16, u32)], largest: usize, matrix: &mut SizeMatrix) {
    let cells = &mut matrix.cells;
    cells.clear();
    if pairs.len() < (largest + 1) * SMALL {
        pairs.sort_unstable();
        let equal = pairs.chunk_by(|a, b| a == b);
        cells.extend(equal.map(|same| (u32::from(same[0].0), same[0].1, same.len() as f64)));
        return;
    }
    let mut small = vec![0_u32; (largest + 1) * SMALL];
    let mut large = BTreeMap::<(u32, u32), u32>::new();
    for (level, value) in pairs {
        match *value as usize {
            place @ 0..SMALL => small[usize::from(*level) * SMALL + place] += 1,
            _ => *large.entry((u32::from(*level), *value)).or_default() += 1,
        }
    }
    for (row, level) in small.chunks(SMALL).zip(0_u32..) {
        let found = row.iter().zip(0_u32..).filter(|(count, _)| **count > 0);
        cells.extend(found.map(|(count, value)| (level, value, f64::from(*count))));
        let found = large.range((level, 0)..=(level, u32::MAX));
        cells.extend(found.map(|((level, value), count)| (*level, *value, f64::from(*count))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_counted_alike() {
        let mut pairs: Vec<(u16, u32)> = (0..400_u32).map(|k| ((k % 3) as u16 + 1, k * k % 97)).collect();
        let (mut few, mut many) = (SizeMatrix::default(), SizeMatrix::default());
        tally(&mut pairs.clone(), 1000, &mut few);
        tally(&mut pairs, 3, &mut many);
        assert_eq!(few, many);
        assert!(few.cells.iter().any(|(_, value, _)| *value >= SMALL as u32));
        assert_eq!(few.cells.iter().map(|(_, _, count)| count).sum::<f64>(), 400.0);
    }
}
