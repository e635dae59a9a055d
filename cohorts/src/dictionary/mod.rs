//! The field dictionary of a database: what a field may be, files of fields, what changed between two versions,
//! and whether a value may stand in a field.

mod check;
mod diff;
mod fill;
mod formulas;
mod parse;
mod read;
mod sheet;
mod write;

pub use check::{MAX_FIELDS, check, check_set, tidy};
pub use diff::{Change, ChangedField, Diff, diff, editable};
pub use fill::Filler;
pub use formulas::Formulas;
pub(crate) use formulas::unknown as unknown_field;
pub use parse::{Cell, parse};
pub use read::{PreviewRow, RowProblem, preview};
pub use sheet::{Sheet, SheetColumn, SheetProblem, SheetRow, sheet};
pub use write::{csv, xlsx};
