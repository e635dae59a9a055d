//! Delimited text (RFC 4180) that goes on after a broken row.
//!
//! A reader that trusts quotes loses everything after one stray quote; here a
//! row whose quotes are broken is named and reading goes on at the next line.

use super::TextEncoding;
use super::problem::Problem;
use super::table::{Format, Limits, RawRow, RawTable};
use crate::CohortError;

const DELIMITERS: [char; 4] = [',', '\t', ';', '|'];

pub(super) fn read(
    text: &str,
    encoding: TextEncoding,
    limits: &Limits,
    known: &dyn Fn(&[String]) -> usize,
) -> Result<RawTable, CohortError> {
    let text = text.trim_start_matches(['\n', '\r', '\u{FEFF}']);
    // spreadsheets may declare their delimiter in a first line "sep=;"
    let (text, declared) = match text.strip_prefix("sep=") {
        Some(rest) => (rest.split_once('\n').map_or("", |(_, body)| body), rest.chars().next()),
        None => (text, None),
    };
    let candidates: Vec<char> = declared.map_or_else(|| DELIMITERS.to_vec(), |d| vec![d]);
    let mut best: Option<(usize, usize, char, Vec<String>)> = None;
    for delimiter in candidates {
        let Some(Ok(header)) = Records::new(text, delimiter, limits).next() else { continue };
        let rank = (known(&header), header.len());
        if best.as_ref().is_none_or(|(k, n, ..)| rank > (*k, *n)) {
            best = Some((rank.0, rank.1, delimiter, header));
        }
    }
    let Some((_, _, delimiter, header)) = best else {
        return Err(CohortError::table(
            "the header (first row) cannot be read: its quotes are broken",
            "第一行(表头)无法读取:引号不成对",
        ));
    };
    if header.len() > limits.columns {
        return Err(CohortError::table(
            format!("the table has {} columns, at most {} are read", header.len(), limits.columns),
            format!("表格有 {} 列,超过上限 {} 列", header.len(), limits.columns),
        ));
    }

    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut table = RawTable {
        format: Format::Csv,
        encoding,
        delimiter: Some(delimiter),
        header,
        rows: Vec::new(),
        problems: Vec::new(),
    };
    for (index, record) in Records::new(text, delimiter, limits).enumerate().skip(1) {
        let row = index + 1;
        if index > limits.rows {
            return Err(super::too_many_rows(limits));
        }
        match record {
            Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(cells) => table.push(row, cells),
            Err(Broken::Quote) => table.problems.push(Problem::dropped(
                row,
                "",
                "引号不成对,该行未导入;请检查单元格中的双引号是否写成两个",
                "the quotes of this row are broken, it was left out; write a quote inside a cell twice",
            )),
            Err(Broken::Long) => table.problems.push(super::too_long(row, "", limits)),
        }
    }
    Ok(table)
}

impl RawTable {
    fn push(&mut self, row: usize, mut cells: Vec<String>) {
        let width = self.header.len();
        let extra = cells.len() > width && cells[width..].iter().any(|cell| !cell.trim().is_empty());
        if extra || (cells.len() < width && cells.len() == 1 && width > 1) {
            let found = cells.len();
            self.problems.push(Problem::dropped(
                row,
                "",
                format!("该行有 {found} 个单元格,表头有 {width} 列;含分隔符的文字需加双引号"),
                format!("the row has {found} cells, the header {width}; put text that contains the delimiter in quotes"),
            ));
            return;
        }
        cells.resize(width, String::new());
        self.rows.push(RawRow { row, cells });
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    Quote,
    Long,
}

/// Records of a text, one item each, broken ones as errors.
struct Records<'a> {
    rest: &'a str,
    delimiter: char,
    cell: usize,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: char, limits: &Limits) -> Self {
        Self { rest: text, delimiter, cell: limits.cell }
    }

    fn skip_line(&mut self, from: &'a str) {
        self.rest = from.find('\n').and_then(|at| from.get(at + 1..)).unwrap_or("");
    }

    /// A quoted cell; `rest` stands after the opening quote.
    fn quoted(&mut self) -> Result<String, Broken> {
        let mut cell = String::new();
        loop {
            let at = self.rest.find('"').ok_or(Broken::Quote)?;
            cell.push_str(&self.rest[..at]);
            self.rest = &self.rest[at + 1..];
            match self.rest.strip_prefix('"') {
                Some(rest) => {
                    cell.push('"');
                    self.rest = rest;
                }
                None => break,
            }
        }
        let next = self.rest.trim_start_matches([' ', '\r']);
        if next.is_empty() || next.starts_with('\n') || next.starts_with(self.delimiter) {
            self.rest = next;
            return Ok(cell);
        }
        Err(Broken::Quote)
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Vec<String>, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let line = self.rest;
        let (mut cells, mut long) = (Vec::new(), false);
        loop {
            let trimmed = self.rest.trim_start_matches(' ');
            let cell = if let Some(rest) = trimmed.strip_prefix('"') {
                self.rest = rest;
                match self.quoted() {
                    Ok(cell) => cell,
                    Err(broken) => {
                        self.skip_line(line);
                        return Some(Err(broken));
                    }
                }
            } else {
                let end = self.rest.find([self.delimiter, '\n']).unwrap_or(self.rest.len());
                let cell = self.rest[..end].trim_end_matches('\r').to_owned();
                self.rest = &self.rest[end..];
                cell
            };
            long |= cell.len() > self.cell;
            cells.push(cell);
            let mut chars = self.rest.chars();
            match chars.next() {
                Some(c) if c == self.delimiter => self.rest = chars.as_str(),
                Some(_) => {
                    self.rest = chars.as_str();
                    break;
                }
                None => break,
            }
        }
        Some(if long { Err(Broken::Long) } else { Ok(cells) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(text: &str) -> Vec<Result<Vec<String>, Broken>> {
        Records::new(text, ',', &Limits::default()).collect()
    }

    fn row(cells: &[&str]) -> Result<Vec<String>, Broken> {
        Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn quotes_and_line_breaks() {
        assert_eq!(
            records("a,b\r\n\"x\ny\", \"z\"\"w\"\r\n,\n"),
            [row(&["a", "b"]), row(&["x\ny", "z\"w"]), row(&["", ""])]
        );
    }

    #[test]
    fn goes_on_after_a_broken_row() {
        let broken = Err(Broken::Quote);
        assert_eq!(
            records("1,\"abc\n2,\"def\"\n3,x"),
            [broken.clone(), row(&["2", "def"]), row(&["3", "x"])]
        );
        assert_eq!(records("1,\"abc\n2,d"), [broken, row(&["2", "d"])]);
    }

    proptest! {
        #[test]
        fn reads_what_a_writer_writes(rows in proptest::collection::vec(
            proptest::collection::vec("[a-c右肺,\"\n ]{0,8}", 2..4), 1..6)) {
            let mut out = csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &rows {
                out.write_record(row).unwrap();
            }
            let text = String::from_utf8(out.into_inner().unwrap()).unwrap();
            let back: Vec<Vec<String>> = records(&text).into_iter().map(Result::unwrap).collect();
            prop_assert_eq!(back, rows);
        }

        #[test]
        fn never_panics(text in "[a\",;\n\r右 ]{0,40}") {
            let _ = records(&text);
        }
    }
}
