//! The one small expression language of the workbench.

mod ast;
mod call;
mod compare;
mod date;
mod error;
mod eval;
mod expr;
mod function;
mod kinds;
mod lex;
mod order;
mod parse;
mod print;
mod scope;
mod value;

pub use error::ExprError;
pub use expr::{Expr, MAX_LENGTH};
pub use order::order;
pub use scope::Scope;
pub use value::Value;
