//! Grey JPEG of 12 bits (ISO/IEC 10918-1, extended sequential, process 4),
//! which the other codecs leave out.

use super::PixelFormat;
use crate::error::{ImagingError, Result};

fn bad(reason: impl Into<String>) -> ImagingError {
    ImagingError::Pixels(format!("JPEG of 12 bits: {}", reason.into()))
}

fn cut() -> ImagingError {
    bad("the stream ends early")
}

/// Natural position of the coefficients in the order they are written.
#[rustfmt::skip]
const ZIGZAG: [usize; 64] = [
     0,  1,  8, 16,  9,  2,  3, 10, 17, 24, 32, 25, 18, 11,  4,  5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,  6,  7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Whether the stream is a frame of 12 bits and one component.
pub(super) fn is_grey_12(packed: &[u8]) -> bool {
    segments(packed).any(|(marker, body)| {
        matches!(marker, 0xC0 | 0xC1) && body.first() == Some(&12) && body.get(5) == Some(&1)
    })
}

/// Marker segments up to and with the first scan header; the rest of the
/// stream follows the last body.
fn segments(packed: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = if packed.starts_with(&[0xFF, 0xD8]) { Some(2) } else { None };
    std::iter::from_fn(move || {
        let mut start = at?;
        while packed.get(start..start + 2)? == [0xFF, 0xFF] {
            start += 1;
        }
        let (0xFF, marker) = (*packed.get(start)?, *packed.get(start + 1)?) else { return None };
        let length = usize::from(u16::from_be_bytes([*packed.get(start + 2)?, *packed.get(start + 3)?]));
        let body = packed.get(start + 4..start + 2 + length)?;
        at = if marker == 0xDA { None } else { Some(start + 2 + length) };
        Some((marker, body))
    })
}

/// A Huffman table: for each length the first code, the first index and the
/// number of codes (annex C).
#[derive(Clone, Default)]
struct Huffman {
    lengths: [(u32, usize, u32); 16],
    symbols: Vec<u8>,
}

impl Huffman {
    fn new(counts: &[u8], symbols: &[u8]) -> Self {
        let (mut code, mut index) = (0, 0);
        let mut lengths = [(0, 0, 0); 16];
        for (slot, count) in lengths.iter_mut().zip(counts) {
            *slot = (code, index, u32::from(*count));
            code = (code + u32::from(*count)) << 1;
            index += usize::from(*count);
        }
        Self { lengths, symbols: symbols.to_vec() }
    }

    fn read(&self, bits: &mut Bits) -> Result<u8> {
        let mut code = 0;
        for (first, index, count) in self.lengths {
            code = code << 1 | bits.one()?;
            if code >= first && code - first < count {
                let symbol = self.symbols.get(index + (code - first) as usize);
                return symbol.copied().ok_or_else(|| bad("a code has no symbol"));
            }
        }
        Err(bad("a code is not in its table"))
    }
}

/// Bits of entropy-coded data, most significant first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    word: u32,
    left: u32,
}

impl Bits<'_> {
    fn one(&mut self) -> Result<u32> {
        if self.left == 0 {
            let byte = *self.bytes.get(self.at).ok_or_else(cut)?;
            self.at += 1;
            if byte == 0xFF {
                // A zero is stuffed after FF; anything else is a marker.
                if self.bytes.get(self.at) != Some(&0) {
                    return Err(cut());
                }
                self.at += 1;
            }
            (self.word, self.left) = (u32::from(byte), 8);
        }
        self.left -= 1;
        Ok(self.word >> self.left & 1)
    }

    /// A signed number of `size` bits (F.2.2.1).
    fn number(&mut self, size: u8) -> Result<i32> {
        if size > 15 {
            return Err(bad("a coefficient of more than 15 bits"));
        }
        let mut value = 0i32;
        for _ in 0..size {
            value = value << 1 | self.one()? as i32;
        }
        let negative = size > 0 && value < 1 << (size - 1);
        Ok(if negative { value - (1 << size) + 1 } else { value })
    }

    /// Skips to after the next restart marker.
    fn restart(&mut self) -> Result<()> {
        self.left = 0;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let mark = rest.windows(2).position(|pair| pair[0] == 0xFF && (0xD0..=0xD7).contains(&pair[1]));
        self.at += mark.ok_or_else(cut)? + 2;
        Ok(())
    }
}

/// One grey frame as little-endian 16-bit samples.
pub(super) fn decode(packed: &[u8], format: &PixelFormat) -> Result<Vec<u8>> {
    if format.allocated != 16 || format.samples != 1 {
        return Err(bad("the header says that samples are not grey of 16 bits"));
    }
    let mut quantities = [[1f64; 64]; 4];
    let (mut direct, mut alternating) = (vec![Huffman::default(); 4], vec![Huffman::default(); 4]);
    let (mut chosen, mut interval, mut scan) = (0, 0, None);
    for (marker, body) in segments(packed) {
        match marker {
            0xDB => read_quantities(body, &mut quantities)?,
            0xC4 => read_tables(body, &mut direct, &mut alternating)?,
            // Its size was compared with the header's by the caller.
            0xC0 | 0xC1 => chosen = usize::from(*body.get(8).ok_or_else(cut)?),
            0xDD => interval = usize::from(u16::from_be_bytes(body.try_into().map_err(|_| cut())?)),
            0xDA => {
                let after = (body.as_ptr() as usize - packed.as_ptr() as usize) + body.len();
                scan = Some((*body.get(2).ok_or_else(cut)?, after));
            }
            _ => {}
        }
    }
    let (tables, start) = scan.ok_or_else(|| bad("there is no scan"))?;
    let pick =
        |tables: &[Huffman], at: u8| tables.get(usize::from(at)).cloned().ok_or_else(|| bad("no such table"));
    let (direct, alternating) = (pick(&direct, tables >> 4)?, pick(&alternating, tables & 15)?);
    let quantity = quantities.get(chosen).ok_or_else(|| bad("no such quantisation table"))?;
    let mut bits = Bits { bytes: packed, at: start, word: 0, left: 0 };
    let (across, down) = (format.cols.div_ceil(8), format.rows.div_ceil(8));
    let basis = basis();
    let mut samples = vec![0u16; format.frame_pixels()];
    let mut level = 0;
    for block in 0..across * down {
        if interval > 0 && block > 0 && block % interval == 0 {
            bits.restart()?;
            level = 0;
        }
        let mut values = [0f64; 64];
        let size = direct.read(&mut bits)?;
        // Garbage may drive the sum anywhere; it is clamped in the end.
        level = bits.number(size)?.wrapping_add(level);
        values[0] = f64::from(level) * quantity[0];
        let mut at = 1;
        while at < 64 {
            let symbol = alternating.read(&mut bits)?;
            let (run, size) = (usize::from(symbol >> 4), symbol & 15);
            if size == 0 && run != 15 {
                break;
            }
            at += run;
            if size > 0 {
                let place = *ZIGZAG.get(at).ok_or_else(|| bad("a block has more than 64 coefficients"))?;
                values[place] = f64::from(bits.number(size)?) * quantity[at];
            }
            at += 1;
        }
        let pixels = transform(&values, &basis);
        let (left, top) = (block % across * 8, block / across * 8);
        for (y, line) in pixels.as_chunks::<8>().0.iter().enumerate().take(format.rows - top) {
            let row = (top + y) * format.cols + left;
            let width = 8.min(format.cols - left);
            for (sample, value) in samples.iter_mut().skip(row).zip(line.iter().take(width)) {
                *sample = (value + 2048.0).round().clamp(0.0, 4095.0) as u16;
            }
        }
    }
    Ok(samples.iter().flat_map(|sample| sample.to_le_bytes()).collect())
}

fn read_quantities(mut body: &[u8], tables: &mut [[f64; 64]; 4]) -> Result<()> {
    while let Some((head, rest)) = body.split_first() {
        let width = if head >> 4 == 0 { 1 } else { 2 };
        let table =
            tables.get_mut(usize::from(head & 15)).ok_or_else(|| bad("no such quantisation table"))?;
        let values = rest.get(..64 * width).ok_or_else(cut)?;
        for (slot, value) in table.iter_mut().zip(values.chunks(width)) {
            *slot = value.iter().fold(0.0, |sum, byte| sum * 256.0 + f64::from(*byte));
        }
        body = rest.get(64 * width..).unwrap_or_default();
    }
    Ok(())
}

fn read_tables(mut body: &[u8], direct: &mut [Huffman], alternating: &mut [Huffman]) -> Result<()> {
    while let Some((head, rest)) = body.split_first() {
        let counts = rest.get(..16).ok_or_else(cut)?;
        let total: usize = counts.iter().map(|count| usize::from(*count)).sum();
        let symbols = rest.get(16..16 + total).ok_or_else(cut)?;
        let tables = if head >> 4 == 0 { &mut *direct } else { &mut *alternating };
        let table = tables.get_mut(usize::from(head & 15)).ok_or_else(|| bad("no such Huffman table"))?;
        *table = Huffman::new(counts, symbols);
        body = rest.get(16 + total..).unwrap_or_default();
    }
    Ok(())
}

/// `basis[u][x]` of the inverse cosine transform (A.3.3).
fn basis() -> [[f64; 8]; 8] {
    std::array::from_fn(|u| {
        let scale = if u == 0 { 0.5f64.sqrt() } else { 1.0 } / 2.0;
        std::array::from_fn(|x| scale * ((2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / 16.0).cos())
    })
}

fn transform(values: &[f64; 64], basis: &[[f64; 8]; 8]) -> [f64; 64] {
    let sum = |at: &dyn Fn(usize) -> f64, x: usize| (0..8).map(|u| at(u) * basis[u][x]).sum::<f64>();
    let rows: [f64; 64] = std::array::from_fn(|i| sum(&|u| values[i / 8 * 8 + u], i % 8));
    std::array::from_fn(|i| sum(&|v| rows[v * 8 + i % 8], i / 8))
}
