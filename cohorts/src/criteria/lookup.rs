//! What criteria refer to and a caller must bring: frozen cohorts and the term dictionary.

use std::collections::HashSet;
use std::sync::Arc;

use crate::fold::fold;

/// Frozen cohorts and words of one meaning, for [`Criteria::check_with`](super::Criteria::check_with).
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// The cohorts that criteria may name.
    pub cohorts: Vec<CohortMembers>,
    /// The term dictionary: the words of one concept together.
    pub synonyms: Vec<Vec<String>>,
}

/// The members of one version of a cohort.
#[derive(Clone, Debug)]
pub struct CohortMembers {
    /// Id of the cohort.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// Ids of its cases.
    pub members: Arc<HashSet<String>>,
}

impl Lookup {
    /// That version of a cohort, or its latest.
    pub(super) fn cohort(&self, id: &str, version: Option<u32>) -> Option<&CohortMembers> {
        let known = self.cohorts.iter().filter(|cohort| cohort.id == id);
        known
            .filter(|cohort| version.is_none_or(|version| cohort.version == version))
            .max_by_key(|c| c.version)
    }

    /// The word and those of its concepts, folded, the word itself first.
    pub(super) fn words(&self, word: &str) -> Vec<String> {
        let mut words = vec![fold(word)];
        for concept in &self.synonyms {
            let concept: Vec<String> = concept.iter().map(|word| fold(word.trim())).collect();
            if words.first().is_some_and(|word| concept.contains(word)) {
                words.extend(concept);
            }
        }
        let mut seen = HashSet::new();
        words.retain(|word| !word.trim().is_empty() && seen.insert(word.clone()));
        words
    }
}
