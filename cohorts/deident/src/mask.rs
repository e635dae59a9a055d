//! What stands in the place of what is covered.

use workbench_core::DataLevel;

use super::date::{self, Dates};
use super::find::{canon, region, surname};
use super::key::ProjectKey;
use super::kind::{Kind, zh};

/// The mask of `words`, which are of this kind. `own`: they are the patient's name.
pub(super) fn mask(
    level: DataLevel,
    key: &ProjectKey,
    dates: Dates,
    kind: Kind,
    words: &str,
    own: bool,
) -> String {
    let plain: String = words.chars().map(canon).filter(|c| !c.is_whitespace()).collect();
    let limited = level >= DataLevel::Limited;
    match kind {
        Kind::Name | Kind::Staff => match family(&plain).filter(|_| limited) {
            Some(family) => format!("{family}**"),
            None => {
                let word = if own { "患者" } else { zh(kind) };
                let letters = plain.replace(['^', ','], "").to_ascii_lowercase();
                format!("[{word}·{}]", key.tag("name", &letters))
            }
        },
        Kind::Phone if limited => match mobile(&digits(&plain)) {
            Some((head, tail)) => format!("{head}****{tail}"),
            None => "[电话]".into(),
        },
        Kind::Landline if limited => match last(&digits(&plain), 4).filter(|_| digits(&plain).len() > 6) {
            Some(tail) => format!("****{tail}"),
            None => "[座机]".into(),
        },
        Kind::IdCard if limited => match birth_year(&plain) {
            Some(year) => format!("[身份证号·{year}年生]"),
            None => "[身份证号]".into(),
        },
        Kind::BankCard if limited => match last(&digits(&plain), 4).filter(|_| digits(&plain).len() > 11) {
            Some(tail) => format!("[银行卡号·尾号{tail}]"),
            None => "[银行卡号]".into(),
        },
        Kind::Address if limited => match region(&plain) {
            "" => "[地址]".into(),
            region => format!("[地址·{region}]"),
        },
        Kind::Number => format!("[号码·{}]", key.tag("number", &plain.to_ascii_lowercase())),
        Kind::Hospital => format!("[医院·{}]", key.tag("hospital", &plain.to_ascii_lowercase())),
        Kind::Date | Kind::DateShift => date::in_text(dates, words),
        Kind::Age => ">89".into(),
        Kind::Phone
        | Kind::Landline
        | Kind::IdCard
        | Kind::BankCard
        | Kind::Address
        | Kind::Email
        | Kind::Password => {
            format!("[{}]", zh(kind))
        }
        Kind::FreeText | Kind::None => words.to_owned(),
    }
}

/// The first character of a Chinese surname.
fn family(name: &str) -> Option<char> {
    let chars: Vec<char> = name.chars().collect();
    surname(&chars, false)?;
    chars.first().copied().filter(|_| chars.len() > 1)
}

fn digits(words: &str) -> String {
    words.chars().filter(char::is_ascii_digit).collect()
}

fn last(digits: &str, count: usize) -> Option<&str> {
    digits.get(digits.len().checked_sub(count)?..)
}

fn mobile(digits: &str) -> Option<(&str, &str)> {
    let own = last(digits, 11).filter(|own| own.starts_with('1'))?;
    Some((own.get(..3)?, own.get(7..)?))
}

fn birth_year(number: &str) -> Option<String> {
    let letters: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    let year = match letters.len() {
        18 => letters.get(6..10)?.to_owned(),
        15 => format!("19{}", letters.get(6..8)?),
        _ => return None,
    };
    let alive = year.parse::<u32>().is_ok_and(|year| (1900..2100).contains(&year));
    (alive && letters.bytes().take(14).all(|byte| byte.is_ascii_digit())).then_some(year)
}
