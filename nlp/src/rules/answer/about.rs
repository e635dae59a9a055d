//! Of which lesion other words speak: 动脉期明显强化 of the small one is not said of the large one.

use std::cell::RefCell;
use std::rc::Rc;

use super::Desk;
use super::candidate::Candidate;
use crate::rules::reading::lesions;
use crate::rules::spec::{GroupId, Lead, PlaceTest, Select, Source};

/// A description, and whether it is of the leading lesion.
type Stretch = (usize, usize, bool);
/// Descriptions by the concepts of the lesions.
pub(super) type Told = RefCell<Vec<(Vec<GroupId>, Rc<Vec<Stretch>>)>>;

impl Desk<'_> {
    /// Leaves out what stands in the description of a lesion that does not lead.
    pub(super) fn about(&self, source: &Source, mut found: Vec<Candidate>) -> Vec<Candidate> {
        if source.about.is_empty() || found.is_empty() {
            return found;
        }
        let told = self.told(&source.about);
        found.retain(|one| {
            let owner = told.iter().find(|(from, to, _)| (*from..*to).contains(&one.at));
            owner.is_none_or(|(.., leads)| *leads)
        });
        found
    }

    fn told(&self, groups: &[GroupId]) -> Rc<Vec<Stretch>> {
        if let Some((_, known)) = self.told.borrow().iter().find(|(known, _)| known == groups) {
            return known.clone();
        }
        let within = self.page.organ().map(|place| PlaceTest::Place { place, side: None });
        let mut select = Select { within: within.into_iter().collect(), ..Select::default() };
        let all = lesions(self.page, self.hits, groups, &select);
        select.lead = Lead::Leads;
        let lead = lesions(self.page, self.hits, groups, &select);
        let leads = |start: usize| lead.iter().any(|lesion| lesion.start == start);
        let told = all
            .iter()
            .filter(|lesion| !lesion.negated)
            .map(|lesion| {
                let (from, to) = lesion.extent(self.page);
                (from, to, leads(lesion.start))
            })
            .collect();
        let told = Rc::new(told);
        self.told.borrow_mut().push((groups.to_vec(), Rc::clone(&told)));
        told
    }
}
