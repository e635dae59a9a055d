//! A concept of a rule file, as others may read it.

/// A concept of a rule set's dictionary.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Concept {
    /// Short name.
    pub name: String,
    /// Chinese name; empty when not said.
    pub zh: String,
    /// English name; empty when not said.
    pub en: String,
    /// Identifier in RadLex, SNOMED CT or ICD-O; empty when not said.
    pub code: String,
    /// The concept above it; empty when none.
    pub parent: String,
    /// Its terms as the engine reads them.
    pub terms: Vec<String>,
}
