//! Text as the engine reads it, tied to the text as written.

mod markup;
mod normal;
mod trie;

pub(crate) use normal::{Norm, is_han};
pub(crate) use trie::Trie;
