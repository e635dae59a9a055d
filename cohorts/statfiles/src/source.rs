//! Bytes of a file that may be damaged or made to harm: nothing is allocated that the file does not hold.

use std::io::{BufReader, Read, Seek, SeekFrom};

use encoding_rs::Encoding;

use crate::{Format, StatError};

/// A reader that knows its format for errors.
pub(crate) struct Source<R> {
    input: BufReader<R>,
    pub format: Format,
    /// Numbers are big-endian.
    pub big: bool,
}

/// Bytes of one piece of a header at most.
const PIECE: usize = 256 << 20;

impl<R: Read + Seek> Source<R> {
    pub fn new(input: R, format: Format) -> Self {
        Self { input: BufReader::with_capacity(1 << 16, input), format, big: false }
    }

    pub fn wrong(&self, reason: impl Into<String>) -> StatError {
        StatError::damaged(self.format, reason)
    }

    pub fn seek(&mut self, place: u64) -> Result<(), StatError> {
        self.input.seek(SeekFrom::Start(place)).map(drop).map_err(StatError::io("read the file"))
    }

    pub fn place(&mut self) -> Result<u64, StatError> {
        self.input.stream_position().map_err(StatError::io("read the file"))
    }

    /// So many bytes, or an error.
    pub fn bytes(&mut self, n: usize) -> Result<Vec<u8>, StatError> {
        let mut out = Vec::new();
        self.fill(&mut out, n)?;
        Ok(out)
    }

    /// Replaces what is in `out` by so many bytes.
    pub fn fill(&mut self, out: &mut Vec<u8>, n: usize) -> Result<(), StatError> {
        out.clear();
        if n > PIECE {
            return Err(self.wrong(format!("a part of {n} bytes")));
        }
        let read =
            self.input.by_ref().take(n as u64).read_to_end(out).map_err(StatError::io("read the file"))?;
        if read == n { Ok(()) } else { Err(self.wrong("it ends too early")) }
    }

    /// Fills `out` as far as the file goes.
    pub fn upto(&mut self, out: &mut Vec<u8>, n: usize) -> Result<usize, StatError> {
        out.clear();
        self.input.by_ref().take(n as u64).read_to_end(out).map_err(StatError::io("read the file"))
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], StatError> {
        let mut out = [0; N];
        self.input.read_exact(&mut out).map_err(|_| self.wrong("it ends too early"))?;
        if self.big {
            out.reverse();
        }
        Ok(out)
    }

    pub fn int(&mut self) -> Result<i32, StatError> {
        self.array().map(i32::from_le_bytes)
    }

    /// A length: an integer that is not negative.
    pub fn length(&mut self) -> Result<usize, StatError> {
        let n = self.int()?;
        usize::try_from(n).map_err(|_| self.wrong(format!("a length of {n}")))
    }

    pub fn real(&mut self) -> Result<f64, StatError> {
        self.array().map(f64::from_le_bytes)
    }
}

/// Text of fixed length: up to the first zero, without spaces at its end.
pub(crate) fn text(bytes: &[u8], encoding: &'static Encoding) -> String {
    let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
    let (text, _) = encoding.decode_without_bom_handling(bytes.split_at(end).0);
    text.trim_end_matches(' ').to_owned()
}
