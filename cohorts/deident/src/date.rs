use chrono::{Datelike, Days, NaiveDate};

use super::find::{Moment, moment};

/// What becomes of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dates {
    /// They stay.
    Kept,
    /// Only the year stays.
    Year,
    /// They move back by so many days.
    Back(u32),
}

/// A date in a text as it may be shown.
pub(super) fn in_text(dates: Dates, words: &str) -> String {
    let Some(moment) = moment(words) else { return "[日期]".into() };
    match (dates, moment.year) {
        (Dates::Kept, _) => words.to_owned(),
        (_, None) => "[日期]".into(),
        (Dates::Year, Some(year)) if moment.style == Some('年') => format!("{year}年"),
        (Dates::Year, Some(year)) => year.to_string(),
        // the brackets say that the date has moved, and keep it from moving twice
        (Dates::Back(days), Some(_)) => match back(&moment, days) {
            Some(date) => format!("⟨{}⟩", written(date, &moment)),
            None => "[日期]".into(),
        },
    }
}

/// A date field as it may be shown: a date stays a date, without a mark.
pub(super) fn value(dates: Dates, words: &str) -> String {
    match dates {
        Dates::Kept => words.to_owned(),
        _ if words.is_empty() => String::new(),
        Dates::Year => match moment(words).map(|moment| moment.year) {
            Some(Some(year)) => year.to_string(),
            _ if is_year(words) => words.trim().to_owned(),
            _ => "[日期]".into(),
        },
        Dates::Back(days) => match moment(words) {
            Some(moment) => back(&moment, days).map_or("[日期]".into(), |date| written(date, &moment)),
            None if is_year(words) => words.trim().to_owned(),
            None => "[日期]".into(),
        },
    }
}

fn is_year(words: &str) -> bool {
    let digits = words.trim().trim_end_matches('年');
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn back(moment: &Moment, days: u32) -> Option<NaiveDate> {
    let (year, month) = (moment.year?, moment.month?);
    // a month alone moves from its middle; 31 June is taken for the 30th
    let day = moment.day.unwrap_or(15);
    let date = (28..=day).rev().chain([day]).find_map(|day| NaiveDate::from_ymd_opt(year, month, day))?;
    date.checked_sub_days(Days::new(u64::from(days)))
}

fn written(date: NaiveDate, like: &Moment) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match (like.style, like.day.is_some()) {
        (Some('年'), true) => format!("{year}年{month}月{day}日"),
        (Some('年'), false) => format!("{year}年{month}月"),
        (Some(sign), true) => format!("{year}{sign}{month:02}{sign}{day:02}"),
        (Some(sign), false) => format!("{year}{sign}{month:02}"),
        (None, _) => format!("{year}{month:02}{day:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_and_writing_stay() {
        let moved = |words| value(Dates::Back(40), words);
        assert_eq!(moved("2021-03-05"), "2021-01-24");
        assert_eq!(moved("20210305"), "20210124");
        assert_eq!(moved("2021-03-05T08:30:00"), "2021-01-24");
        assert_eq!(in_text(Dates::Back(40), "２０２１年３月５日"), "⟨2021年1月24日⟩");
        assert_eq!(in_text(Dates::Back(40), "3月5日"), "[日期]");
        assert_eq!(in_text(Dates::Year, "2021.03.05"), "2021");
        assert_eq!(in_text(Dates::Year, "二〇二一年三月五日"), "2021年");
        assert_eq!(value(Dates::Year, "2021-03-05"), "2021");
        assert_eq!(value(Dates::Year, "unknown"), "[日期]");
    }
}
