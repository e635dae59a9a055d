//! Cases: units of eight bytes, eight codes before the units they stand for.

use std::io::{self, Write};

use super::{BIAS, SYSMIS};

/// Writes units compressed.
pub(super) struct Units<W> {
    out: W,
    codes: [u8; 8],
    used: usize,
    raw: Vec<u8>,
}

impl<W: Write> Units<W> {
    pub fn new(out: W) -> Self {
        Self { out, codes: [0; 8], used: 0, raw: Vec::with_capacity(64) }
    }

    pub fn number(&mut self, x: f64) -> io::Result<()> {
        if x.to_bits() == SYSMIS.to_bits() {
            return self.code(255, &[]);
        }
        let shifted = x + BIAS;
        if (1.0..=251.0).contains(&shifted) && x.fract() == 0.0 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 251")]
            return self.code(shifted as u8, &[]);
        }
        self.code(253, &x.to_le_bytes())
    }

    /// Text padded with spaces to so many units.
    pub fn text(&mut self, text: &[u8], units: usize) -> io::Result<()> {
        for place in 0..units {
            let mut unit = [b' '; 8];
            let rest = text.get(place * 8..).unwrap_or_default();
            for (to, from) in unit.iter_mut().zip(rest) {
                *to = *from;
            }
            if unit == [b' '; 8] { self.code(254, &[])? } else { self.code(253, &unit)? }
        }
        Ok(())
    }

    fn code(&mut self, code: u8, raw: &[u8]) -> io::Result<()> {
        if self.used == 8 {
            self.flush()?;
        }
        self.codes[self.used] = code;
        self.used += 1;
        self.raw.extend_from_slice(raw);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.codes)?;
        self.out.write_all(&self.raw)?;
        (self.codes, self.used) = ([0; 8], 0);
        self.raw.clear();
        Ok(())
    }

    /// Ends the data.
    pub fn finish(mut self) -> io::Result<()> {
        self.code(252, &[])?;
        self.flush()?;
        self.out.flush()
    }
}
