//! The variables of a rule file.

use std::collections::BTreeSet;

use workbench_core::{Variable, VariableType};
use workbench_expr::Expr;

use super::literal::Written;
use super::{Desk, head, source, value};
use crate::rules::diagnostic::Problem;
use crate::rules::reader::{self, Group as Entries};
use crate::rules::spec::{Field, Pick, Row, Rule, Source, Then, What};
use crate::rules::yaml::{Data, Mark, Node};
use crate::section::SectionKind;

const PICKS: [(&str, Pick); 7] = [
    ("first", Pick::First),
    ("last", Pick::Last),
    ("max", Pick::Max),
    ("min", Pick::Min),
    ("worst", Pick::Worst),
    ("all", Pick::All),
    ("only", Pick::Only),
];

pub(super) fn read_all(node: &Node, desk: &mut Desk, included: bool, fields: &mut Vec<Field>) {
    let Data::List(items) = &node.data else {
        desk.notes.add(reader::expected(node, "一列变量（每个以“- key:”开头）", "a list of fields"));
        return;
    };
    let mut names: BTreeSet<String> = fields.iter().map(|field| field.variable.key.clone()).collect();
    for item in items {
        let Some(field) = read(item, desk, included) else {
            if let Data::Map(entries) = &item.data {
                let key = entries.iter().find(|(name, _)| name.word() == Some("key"));
                desk.broken.extend(key.and_then(|(_, key)| key.word()).map(str::to_owned));
            }
            continue;
        };
        if !names.insert(field.variable.key.clone()) {
            let key = &field.variable.key;
            desk.notes.add(
                Problem::at(
                    field.mark,
                    format!("变量“{key}”写了两次"),
                    format!("the field `{key}` stands twice"),
                )
                .cure("改名或删去其中一个", "rename one or take it out"),
            );
            continue;
        }
        fields.push(field);
    }
}

fn read(node: &Node, desk: &mut Desk, included: bool) -> Option<Field> {
    let what = ("变量", "a field");
    let mut group = Entries::of(node, what, &mut desk.notes)?;
    let key = group.need("key", what, &mut desk.notes);
    let name = group.need("name", what, &mut desk.notes);
    let kind = group.need("type", what, &mut desk.notes);
    let unit = group.word("unit", &mut desk.notes).map(str::to_owned);
    let range = group.get("range");
    let options = group.get("options");
    let sections = group.get("section");
    let pick = group.get("pick").is_some();
    let picked = source::choice(&mut group, "pick", &PICKS, Pick::First, desk);
    let report_conflicts =
        source::choice(&mut group, "conflict", &[("report", true), ("prefer", false)], true, desk);
    let help = group.word("help", &mut desk.notes).unwrap_or_default().to_owned();
    let cite = group.word("cite", &mut desk.notes).unwrap_or_default().to_owned();
    let hidden = source::choice(&mut group, "hidden", &[("true", true), ("false", false)], false, desk);
    let when = group.get("when");
    let from = group.get("from");
    let derive = group.get("derive");
    let table = group.get("table");
    group.finish(&mut desk.notes);

    let key = head::key(key?, &mut desk.notes)?;
    let (name_zh, name_en) = head::name(name?, &mut desk.notes)?;
    let kind = kind_of(kind?, desk)?;
    let listed = options.map(|node| reader::words(node, &mut desk.notes)).unwrap_or_default();
    let closed = !listed.is_empty();
    let mut variable = Variable {
        key,
        name_zh,
        name_en,
        kind,
        unit,
        options: listed.into_iter().map(|(_, word)| word.to_owned()).collect(),
        range: range.and_then(|node| bounds(node, desk)),
        ..Variable::default()
    };
    desk.open_options = !closed;
    let rule = rule(node.mark, from, derive, table, &mut variable, desk);
    let rule = rule?;
    let when = match when {
        Some(node) => Some(expression(node, node.word().unwrap_or_default(), 0, None, desk)?),
        None => None,
    };
    shape(node.mark, &variable, &rule, desk);
    let sections = match sections {
        None => vec![SectionKind::Findings, SectionKind::Impression],
        Some(node) => match &node.data {
            Data::List(items) => items.iter().filter_map(|item| source::section(item, desk)).collect(),
            _ => source::section(node, desk).into_iter().collect(),
        },
    };
    let pick = match (pick, variable.kind) {
        (true, _) => picked,
        (false, VariableType::Multi) => Pick::All,
        (false, _) => Pick::First,
    };
    Some(Field {
        variable,
        id: String::new(),
        reads: Vec::new(),
        waits: Vec::new(),
        idle: false,
        mark: node.mark,
        last: node.last,
        hidden,
        included,
        shared: false,
        sections,
        pick,
        report_conflicts,
        help,
        when,
        cite,
        rule,
    })
}

fn kind_of(node: &Node, desk: &mut Desk) -> Option<VariableType> {
    let word = node.word().unwrap_or_default();
    let all = VariableType::ALL.iter().filter(|kind| readable(**kind));
    let found = all.clone().find(|kind| kind.as_str() == word).copied();
    if found.is_none() {
        let all: Vec<&str> = all.map(|kind| kind.as_str()).collect();
        desk.notes.add(
            Problem::at(node.mark, format!("没有类型“{word}”"), format!("there is no type `{word}`"))
                .cure(format!("可用：{}", all.join(" ")), format!("there are {}", all.join(", "))),
        );
    }
    found
}

/// No report holds a file, and none a time of day that rules could find.
fn readable(kind: VariableType) -> bool {
    !matches!(kind, VariableType::File | VariableType::DateTime)
}

fn bounds(node: &Node, desk: &mut Desk) -> Option<[f64; 2]> {
    let numbers: Vec<f64> = match node.json() {
        serde_json::Value::Array(items) => items.iter().filter_map(serde_json::Value::as_f64).collect(),
        _ => Vec::new(),
    };
    match numbers.as_slice() {
        [low, high] if low <= high => Some([*low, *high]),
        _ => {
            desk.notes.add(Problem::at(
                node.mark,
                "range 应写成 [最小, 最大]",
                "`range` must be [least, greatest]",
            ));
            None
        }
    }
}

fn rule(
    mark: Mark,
    from: Option<&Node>,
    derive: Option<&Node>,
    table: Option<&Node>,
    variable: &mut Variable,
    desk: &mut Desk,
) -> Option<Rule> {
    match (from, derive, table) {
        (Some(from), None, None) => {
            let items = match &from.data {
                Data::List(items) => items.as_slice(),
                _ => std::slice::from_ref(from),
            };
            let sources: Vec<Source> =
                items.iter().filter_map(|item| source::read(item, variable, desk)).collect();
            (sources.len() == items.len()).then_some(Rule::From(sources))
        }
        (None, Some(derive), None) => {
            expression(derive, derive.word().unwrap_or_default(), 0, Some(variable), desk).map(Rule::Derive)
        }
        (None, None, Some(table)) => rows(table, variable, desk).map(Rule::Table),
        _ => {
            desk.notes.add(
                Problem::at(
                    mark,
                    "变量要有 from、derive、table 中的一个（只能一个）",
                    "a field has one of `from`, `derive`, `table`",
                )
                .cure("写明值从哪里来", "say where the value comes from"),
            );
            None
        }
    }
}

fn rows(node: &Node, variable: &mut Variable, desk: &mut Desk) -> Option<Vec<Row>> {
    let Data::List(items) = &node.data else {
        desk.notes.add(reader::expected(node, "一列“- {when: …, then: …}”", "a list of {when, then}"));
        return None;
    };
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let mut group = Entries::of(item, ("判断表的一行", "a row of a table"), &mut desk.notes)?;
        let when = group.get("when");
        let then = group.get("then");
        let last = group.get("else");
        group.finish(&mut desk.notes);
        let (when, then) = match (when, then, last) {
            (Some(when), Some(then), None) => {
                (Some(expression(when, when.word().unwrap_or_default(), 0, None, desk)?), then)
            }
            (None, None, Some(last)) => (None, last),
            _ => {
                desk.notes.add(Problem::at(
                    item.mark,
                    "每行写 {when: 条件, then: 值}，最后一行可写 {else: 值}",
                    "a row is {when: condition, then: value}; the last may be {else: value}",
                ));
                return None;
            }
        };
        let then = match then.word().and_then(|word| word.strip_prefix('=')) {
            Some(text) => Then::Computed(expression(then, text, 1, Some(variable), desk)?),
            None => {
                Then::Constant(value::read(then, variable).map_err(|problem| desk.notes.add(problem)).ok()?)
            }
        };
        out.push(Row { when, then });
    }
    Some(out)
}

/// An expression, its mistakes placed in the file.
fn expression(
    node: &Node,
    text: &str,
    skipped: usize,
    gives: Option<&Variable>,
    desk: &mut Desk,
) -> Option<Expr> {
    let quoted = usize::from(matches!(node.data, Data::Word(_, true)));
    let mark = Mark { column: node.mark.column + skipped + quoted, ..node.mark };
    let expr = Expr::parse(text)
        .map_err(|error| {
            let mark = Mark { column: mark.column + error.at, ..mark };
            desk.notes.add(Problem::at(mark, error.zh, error.en));
        })
        .ok()?;
    if !desk.trusted {
        desk.written.push(Written { expr: expr.clone(), mark, gives: gives.cloned() });
    }
    Some(expr)
}

/// What the type of a field and its rule must have to do with each other.
fn shape(mark: Mark, variable: &Variable, rule: &Rule, desk: &mut Desk) {
    use VariableType::*;
    let key = &variable.key;
    let listed = matches!(variable.kind, Enum | Ordinal | Multi);
    if listed && variable.options.is_empty() {
        desk.notes.add(
            Problem::at(mark, format!("变量“{key}”没有选项"), format!("the field `{key}` has no options"))
                .cure("加上 options: [选项, 选项]", "add options: [option, option]"),
        );
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = variable.options.iter().find(|option| !seen.insert(option.as_str())) {
        desk.notes.add(Problem::at(
            mark,
            format!("选项“{twice}”写了两次"),
            format!("the option `{twice}` stands twice"),
        ));
    }
    let Rule::From(sources) = rule else { return };
    let length = matches!(variable.unit.as_deref(), None | Some("mm" | "cm"));
    let measured = |source: &Source| {
        let percent = matches!(source.what, What::Size { role: super::super::spec::Role::Percent, .. });
        matches!(source.what, What::Size { .. }) && !percent
    };
    if !length && sources.iter().any(measured) {
        desk.notes.add(
            Problem::at(
                mark,
                format!("“{key}”量的是长度，单位只能是 mm 或 cm"),
                format!("`{key}` is a length: its unit is mm or cm"),
            )
            .cure("改 unit", "change `unit`"),
        );
    }
    for source in sources {
        let (name, fine) = match &source.what {
            What::Finding(_) => {
                ("finding", variable.kind == Bool || source.then.is_some() || source.absent.is_some())
            }
            What::Count { .. } => ("count", matches!(variable.kind, Count | Integer)),
            What::Size { axis: super::super::spec::Axis::All, .. } => {
                ("size, axis: all", variable.kind == Text)
            }
            What::Size { .. } => ("size", matches!(variable.kind, Number | Integer)),
            What::Words { .. } => ("words", listed || matches!(variable.kind, Bool | Text)),
            What::Side(_) | What::Place { .. } | What::Change(_) => {
                ("side/place/change", listed || variable.kind == Text)
            }
            What::Text(_) => ("text", variable.kind == Text),
            What::Grade { .. } | What::Pattern { .. } | What::Meta(_) => continue,
        };
        if !fine {
            let kind = variable.kind;
            desk.notes.add(
                Problem::at(
                    mark,
                    format!("“{key}”的类型 {kind} 不能用来源 {name}"),
                    format!("`{key}` is of type {kind}, which the source {name} does not give"),
                )
                .cure(
                    "改类型，或用 then:/absent: 写明取什么值",
                    "change the type, or say the value with then:/absent:",
                ),
            );
        }
        same_words(mark, source, desk);
    }
}

/// A word of two options of one field would have to be guessed.
fn same_words(mark: Mark, source: &Source, desk: &mut Desk) {
    let What::Words { options, .. } = &source.what else { return };
    let mut seen = std::collections::BTreeMap::new();
    let mut twice = Vec::new();
    for (option, group) in options {
        for term in desk.groups.get(group.0 as usize).map(|group| group.terms.as_slice()).unwrap_or_default()
        {
            if let Some(other) = seen.insert(term.clone(), option.clone())
                && other != *option
            {
                twice.push((term.clone(), other, option.clone()));
            }
        }
    }
    for (term, a, b) in twice {
        desk.notes.add(
            Problem::at(
                mark,
                format!("词“{term}”同时属于选项 {a} 和 {b}"),
                format!("the word `{term}` belongs to the options {a} and {b}"),
            )
            .cure("从其中一个选项删去它", "take it out of one of them"),
        );
    }
}
