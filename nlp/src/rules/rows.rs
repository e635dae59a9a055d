//! Short lists side by side in one: what belongs to a number lies together, and nothing between.

/// Lists by their numbers.
#[derive(Clone, Debug)]
pub(super) struct Rows<T> {
    /// Where each begins, and where the last ends.
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T: Clone> Rows<T> {
    /// The lists in their order.
    pub fn new<'a>(rows: impl IntoIterator<Item = &'a [T]>) -> Self
    where
        T: 'a,
    {
        let (mut starts, mut all) = (vec![0], Vec::new());
        for row in rows {
            all.extend_from_slice(row);
            starts.push(all.len() as u32);
        }
        Self { starts, all }
    }

    /// The list of a number; empty when there is none.
    pub fn of(&self, number: usize) -> &[T] {
        match self.starts.get(number..) {
            Some(&[from, to, ..]) => self.all.get(from as usize..to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_found() {
        let lists: [&[u8]; 4] = [&[1, 2], &[], &[3], &[4, 5, 6]];
        let rows = Rows::new(lists);
        assert_eq!(rows.len(), 4);
        assert!((0..4).all(|number| rows.of(number) == lists[number]));
        assert!(rows.of(4).is_empty() && Rows::<u8>::new([]).of(0).is_empty());
    }
}
