//! Cohorts: report tables in, criteria over text and values, a search index with
//! exact substring semantics, and highlights per criterion.
//!
//! Nothing here knows HTTP, SQL or the clock. `intake`, `criteria` and `deident` are pure;
//! `index` writes and reads files only in the folder it is given.

mod error;
mod fault;

pub mod criteria;
pub mod dictionary;
pub mod fold;
pub mod form;
pub mod index;
pub mod intake;
pub mod library;

pub use deident;

pub use criteria::{Criteria, FieldCell, Lookup, ValidCriteria};
pub use error::CohortError;
pub use fault::Fault;
pub use index::{Document, Hits, Index, Mention, TextPart};
