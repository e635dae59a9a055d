//! Several rule sets over one reading of a report.

use std::sync::Arc;

use workbench_core::FieldValue;

use super::reading::{Found, Hits, Map, Scanner, Text};
use super::round::{Answer, Case};
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

/// Reports answered together: as many as stay in the nearer memory of a core.
const TOGETHER: usize = 8;

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
        self.each(std::slice::from_ref(order), RuleSet::complete).pop().unwrap_or_default()
    }

    /// The same without the variables that the report does not mention.
    pub fn mentioned(&self, order: &Order) -> Vec<Vec<FieldValue>> {
        self.each(std::slice::from_ref(order), RuleSet::mentioned).pop().unwrap_or_default()
    }

    /// What each of several reports mentions: the same as one by one, faster.
    pub fn mentioned_all(&self, orders: &[Order]) -> Vec<Vec<Vec<FieldValue>>> {
        orders.chunks(TOGETHER).flat_map(|orders| self.each(orders, RuleSet::mentioned)).collect()
    }

    fn each(
        &self,
        orders: &[Order],
        values: fn(&RuleSet, Answer) -> Vec<FieldValue>,
    ) -> Vec<Vec<Vec<FieldValue>>> {
        let mut out = vec![vec![Vec::new(); self.count]; orders.len()];
        for group in &self.groups {
            group.answer(orders, |report, member, answer| {
                if let Some(slot) = out.get_mut(report).and_then(|out| out.get_mut(member.at)) {
                    *slot = values(&member.set, answer);
                }
            });
        }
        out
    }
}

/// A report as a group reads it, and its answers to the first set.
struct Read<'t> {
    found: &'t Found,
    /// With the places of each tree, by the first member of the tree; `None` where they differ by organ.
    maps: Vec<Option<Map<'t>>>,
    first: Option<Answer>,
}

impl Group {
    /// Answers reports set by set, so that the words and fields of a set stay near while they are used.
    fn answer(&self, orders: &[Order], mut take: impl FnMut(usize, &Member, Answer)) {
        let Some(one) = self.sets.first() else { return };
        let texts: Vec<Text> = orders.iter().map(|order| one.set.text(order)).collect();
        let found: Vec<Found> = texts.iter().map(|text| self.scanner.scan(text)).collect();
        let read = |(text, found)| Read { found, maps: self.maps(text, found), first: None };
        let mut reads: Vec<Read> = texts.iter().zip(&found).map(read).collect();
        for (number, member) in self.sets.iter().enumerate() {
            let own: Vec<Map> = texts
                .iter()
                .zip(&found)
                .map(|(text, found)| member.set.map(text, found, member.tree))
                .collect();
            let all = orders.iter().zip(&reads).zip(&own);
            let cases: Vec<Case> = all
                .map(|((order, read), own)| Case {
                    map: read.maps.get(member.same).and_then(Option::as_ref).unwrap_or(own),
                    hits: Hits::new(read.found, number, &member.numbers),
                    meta: &order.meta,
                    given: read.first.as_ref().filter(|_| member.alike),
                })
                .collect();
            let answers = member.set.answer(&cases);
            for (report, (read, answer)) in reads.iter_mut().zip(answers).enumerate() {
                match read.first {
                    None => read.first = Some(answer),
                    Some(_) => take(report, member, answer),
                }
            }
        }
        for (report, read) in reads.into_iter().enumerate() {
            take(report, one, read.first.unwrap_or_default());
        }
    }

    fn maps<'t>(&'t self, text: &'t Text, found: &'t Found) -> Vec<Option<Map<'t>>> {
        let own = |(at, member): (usize, &'t Member)| {
            let map = (at == member.same).then(|| member.set.map(text, found, member.tree));
            map.filter(Map::is_settled)
        };
        self.sets.iter().enumerate().map(own).collect()
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::shipped;

    /// Reports share what a set keeps near, never what they say; more of them than are answered at once.
    #[test]
    fn together_they_are_read_as_one_by_one() {
        let bundle = Bundle::new(shipped().iter().cloned());
        let texts = [
            "检查所见：右肺上叶见磨玻璃结节，约8mm×6mm，较前相仿。纵隔淋巴结无肿大。",
            "右叶见低回声结节，约5mm，边界清，TI-RADS 3类。",
            "",
            "Findings: 12 mm solid nodule in the left upper lobe. No pleural effusion.",
            "肝S8见结节，约30mm，动脉期明显强化，门脉期廓清。左肾囊肿。",
            "乳腺：右乳3点见低回声结节，约9mm×7mm，BI-RADS 4A类。",
            "左叶见结节，前列腺体积增大，PI-RADS 4分。",
        ];
        let orders: Vec<Order> =
            texts.iter().cycle().take(3 * TOGETHER - 1).map(|text| Order::new(text)).collect();
        let alone: Vec<_> = orders.iter().map(|order| bundle.mentioned(order)).collect();
        assert!(alone.iter().flatten().flatten().count() > 40);
        assert_eq!(bundle.mentioned_all(&orders), alone);
        let backwards: Vec<Order> = orders.iter().rev().cloned().collect();
        assert!(bundle.mentioned_all(&backwards).iter().rev().eq(&alone));
    }
}
