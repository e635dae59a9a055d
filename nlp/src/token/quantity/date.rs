//! Calendar dates.

use super::number;
use crate::text::Norm;

/// A date as written in a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    /// First normalised character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// ISO 8601; without the day when it is not said.
    pub iso: String,
}

/// The date that begins at `at`, if any.
pub(super) fn read(norm: &Norm, at: usize, chinese: bool) -> Option<Date> {
    let (first, end) = number::whole(norm, at)?;
    if end - at == 8 {
        return date(at, end, first / 10_000, first / 100 % 100, Some(first % 100));
    }
    if !chinese && end - at <= 2 {
        return american(norm, at, first, end);
    }
    if end - at != 4 {
        return None;
    }
    let mark = norm.at(end);
    if !matches!(mark, '-' | '.' | '/' | '年') {
        return None;
    }
    let (month, end) = number::whole(norm, end + 1)?;
    let joint = norm.at(end);
    if !matches!(joint, '-' | '.' | '/' | '月') || !norm.at(end + 1).is_ascii_digit() {
        // Only `2014年8月` is sure to be a month; `2014-8` may be anything.
        return if mark == '年' && joint == '月' { date(at, end + 1, first, month, None) } else { None };
    }
    let (day, mut end) = number::whole(norm, end + 1)?;
    if matches!(norm.at(end), '日' | '号') {
        end += 1;
    }
    date(at, end, first, month, Some(day))
}

/// `11/28/2007`.
fn american(norm: &Norm, at: usize, month: u32, end: usize) -> Option<Date> {
    if norm.at(end) != '/' {
        return None;
    }
    let (day, end) = number::whole(norm, end + 1)?;
    if norm.at(end) != '/' {
        return None;
    }
    let (year, last) = number::whole(norm, end + 1)?;
    let year = if last - end - 1 == 2 { year + if year < 50 { 2000 } else { 1900 } } else { year };
    date(at, last, year, month, Some(day))
}

fn date(start: usize, end: usize, year: u32, month: u32, day: Option<u32>) -> Option<Date> {
    let valid = (1900..=2100).contains(&year)
        && (1..=12).contains(&month)
        && day.is_none_or(|day| (1..=31).contains(&day));
    if !valid {
        return None;
    }
    let iso = match day {
        Some(day) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("{year:04}-{month:02}"),
    };
    Some(Date { start, end, iso })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_spellings_of_dates() {
        let iso = |text: &str| read(&Norm::new(text, true), 0, true).map(|date| date.iso);
        for text in ["2012-9-4", "2012.09.04", "2012/9/4", "2012年9月4日", "20120904"] {
            assert_eq!(iso(text).as_deref(), Some("2012-09-04"), "{text}");
        }
        assert_eq!(iso("2012年9月").as_deref(), Some("2012-09"));
        assert_eq!(iso("2012-13-4"), None);
        assert_eq!(iso("2012"), None);
        let english = read(&Norm::new("11/28/07", false), 0, false);
        assert_eq!(english.map(|date| date.iso).as_deref(), Some("2007-11-28"));
    }
}
