//! Several rule sets over one reading of a report.

use std::sync::Arc;

use workbench_core::FieldValue;

use super::reading::Scanner;
use super::set::Answer;
use super::spec::Group as Words;
use super::{Order, RuleSet};
use crate::anatomy::Tree;

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
    /// The numbers under which its groups of words are looked for.
    numbers: Vec<u32>,
    /// The number of its anatomy tree.
    tree: usize,
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
        self.each(order, RuleSet::complete)
    }

    /// The same without the variables that the report does not mention.
    pub fn mentioned(&self, order: &Order) -> Vec<Vec<FieldValue>> {
        self.each(order, RuleSet::mentioned)
    }

    fn each(&self, order: &Order, values: fn(&RuleSet, Answer) -> Vec<FieldValue>) -> Vec<Vec<FieldValue>> {
        let mut out = vec![Vec::new(); self.count];
        for group in &self.groups {
            let Some(one) = group.sets.first() else { continue };
            let text = one.set.text(order);
            let found = group.scanner.scan(&text);
            let mut first: Option<Answer> = None;
            for member in &group.sets {
                let given = first.as_ref().filter(|_| member.set.includes_like(&one.set));
                let place = (&found, member.numbers.as_slice(), member.tree);
                let answer = member.set.answer(&text, place, order, given);
                if first.is_none() {
                    first = Some(answer.clone());
                }
                if let Some(slot) = out.get_mut(member.at) {
                    *slot = values(&member.set, answer);
                }
            }
        }
        out
    }
}

impl Group {
    fn new(sets: Vec<(usize, RuleSet)>) -> Self {
        let mut trees: Vec<Arc<Tree>> = Vec::new();
        let mut places = Vec::with_capacity(sets.len());
        for (_, set) in &sets {
            places.push(trees.iter().position(|tree| Arc::ptr_eq(tree, set.tree())).unwrap_or_else(|| {
                trees.push(set.tree().clone());
                trees.len() - 1
            }));
        }
        let groups: Vec<&[Words]> = sets.iter().map(|(_, set)| set.file().groups.as_slice()).collect();
        let (scanner, numbers) = Scanner::new(&groups, &trees);
        let member = |(((at, set), tree), numbers)| Member { at, set, tree, numbers };
        let sets = sets.into_iter().zip(places).zip(numbers).map(member).collect();
        Self { sets, scanner }
    }
}
