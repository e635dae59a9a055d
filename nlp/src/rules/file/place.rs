//! Places in rules: `lung`, `right upper_lobe`, `右肺上叶`.

use super::Desk;
use crate::rules::spec::{Hand, PlaceTest};
use crate::rules::yaml::Mark;
use crate::text::Norm;

impl Desk<'_> {
    /// A place, with a side when one is said.
    pub fn place_test(&mut self, mark: Mark, name: &str) -> Option<PlaceTest> {
        let name = name.trim();
        if let Some(place) = self.tree.find(name) {
            return Some(PlaceTest::Place { place, side: None });
        }
        let sided = [
            ("right ", Hand::Right),
            ("left ", Hand::Left),
            ("right_", Hand::Right),
            ("left_", Hand::Left),
            ("右", Hand::Right),
            ("左", Hand::Left),
        ];
        for (word, side) in sided {
            let Some(rest) = name.strip_prefix(word).map(str::trim).filter(|rest| !rest.is_empty()) else {
                continue;
            };
            if let Some(place) = self.tree.find(rest) {
                return Some(PlaceTest::Place { place, side: Some(side) });
            }
            // 右肺上叶: the last place the words name.
            let norm = Norm::new(rest, true);
            if let Some(hit) = self.tree.places(&norm).last()
                && hit.end == norm.chars.len()
            {
                return Some(PlaceTest::Place { place: hit.place, side: Some(side) });
            }
        }
        self.place(mark, name).map(|place| PlaceTest::Place { place, side: None })
    }
}
