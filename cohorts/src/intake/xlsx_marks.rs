//! What a workbook's cells hide: formulas, and cells merged with others.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Reader, SheetVisible, Xlsx};

use super::table::Limits;
use super::xlsx_table::{bad, check_unpacked_size};
use crate::CohortError;

/// Most formulas and merged rows that are told one by one.
const MOST: usize = 20_000;

/// Formulas and merged cells of the sheet that a table is read from, by row as a spreadsheet counts them.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Columns that hold formulas.
    formulas: BTreeMap<usize, Vec<usize>>,
    /// First and last column of merged cells.
    merged: BTreeMap<usize, Vec<(usize, usize)>>,
}

/// Finds formulas and merged cells; a file that is no workbook has none.
///
/// # Errors
/// When the workbook cannot be read or is too large.
pub fn marks(bytes: &[u8]) -> Result<Marks, CohortError> {
    let mut marks = Marks::default();
    if !bytes.starts_with(b"PK\x03\x04") {
        return Ok(marks);
    }
    check_unpacked_size(bytes, &Limits::default())?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(bad)?;
    let visible =
        book.sheets_metadata().iter().filter(|sheet| matches!(sheet.visible, SheetVisible::Visible));
    let sheets: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    for sheet in sheets {
        let empty = {
            let mut cells = book.worksheet_cells_reader(&sheet).map_err(bad)?;
            cells.next_cell().map_err(bad)?.is_none()
        };
        if empty {
            continue;
        }
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(bad)?;
        let mut count = 0;
        while let Some(cell) = cells.next_formula().map_err(bad)? {
            if cell.get_value().is_empty() {
                continue;
            }
            let (row, column) = cell.get_position();
            marks.formulas.entry(row as usize + 1).or_default().push(column as usize);
            count += 1;
            if count == MOST {
                break;
            }
        }
        drop(cells);
        let regions = book.merge_cells_by_sheet_name(&sheet).map_err(bad)?;
        let mut count = 0;
        for region in regions {
            for row in region.start.0..=region.end.0 {
                let columns = (region.start.1 as usize, region.end.1 as usize);
                marks.merged.entry(row as usize + 1).or_default().push(columns);
                count += 1;
                if count == MOST {
                    return Ok(marks);
                }
            }
        }
        return Ok(marks);
    }
    Ok(marks)
}

impl Marks {
    /// What is wrong with the cells of a row: column, Chinese, English.
    pub fn of_row<'a>(
        &'a self,
        row: usize,
        header: &'a [String],
    ) -> impl Iterator<Item = (String, String, String)> + 'a {
        let name = |column: usize| header.get(column).cloned().unwrap_or_default();
        let formulas = self.formulas.get(&row).into_iter().flatten().filter(|column| **column < header.len());
        let merged = self.merged.get(&row).into_iter().flatten().filter(|(first, _)| *first < header.len());
        let formulas = formulas.map(move |column| {
            (
                name(*column),
                "单元格是公式，不能导入：请选中后“粘贴为数值”".to_owned(),
                "the cell holds a formula: paste its value instead".to_owned(),
            )
        });
        let merged = merged.map(move |(first, _)| {
            (
                name(*first),
                "单元格是合并的，无法判断属于哪一行哪一列：请取消合并并逐格填写".to_owned(),
                "the cell is merged with others, so whose value it is cannot be told: unmerge and fill in each".to_owned(),
            )
        });
        formulas.chain(merged)
    }
}
