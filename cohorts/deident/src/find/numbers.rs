//! Numbers that tell by their own shape who somebody is.

use std::sync::LazyLock;

use regex::Regex;

use super::{Found, Kind, Scan};

/// Shape, kind, and the test the digits have to pass.
type Rule = (Regex, Kind, Test);
type Test = fn(&str) -> bool;

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rules: [(&str, Kind, Test); 9] = [
        (r"\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dXx]", Kind::IdCard, is_identity),
        (r"\d{15}", Kind::IdCard, is_old_identity),
        (r"(?:\+|00)?(?:86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}", Kind::Phone, always),
        (r"1[3-9]\d[ -]\d{3}[ -]\d{5}|1(?: \d){10}", Kind::Phone, always),
        (
            r"\(?0\d{2,3}\)?[ -]{0,2}[2-9]\d{2,3}[ -]?\d{4}(?: ?(?:转|-|ext\.?) ?\d{1,6})?",
            Kind::Landline,
            always,
        ),
        (r"[48]00[ -]?\d{3}[ -]?\d{4}|[48]00-\d{4}-\d{3}", Kind::Landline, always),
        (r"\d{4}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,4})?", Kind::BankCard, is_card),
        // a DICOM UID; shorter chains of points are lists of ribs
        (r"[12]\.\d+(?:\.\d+){4,}", Kind::Number, |digits| digits.len() > 14),
        // no measure has ten digits
        (r"[A-Za-z]{0,4}-?\d{10,}", Kind::Number, always),
    ];
    let made =
        rules.into_iter().filter_map(|(shape, kind, test)| Some((Regex::new(shape).ok()?, kind, test)));
    made.collect()
});

static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}").ok()
});

pub(super) fn find(scan: &Scan, found: &mut Vec<Found>) {
    for (shape, kind, test) in RULES.iter() {
        for one in shape.find_iter(scan.text()) {
            let (start, end) = (scan.place(one.start()), scan.place(one.end()));
            let digits: String = one.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
            if scan.alone(start, end) && test(&digits) {
                found.push(Found { start, end, kind: *kind });
            }
        }
    }
    for one in EMAIL.iter().flat_map(|shape| shape.find_iter(scan.text())) {
        found.push(Found { start: scan.place(one.start()), end: scan.place(one.end()), kind: Kind::Email });
    }
}

fn always(_: &str) -> bool {
    true
}

/// 18 characters of an identity number: the checksum holds, or, for a slip of the
/// pen, region and birthday are possible.
fn is_identity(text: &str) -> bool {
    checksum(text) || (region(text) && text.get(6..14).is_some_and(birthday))
}

/// 15 digits of the number used until 1999: region and birthday are possible.
fn is_old_identity(text: &str) -> bool {
    region(text) && text.get(6..12).is_some_and(|date| birthday(&format!("19{date}")))
}

/// Check digit of GB 11643-1999 (ISO 7064 MOD 11-2).
fn checksum(text: &str) -> bool {
    let digits = text.chars().map(|c| if c.eq_ignore_ascii_case(&'x') { Some(10) } else { c.to_digit(10) });
    let sum: Option<u32> = digits
        .zip((0..18u32).rev())
        .map(|(digit, power)| {
            let weight = (0..power).fold(1, |weight, _| weight * 2 % 11);
            Some(digit? * weight)
        })
        .sum();
    text.len() == 18 && sum.is_some_and(|sum| sum % 11 == 1)
}

/// The first digit of a province code of GB/T 2260.
fn region(text: &str) -> bool {
    text.starts_with(|c| matches!(c, '1'..='6' | '8'))
}

fn birthday(date: &str) -> bool {
    let part = |range| date.get(range).and_then(|part: &str| part.parse::<u32>().ok()).unwrap_or(0);
    (1850..=2100).contains(&part(0..4)) && (1..=12).contains(&part(4..6)) && (1..=31).contains(&part(6..8))
}

/// A bank card: 13 to 19 digits that pass the Luhn test (ISO/IEC 7812-1).
fn is_card(text: &str) -> bool {
    let sum: Option<u32> = text
        .chars()
        .rev()
        .enumerate()
        .map(|(at, c)| {
            let digit = c.to_digit(10)?;
            Some(if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        })
        .sum();
    (13..=19).contains(&text.len())
        && text.starts_with(|c| matches!(c, '3'..='6' | '9'))
        && sum.is_some_and(|sum| sum.is_multiple_of(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums() {
        assert!(checksum("11010519491231002X") && checksum("440524188001010014"));
        assert!(!checksum("110105194912310021") && !checksum("1101051949123100é"));
        assert!(is_card("4111111111111111") && !is_card("4111111111111112"));
        assert!(is_old_identity("110105491231002") && !is_old_identity("110105491331002"));
    }
}
