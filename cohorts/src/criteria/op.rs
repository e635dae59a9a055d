//! Comparisons of stored values.

/// Comparison of a stored value. A value the report does not mention satisfies
/// `missing` (and `state`) only; even `!=` asks for a value that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Op {
    /// `=`; one of a multi value is equal.
    Eq,
    /// `!=`.
    Ne,
    /// `<`.
    Lt,
    /// `<=`.
    Le,
    /// `>`.
    Gt,
    /// `>=`.
    Ge,
    /// One of a list.
    In,
    /// There is a value.
    Exists,
    /// There is none.
    Missing,
    /// The report speaks of it so: asserted, negated, uncertain, not_mentioned, conflict.
    State,
}

impl Op {
    /// Every comparison.
    pub const ALL: [Self; 10] = [
        Self::Eq,
        Self::Ne,
        Self::Lt,
        Self::Le,
        Self::Gt,
        Self::Ge,
        Self::In,
        Self::Exists,
        Self::Missing,
        Self::State,
    ];

    /// The sign used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::In => "in",
            Self::Exists => "exists",
            Self::Missing => "missing",
            Self::State => "state",
        }
    }
}
