//! Text as the engine reads it, tied to the text as written.

mod markup;
mod normal;

pub(crate) use normal::Norm;
