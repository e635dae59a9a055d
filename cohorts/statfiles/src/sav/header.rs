//! Records before the data.

use super::extension;
use super::{BIAS, LABEL, SEGMENT, SHORT, SYSMIS, VALUE_LABEL};
use crate::bytes::{cut, int, padded, size};
use crate::plan::{Form, Physical};
use crate::{Column, Moment, Notes};

/// A variable of the file.
pub(super) struct Variable<'a> {
    pub physical: &'a Physical,
    /// Bytes of text, at least 1; 0 for a number.
    pub width: usize,
    /// Name of eight bytes by which records refer to it.
    pub short: String,
    /// Place of its first unit, from 1.
    index: usize,
}

/// Bytes and units of the pieces of a variable: a long string's pieces hold 255 bytes in 32 units, the last what is left.
pub(super) fn segments(width: usize) -> impl Iterator<Item = (usize, usize)> {
    let n = if width <= SHORT { 1 } else { width.div_ceil(SEGMENT) };
    (0..n).map(move |place| {
        let bytes = match place + 1 {
            _ if n == 1 => width,
            last if last == n => width - (n - 1) * SEGMENT,
            _ => SHORT,
        };
        (bytes, bytes.div_ceil(8).max(1))
    })
}

/// Gives each column its width, short name and place.
pub(super) fn variables(plan: &[Physical]) -> Vec<Variable<'_>> {
    let mut index = 1;
    let mut variables = Vec::with_capacity(plan.len());
    for (place, physical) in plan.iter().enumerate() {
        let short = format!("V{}", base36(place));
        let codes = physical.reasons.iter().map(String::len).max().unwrap_or(0);
        let width = match physical.form {
            Form::Text { bytes } => bytes.min(32_767).max(codes).max(1),
            _ => 0,
        };
        variables.push(Variable { physical, width, short, index });
        index += segments(width).map(|(_, units)| units).sum::<usize>();
    }
    variables
}

/// All records up to the data.
pub(super) fn records(
    variables: &[Variable<'_>],
    columns: &[Column],
    notes: &Notes,
    rows: u64,
    created: Option<Moment>,
) -> Vec<u8> {
    let mut out = Vec::new();
    let units: usize = variables.iter().flat_map(|v| segments(v.width)).map(|(_, u)| u).sum();
    out.extend_from_slice(b"$FL2");
    padded(&mut out, "@(#) SPSS DATA FILE statfiles", 60);
    int(&mut out, 2);
    size(&mut out, units);
    int(&mut out, 1);
    int(&mut out, 0);
    int(&mut out, i32::try_from(rows).unwrap_or(-1));
    out.extend_from_slice(&BIAS.to_le_bytes());
    padded(&mut out, &created.map_or("01 Jan 70".to_owned(), day), 9);
    let (hour, minute, second, _) = created.map_or((0, 0, 0, 0), Moment::time);
    padded(&mut out, &format!("{hour:02}:{minute:02}:{second:02}"), 8);
    padded(&mut out, "", 64);
    out.extend_from_slice(&[0; 3]);
    let mut pieces = 0;
    for variable in variables {
        variable.record(&mut out, &mut pieces);
    }
    for variable in variables {
        variable.value_labels(&mut out);
    }
    documents(&mut out, notes);
    extension::records(&mut out, variables, columns, rows);
    int(&mut out, 999);
    int(&mut out, 0);
    out
}

impl Variable<'_> {
    fn format(&self, bytes: usize) -> i32 {
        let codes = self.physical.reasons.iter().map(String::len).max().unwrap_or(0);
        let (kind, width, decimals) = match self.physical.form {
            Form::Text { .. } => (1, bytes, 0),
            Form::Whole { min, max } => (5, digits(min).max(digits(max)).max(codes), 0),
            Form::YesNo => (5, codes.max(1), 0),
            Form::Decimal => (5, 16, 6),
            Form::Date => (20, 11, 0),
            Form::Moment { millis: false } => (22, 20, 0),
            Form::Moment { millis: true } => (22, 23, 2),
        };
        (kind << 16) | (i32::try_from(width).unwrap_or(255) << 8) | decimals
    }

    fn record(&self, out: &mut Vec<u8>, pieces: &mut usize) {
        for (place, (bytes, units)) in segments(self.width).enumerate() {
            let first = place == 0;
            int(out, 2);
            size(out, bytes);
            int(out, i32::from(first));
            // strings beyond eight bytes say their missing values in an extension record
            let missing = if first && self.width <= 8 { self.physical.reasons.as_slice() } else { &[] };
            let range = missing.len() > 3 && self.width == 0;
            int(out, if range { -2 } else { i32::try_from(missing.len().min(3)).unwrap_or(0) });
            int(out, self.format(bytes));
            int(out, self.format(bytes));
            if first {
                padded(out, &self.short, 8);
                let label = cut(&self.physical.label, LABEL);
                size(out, label.len());
                padded(out, label, label.len().next_multiple_of(4));
            } else {
                padded(out, &format!("S{}", base36(*pieces)), 8);
                *pieces += 1;
            }
            if range {
                // the codes follow each other
                for code in [missing.first(), missing.last()].into_iter().flatten() {
                    self.code(out, code);
                }
            } else {
                missing.iter().take(3).for_each(|code| self.code(out, code));
            }
            for _ in 1..units {
                int(out, 2);
                int(out, -1);
                (0..4).for_each(|_| int(out, 0));
                padded(out, "", 8);
            }
        }
    }

    /// A code as a unit of eight bytes.
    fn code(&self, out: &mut Vec<u8>, code: &str) {
        if self.width > 0 {
            padded(out, code, 8);
        } else {
            out.extend_from_slice(&code.parse().unwrap_or(SYSMIS).to_le_bytes());
        }
    }

    fn value_labels(&self, out: &mut Vec<u8>) {
        let labels = &self.physical.labels;
        if labels.is_empty() || self.width > 8 {
            return;
        }
        int(out, 3);
        size(out, labels.len());
        for (code, label) in labels {
            self.code(out, code);
            let label = cut(label, VALUE_LABEL);
            out.push(u8::try_from(label.len()).unwrap_or(0));
            padded(out, label, (label.len() + 1).next_multiple_of(8) - 1);
        }
        int(out, 4);
        int(out, 1);
        size(out, self.index);
    }
}

/// Notes as lines of 80 bytes; a longer one goes on in the next.
fn documents(out: &mut Vec<u8>, notes: &Notes) {
    let mut lines = Vec::new();
    for (key, text) in notes.lines() {
        let note = format!("{key}: {text}");
        let mut rest = note.as_str();
        while !rest.is_empty() {
            let (line, after) = crate::plan::Room::Bytes(80).split(rest);
            lines.push(line.to_owned());
            rest = after;
        }
    }
    if !lines.is_empty() {
        int(out, 6);
        size(out, lines.len());
        lines.iter().for_each(|line| padded(out, line, 80));
    }
}

fn digits(x: f64) -> usize {
    format!("{x:.0}").len().clamp(1, 40)
}

fn day(moment: Moment) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = moment.date().parts();
    let month = MONTHS.get(month as usize - 1).unwrap_or(&"Jan");
    format!("{day:02} {month} {:02}", year % 100)
}

fn base36(mut n: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 36]);
        n /= 36;
        if n == 0 {
            break;
        }
    }
    digits.iter().rev().map(|d| char::from(*d)).collect()
}
