//! Reads system files: uncompressed or compressed by bytecode, of either byte order, in any encoding that the file names.

use std::io::{Read, Seek};

use encoding_rs::Encoding;

use super::dictionary::{Head, Variable};
use super::{EPOCH, SYSMIS, header};
use crate::gather::{Body, Cells, Found, Shape};
use crate::plan::Cell;
use crate::source::{Source, text};
use crate::{Format, Notes, StatError};

pub(crate) struct File<R> {
    source: Source<R>,
    head: Head,
    found: Vec<Found>,
    start: u64,
}

impl<R: Read + Seek> File<R> {
    pub fn open(input: R) -> Result<Self, StatError> {
        let mut source = Source::new(input, Format::Sav);
        let head = Head::read(&mut source)?;
        let start = source.place()?;
        let found = head.variables.iter().map(Variable::found).collect();
        Ok(Self { source, head, found, start })
    }
}

impl<R: Read + Seek> Cells for File<R> {
    fn found(&self) -> &[Found] {
        &self.found
    }

    fn notes(&self) -> Notes {
        self.head.notes.clone()
    }

    fn each(&mut self, body: &mut Body<'_>) -> Result<(), StatError> {
        self.source.seek(self.start)?;
        let mut units =
            Units { codes: [0; 8], used: 8, compressed: self.head.compressed, bias: self.head.bias };
        let mut row = 0;
        let mut bytes = Vec::new();
        loop {
            let mut cells = Vec::with_capacity(self.head.variables.len());
            for (place, variable) in self.head.variables.iter().enumerate() {
                bytes.clear();
                let mut ended = false;
                for (kept, length) in header::segments(variable.width) {
                    let from = bytes.len();
                    for _ in 0..length {
                        match units.next(&mut self.source)? {
                            Some(unit) => bytes.extend_from_slice(&unit),
                            None => ended = true,
                        }
                    }
                    bytes.truncate(bytes.len().min(from + kept.max(if variable.width == 0 { 8 } else { 0 })));
                }
                if ended {
                    // the data end between rows, or the file is cut
                    let clean = place == 0 && bytes.is_empty();
                    let all = self.head.rows.is_none_or(|rows| rows == row);
                    return if clean && all {
                        Ok(())
                    } else {
                        Err(self.source.wrong("its rows end too early"))
                    };
                }
                cells.push(cell(variable, &bytes, self.head.encoding, self.source.big));
            }
            if self.head.variables.is_empty() {
                return Err(self.source.wrong("it has no variable"));
            }
            row += 1;
            body(row, &cells)?;
        }
    }
}

fn cell(variable: &Variable, bytes: &[u8], encoding: &'static Encoding, big: bool) -> Cell<'static> {
    if variable.width > 0 {
        return match text(bytes, encoding) {
            text if text.is_empty() => Cell::Empty,
            text => match variable.text_missing(&text) {
                Some(reason) => Cell::Missing(reason),
                None => Cell::Text(text.into()),
            },
        };
    }
    let mut unit: [u8; 8] = bytes.try_into().unwrap_or_default();
    if big {
        unit.reverse();
    }
    let x = f64::from_le_bytes(unit);
    if x.to_bits() == SYSMIS.to_bits() || !x.is_finite() {
        return Cell::Empty;
    }
    if let Some(reason) = variable.number_missing(x) {
        return Cell::Missing(reason);
    }
    match variable.shape {
        Shape::Date => Cell::Number((x - EPOCH) / 86_400.0),
        Shape::Moment => Cell::Number(((x - EPOCH) * 1000.0).round()),
        _ => Cell::Number(x),
    }
}

struct Units {
    codes: [u8; 8],
    used: usize,
    compressed: bool,
    bias: f64,
}

impl Units {
    /// The next eight bytes of the data; none at their end.
    fn next<R: Read + Seek>(&mut self, source: &mut Source<R>) -> Result<Option<[u8; 8]>, StatError> {
        if !self.compressed {
            return raw(source);
        }
        loop {
            if self.used >= 8 {
                match raw(source)? {
                    Some(codes) => (self.codes, self.used) = (codes, 0),
                    None => return Ok(None),
                }
            }
            let code = self.codes[self.used];
            self.used += 1;
            let x = match code {
                0 => continue,
                252 => {
                    self.used -= 1;
                    return Ok(None);
                }
                253 => return raw(source)?.map(Some).ok_or_else(|| source.wrong("it ends too early")),
                254 => return Ok(Some([b' '; 8])),
                255 => SYSMIS,
                code => f64::from(code) - self.bias,
            };
            return Ok(Some(if source.big { x.to_be_bytes() } else { x.to_le_bytes() }));
        }
    }
}

fn raw<R: Read + Seek>(source: &mut Source<R>) -> Result<Option<[u8; 8]>, StatError> {
    let mut bytes = Vec::new();
    match source.upto(&mut bytes, 8)? {
        0 => Ok(None),
        8 => Ok(bytes.try_into().ok()),
        _ => Err(source.wrong("it ends within a value")),
    }
}
