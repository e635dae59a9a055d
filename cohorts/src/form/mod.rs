//! Forms (CRF): sections of fields, with conditions under which they are seen or required.

mod check;
mod definition;
mod evaluate;

pub use check::ValidForm;
pub use definition::{Definition, Item, Section};
pub use evaluate::{Evaluation, ItemState, missing};
