//! Calendar days and moments without a time zone, as counts from 1970-01-01.

use std::fmt;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A day of the proleptic Gregorian calendar, 0001-01-01 to 9999-12-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// 0001-01-01.
    pub const FIRST: Self = Self(-719_162);
    /// 9999-12-31.
    pub const LAST: Self = Self(2_932_896);

    /// The day, if the calendar has it.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        if day == 0 || day > length(year, month) {
            return None;
        }
        // days from civil: years begin in March, eras have 400 of them (H. Hinnant)
        let shifted = year - i32::from(month <= 2);
        let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
        let month = (i32::try_from(month).ok()? + 9) % 12;
        let of_year = (153 * month + 2) / 5 + i32::try_from(day).ok()? - 1;
        Some(Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468))
    }

    /// The day so many days after (before: negative) 1970-01-01.
    pub fn from_days(days: i64) -> Option<Self> {
        let days = i32::try_from(days).ok()?;
        (Self::FIRST.0..=Self::LAST.0).contains(&days).then_some(Self(days))
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1–12), day (1–31).
    pub fn parts(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let (era, of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march + 2) / 5 + 1;
        let month = if march < 10 { march + 3 } else { march - 9 };
        (year + era * 400 + i32::from(month <= 2), month.unsigned_abs(), day.unsigned_abs())
    }

    /// Reads `2024-03-09`, `2024/3/9`, `2024.3.9`, `2024年3月9日` or `20240309`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Self::new(number(text.get(..4)?)?, number(text.get(4..6)?)?, number(text.get(6..)?)?);
        }
        let plain = text.replace(['年', '月', '/', '.'], "-");
        let mut parts = plain.strip_suffix('日').unwrap_or(&plain).split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 || month.len() > 2 || day.len() > 2 {
            return None;
        }
        Self::new(number(year)?, number(month)?, number(day)?)
    }
}

/// A date with a time of day to the millisecond, of no time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// A time of day on a date.
    pub fn new(date: Date, hour: u32, minute: u32, second: u32, milli: u32) -> Option<Self> {
        if hour > 23 || minute > 59 || second > 59 || milli > 999 {
            return None;
        }
        let seconds = i64::from(hour * 3600 + minute * 60 + second);
        Some(Self(i64::from(date.0) * DAY + seconds * 1000 + i64::from(milli)))
    }

    /// The moment so many milliseconds after (before: negative) 1970-01-01 00:00.
    pub fn from_millis(millis: i64) -> Option<Self> {
        Date::from_days(millis.div_euclid(DAY)).map(|_| Self(millis))
    }

    /// Milliseconds since 1970-01-01 00:00.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Its day.
    pub fn date(self) -> Date {
        // checked when made
        Date::from_days(self.0.div_euclid(DAY)).unwrap_or(Date::FIRST)
    }

    /// Hour, minute, second, millisecond.
    pub fn time(self) -> (u32, u32, u32, u32) {
        let millis = u32::try_from(self.0.rem_euclid(DAY)).unwrap_or(0);
        (millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60, millis % 1000)
    }

    /// Reads a date as [`Date::parse`] does, then `T` or a space and `14:05`, `14:05:09` or `14:05:09.250`; a date alone is midnight.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some((date, time)) = text.split_once(['T', ' ']) else {
            return Self::new(Date::parse(text)?, 0, 0, 0, 0);
        };
        let (clock, fraction) = time.trim().split_once('.').unwrap_or((time.trim(), "0"));
        if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let milli = number(format!("{fraction}00").get(..3)?)?;
        // finer than milliseconds: only if nothing is lost
        if fraction.bytes().skip(3).any(|b| b != b'0') {
            return None;
        }
        let mut parts = clock.split(':');
        let (hour, minute) = (parts.next()?, parts.next()?);
        let second = parts.next().unwrap_or("0");
        if parts.next().is_some() || [hour, minute, second].iter().any(|p| p.len() > 2) {
            return None;
        }
        Self::new(Date::parse(date)?, number(hour)?, number(minute)?, number(second)?, milli)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second, milli) = self.time();
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}", self.date())?;
        if milli > 0 { write!(f, ".{milli:03}") } else { Ok(()) }
    }
}

fn length(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_its_parts() {
        for days in (Date::FIRST.0..=Date::LAST.0).step_by(7) {
            let date = Date(days);
            let (year, month, day) = date.parts();
            assert_eq!(Date::new(year, month, day), Some(date));
            assert_eq!(Date::parse(&date.to_string()), Some(date));
        }
        assert_eq!(Date::new(1970, 1, 1).map(Date::days), Some(0));
        assert_eq!(Date::new(1960, 1, 1).map(Date::days), Some(-3653));
        assert_eq!(Date::new(1582, 10, 14).map(Date::days), Some(-141_428));
        assert_eq!((Date::new(1, 1, 1), Date::new(9999, 12, 31)), (Some(Date::FIRST), Some(Date::LAST)));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in
            ["2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "24-01-02", "", "2024-1-1-1", "+202-1-1"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(Date::parse("2024年2月9日"), Date::new(2024, 2, 9));
        assert_eq!(Date::parse("19491001"), Date::new(1949, 10, 1));
        for text in ["2024-01-01 24:00", "2024-01-01T1:60", "2024-01-01 01:02:03.", "2024-01-01 1:2:3.0001"] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
        let moment = Moment::parse("1949-10-01 15:00:07.25").unwrap();
        assert_eq!(moment.to_string(), "1949-10-01T15:00:07.250");
        assert_eq!(Moment::from_millis(moment.millis()), Some(moment));
    }
}
