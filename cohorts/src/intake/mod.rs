//! Tables in: reports and imported values from CSV, XLSX or JSONL bytes.
//!
//! The kind of file and its encoding are found from the content. Bad rows are
//! named and left out, good ones are kept.

pub mod cells;
mod csv_table;
mod decode;
mod doubt;
mod header;
mod jsonl_table;
mod problem;
mod report;
pub(crate) mod table;
pub mod values;
mod xlsx_marks;
mod xlsx_table;

pub use decode::TextEncoding;
pub use header::Role;
pub use problem::Problem;
pub(crate) use report::iso_date;
pub use report::{ColumnUse, Intake, ReportRow, read, read_with};
pub use table::{Format, Limits};
pub use xlsx_marks::{Marks, marks};

use crate::CohortError;

fn too_many_rows(limits: &Limits) -> CohortError {
    CohortError::table(
        format!("the table has more than {} rows: split it", limits.rows),
        format!("表格超过 {} 行,请拆分后再导入", limits.rows),
    )
}

fn too_long(row: usize, column: &str, limits: &Limits) -> Problem {
    let kb = limits.cell / 1024;
    Problem::dropped(
        row,
        column,
        format!("文本超过 {kb} KB,该行未导入"),
        format!("the text is longer than {kb} kB, the row was left out"),
    )
}
