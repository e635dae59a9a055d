//! Several rule sets over one reading of a report.

use workbench_core::FieldValue;

use super::{Order, RuleSet};

/// Rule sets that are applied together: reports are read once for all sets that
/// read alike.
#[derive(Clone)]
pub struct Bundle {
    /// Sets in the order given, grouped by how they read.
    groups: Vec<Vec<(usize, RuleSet)>>,
    count: usize,
}

impl Bundle {
    /// A bundle of `sets`.
    pub fn new(sets: impl IntoIterator<Item = RuleSet>) -> Self {
        let mut groups: Vec<Vec<(usize, RuleSet)>> = Vec::new();
        let mut count = 0;
        for (at, set) in sets.into_iter().enumerate() {
            count = at + 1;
            match groups
                .iter_mut()
                .find(|group| group.first().is_some_and(|(_, first)| first.reads_like(&set)))
            {
                Some(group) => group.push((at, set)),
                None => groups.push(vec![(at, set)]),
            }
        }
        Self { groups, count }
    }

    /// The values of every set, in the order in which the sets were given.
    pub fn extract(&self, order: &Order) -> Vec<Vec<FieldValue>> {
        let mut out = vec![Vec::new(); self.count];
        for group in &self.groups {
            let Some((_, first)) = group.first() else { continue };
            let page = first.page(order);
            for (at, set) in group {
                if let Some(slot) = out.get_mut(*at) {
                    *slot = set.answer(&page, order);
                }
            }
        }
        out
    }
}
