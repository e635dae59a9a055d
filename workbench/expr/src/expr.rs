//! An expression that has been read.

use crate::ast::Node;
use crate::{ExprError, Scope, Value, eval, parse};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The longest source, in code points.
pub const MAX_LENGTH: usize = 4096;

/// A parsed expression; a clone is cheap. As JSON it is its source.
///
/// `Display` writes it in one canonical spelling, which reads as the same expression.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Expr {
    source: Arc<str>,
    names: Arc<BTreeSet<String>>,
    tree: Arc<Node>,
}

impl Expr {
    /// Reads an expression, in time linear in its length.
    ///
    /// # Errors
    /// The first fault with its place: an unknown sign or function, a missing bracket, more than
    /// [`MAX_LENGTH`] code points, more than 64 levels of nesting.
    pub fn parse(source: &str) -> Result<Self, ExprError> {
        if source.chars().nth(MAX_LENGTH).is_some() {
            return Err(ExprError::new(
                MAX_LENGTH,
                format!("表达式超过 {MAX_LENGTH} 个字符：请拆成几个字段"),
                format!("the expression has more than {MAX_LENGTH} characters: split it into several fields"),
            ));
        }
        let (tree, names) = parse::parse(source)?;
        Ok(Self { source: source.into(), names: Arc::new(names), tree: Arc::new(tree) })
    }

    /// The text it was read from, as it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The names of all fields it can read, those inside `has( )` included.
    pub fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// Computes the value over the fields of `scope`. A number in the result is finite.
    ///
    /// # Errors
    /// When kinds of values do not fit (text in a sum, a number as a condition), a date is not valid, or
    /// `round` is asked for other than 0 to 15 places; with the place of the operand.
    pub fn eval(&self, scope: &dyn Scope) -> Result<Value, ExprError> {
        eval::eval(&self.tree, scope)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.tree, f)
    }
}

/// Two expressions are the same when their sources are.
impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Expr {}

impl FromStr for Expr {
    type Err = ExprError;

    fn from_str(source: &str) -> Result<Self, ExprError> {
        Self::parse(source)
    }
}

impl TryFrom<String> for Expr {
    type Error = ExprError;

    fn try_from(source: String) -> Result<Self, ExprError> {
        Self::parse(&source)
    }
}

impl From<Expr> for String {
    fn from(expr: Expr) -> Self {
        expr.source.as_ref().to_owned()
    }
}
