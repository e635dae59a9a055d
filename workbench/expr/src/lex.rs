//! Characters to words: numbers, texts, names and signs. One pass, no going back.

use crate::error::ExprError;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    Number(f64),
    Text(String),
    Name(String),
    Sign(&'static str),
    End,
}

/// Words that are signs or constants, in any case.
const WORDS: [(&str, &str); 10] = [
    ("true", "true"),
    ("false", "false"),
    ("null", "null"),
    ("and", "&&"),
    ("or", "||"),
    ("not", "!"),
    ("in", "in"),
    ("真", "true"),
    ("假", "false"),
    ("空", "null"),
];

/// Signs, the longer before the shorter.
const SIGNS: [&str; 24] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ",", "(", ")", "[",
    "]", "=", "&", "|",
];

/// Full width to half width, and the other shapes in which a sign is typed.
fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '、' => ',',
        '【' => '[',
        '】' => ']',
        '×' => '*',
        '÷' => '/',
        '−' => '-',
        _ => c,
    }
}

/// The one sign that a single character writes out.
fn single(c: char) -> Option<&'static str> {
    Some(match c {
        '≥' | '≧' => ">=",
        '≤' | '≦' => "<=",
        '≠' => "!=",
        '且' => "&&",
        '或' => "||",
        _ => return None,
    })
}

/// Quotes come in four families; a text ends at a quote of the family that began it.
fn family(c: char) -> Option<char> {
    match c {
        '"' | '＂' => Some('"'),
        '\'' | '＇' => Some('\''),
        '“' | '”' => Some('“'),
        '‘' | '’' => Some('‘'),
        _ => None,
    }
}

/// Whether a text can be written between quotes that begin with `quote`.
pub(crate) fn fits(text: &str, quote: char) -> bool {
    !text.chars().any(|c| family(c) == Some(quote))
}

fn starts_name(c: char) -> bool {
    (c.is_alphabetic() || c == '_') && single(c).is_none()
}

fn in_name(c: char) -> bool {
    starts_name(c) || c.is_ascii_digit()
}

pub(crate) fn tokens(source: &str) -> Result<Vec<(usize, Token)>, ExprError> {
    let raw: Vec<char> = source.chars().collect();
    let folded: Vec<char> = raw.iter().copied().map(fold).collect();
    let look = |i: usize| folded.get(i).copied().unwrap_or('\0');
    let mut found = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        let (start, c) = (at, look(at));
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let token = if let Some(quote) = family(c) {
            let rest = raw.get(at + 1..).unwrap_or_default();
            let Some(length) = rest.iter().position(|c| family(*c) == Some(quote)) else {
                return Err(ExprError::new(
                    start,
                    "引号没有结束：请在文字后面补上同样的引号",
                    "the quote is not closed: put the same quote after the text",
                ));
            };
            at += length + 2;
            Token::Text(rest.iter().take(length).collect())
        } else if c.is_ascii_digit() {
            number(&folded, &mut at)?
        } else if let Some(sign) = single(c) {
            at += 1;
            Token::Sign(sign)
        } else if starts_name(c) {
            while in_name(look(at)) || (look(at) == '.' && in_name(look(at + 1))) {
                at += 1;
            }
            word(folded.get(start..at).unwrap_or_default().iter().collect())
        } else {
            let Some(sign) =
                SIGNS.into_iter().find(|s| s.chars().enumerate().all(|(i, s)| look(at + i) == s))
            else {
                return Err(unknown(start, c));
            };
            at += sign.len();
            Token::Sign(sign)
        };
        found.push((start, token));
    }
    found.push((raw.len(), Token::End));
    Ok(found)
}

fn word(name: String) -> Token {
    let lower = name.to_ascii_lowercase();
    if lower == "非" {
        return Token::Sign("!");
    }
    match WORDS.iter().find(|(word, _)| *word == lower) {
        Some((_, sign)) => Token::Sign(sign),
        None => Token::Name(name),
    }
}

fn number(chars: &[char], at: &mut usize) -> Result<Token, ExprError> {
    let look = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let start = *at;
    let digits = |at: &mut usize| {
        while look(*at).is_ascii_digit() {
            *at += 1;
        }
    };
    digits(at);
    if look(*at) == '.' && look(*at + 1).is_ascii_digit() {
        *at += 1;
        digits(at);
    }
    if matches!(look(*at), 'e' | 'E') {
        let sign = usize::from(matches!(look(*at + 1), '+' | '-'));
        if look(*at + 1 + sign).is_ascii_digit() {
            *at += 1 + sign;
            digits(at);
        }
    }
    if starts_name(look(*at)) || look(*at) == '.' {
        return Err(ExprError::new(
            *at,
            "数字后面不能直接跟字母或点：单位不用写，名称不能以数字开头，小数点后要有数字",
            "a number is followed by a letter or a point: leave units out, begin names with a letter, put a digit after the point",
        ));
    }
    let text: String = chars.get(start..*at).unwrap_or_default().iter().collect();
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(Token::Number(x)),
        _ => Err(ExprError::new(
            start,
            "数字太大：请写小于 1e308 的数",
            "the number is too large: write one below 1e308",
        )),
    }
}

fn unknown(at: usize, c: char) -> ExprError {
    let shown = if c.is_control() || c.is_whitespace() || !(c.is_ascii_graphic() || c.is_alphabetic()) {
        format!("{} (U+{:04X})", c.escape_debug(), c as u32)
    } else {
        c.to_string()
    };
    let (zh, en) = match c {
        '^' => ("乘方请写 pow(x, 2)", "for a power write pow(x, 2)"),
        '.' => ("请删去，小数请写 0.5", "remove it, write a fraction as 0.5"),
        '。' | ';' => ("请删去", "remove it"),
        _ => ("请删去，文字要放在引号里", "remove it, or put text between quotes"),
    };
    ExprError::new(at, format!("不认识的符号 {shown}：{zh}"), format!("the sign {shown} is not known: {en}"))
}
