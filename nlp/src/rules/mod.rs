//! Rule sets: variables that doctors define in text, and how reports fill them.
//! The language is taught in `RULES.md`.

mod diagnostic;
mod order;
mod set;
mod shipped;
mod unknown;

pub use diagnostic::{Diagnostic, Severity};
pub use order::{Meta, Order, Terms};
pub use set::{RuleSet, TestCase, TestFailure, TestReport};
pub use shipped::{find, shipped};
pub use unknown::{UnknownTerm, unknown_terms};
