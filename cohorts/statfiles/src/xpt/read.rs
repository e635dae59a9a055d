//! Reads the first data set of a transport file of version 5 or 8. Texts are UTF-8, else Windows-1252.

use std::borrow::Cow;
use std::io::{Read, Seek};

use encoding_rs::WINDOWS_1252;

use super::ibm::{self, Number};
use super::{DAY, EPOCH, NAMESTR, RECORD};
use crate::gather::{Body, Cells, Found, Shape};
use crate::plan::Cell;
use crate::source::Source;
use crate::{Format, Notes, StatError};

pub(crate) struct File<R> {
    source: Source<R>,
    variables: Vec<Variable>,
    found: Vec<Found>,
    start: u64,
    end: u64,
    row: usize,
}

struct Variable {
    is_text: bool,
    place: usize,
    width: usize,
}

impl<R: Read + Seek> File<R> {
    pub fn open(input: R) -> Result<Self, StatError> {
        let mut source = Source::new(input, Format::Xpt8);
        let long = match header(&mut source)?.0.as_str() {
            "LIBRARY" => false,
            "LIBV8" => true,
            other => return Err(source.wrong(format!("`{}` instead of a library", other.escape_debug()))),
        };
        source.format = if long { Format::Xpt8 } else { Format::Xpt5 };
        source.bytes(2 * RECORD)?;
        let (_, numbers) = header(&mut source)?;
        let size = if numbers[5] == 136 { 136 } else { NAMESTR };
        header(&mut source)?;
        source.bytes(2 * RECORD)?;
        let count = header(&mut source)?.1[1];
        let (mut variables, mut found, mut row) = (Vec::new(), Vec::new(), 0_usize);
        for number in 0..count {
            let bytes = source.bytes(size)?;
            let (variable, one) = variable(&bytes, long)
                .ok_or_else(|| source.wrong(format!("the description of variable {}", number + 1)))?;
            row = row.max(variable.place + variable.width);
            variables.push(variable);
            found.push(one);
        }
        // shares of one row; overlapping ones would make a small file a large table
        if variables.iter().map(|v| v.width).sum::<usize>() > row {
            return Err(source.wrong("its variables overlap"));
        }
        let rest = (count * size).next_multiple_of(RECORD) - count * size;
        source.bytes(rest)?;
        let (mut name, numbers) = header(&mut source)?;
        if name == "LABELV8" || name == "LABELV9" {
            labels(&mut source, &mut found, numbers[0], name == "LABELV9")?;
            name = header(&mut source)?.0;
        }
        if !name.starts_with("OBS") || row == 0 {
            return Err(source.wrong("it has no rows section"));
        }
        let start = source.place()?;
        let end = data_end(&mut source, start)?;
        Ok(Self { source, variables, found, start, end, row })
    }
}

/// The name in a header record and its six numbers.
fn header<R: Read + Seek>(source: &mut Source<R>) -> Result<(String, [usize; 6]), StatError> {
    let bytes = source.bytes(RECORD)?;
    let line = String::from_utf8_lossy(&bytes);
    let parts = line.strip_prefix("HEADER RECORD*******").and_then(|l| l.split_once("HEADER RECORD!!!!!!!"));
    let Some((name, rest)) = parts else {
        return Err(source.wrong("a header record is not where it belongs"));
    };
    let mut numbers = [0; 6];
    for (place, number) in numbers.iter_mut().enumerate() {
        *number = rest.get(place * 5..place * 5 + 5).and_then(|d| d.trim().parse().ok()).unwrap_or(0);
    }
    Ok((name.trim().to_owned(), numbers))
}

fn variable(bytes: &[u8], long: bool) -> Option<(Variable, Found)> {
    let short = |place: usize| Some(u16::from_be_bytes(bytes.get(place..place + 2)?.try_into().ok()?));
    let said = |from: usize, length: usize| Some(text(bytes.get(from..from + length)?).into_owned());
    let is_text = short(0)? == 2;
    let width = usize::from(short(4)?);
    let place = u32::from_be_bytes(bytes.get(84..88)?.try_into().ok()?) as usize;
    if width == 0 || place > 1 << 30 || (!is_text && !(2..=8).contains(&width)) {
        return None;
    }
    let name = if long { said(88, 32)? } else { said(8, 8)? };
    let name = name.trim_end_matches('\0').trim().to_owned();
    let name = if name.is_empty() { said(8, 8)?.trim().to_owned() } else { name };
    let format = said(56, 8)?.trim().to_uppercase();
    let shape = match format.as_str() {
        _ if is_text => Shape::Text,
        "DATETIME" | "E8601DT" | "DATEAMPM" => Shape::Moment,
        "DATE" | "YYMMDD" | "MMDDYY" | "DDMMYY" | "E8601DA" | "YYMMDDN" | "YYMMDDD" | "JULIAN" => Shape::Date,
        _ => Shape::Number,
    };
    let label = said(16, 40)?.trim().to_owned();
    Some((Variable { is_text, place, width }, Found { name, label, shape, ..Found::default() }))
}

fn labels<R: Read + Seek>(
    source: &mut Source<R>,
    found: &mut [Found],
    count: usize,
    formats: bool,
) -> Result<(), StatError> {
    let mut used = 0;
    for _ in 0..count {
        let head = source.bytes(if formats { 10 } else { 6 })?;
        let lengths: Vec<usize> =
            head.chunks_exact(2).map(|c| usize::from(u16::from_be_bytes([c[0], c[1]]))).collect();
        let bytes = source.bytes(lengths.iter().skip(1).sum())?;
        used += head.len() + bytes.len();
        let label = bytes.get(lengths[1]..).and_then(|b| b.get(..lengths[2])).unwrap_or_default();
        if let Some(found) = lengths[0].checked_sub(1).and_then(|n| found.get_mut(n)) {
            found.label = text(label).into_owned();
        }
    }
    source.bytes(used.next_multiple_of(RECORD) - used).map(drop)
}

/// Where the rows end: at a further data set, or with the file.
fn data_end<R: Read + Seek>(source: &mut Source<R>, start: u64) -> Result<u64, StatError> {
    let (mut place, mut record) = (start, Vec::new());
    loop {
        let n = source.upto(&mut record, RECORD)?;
        if n < RECORD {
            return Ok(place + n as u64);
        }
        if record.starts_with(b"HEADER RECORD*******MEMB") {
            return Ok(place);
        }
        place += RECORD as u64;
    }
}

impl<R: Read + Seek> Cells for File<R> {
    fn found(&self) -> &[Found] {
        &self.found
    }

    fn notes(&self) -> Notes {
        Notes::new()
    }

    fn each(&mut self, body: &mut Body<'_>) -> Result<(), StatError> {
        self.source.seek(self.start)?;
        let mut bytes = Vec::new();
        let size = self.row as u64;
        let mut rows = (self.end - self.start) / size;
        // spaces that fill the last record look like rows of empty texts
        let mut last = rows;
        if size < RECORD as u64 {
            while last > 0 && (self.end - self.start) - (last - 1) * size < RECORD as u64 {
                self.source.seek(self.start + (last - 1) * size)?;
                self.source.fill(&mut bytes, self.row)?;
                if bytes.iter().any(|b| *b != b' ') {
                    break;
                }
                last -= 1;
            }
            rows = last;
            self.source.seek(self.start)?;
        }
        for number in 1..=rows {
            self.source.fill(&mut bytes, self.row)?;
            let cells: Vec<Cell<'_>> = self
                .variables
                .iter()
                .zip(&self.found)
                .map(|(variable, found)| {
                    let bytes =
                        bytes.get(variable.place..variable.place + variable.width).unwrap_or_default();
                    cell(variable, found.shape, bytes)
                })
                .collect();
            body(number, &cells)?;
        }
        Ok(())
    }
}

fn cell<'a>(variable: &Variable, shape: Shape, bytes: &'a [u8]) -> Cell<'a> {
    if variable.is_text {
        return match text(bytes) {
            text if text.is_empty() => Cell::Empty,
            text => Cell::Text(text),
        };
    }
    match (ibm::decode(bytes), shape) {
        (Number::Missing(0), _) => Cell::Empty,
        (Number::Missing(letter), _) => Cell::Missing(letter - 1),
        (Number::Value(x), Shape::Date) => Cell::Number(x - EPOCH),
        (Number::Value(x), Shape::Moment) => Cell::Number(((x - EPOCH * DAY) * 1000.0).round()),
        (Number::Value(x), _) => Cell::Number(x),
    }
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    let end = bytes.iter().rposition(|b| *b != b' ').map_or(0, |p| p + 1);
    let bytes = bytes.split_at(end).0;
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}
