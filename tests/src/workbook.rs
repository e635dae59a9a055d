//! A small XLSX workbook, as a spreadsheet program saves one sheet (ECMA-376, inline strings).

use std::io::Write;
use zip::write::SimpleFileOptions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The bytes of a workbook with these rows; at most 26 columns.
///
/// # Errors
/// When the archive cannot be written.
pub fn workbook(rows: &[&[&str]]) -> Result<Vec<u8>, zip::result::ZipError> {
    let parts = [
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{}</sheetData></worksheet>"#, sheet(rows)),
        ),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, body) in parts {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(body.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn sheet(rows: &[&[&str]]) -> String {
    let cell = |row: usize, column: usize, text: &str| {
        let letter = char::from(b'A' + (column % 26) as u8);
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!(r#"<c r="{letter}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let row = |(at, cells): (usize, &&[&str])| {
        let cells: String =
            cells.iter().enumerate().map(|(column, text)| cell(at + 1, column, text)).collect();
        format!(r#"<row r="{}">{cells}</row>"#, at + 1)
    };
    rows.iter().enumerate().map(row).collect()
}
