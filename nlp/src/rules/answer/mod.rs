//! From a report that has been read to the values of a rule set.

mod about;
mod candidate;
mod choice;
mod conclude;
mod number;
mod pattern;
mod place;
mod presence;
mod settle;
mod words;

use std::cell::RefCell;
use std::rc::Rc;

use workbench_core::FieldValue;

use super::Meta;
use super::reading::{Hits, Lesion, Page, lesions};
use super::spec::{Field, GroupId, Rule, Source, What};
use crate::findings::Finding;
use candidate::Candidate;

pub(super) use conclude::{conclude, holds};

/// A report under one rule set.
pub(super) struct Desk<'p> {
    pub page: &'p Page<'p>,
    pub hits: Hits<'p>,
    pub meta: &'p Meta,
    /// Lesions by the number of their choice, of which few are asked for: several fields ask for the same.
    kept: RefCell<Vec<(usize, Rc<Vec<Lesion>>)>>,
    /// The same for what other words are about.
    told: about::Told,
}

impl<'p> Desk<'p> {
    pub fn new(page: &'p Page<'p>, hits: Hits<'p>, meta: &'p Meta) -> Self {
        Self { page, hits, meta, kept: RefCell::default(), told: Default::default() }
    }

    /// Whether any word of these groups stands in the text.
    pub fn any(&self, groups: &[GroupId]) -> bool {
        groups.iter().any(|group| !self.hits.of(*group).is_empty())
    }

    /// Whether any word of these groups is a part of such a finding: cheaper to ask than the lesions are to assemble.
    pub fn mentions(&self, groups: &[GroupId], such: impl Fn(&Finding) -> bool) -> bool {
        let of = |at: usize| self.page.mentions.get(at).is_some_and(|mention| such(&mention.finding));
        groups.iter().flat_map(|group| self.hits.of(*group)).any(|hit| hit.mention.is_some_and(of))
    }

    /// The lesions of a source.
    pub fn lesions(&self, groups: &[GroupId], source: &Source) -> Rc<Vec<Lesion>> {
        if !self.any(groups) {
            return Rc::default();
        }
        if let Some((_, known)) = self.kept.borrow().iter().find(|(query, _)| *query == source.query) {
            return known.clone();
        }
        let made = Rc::new(lesions(self.page, self.hits, groups, &source.select));
        self.kept.borrow_mut().push((source.query, made.clone()));
        made
    }

    /// The value of a field that is read from the text; nothing when none is given.
    /// `numbers` are those of its sources that may give one.
    pub fn read(&self, field: &Field, mut numbers: impl Iterator<Item = usize>) -> Option<FieldValue> {
        numbers.find_map(|number| {
            let Rule::From(sources) = &field.rule else { return None };
            let source = sources.get(number)?;
            settle::settle(self, field, self.about(source, self.candidates(field, source)))
        })
    }

    fn candidates(&self, field: &Field, source: &Source) -> Vec<Candidate> {
        match &source.what {
            What::Finding(groups) => presence::candidates(self, field, source, groups),
            What::Count { of, measured } => number::counts(self, field, source, of, *measured),
            What::Size { of, axis, role, largest } => {
                number::sizes(self, field, source, of, *axis, *role, *largest)
            }
            What::Words { options, of } => words::candidates(self, field, source, options, of),
            What::Side(groups) => choice::sides(self, field, source, groups),
            What::Place { of, at } => place::candidates(self, field, source, of, at),
            What::Change(groups) => choice::changes(self, field, source, groups),
            What::Grade { system, prefix } => choice::grades(self, field, source, system, prefix),
            What::Pattern { pattern, value, unit, anchor } => {
                let (value, unit) = (value.as_deref(), unit.as_deref());
                let wanted = pattern::Wanted { pattern, value, unit, anchor: *anchor };
                pattern::candidates(self, field, source, wanted)
            }
            What::Text(section) => choice::section(self, *section),
            What::Meta(name) => choice::meta(self, field, source, name),
        }
    }
}
