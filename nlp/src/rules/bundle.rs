//! Several rule sets over one reading of a report.

use std::sync::Arc;

use workbench_core::FieldValue;

use super::reading::{Hits, Map, Scanner};
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
    /// The first member of the same tree.
    same: usize,
    /// Whether it includes the same files as the first member.
    alike: bool,
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
            let maps: Vec<Map> =
                group.sets.iter().map(|member| member.set.map(&text, &found, member.tree)).collect();
            let mut answers: Vec<Answer> = Vec::with_capacity(group.sets.len());
            for (member, map) in group.sets.iter().zip(&maps) {
                let given = answers.first().filter(|_| member.alike);
                // Sets of the same tree share its places, unless they differ by organ.
                let map = maps.get(member.same).filter(|same| same.is_settled()).unwrap_or(map);
                let hits = Hits::new(&found, &member.numbers);
                answers.push(member.set.answer(map, hits, order, given));
            }
            for (member, answer) in group.sets.iter().zip(answers) {
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
        let groups: Vec<&[Words]> = sets.iter().map(|(_, set)| set.file().groups.as_slice()).collect();
        let mut trees: Vec<Arc<Tree>> = Vec::new();
        for (_, set) in &sets {
            if !trees.contains(set.tree()) {
                trees.push(set.tree().clone());
            }
        }
        let (scanner, numbers) = Scanner::new(&groups, &trees);
        let sharing = |set: &RuleSet| sets.iter().position(|(_, other)| other.tree() == set.tree());
        let member = |((at, set), numbers): (&(usize, RuleSet), Vec<u32>)| Member {
            at: *at,
            tree: trees.iter().position(|tree| tree == set.tree()).unwrap_or_default(),
            same: sharing(set).unwrap_or_default(),
            alike: sets.first().is_some_and(|(_, one)| set.includes_like(one)),
            set: set.clone(),
            numbers,
        };
        let members = sets.iter().zip(numbers).map(member).collect();
        Self { sets: members, scanner }
    }
}
