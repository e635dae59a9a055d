//! Bytes that are read once, from a file or from memory.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::ahead::Ahead;
use crate::error::{ImagingError, Result};
use crate::scan::check_size;

/// Bytes read from a small file at a time.
const BUFFER: usize = 1 << 17;
/// Files from this size on are read ahead.
const LARGE: usize = 1 << 21;

/// Bytes in order, and how many there are.
pub(crate) struct Source<'a> {
    pub reader: Box<dyn BufRead + Send + 'a>,
    pub len: usize,
}

impl<'a> Source<'a> {
    /// Those in memory.
    pub fn bytes(bytes: &'a [u8]) -> Self {
        Self { reader: Box::new(bytes), len: bytes.len() }
    }

    /// Those of a file; the whole is never held.
    pub fn open(path: &Path) -> Result<Self> {
        let len = check_size(path)?;
        let file = File::open(path).map_err(|error| ImagingError::io(path, error))?;
        let reader: Box<dyn BufRead + Send> = match len {
            LARGE.. => Box::new(Ahead::new(file)),
            _ => Box::new(BufReader::with_capacity(BUFFER, file)),
        };
        Ok(Self { reader, len })
    }

    /// The first bytes, which stay: as many as the file has, or a few thousand.
    pub fn peek(&mut self) -> &[u8] {
        self.reader.fill_buf().unwrap_or_default()
    }

    /// All bytes.
    pub fn read(mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.len);
        let read = self.reader.read_to_end(&mut bytes);
        read.map_err(|error| ImagingError::format("file", error.to_string())).map(|_| bytes)
    }
}
