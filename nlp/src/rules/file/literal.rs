//! Expressions checked against the fields they read: words that are no option, values of the wrong type.

use workbench_core::{Variable, VariableType};
use workbench_expr::{Expr, Scope, Value};

use crate::rules::diagnostic::Problem;
use crate::rules::reader::{Notes, nearest};
use crate::rules::spec::Field;
use crate::rules::yaml::Mark;

/// An expression of the file, and where its first character stands.
pub(super) struct Written {
    pub expr: Expr,
    pub mark: Mark,
    /// The field whose value it gives; `None` for a condition.
    pub gives: Option<Variable>,
}

/// A part of an expression, with the characters before it.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    Name(String),
    Text(String),
    Sign(char),
}

/// Notes what cannot be meant.
pub(super) fn check(written: &[Written], fields: &[Field], notes: &mut Notes) {
    let variable = |name: &str| fields.iter().map(|field| &field.variable).find(|one| one.key == name);
    for one in written {
        let parts = parts(one.expr.source());
        let mut wrong = false;
        for (number, (at, part)) in parts.iter().enumerate() {
            let Part::Text(word) = part else { continue };
            let of = compared(&parts, number).and_then(variable);
            let of = of.or_else(|| one.gives.as_ref().filter(|_| is_result(&parts, number)));
            if let Some(variable) = of.filter(|of| !of.options.is_empty() && !of.options.contains(word)) {
                wrong = true;
                no_option(one.mark, *at, word, variable, notes);
            }
        }
        if !wrong && let Some(error) = misfit(&one.expr, fields) {
            notes.add(
                Problem::at(place(one.mark, error.at), error.zh, error.en)
                    .cure("改成同一类型的值", "compare and compute values of one type"),
            );
        }
    }
}

fn place(mark: Mark, at: usize) -> Mark {
    Mark { column: mark.column + at, ..mark }
}

fn no_option(mark: Mark, at: usize, word: &str, variable: &Variable, notes: &mut Notes) {
    let options: Vec<&str> = variable.options.iter().map(String::as_str).collect();
    let key = &variable.key;
    let note = Problem::at(
        place(mark, at),
        format!("“{word}”不是“{key}”的选项，这个条件永远不会成立"),
        format!("`{word}` is no option of `{key}`: this never holds"),
    );
    let all = (options.join("、"), options.join(", "));
    notes.add(match nearest(word, &options) {
        Some(near) => note.cure(
            format!("是否应为“{near}”？选项：{}", all.0),
            format!("is it `{near}`? options: {}", all.1),
        ),
        None => note.cure(format!("选项：{}", all.0), format!("options: {}", all.1)),
    });
}

/// The field that a text is compared with: `x == "a"`, `"a" in x`, `x in ["a", "b"]`.
fn compared(parts: &[(usize, Part)], text: usize) -> Option<&str> {
    let part = |at: usize| parts.get(at).map(|(_, part)| part);
    let name = |at: Option<usize>| match at.and_then(part) {
        Some(Part::Name(name)) => Some(name.as_str()),
        _ => None,
    };
    let before = |back: usize| text.checked_sub(back);
    let sign = |at: Option<usize>, signs: &[char]| matches!(at.and_then(part), Some(Part::Sign(sign)) if signs.contains(sign));
    // A name after the text may only begin a call or a longer sum; then it is not what is compared.
    let alone = |at: usize| !sign(Some(at + 1), &['(', '+', '-', '*', '/']);
    if sign(before(1), &['=']) && !sign(before(3), &['+', '-', '*', '/']) {
        return name(before(2));
    }
    if sign(Some(text + 1), &['=', '∈']) && alone(text + 2) {
        return name(Some(text + 2));
    }
    // The list that the text is a member of.
    let mut at = text;
    while let Some(back) = at.checked_sub(1) {
        match part(back) {
            Some(Part::Text(_) | Part::Sign(',')) => at = back,
            Some(Part::Sign('[')) => {
                return name(back.checked_sub(2).filter(|_| sign(back.checked_sub(1), &['∈'])));
            }
            _ => return None,
        }
    }
    None
}

/// Whether a text is a value the expression gives: `c ? "a" : "b"`.
fn is_result(parts: &[(usize, Part)], text: usize) -> bool {
    let sign = |at: Option<usize>| match at.map(|at| parts.get(at)) {
        Some(Some((_, Part::Sign(sign)))) => Some(*sign),
        Some(Some(_)) => Some('x'),
        _ => None,
    };
    let before = text.checked_sub(1);
    let opens = before.is_none() || matches!(sign(before), Some('?' | ':'));
    opens && matches!(sign(Some(text + 1)), None | Some(':' | ')'))
}

/// Names, texts and signs; numbers and blanks are left out, `!=` is `=`, `in` is `∈`.
fn parts(source: &str) -> Vec<(usize, Part)> {
    let chars: Vec<char> = source.chars().collect();
    let quote = |c: char| match c {
        '"' | '＂' => Some('"'),
        '\'' | '＇' => Some('\''),
        '“' | '”' => Some('“'),
        '‘' | '’' => Some('‘'),
        _ => None,
    };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let start = at;
        at += 1;
        if let Some(family) = quote(c) {
            let rest = chars.get(at..).unwrap_or_default();
            let length = rest.iter().position(|c| quote(*c) == Some(family)).unwrap_or(rest.len());
            out.push((start, Part::Text(rest.iter().take(length).collect())));
            at += length + 1;
        } else if (c.is_alphabetic() || c == '_') && !matches!(c, '且' | '或' | '非') {
            let inner = |c: char| c.is_alphanumeric() && !matches!(c, '且' | '或') || c == '_';
            while chars.get(at).is_some_and(|c| inner(*c)) {
                at += 1;
            }
            let word: String = chars.get(start..at).unwrap_or_default().iter().collect();
            match word.to_ascii_lowercase().as_str() {
                "in" => out.push((start, Part::Sign('∈'))),
                "and" => out.push((start, Part::Sign('&'))),
                "or" => out.push((start, Part::Sign('|'))),
                "not" => out.push((start, Part::Sign('!'))),
                _ => out.push((start, Part::Name(word))),
            }
        } else if matches!(c, '=' | '!' | '！' | '＝' | '≠') {
            let equals = matches!(chars.get(at), Some('=' | '＝'));
            at += usize::from(equals);
            out.push((start, Part::Sign(if c == '!' && !equals { '!' } else { '=' })));
        } else if !c.is_whitespace() {
            let sign = match c {
                '，' | '、' => ',',
                '？' => '?',
                '：' => ':',
                '（' => '(',
                '）' => ')',
                '【' => '[',
                '】' => ']',
                c => c,
            };
            out.push((start, Part::Sign(sign)));
        }
    }
    out
}

/// Fields with one value of their type each.
struct Sample<'f> {
    fields: &'f [Field],
    round: usize,
}

/// How many values of each field are tried.
const ROUNDS: usize = 4;

impl Scope for Sample<'_> {
    fn get(&self, name: &str) -> Value {
        let Some(field) = self.fields.iter().find(|field| field.variable.key == name) else {
            return Value::Null;
        };
        let option =
            |at: usize| field.variable.options.get(at % field.variable.options.len().max(1)).cloned();
        match field.variable.kind {
            VariableType::Bool => Value::Bool(self.round.is_multiple_of(2)),
            VariableType::Integer | VariableType::Number | VariableType::Count => {
                Value::Number([1.0, 40.0, 0.0, 1e4].get(self.round).copied().unwrap_or(1.0))
            }
            VariableType::Enum | VariableType::Ordinal => option(self.round).map_or(Value::Null, Value::Text),
            VariableType::Multi => Value::List(option(self.round).into_iter().map(Value::Text).collect()),
            VariableType::Date => Value::Text("2024-01-31".to_owned()),
            // Words may be anything, a date too.
            VariableType::Text | VariableType::LongText | VariableType::DateTime | VariableType::File => {
                Value::Null
            }
        }
    }
}

/// What goes wrong with values of the fields' types.
fn misfit(expr: &Expr, fields: &[Field]) -> Option<workbench_expr::ExprError> {
    (0..ROUNDS).find_map(|round| expr.eval(&Sample { fields, round }).err())
}
