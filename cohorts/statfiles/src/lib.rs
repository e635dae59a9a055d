//! Tables for statistics programs: CSV, XLSX, SPSS `.sav`, Stata `.dta`, SAS `.xpt` and RData.
//!
//! A [`Table`] has [`Column`]s with Chinese and English labels, units, value labels and reasons for missing values. Its rows
//! go through an [`Intake`] to a temporary file, so that memory stays bounded however long the table is; from there it is
//! written in any [`Format`], and what a format cannot hold as it is (names, several choices in a cell, texts beyond a cell)
//! is told in a [`Report`], never dropped.
//!
//! ```
//! use statfiles::{Column, Format, Intake, Kind, Label, Notes, Options, Value};
//!
//! let mut sex = Column::new("性别", Kind::Choice);
//! sex.values = vec![Label::new("1", "男"), Label::new("2", "女")];
//! sex.missing = vec![Label::new("9", "未提及")];
//! let mut intake = Intake::new(vec![sex, Column::new("age", Kind::Integer)], Notes::new(), None)?;
//! intake.push([Value::Choice(1), Value::Integer(61)])?;
//! intake.push([Value::Missing(0), Value::Empty])?;
//! let mut table = intake.finish()?;
//! let mut file = std::io::Cursor::new(Vec::new());
//! let report = table.write(Format::Sav, &Options::default(), &mut file)?;
//! assert_eq!(report.rows, 2);
//! # Ok::<(), statfiles::StatError>(())
//! ```

mod bytes;
mod cell;
mod codec;
mod column;
mod convert;
mod csv_file;
mod date;
mod dictionary;
mod dta;
mod error;
mod format;
mod gather;
mod guard;
mod notes;
mod options;
mod plan;
mod rdata;
mod report;
mod sav;
mod source;
mod survey;
mod table;
mod text;
mod value;
mod xlsx;
mod xpt;

pub use column::{Column, Kind, Label};
pub use convert::{convert, save};
pub use date::{Date, Moment};
pub use dictionary::Dictionary;
pub use error::StatError;
pub use format::Format;
pub use notes::Notes;
pub use options::{Options, read};
pub use plan::Part;
pub use report::{Change, FileColumn, Report};
pub use table::{Intake, Table};
pub use value::{Count, Value};
