//! The functions by name: how many arguments they take and how they are written.

/// A function that is computed from the values of its arguments; `has` and `if` are read by the parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Min,
    Max,
    Sum,
    Mean,
    Round,
    Abs,
    Floor,
    Ceil,
    Sqrt,
    Pow,
    Size,
    Len,
    Coalesce,
    Contains,
    Lower,
    Days,
    Year,
}

/// One row of the table of functions.
pub(crate) struct Signature {
    pub function: Function,
    pub name: &'static str,
    /// How it is written, for messages.
    pub usage: &'static str,
    pub least: usize,
    pub most: usize,
}

const MANY: usize = usize::MAX;

const fn row(
    function: Function,
    name: &'static str,
    usage: &'static str,
    least: usize,
    most: usize,
) -> Signature {
    Signature { function, name, usage, least, most }
}

const TABLE: [Signature; 17] = [
    row(Function::Min, "min", "min(a, b, …)", 1, MANY),
    row(Function::Max, "max", "max(a, b, …)", 1, MANY),
    row(Function::Sum, "sum", "sum(a, b, …)", 1, MANY),
    row(Function::Mean, "mean", "mean(a, b, …)", 1, MANY),
    row(Function::Round, "round", "round(x, 2)", 1, 2),
    row(Function::Abs, "abs", "abs(x)", 1, 1),
    row(Function::Floor, "floor", "floor(x)", 1, 1),
    row(Function::Ceil, "ceil", "ceil(x)", 1, 1),
    row(Function::Sqrt, "sqrt", "sqrt(x)", 1, 1),
    row(Function::Pow, "pow", "pow(x, 2)", 2, 2),
    row(Function::Size, "size", "size(list)", 1, 1),
    row(Function::Len, "len", "len(text)", 1, 1),
    row(Function::Coalesce, "coalesce", "coalesce(a, b, …)", 1, MANY),
    row(Function::Contains, "contains", "contains(text, x)", 2, 2),
    row(Function::Lower, "lower", "lower(text)", 1, 1),
    row(Function::Days, "days", "days(from, to)", 2, 2),
    row(Function::Year, "year", "year(date)", 1, 1),
];

/// Every name, for the message about an unknown one.
pub(crate) const NAMES: &str =
    "min max sum mean round abs floor ceil sqrt pow has size len if coalesce contains lower days year";

impl Function {
    pub fn find(name: &str) -> Option<&'static Signature> {
        TABLE.iter().find(|row| row.name.eq_ignore_ascii_case(name))
    }

    pub fn name(self) -> &'static str {
        TABLE.iter().find(|row| row.function == self).map_or("", |row| row.name)
    }
}
