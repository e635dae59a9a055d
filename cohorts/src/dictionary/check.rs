//! Whether a field can be what a person says it is.

use std::collections::{BTreeSet, HashMap, HashSet};

use regex::{Regex, RegexBuilder};
use workbench_core::{InputKind, Variable, VariableType};
use workbench_expr::Expr;

use super::Formulas;
use crate::Fault;

/// Most fields of a dictionary.
pub const MAX_FIELDS: usize = 20_000;
const MAX_OPTIONS: usize = 500;
const MAX_PATTERN: usize = 500;
/// Most bytes that a compiled pattern may take.
const PATTERN_SIZE: usize = 1 << 20;

/// The same field without blanks around its words; a name that is missing in one language is taken from the other.
#[must_use]
pub fn tidy(mut field: Variable) -> Variable {
    let trim = |text: &mut String| *text = text.trim().to_owned();
    trim(&mut field.key);
    trim(&mut field.name_zh);
    trim(&mut field.name_en);
    if field.name_zh.is_empty() {
        field.name_zh.clone_from(&field.name_en);
    }
    if field.name_en.is_empty() {
        field.name_en.clone_from(&field.name_zh);
    }
    field.options.iter_mut().for_each(trim);
    for part in
        [&mut field.unit, &mut field.pattern, &mut field.formula, &mut field.help_zh, &mut field.group]
    {
        *part = part.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    }
    field
}

/// What is wrong with one field by itself; the path of a fault is the part of the field.
pub fn check(field: &Variable) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut wrong = |path: &str, zh: String, en: String| faults.push(Fault::new(path, zh, en));
    if !is_key(&field.key) {
        wrong(
            "key",
            "字段名须以字母或下划线开头，只含字母、数字、下划线，1–64 个字符，且不是 true、null、in 等保留词".to_owned(),
            "a key begins with a letter or `_`, has letters, digits and `_`, 1 to 64 of them, and is no word of the expression language such as `in`".to_owned(),
        );
    }
    for (path, text, least, most) in [
        ("name_zh", Some(&field.name_zh), 1, 200),
        ("name_en", Some(&field.name_en), 1, 200),
        ("unit", field.unit.as_ref(), 0, 40),
        ("help_zh", field.help_zh.as_ref(), 0, 2_000),
        ("group", field.group.as_ref(), 0, 100),
    ] {
        let Some(text) = text else { continue };
        let length = text.chars().count();
        if length < least || length > most || text.chars().any(|c| c.is_control() && c != '\n') {
            wrong(
                path,
                format!("须为 {least} 至 {most} 个字符"),
                format!("it has {least} to {most} characters"),
            );
        }
    }
    options(field, &mut wrong);
    range(field, &mut wrong);
    if let Some(pattern) = &field.pattern {
        if !matches!(field.kind, VariableType::Text | VariableType::LongText) {
            wrong("pattern", "只有文本字段可以有格式".to_owned(), "only a text has a pattern".to_owned());
        } else if let Err((zh, en)) = compiled(pattern) {
            wrong("pattern", zh, en);
        }
    }
    if let Some(input) = field.input.filter(|input| !inputs(field.kind).contains(input)) {
        let fitting: Vec<&str> = inputs(field.kind).iter().map(|input| input.as_str()).collect();
        wrong(
            "input",
            format!("{} 字段不能用 {input} 输入；可用：{}", field.kind, fitting.join("、")),
            format!(
                "a field of type {} cannot be filled in by {input}; there are {}",
                field.kind,
                fitting.join(", ")
            ),
        );
    }
    if let Some(formula) = &field.formula
        && let Err(error) = Expr::parse(formula)
    {
        faults.push(Fault::of_expr("formula", error));
    }
    faults
}

fn options(field: &Variable, wrong: &mut impl FnMut(&str, String, String)) {
    let listed = matches!(field.kind, VariableType::Enum | VariableType::Ordinal | VariableType::Multi);
    if !listed && !field.options.is_empty() {
        wrong(
            "options",
            format!("{} 字段没有选项", field.kind),
            format!("a field of type {} has no options", field.kind),
        );
    }
    if listed && field.options.is_empty() {
        wrong("options", "请列出选项".to_owned(), "list the options".to_owned());
    }
    if field.options.len() > MAX_OPTIONS {
        wrong(
            "options",
            format!("选项最多 {MAX_OPTIONS} 个"),
            format!("there are at most {MAX_OPTIONS} options"),
        );
    }
    let mut seen = HashSet::new();
    for option in &field.options {
        if option.is_empty() || option.chars().count() > 200 || option.chars().any(char::is_control) {
            wrong(
                "options",
                "选项须为 1 至 200 个字符".to_owned(),
                "an option has 1 to 200 characters".to_owned(),
            );
            break;
        }
        if !seen.insert(option.as_str()) {
            wrong(
                "options",
                format!("选项“{option}”写了两次"),
                format!("the option `{option}` stands twice"),
            );
            break;
        }
    }
    if let Some(label) = field.option_labels.keys().find(|key| !seen.contains(key.as_str())) {
        wrong("option_labels", format!("“{label}”不是选项"), format!("`{label}` is no option"));
    }
}

fn range(field: &Variable, wrong: &mut impl FnMut(&str, String, String)) {
    let Some([low, high]) = field.range else { return };
    if !matches!(field.kind, VariableType::Integer | VariableType::Number | VariableType::Count) {
        wrong("range", "只有数字字段有范围".to_owned(), "only a number has a range".to_owned());
    } else if !low.is_finite() || !high.is_finite() || low > high {
        wrong(
            "range",
            "范围的下限须不大于上限".to_owned(),
            "the low end of a range is not above the high end".to_owned(),
        );
    }
}

/// Whether an expression can read a field of this name.
fn is_key(key: &str) -> bool {
    let fine = |c: char| c.is_alphanumeric() || c == '_';
    (1..=64).contains(&key.chars().count())
        && key.chars().all(fine)
        && !key.starts_with(|c: char| c.is_ascii_digit())
        && Expr::parse(key).is_ok_and(|expr| expr.names().len() == 1 && expr.names().contains(key))
}

/// How a field of a type may be filled in; the first is the usual.
fn inputs(kind: VariableType) -> &'static [InputKind] {
    use InputKind::{Checkbox, Date, DateTime, File, Number, Radio, Select, Text, TextArea};
    match kind {
        VariableType::Bool => &[Radio, Checkbox, Select],
        VariableType::Count | VariableType::Integer | VariableType::Number => &[Number, Text],
        VariableType::Enum | VariableType::Ordinal => &[Select, Radio],
        VariableType::Multi => &[Checkbox, Select],
        VariableType::Date => &[Date, Text],
        VariableType::DateTime => &[DateTime, Text],
        VariableType::Text | VariableType::LongText => &[Text, TextArea],
        VariableType::File => &[File, Text],
    }
}

/// A pattern that a whole text must match, in linear time and bounded memory.
pub(super) fn compiled(pattern: &str) -> Result<Regex, (String, String)> {
    if pattern.chars().count() > MAX_PATTERN {
        return Err((
            format!("格式（正则表达式）最多 {MAX_PATTERN} 个字符"),
            format!("a pattern has at most {MAX_PATTERN} characters"),
        ));
    }
    let whole = format!("^(?:{pattern})$");
    let built = RegexBuilder::new(&whole)
        .size_limit(PATTERN_SIZE)
        .dfa_size_limit(2 * PATTERN_SIZE)
        .nest_limit(50)
        .build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => (
            "格式（正则表达式）编译后过大，请减少重复次数".to_owned(),
            "the pattern is too large when compiled; repeat less".to_owned(),
        ),
        other => {
            let reason = other.to_string().lines().last().unwrap_or_default().trim().to_owned();
            (format!("格式不是有效的正则表达式：{reason}"), format!("the pattern cannot be read: {reason}"))
        }
    })
}

/// What is wrong with new fields among those that are there, by their index: each by itself, keys that are taken,
/// formulas that read unknown fields or each other in a circle.
pub fn check_set(there: &[Variable], new: &[Variable]) -> Vec<(usize, Fault)> {
    let mut faults: Vec<(usize, Fault)> = Vec::new();
    let mut taken: HashMap<&str, Option<usize>> =
        there.iter().map(|field| (field.key.as_str(), None)).collect();
    for (index, field) in new.iter().enumerate() {
        faults.extend(check(field).into_iter().map(|fault| (index, fault)));
        match taken.get(field.key.as_str()) {
            Some(None) => faults.push((index, taken_key(&field.key))),
            Some(Some(first)) => {
                let (key, first) = (&field.key, first + 1);
                faults.push((
                    index,
                    Fault::new(
                        "key",
                        format!("字段名“{key}”与第 {first} 个重复"),
                        format!("the key `{key}` is that of field {first} too"),
                    ),
                ));
            }
            None => drop(taken.insert(&field.key, Some(index))),
        }
    }
    if there.len() + new.len() > MAX_FIELDS {
        faults.push((
            0,
            Fault::new(
                "key",
                format!("一个库最多 {MAX_FIELDS} 个字段"),
                format!("a database has at most {MAX_FIELDS} fields"),
            ),
        ));
        return faults;
    }
    if new.iter().all(|field| field.formula.is_none()) {
        return faults;
    }
    let known: BTreeSet<usize> = faults.iter().map(|(index, _)| *index).collect();
    let fine = new.iter().enumerate().filter(|(index, _)| !known.contains(index));
    let places: HashMap<&str, usize> =
        fine.clone().map(|(index, field)| (field.key.as_str(), index)).collect();
    if let Err(more) = Formulas::of(there.iter().chain(fine.map(|(_, field)| field))) {
        // what is wrong with fields that were there already is said where they are changed
        faults.extend(more.into_iter().filter_map(|(key, fault)| Some((*places.get(key.as_str())?, fault))));
    }
    faults
}

/// The key is that of another field.
fn taken_key(key: &str) -> Fault {
    Fault::new("key", format!("库中已有字段“{key}”"), format!("there is a field `{key}` already"))
}
