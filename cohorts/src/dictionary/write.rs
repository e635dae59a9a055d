//! A dictionary as a file that people edit and that is read back.

use rust_xlsxwriter::{Format, Workbook};
use workbench_core::Variable;

use crate::CohortError;

/// Columns of a dictionary file: the first seven are those of every table's dictionary, the others ours.
pub(super) const HEADER: [&str; 15] = [
    "key", "label_zh", "label_en", "type", "unit", "values", "missing", "range", "required", "pattern",
    "deident", "input", "formula", "help", "group",
];

fn row(field: &Variable) -> [String; 15] {
    let say = |text: &Option<String>| text.clone().unwrap_or_default();
    let options: Vec<String> = field
        .options
        .iter()
        .map(|option| match field.option_labels.get(option) {
            Some(label) if label != option => format!("{}={}", escaped(option), escaped(label)),
            _ => escaped(option),
        })
        .collect();
    [
        field.key.clone(),
        field.name_zh.clone(),
        field.name_en.clone(),
        field.kind.to_string(),
        say(&field.unit),
        options.join("|"),
        String::new(),
        field.range.map(|[low, high]| format!("{low}..{high}")).unwrap_or_default(),
        if field.required { "yes".to_owned() } else { String::new() },
        say(&field.pattern),
        field.deident.map(|kind| kind.to_string()).unwrap_or_default(),
        field.input.map(|kind| kind.to_string()).unwrap_or_default(),
        say(&field.formula),
        say(&field.help_zh),
        say(&field.group),
    ]
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '|' | '=' | '＝' | ';' | '；') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// As CSV (UTF-8 with a byte order mark). A cell that a spreadsheet would run as a formula begins with `'`.
pub fn csv(fields: &[Variable]) -> Vec<u8> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let rows = fields.iter().map(row).map(|cells| cells.map(|cell| guarded(&cell)));
    for cells in std::iter::once(HEADER.map(str::to_owned)).chain(rows) {
        let quoted: Vec<String> =
            cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        out.extend_from_slice(quoted.join(",").as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out
}

fn guarded(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) && cell.parse::<f64>().is_err();
    if runs { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell without the `'` that kept it from being run.
pub(super) fn bare(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => rest,
        _ => cell,
    }
}

/// As a workbook; every cell is text.
///
/// # Errors
/// When the workbook cannot be made.
pub fn xlsx(fields: &[Variable]) -> Result<Vec<u8>, CohortError> {
    let failed = |error: rust_xlsxwriter::XlsxError| {
        CohortError::table(
            format!("the workbook cannot be written: {error}"),
            format!("无法写出工作簿:{error}"),
        )
    };
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("dictionary").map_err(failed)?;
    let head = Format::new().set_bold();
    for (column, name) in (0_u16..).zip(HEADER) {
        sheet.write_string_with_format(0, column, name, &head).map_err(failed)?;
    }
    for (line, field) in (1_u32..).zip(fields) {
        for (column, cell) in (0_u16..).zip(row(field)) {
            if !cell.is_empty() {
                sheet.write_string(line, column, cell).map_err(failed)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 1).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}
