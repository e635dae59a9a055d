//! Several rule sets over one reading of a report.

use std::sync::Arc;

use workbench_core::FieldValue;

use super::reading::{Hits, Page, Scanner};
use super::{Order, RuleSet};

/// Rule sets that are applied together: a report is read once for all sets that
/// read alike, and the words of all of them are found in one pass.
#[derive(Clone)]
pub struct Bundle {
    groups: Vec<Group>,
    count: usize,
}

/// Sets that read alike.
#[derive(Clone)]
struct Group {
    sets: Vec<Member>,
    scanner: Scanner,
}

#[derive(Clone)]
struct Member {
    /// Its place among the sets given.
    at: usize,
    set: RuleSet,
    /// The number of its first group of words.
    first: u32,
}

impl Bundle {
    /// A bundle of `sets`.
    pub fn new(sets: impl IntoIterator<Item = RuleSet>) -> Self {
        let mut alike: Vec<Vec<(usize, RuleSet)>> = Vec::new();
        let mut count = 0;
        for (at, set) in sets.into_iter().enumerate() {
            count = at + 1;
            match alike.iter_mut().find(|group| group.first().is_some_and(|(_, one)| one.reads_like(&set))) {
                Some(group) => group.push((at, set)),
                None => alike.push(vec![(at, set)]),
            }
        }
        Self { groups: alike.into_iter().map(Group::new).collect(), count }
    }

    /// The values of every set, in the order in which the sets were given.
    pub fn extract(&self, order: &Order) -> Vec<Vec<FieldValue>> {
        let mut out = vec![Vec::new(); self.count];
        for group in &self.groups {
            group.extract(order, &mut out);
        }
        out
    }
}

impl Group {
    fn new(sets: Vec<(usize, RuleSet)>) -> Self {
        let scanner = Scanner::new(sets.iter().flat_map(|(_, set)| &set.file().groups));
        let mut first = 0;
        let member = |(at, set): (usize, RuleSet)| {
            let member = Member { at, first, set };
            first += member.set.file().groups.len() as u32;
            member
        };
        Self { sets: sets.into_iter().map(member).collect(), scanner }
    }

    fn extract(&self, order: &Order, out: &mut [Vec<FieldValue>]) {
        let Some(one) = self.sets.first() else { return };
        let text = one.set.text(order);
        let found = self.scanner.scan(&text);
        let shared = one.set.page(&text);
        for member in &self.sets {
            let same = Arc::ptr_eq(member.set.tree(), one.set.tree());
            let page: Page = if same { shared.about(member.set.organ()) } else { member.set.page(&text) };
            if let Some(slot) = out.get_mut(member.at) {
                *slot = member.set.answer(&page, Hits::new(&found, member.first), order);
            }
        }
    }
}
