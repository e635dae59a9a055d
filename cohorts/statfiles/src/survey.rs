//! What is noted of each column while its values pass.

use crate::{Column, Value};

/// What was seen in a column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Survey {
    /// Longest text in bytes.
    pub bytes: usize,
    /// Longest text in UTF-16 units, as Excel counts.
    pub units: usize,
    /// Smallest and largest number, and whether there was any.
    pub numbers: Option<(f64, f64)>,
    /// Some whole number is beyond ±2^53, where doubles have gaps.
    pub beyond: bool,
    /// Some moment has milliseconds.
    pub millis: bool,
    /// Some count is known within bounds only.
    pub bounds: bool,
    /// Texts that end in a space.
    pub trailing: u64,
    /// Cells in which a character was replaced.
    pub replaced: u64,
    /// Families of codes (see [`free_codes`]) that the data themselves use.
    taken: u16,
}

/// Whole numbers up to here are exact as doubles.
const EXACT: u64 = 1 << 53;
/// Reasons a family of codes has room for.
const ROOM: i64 = 26;

impl Survey {
    pub(crate) fn note(&mut self, value: &Value) {
        match value {
            Value::Text(text) => {
                self.bytes = self.bytes.max(text.len());
                self.trailing += u64::from(text.ends_with(' '));
                // no text has more UTF-16 units than bytes
                if text.len() > self.units {
                    self.units = self.units.max(text.encode_utf16().count());
                }
                if text.len() <= 12
                    && let Ok(number) = text.parse::<f64>()
                {
                    self.take(number);
                }
            }
            Value::Integer(n) => {
                self.beyond |= n.unsigned_abs() > EXACT;
                #[expect(clippy::cast_precision_loss, reason = "columns beyond 2^53 are written as text")]
                self.number(*n as f64);
            }
            Value::Decimal(x) => self.number(*x),
            Value::Moment(moment) => self.millis |= moment.millis() % 1000 != 0,
            Value::Count(count) => {
                self.bounds |= count.known().is_none();
                for bound in [count.min(), count.max()].into_iter().flatten() {
                    self.number(f64::from(bound));
                }
            }
            _ => {}
        }
    }

    fn number(&mut self, x: f64) {
        self.numbers = Some(self.numbers.map_or((x, x), |(min, max)| (min.min(x), max.max(x))));
        self.take(x);
    }

    fn take(&mut self, x: f64) {
        if x > -74.5 {
            return;
        }
        for family in 0..8 {
            let first = family_start(family);
            #[expect(clippy::cast_precision_loss, reason = "at most nine digits")]
            if x >= first as f64 && x < (first + ROOM) as f64 {
                self.taken |= 1 << family;
            }
        }
    }

    /// As many codes in a row as there are reasons: from -99, else -999, and so on, wherever the column has no value.
    pub(crate) fn free_codes(&self, column: &Column) -> Vec<i32> {
        let used: Vec<i64> =
            column.values.iter().filter_map(|v| crate::column::code_number(&v.code)).map(i64::from).collect();
        let free = (0..8).find(|family| {
            let first = family_start(*family);
            self.taken & (1 << family) == 0 && !used.iter().any(|u| (first..first + ROOM).contains(u))
        });
        // eight families are never all taken but by intent; then the last is as good as any
        let first = family_start(free.unwrap_or(7));
        (first..).take(column.missing.len()).filter_map(|c| i32::try_from(c).ok()).collect()
    }
}

/// -99, -999, … -999999999.
fn family_start(family: u32) -> i64 {
    1 - 10_i64.pow(family + 2)
}
