//! The rule sets that come with the program.

use super::RuleSet;

/// All of them, in display order.
pub fn shipped() -> &'static [RuleSet] {
    &[]
}

/// The one called `id`.
pub fn find(id: &str) -> Option<&'static RuleSet> {
    shipped().iter().find(|set| set.id() == id)
}
