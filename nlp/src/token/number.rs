//! Numbers in digits and in Chinese words.

use crate::text::Norm;

/// A number written in digits at `at`, and where it ends.
pub(crate) fn decimal(norm: &Norm, at: usize) -> Option<(f64, usize)> {
    let digits =
        |from: usize| norm.chars.iter().skip(from).take_while(|c| c.is_ascii_digit()).take(9).count();
    let whole = digits(at);
    if whole > 7 || whole == 0 && norm.at(at) != '.' {
        return None;
    }
    let mut end = at + whole;
    if norm.at(end) == '.' {
        let part = digits(end + 1);
        if part > 0 && part <= 6 {
            end += 1 + part;
        }
    }
    // A dot alone is no number.
    let text = norm.part(at, end);
    text.parse().ok().map(|value| (value, end))
}

/// A whole number at `at` in digits.
pub(crate) fn whole(norm: &Norm, at: usize) -> Option<(u32, usize)> {
    let count = norm.chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).take(10).count();
    if count == 0 || count > 9 {
        return None;
    }
    let value =
        norm.slice(at, at + count).iter().fold(0, |sum: u32, c| sum * 10 + c.to_digit(10).unwrap_or(0));
    Some((value, at + count))
}

/// A whole number below 100 in Chinese words, and where it ends.
pub(crate) fn words(norm: &Norm, at: usize) -> Option<(u32, usize)> {
    let first = norm.at(at);
    if first == '十' {
        return Some(match digit(norm.at(at + 1)) {
            Some(unit) => (10 + unit, at + 2),
            None => (10, at + 1),
        });
    }
    let value = digit(first)?;
    if norm.at(at + 1) != '十' {
        return Some((value, at + 1));
    }
    Some(match digit(norm.at(at + 2)) {
        Some(unit) => (value * 10 + unit, at + 3),
        None => (value * 10, at + 2),
    })
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '一' | '壹' | '单' => 1,
        '二' | '两' | '双' | '俩' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers() {
        let read = |text: &str| words(&Norm::new(text, true), 0).map(|(value, _)| value);
        assert_eq!(read("十二枚"), Some(12));
        assert_eq!(read("二十枚"), Some(20));
        assert_eq!(read("双枚"), Some(2));
        assert_eq!(read("枚"), None);
        assert_eq!(decimal(&Norm::new("12.50cm", true), 0), Some((12.5, 5)));
        assert_eq!(decimal(&Norm::new("12345678", true), 0), None);
        assert_eq!(decimal(&Norm::new(".8cm", true), 0), Some((0.8, 2)));
        assert_eq!(decimal(&Norm::new(".cm", true), 0), None);
        assert_eq!(whole(&Norm::new("4294967295999", true), 0), None);
    }
}
