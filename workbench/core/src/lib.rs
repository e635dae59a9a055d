//! The ground floor: words, identifiers and shapes every other crate shares.
//!
//! Nothing here reads a file, a clock or a random source; time and randomness
//! enter as arguments.

pub mod access;
pub mod digest;
pub mod error;
pub mod features;
pub mod fit;
pub mod ids;
pub mod span;
pub mod value;
pub mod vocab;
pub mod volume;

pub use access::{Action, DataLevel, Permission, Role, SystemRole};
pub use digest::Digest;
pub use error::{Code, Coded};
pub use features::FeatureTable;
pub use fit::{Misfit, fit};
pub use span::{EvidenceSpan, Span};
pub use value::{DeidentKind, FieldValue, InputKind, Origin, State, Variable, VariableType};
pub use volume::{Bounds, Excerpt, Geometry, Mask, Volume};
