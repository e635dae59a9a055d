//! Nodes of a serialised workspace.

use std::io::{self, Write};

/// Types of R values.
pub(super) const LOGICAL: i32 = 10;
pub(super) const INTEGER: i32 = 13;
pub(super) const REAL: i32 = 14;
pub(super) const STRING: i32 = 16;
const SYMBOL: i32 = 1;
const PAIR: i32 = 2;
const CHARS: i32 = 9;
const LIST: i32 = 19;
const NIL: i32 = 254;
/// Flags of a node: it has a class, has attributes, has a tag.
const CLASSED: i32 = 0x100;
const ATTRIBUTES: i32 = 0x200;
const TAG: i32 = 0x400;
/// Levels of a string: UTF-8, ASCII.
const UTF8: i32 = 8 << 12;
const ASCII: i32 = 64 << 12;
/// `NA` of integers, logicals and factors.
pub(super) const NA: i32 = i32::MIN;
/// `NA` of doubles: a NaN that carries 1954.
pub(super) const NA_REAL: u64 = 0x7ff0_0000_0000_07a2;

/// Writes nodes.
pub(super) struct Writer<W> {
    out: W,
}

impl<W: Write> Writer<W> {
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(b"RDX2\nX\n")?;
        let mut writer = Self { out };
        writer.int(2)?;
        // as written by R 4.2.2, readable from 2.3.0 on
        writer.int(0x0004_0202)?;
        writer.int(0x0002_0300)?;
        Ok(writer)
    }

    pub fn into_inner(self) -> W {
        self.out
    }

    pub fn int(&mut self, n: i32) -> io::Result<()> {
        self.out.write_all(&n.to_be_bytes())
    }

    pub fn real(&mut self, x: f64) -> io::Result<()> {
        self.out.write_all(&x.to_be_bytes())
    }

    /// A string; none is `NA`.
    pub fn chars(&mut self, text: Option<&str>) -> io::Result<()> {
        let Some(text) = text else {
            self.int(CHARS)?;
            return self.int(-1);
        };
        self.int(CHARS | if text.is_ascii() { ASCII } else { UTF8 })?;
        self.length(text.len())?;
        self.out.write_all(text.as_bytes())
    }

    /// Begins the next variable of the workspace; its value follows.
    pub fn bind(&mut self, name: &str) -> io::Result<()> {
        self.int(PAIR | TAG)?;
        self.int(SYMBOL)?;
        self.chars(Some(name))
    }

    /// Ends the workspace, or a value's attributes.
    pub fn end(&mut self) -> io::Result<()> {
        self.int(NIL)
    }

    /// Begins a vector with attributes; its items and then the attributes follow, then [`Writer::end`].
    pub fn vector(&mut self, kind: i32, classed: bool, length: i32) -> io::Result<()> {
        self.int(kind | ATTRIBUTES | if classed { CLASSED } else { 0 })?;
        self.int(length)
    }

    /// A vector of strings without attributes.
    pub fn strings(&mut self, texts: &[&str]) -> io::Result<()> {
        self.int(STRING)?;
        self.length(texts.len())?;
        texts.iter().try_for_each(|t| self.chars(Some(t)))
    }

    /// An attribute of strings.
    pub fn attribute(&mut self, name: &str, texts: &[&str]) -> io::Result<()> {
        self.bind(name)?;
        self.strings(texts)
    }

    /// Begins a data frame; its columns follow, then [`Writer::frame_end`].
    pub fn frame(&mut self, columns: usize) -> io::Result<()> {
        self.int(LIST | ATTRIBUTES | CLASSED)?;
        self.length(columns)
    }

    /// Ends a data frame.
    pub fn frame_end(&mut self, names: &[&str], rows: i32) -> io::Result<()> {
        self.attribute("names", names)?;
        self.bind("row.names")?;
        // the compact form of 1 to n
        self.int(INTEGER)?;
        self.int(2)?;
        self.int(NA)?;
        self.int(-rows)?;
        self.attribute("class", &["data.frame"])?;
        self.end()
    }

    fn length(&mut self, n: usize) -> io::Result<()> {
        self.int(i32::try_from(n).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?)
    }
}
