//! Rule sets: variables that doctors define in text, and how reports fill them.
//! The language is taught in `RULES.md`.

mod answer;
mod bundle;
mod concept;
mod diagnostic;
mod file;
mod later;
mod order;
mod pattern;
mod plan;
mod reader;
mod reading;
mod round;
mod rows;
mod set;
mod shipped;
mod spec;
mod test;
mod unknown;
pub(crate) mod vocabulary;
mod yaml;

pub use bundle::Bundle;
pub use concept::Concept;
pub use diagnostic::{Diagnostic, Severity};
pub use order::{Meta, Order, Terms};
pub use set::RuleSet;
pub use shipped::{find, shipped};
pub use test::{TestCase, TestFailure, TestReport};
pub use unknown::{UnknownTerm, unknown_terms};
