//! The rule sets that come with the program.

use std::sync::OnceLock;

use workbench_core::Digest;

use super::spec::Group;
use super::yaml::Mark;
use super::{RuleSet, Terms, vocabulary};

/// A shipped file by name.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../packs/", $name, ".yaml")))
    };
}

/// Files by name, in display order; `common` is only included by others.
const FILES: &[(&str, &str)] = &[
    file!("common"),
    file!("oncology"),
    file!("lung_nodule"),
    file!("breast"),
    file!("liver_cancer"),
    file!("prostate"),
    file!("thyroid"),
    file!("colorectal"),
    file!("glioma"),
    file!("coronary"),
    file!("nasopharynx"),
    file!("kidney"),
    file!("covid"),
];

/// Files that others may include.
const PARTS: [&str; 1] = ["common"];

/// All of them, in display order.
pub fn shipped() -> &'static [RuleSet] {
    static SETS: OnceLock<Vec<RuleSet>> = OnceLock::new();
    SETS.get_or_init(|| whole().filter_map(|(name, _)| find(name).cloned()).collect())
}

fn whole() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    FILES.iter().filter(|(name, _)| !PARTS.contains(name))
}

/// The one called `id`; only this one is compiled.
pub fn find(id: &str) -> Option<&'static RuleSet> {
    static SETS: [OnceLock<Option<RuleSet>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    let at = FILES.iter().position(|(name, _)| *name == id && !PARTS.contains(name))?;
    let source = FILES.get(at)?.1;
    SETS.get(at)?.get_or_init(|| RuleSet::parse_with(source, &Terms::default(), true).0).as_ref()
}

/// A file to include.
pub(super) fn part(name: &str) -> Option<&'static str> {
    let found = FILES.iter().find(|(known, _)| *known == name && PARTS.contains(known));
    found.map(|(_, source)| *source)
}

/// A fingerprint of what is included.
pub(super) fn hash_of(names: &[(Mark, String)]) -> Vec<String> {
    names
        .iter()
        .filter_map(|(_, name)| part(name))
        .map(|source| Digest::of(source.as_bytes()).to_string())
        .collect()
}

/// The words of all shipped files.
pub(super) fn groups() -> Vec<Group> {
    FILES.iter().flat_map(|(_, source)| vocabulary::groups_of(source)).collect()
}
