//! Reads releases 117 to 119 of either byte order.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::missing::{self, Store};
use super::{DAY, EPOCH};
use crate::gather::{Body, Cells, Found, Shape};
use crate::plan::Cell;
use crate::source::{Source, text};
use crate::{Format, Label, Notes, StatError};

pub(crate) struct File<R> {
    source: Source<R>,
    stores: Vec<Store>,
    found: Vec<Found>,
    notes: Notes,
    rows: u64,
    start: u64,
    /// Places of long strings by variable and row.
    long: BTreeMap<(u64, u64), (u64, usize)>,
    release: u32,
    encoding: &'static Encoding,
}

/// Widths of the fields for names, formats and labels before release 118, which begins to hold UTF-8.
fn widths(release: u32) -> [usize; 3] {
    if release < 118 { [33, 49, 81] } else { [129, 57, 321] }
}

impl<R: Read + Seek> File<R> {
    pub fn open(input: R) -> Result<Self, StatError> {
        let mut source = Source::new(input, Format::Dta);
        tag(&mut source, "<stata_dta><header><release>")?;
        let release = match source.bytes(3)?.as_slice() {
            b"117" => 117,
            b"118" => 118,
            b"119" => 119,
            other => {
                let other = String::from_utf8_lossy(other).into_owned();
                return Err(source.wrong(format!("release {}; 117 to 119 are read", other.escape_debug())));
            }
        };
        tag(&mut source, "</release><byteorder>")?;
        source.big = match source.bytes(3)?.as_slice() {
            b"LSF" => false,
            b"MSF" => true,
            _ => return Err(source.wrong("no byte order")),
        };
        tag(&mut source, "</byteorder><K>")?;
        let n = if release == 119 { source.length()? } else { u16::from_le_bytes(source.array()?).into() };
        tag(&mut source, "</K><N>")?;
        let rows = if release == 117 {
            u64::from(u32::from_le_bytes(source.array()?))
        } else {
            u64::from_le_bytes(source.array()?)
        };
        tag(&mut source, "</N><label>")?;
        let length = if release == 117 {
            source.array::<1>()?[0].into()
        } else {
            usize::from(u16::from_le_bytes(source.array()?))
        };
        let encoding = if release == 117 { WINDOWS_1252 } else { UTF_8 };
        source.bytes(length)?;
        tag(&mut source, "</label><timestamp>")?;
        let [length] = source.array()?;
        source.bytes(length.into())?;
        tag(&mut source, "</timestamp></header><map>")?;
        source.bytes(14 * 8)?;
        tag(&mut source, "</map><variable_types>")?;
        let [name, format, label] = widths(release);
        let mut stores = Vec::new();
        for _ in 0..n {
            let code = u16::from_le_bytes(source.array()?);
            stores.push(Store::from_code(code).ok_or_else(|| source.wrong(format!("storage type {code}")))?);
        }
        let mut found = vec![Found::default(); stores.len()];
        tag(&mut source, "</variable_types><varnames>")?;
        for one in &mut found {
            one.name = text(&source.bytes(name)?, encoding);
        }
        tag(&mut source, "</varnames><sortlist>")?;
        source.bytes((n + 1) * if release == 119 { 4 } else { 2 })?;
        tag(&mut source, "</sortlist><formats>")?;
        for (one, store) in found.iter_mut().zip(&stores) {
            let format = text(&source.bytes(format)?, encoding);
            one.shape = match store {
                Store::Str(_) | Store::StrL => Shape::Text,
                _ if format.starts_with("%td") || format.starts_with("%d") => Shape::Date,
                _ if format.starts_with("%tc") => Shape::Moment,
                _ => Shape::Number,
            };
        }
        tag(&mut source, "</formats><value_label_names>")?;
        let mut lists = Vec::new();
        for _ in &found {
            lists.push(text(&source.bytes(name)?, encoding));
        }
        tag(&mut source, "</value_label_names><variable_labels>")?;
        for one in &mut found {
            one.label = text(&source.bytes(label)?, encoding);
        }
        tag(&mut source, "</variable_labels><characteristics>")?;
        let mut file = Self {
            start: 0,
            long: BTreeMap::new(),
            notes: Notes::new(),
            source,
            stores,
            found,
            rows,
            release,
            encoding,
        };
        file.characteristics(name)?;
        file.rest(name, &lists)?;
        Ok(file)
    }

    fn characteristics(&mut self, name: usize) -> Result<(), StatError> {
        let mut notes = BTreeMap::new();
        loop {
            let mark = self.source.bytes(4)?;
            if mark == b"</ch" {
                return tag(&mut self.source, "aracteristics>").map(|()| {
                    notes.values().for_each(|line: &String| self.notes.add_line(line));
                });
            }
            if mark != b"<ch>" {
                return Err(self.source.wrong("a broken characteristic"));
            }
            let length = self.source.length()?;
            let bytes = self.source.bytes(length)?;
            tag(&mut self.source, "</ch>")?;
            let (Some(owner), Some(field), Some(said)) =
                (bytes.get(..name), bytes.get(name..2 * name), bytes.get(2 * name..))
            else {
                return Err(self.source.wrong("a characteristic too short"));
            };
            let (owner, field) = (text(owner, self.encoding), text(field, self.encoding));
            let said = text(said, self.encoding);
            if owner == "_dta" {
                if let Some(n) =
                    field.strip_prefix("note").and_then(|n| n.parse::<u32>().ok()).filter(|n| *n > 0)
                {
                    notes.insert(n, said);
                }
            } else if let Some(found) = self.found.iter_mut().find(|f| f.name == owner) {
                found.fields.insert(field, said);
            }
        }
    }

    /// What comes after the rows: long strings and value labels.
    fn rest(&mut self, name: usize, lists: &[String]) -> Result<(), StatError> {
        tag(&mut self.source, "<data>")?;
        self.start = self.source.place()?;
        let width: usize = self.stores.iter().map(|s| s.width()).sum();
        let length = self.rows.checked_mul(width as u64).and_then(|l| l.checked_add(self.start));
        self.source.seek(length.ok_or_else(|| self.source.wrong("more rows than any file holds"))?)?;
        tag(&mut self.source, "</data><strls>")?;
        loop {
            let mark = self.source.bytes(3)?;
            if mark == b"</s" {
                break;
            }
            if mark != b"GSO" {
                return Err(self.source.wrong("a broken long string"));
            }
            let variable = u32::from_le_bytes(self.source.array()?);
            let row = if self.release == 117 {
                u64::from(u32::from_le_bytes(self.source.array()?))
            } else {
                u64::from_le_bytes(self.source.array()?)
            };
            self.source.array::<1>()?;
            let length = self.source.length()?;
            let place = self.source.place()?;
            self.long.insert((variable.into(), row), (place, length));
            self.source.seek(place + length as u64)?;
        }
        tag(&mut self.source, "trls><value_labels>")?;
        let mut tables: BTreeMap<String, Vec<(i32, String)>> = BTreeMap::new();
        loop {
            let mark = self.source.bytes(5)?;
            if mark == b"</val" {
                break;
            }
            if mark != b"<lbl>" {
                return Err(self.source.wrong("broken value labels"));
            }
            let length = self.source.length()?;
            let list = text(&self.source.bytes(name)?, self.encoding);
            self.source.bytes(3)?;
            let body = self.source.bytes(length)?;
            tag(&mut self.source, "</lbl>")?;
            let table = labels(&body, self.source.big, self.encoding);
            tables.insert(list, table.ok_or_else(|| self.source.wrong("broken value labels"))?);
        }
        for (found, list) in self.found.iter_mut().zip(lists) {
            for (code, label) in tables.get(list).into_iter().flatten() {
                let letter = i64::from(*code) - i64::from(missing::integer(Store::Long, 1));
                match usize::try_from(letter).ok().filter(|l| *l < 26) {
                    Some(letter) => {
                        // letters before it that have no label
                        while found.missing.len() <= letter {
                            let unnamed =
                                format!(".{}", char::from(b'a' + found.missing.len().min(25) as u8));
                            found.missing.push(Label::new(unnamed, ""));
                        }
                        found.missing[letter].text.clone_from(label);
                    }
                    None => found.labels.push((code.to_string(), label.clone())),
                }
            }
        }
        Ok(())
    }

    fn long_text(&mut self, variable: u64, row: u64) -> Result<Cell<'static>, StatError> {
        if (variable, row) == (0, 0) {
            return Ok(Cell::Empty);
        }
        let Some((place, length)) = self.long.get(&(variable, row)).copied() else {
            return Err(self.source.wrong(format!("no long string for variable {variable}, row {row}")));
        };
        self.source.seek(place)?;
        let bytes = self.source.bytes(length)?;
        // spaces at its end are the text's own
        let bytes = bytes.strip_suffix(&[0]).unwrap_or(&bytes);
        Ok(filled(self.encoding.decode_without_bom_handling(bytes).0.into_owned()))
    }
}

impl<R: Read + Seek> Cells for File<R> {
    fn found(&self) -> &[Found] {
        &self.found
    }

    fn notes(&self) -> Notes {
        self.notes.clone()
    }

    fn each(&mut self, body: &mut Body<'_>) -> Result<(), StatError> {
        let width: usize = self.stores.iter().map(|s| s.width()).sum();
        let mut line = Vec::new();
        let mut next = self.start;
        for row in 1..=self.rows {
            // long strings move the place
            if row == 1 || !self.long.is_empty() {
                self.source.seek(next)?;
            }
            self.source.fill(&mut line, width)?;
            next += width as u64;
            let mut rest = line.as_slice();
            let mut cells = Vec::with_capacity(self.stores.len());
            for place in 0..self.stores.len() {
                let (store, shape) = (self.stores[place], self.found[place].shape);
                let (bytes, after) = rest.split_at(store.width().min(rest.len()));
                rest = after;
                cells.push(match store {
                    Store::Str(_) => {
                        let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
                        let (text, _) = self.encoding.decode_without_bom_handling(bytes.split_at(end).0);
                        filled(text.into_owned())
                    }
                    Store::StrL => {
                        let (variable, row) = reference(bytes, self.source.big, self.release);
                        self.long_text(variable, row)?
                    }
                    store => moved(number(store, bytes, self.source.big), shape),
                });
            }
            body(row, &cells)?;
        }
        Ok(())
    }
}

fn filled(text: String) -> Cell<'static> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
}

fn tag<R: Read + Seek>(source: &mut Source<R>, tag: &str) -> Result<(), StatError> {
    if source.bytes(tag.len())? == tag.as_bytes() {
        Ok(())
    } else {
        Err(source.wrong(format!("`{tag}` is not where it belongs")))
    }
}

/// Variable and row of a long string: two bytes and six, four and four in release 117, three and five in 119.
fn reference(bytes: &[u8], big: bool, release: u32) -> (u64, u64) {
    let split = match release {
        117 => 4,
        118 => 2,
        _ => 3,
    };
    let number = |bytes: &[u8]| {
        let add = |n: u64, b: &u8| (n << 8) | u64::from(*b);
        if big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
    };
    let (variable, row) = bytes.split_at(split.min(bytes.len()));
    (number(variable), number(row))
}

fn number(store: Store, bytes: &[u8], big: bool) -> Cell<'static> {
    let mut all = [0; 8];
    for (to, from) in all.iter_mut().zip(bytes) {
        *to = *from;
    }
    if big && let Some(part) = all.get_mut(..bytes.len().min(8)) {
        part.reverse();
    }
    let [a, b, c, d, ..] = all;
    let letter =
        |n: u64| usize::try_from(n).ok().and_then(|n| n.checked_sub(1)).map_or(Cell::Empty, Cell::Missing);
    let (n, first) = match store {
        Store::Byte => (i32::from(i8::from_le_bytes([a])), 101),
        Store::Int => (i32::from(i16::from_le_bytes([a, b])), 32_741),
        Store::Long => (i32::from_le_bytes([a, b, c, d]), 2_147_483_621),
        Store::Float => {
            let x = f32::from_le_bytes([a, b, c, d]);
            // `.` is 2^127, the letters follow in steps of 2^11 of the fraction
            let bits = x.to_bits();
            if (0x7f00_0000..0x8000_0000).contains(&bits) {
                return letter(u64::from((bits - 0x7f00_0000) >> 11).min(26));
            }
            return if x.is_finite() { Cell::Number(x.into()) } else { Cell::Empty };
        }
        _ => {
            let x = f64::from_le_bytes(all);
            return match missing::of_double(x) {
                Some(n) => letter(n),
                None if x.is_finite() => Cell::Number(x),
                None => Cell::Empty,
            };
        }
    };
    if n >= first { letter(u64::from(n.abs_diff(first))) } else { Cell::Number(n.into()) }
}

fn moved(cell: Cell<'static>, shape: Shape) -> Cell<'static> {
    match (cell, shape) {
        (Cell::Number(x), Shape::Date) => Cell::Number(x - EPOCH),
        (Cell::Number(x), Shape::Moment) => Cell::Number(x - EPOCH * DAY),
        (cell, _) => cell,
    }
}

/// Codes and labels of a value label table; none if it contradicts itself.
fn labels(bytes: &[u8], big: bool, encoding: &'static Encoding) -> Option<Vec<(i32, String)>> {
    let int = |place: usize| -> Option<i32> {
        let bytes: [u8; 4] = bytes.get(place..place.checked_add(4)?)?.try_into().ok()?;
        Some(if big { i32::from_be_bytes(bytes) } else { i32::from_le_bytes(bytes) })
    };
    let n = usize::try_from(int(0)?).ok()?;
    let texts = bytes.get(n.checked_mul(8)?.checked_add(8)?..)?;
    (0..n)
        .map(|k| {
            let place = usize::try_from(int(8 + 4 * k)?).ok()?;
            Some((int(8 + 4 * n + 4 * k)?, text(texts.get(place..)?, encoding)))
        })
        .collect()
}
