//! From a report that has been read to the values of a rule set.

mod candidate;
mod choice;
mod conclude;
mod number;
mod pattern;
mod place;
mod presence;
mod settle;
mod words;

use workbench_core::FieldValue;

use super::Meta;
use super::reading::{Hit, Lesion, Page, lesions};
use super::spec::{Field, GroupId, Rule, Select, Source, What};
use candidate::Candidate;

pub(super) use conclude::{conclude, holds};

/// A report under one rule set.
pub(super) struct Desk<'p> {
    pub page: &'p Page,
    pub hits: &'p [Vec<Hit>],
    pub meta: &'p Meta,
    /// `set/…@version` without the field.
    pub set: &'p str,
    pub version: &'p str,
    /// Lesions by concept and selection: several fields ask for the same.
    kept: std::cell::RefCell<Vec<(Vec<GroupId>, Select, std::rc::Rc<Vec<Lesion>>)>>,
}

impl<'p> Desk<'p> {
    pub fn new(page: &'p Page, hits: &'p [Vec<Hit>], meta: &'p Meta, set: &'p str, version: &'p str) -> Self {
        Self { page, hits, meta, set, version, kept: std::cell::RefCell::default() }
    }

    /// Whether any word of these groups stands in the text.
    pub fn any(&self, groups: &[GroupId]) -> bool {
        groups.iter().any(|group| self.hits.get(group.0 as usize).is_some_and(|hits| !hits.is_empty()))
    }

    pub fn lesions(&self, groups: &[GroupId], select: &Select) -> std::rc::Rc<Vec<Lesion>> {
        if !self.any(groups) {
            return std::rc::Rc::default();
        }
        let known = self.kept.borrow().iter().find_map(|(of, with, lesions)| {
            (of.as_slice() == groups && with == select).then(|| lesions.clone())
        });
        known.unwrap_or_else(|| {
            let made = std::rc::Rc::new(lesions(self.page, self.hits, groups, select));
            self.kept.borrow_mut().push((groups.to_vec(), select.clone(), made.clone()));
            made
        })
    }

    /// A field of which nothing is said.
    pub fn nothing(&self, field: &Field) -> FieldValue {
        self.value(field, Candidate::nothing())
    }

    /// The value of a field that is read from the text.
    pub fn read(&self, field: &Field) -> FieldValue {
        let Rule::From(sources) = &field.rule else {
            return self.nothing(field);
        };
        for source in sources {
            let found = self.candidates(field, source);
            if let Some(value) = settle::settle(self, field, found) {
                return value;
            }
        }
        self.nothing(field)
    }

    fn candidates(&self, field: &Field, source: &Source) -> Vec<Candidate> {
        match &source.what {
            What::Finding(groups) => presence::candidates(self, field, source, groups),
            What::Count(groups) => number::counts(self, field, source, groups),
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
                let wanted = pattern::Wanted { value, unit, anchor: *anchor };
                pattern::candidates(self, field, source, pattern, wanted)
            }
            What::Text(section) => choice::section(self, *section),
            What::Meta(name) => choice::meta(self, field, source, name),
        }
    }
}
