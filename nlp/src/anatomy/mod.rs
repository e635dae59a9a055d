//! The anatomy tree: words of places, and which place lies in which.

mod tree;

pub(crate) use tree::{PlaceHit, PlaceId, Tree, Word};
