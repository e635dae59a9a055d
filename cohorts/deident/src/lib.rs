//! De-identification of fields and texts: one projection between the store and
//! everything that shows, searches or writes data.
//!
//! [`Projection`] takes a level of data, the project's key, what is known of the
//! patient and of names, and the dictionary's kinds. It answers the value of a
//! field, or a free text with a map of places. Pure: no clock, no files.

mod covered;
mod date;
mod find;
mod key;
mod kind;
mod known;
mod mask;
mod projection;

pub use covered::{Covered, Part};
pub use find::narrow;
pub use key::ProjectKey;
pub use kind::{FieldKinds, Kind};
pub use known::{KnownNames, KnownPerson};
pub use projection::Projection;
