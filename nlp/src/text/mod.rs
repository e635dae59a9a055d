//! Text as the engine reads it, tied to the text as written.

mod markup;
mod normal;
mod trie;

pub(crate) use normal::Norm;
pub(crate) use trie::Trie;
