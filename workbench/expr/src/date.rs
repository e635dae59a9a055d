//! Dates of the Gregorian calendar, written YYYY-MM-DD.

use crate::ExprError;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Date {
    pub year: u16,
    month: u8,
    day: u8,
}

/// Days of a common year before each month.
const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

fn is_leap(year: u16) -> bool {
    (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
}

fn length(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

pub(crate) fn parse(at: usize, text: &str) -> Result<Date, ExprError> {
    read(text).ok_or_else(|| {
        ExprError::new(
            at,
            "日期无效：请写成 年-月-日，例如 2024-01-31，并核对月和日",
            "the date is not valid: write year-month-day such as 2024-01-31 and check month and day",
        )
    })
}

fn read(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if matches!(i, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() });
    if !shaped {
        return None;
    }
    let year = text.get(..4)?.parse().ok()?;
    let month = text.get(5..7)?.parse().ok()?;
    let day = text.get(8..)?.parse().ok()?;
    (year > 0 && day > 0 && day <= length(year, month)).then_some(Date { year, month, day })
}

impl Date {
    /// Days since the end of the year 0.
    pub fn day_number(self) -> i64 {
        let past = i64::from(self.year) - 1;
        let before = BEFORE.get(usize::from(self.month).wrapping_sub(1)).copied().unwrap_or(0);
        let leap_day = i64::from(self.month > 2 && is_leap(self.year));
        past * 365 + past / 4 - past / 100 + past / 400 + before + leap_day + i64::from(self.day)
    }
}
