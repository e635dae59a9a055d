//! Where a value comes from: one source of a field.

use std::collections::BTreeMap;

use serde_json::Value;
use workbench_core::{Variable, VariableType};

use super::{Desk, dict, value};
use crate::rules::Meta;
use crate::rules::diagnostic::Problem;
use crate::rules::pattern::{BUDGET, Pattern};
use crate::rules::reader::{self, Group as Entries};
use crate::rules::spec::{
    Axis, CHANGES, Group, GroupId, Lead, PlaceTest, Role, Select, Source, Time, What, WordKind,
};
use crate::rules::yaml::{Data, Mark, Node};
use crate::section::SectionKind;

/// The names of grading systems the engine reads.
pub(super) const SYSTEMS: [&str; 27] = [
    "BI-RADS",
    "LUNG-RADS",
    "LI-RADS",
    "PI-RADS",
    "TI-RADS",
    "CAD-RADS",
    "CO-RADS",
    "O-RADS",
    "NI-RADS",
    "TNM",
    "STAGE",
    "GRADE",
    "LN",
    "BORRMANN",
    "LAUREN",
    "SUVMAX",
    "CMP",
    "RECIST",
    "GLEASON",
    "ISUP",
    "BOSNIAK",
    "EDMONDSON",
    "FUHRMAN",
    "CHILD-PUGH",
    "WHO",
    "MRECIST",
    "TRG",
];

/// The first keys of sources.
const KEYS: [&str; 11] =
    ["finding", "count", "size", "words", "side", "place", "change", "grade", "pattern", "text", "meta"];

/// Reads a source; `variable` may get options from it.
pub(super) fn read(node: &Node, variable: &mut Variable, desk: &mut Desk) -> Option<Source> {
    let mut group = Entries::of(node, ("from", "`from`"), &mut desk.notes)?;
    let found: Vec<(&'static str, &Node)> =
        KEYS.iter().filter_map(|key| group.get(key).map(|value| (*key, value))).collect();
    let [(key, main)] = found.as_slice() else {
        desk.notes.add(
            Problem::at(
                node.mark,
                if found.is_empty() {
                    "没有写明值从哪里来"
                } else {
                    "一个来源里只能写一种"
                },
                if found.is_empty() {
                    "it is not said where the value comes from"
                } else {
                    "a source is of one kind"
                },
            )
            .cure(
                format!("写其中一个：{}；要依次尝试几个来源时用列表", KEYS.join(" ")),
                format!("write one of {}; for several tried in order make a list", KEYS.join(", ")),
            ),
        );
        return None;
    };
    let lesion = matches!(*key, "finding" | "count" | "size" | "words" | "side" | "place" | "change");
    let select = if lesion { select(&mut group, desk) } else { Select::default() };
    let what = what(key, main, &mut group, variable, desk);
    let mut side = |key: &'static str, desk: &mut Desk| {
        let node = group.get(key)?;
        take_option(variable, node, desk);
        value::read(node, variable).map_err(|problem| desk.notes.add(problem)).ok()
    };
    let then = side("then", desk);
    let absent = side("absent", desk);
    let doubt = side("doubt", desk);
    let about = group.get("about").map(|node| concepts(node, desk)).unwrap_or_default();
    let not_after = group.get("not_after").map(|node| plain(node, key, desk)).unwrap_or_default();
    let map = group.get("map").map(|node| map(node, key, variable, desk)).unwrap_or_default();
    group.finish(&mut desk.notes);
    let what = what?;
    Some(Source { query: 0, needs: what.needs(), what, select, then, absent, doubt, map, about, not_after })
}

/// An option that a source names is added to a field that lists none itself.
fn take_option(variable: &mut Variable, node: &Node, desk: &Desk) {
    let choice = matches!(variable.kind, VariableType::Enum | VariableType::Ordinal | VariableType::Multi);
    if let Some(word) = node.word().filter(|_| choice && desk.open_options)
        && !variable.options.iter().any(|option| option == word)
    {
        variable.options.push(word.to_owned());
    }
}

fn map(node: &Node, key: &str, variable: &mut Variable, desk: &mut Desk) -> BTreeMap<String, Value> {
    let mut out = BTreeMap::new();
    let Data::Map(entries) = &node.data else {
        desk.notes.add(reader::expected(node, "一组“原词: 值”", "a group of `word: value`"));
        return out;
    };
    for (name, to) in entries {
        let from = name.word().unwrap_or_default();
        let known = match key {
            "change" => CHANGES.iter().any(|(word, ..)| *word == from),
            "side" => matches!(from, "left" | "right" | "bilateral"),
            _ => true,
        };
        if !known {
            desk.notes.add(Problem::at(
                name.mark,
                format!("这里不认识“{from}”"),
                format!("`{from}` is not known here"),
            ).cure(
                "side 用 left right bilateral；change 用 increased decreased stable new resolved",
                "side has left, right, bilateral; change has increased, decreased, stable, new, resolved",
            ));
        }
        take_option(variable, to, desk);
        match value::read(to, variable) {
            Ok(value) => {
                let from =
                    if matches!(key, "pattern" | "meta") { dict::normal(from) } else { from.to_owned() };
                out.insert(from, value);
            }
            Err(problem) => desk.notes.add(problem),
        }
    }
    out
}

fn select(group: &mut Entries, desk: &mut Desk) -> Select {
    let mut out = Select::default();
    if let Some(node) = group.get("in") {
        out.within = desk.places(node);
    }
    if let Some(node) = group.get("not_in") {
        out.outside = desk.places(node);
    }
    if let Some(node) = group.get("with") {
        out.with = word_groups(node, desk);
    }
    if let Some(node) = group.get("without") {
        out.without = word_groups(node, desk);
    }
    if let Some(node) = group.get("time") {
        match node.word() {
            Some("current") => {}
            Some("historical") => out.time = Time::Historical,
            Some("any") => out.time = Time::Any,
            _ => desk.notes.add(reader::expected(
                node,
                "current、historical 或 any",
                "current, historical or any",
            )),
        }
    }
    out.lead = choice(group, "lead", &LEADS, Lead::Any, desk);
    out
}

/// One group for a list of words and `@concepts`, of the kind of its concepts.
fn word_group(node: &Node, desk: &mut Desk) -> Option<GroupId> {
    let words = reader::words(node, &mut desk.notes);
    if let [(mark, word)] = words.as_slice()
        && let Some(name) = word.strip_prefix('@')
    {
        return desk.concept(*mark, name);
    }
    let mut group = Group { kind: WordKind::Word, terms: Vec::new(), not: Vec::new() };
    for (mark, word) in words {
        if let Some(name) = word.strip_prefix('@') {
            let concept = desk.concept(mark, name)?;
            let concept = desk.groups.get(concept.0 as usize)?;
            group.kind = concept.kind;
            group.terms.extend(concept.terms.iter().cloned());
            group.not.extend(concept.not.iter().cloned());
        } else if let Some(term) = dict::checked(mark, word, desk) {
            group.terms.push(term);
        }
    }
    if group.terms.is_empty() {
        desk.notes.add(Problem::at(node.mark, "这里没有词", "no words stand here"));
        return None;
    }
    Some(desk.group(group))
}

fn word_groups(node: &Node, desk: &mut Desk) -> Vec<GroupId> {
    word_group(node, desk).into_iter().collect()
}

/// Words before which a pattern or grade does not count.
fn plain(node: &Node, key: &str, desk: &mut Desk) -> Vec<String> {
    if !matches!(key, "pattern" | "grade") {
        desk.notes.add(
            Problem::at(
                node.mark,
                "not_after 只用于 pattern 和 grade",
                "`not_after` is for patterns and grades",
            )
            .cure("病灶来源用 without", "lesion sources have `without`"),
        );
    }
    reader::words(node, &mut desk.notes).into_iter().map(|(_, word)| dict::normal(word)).collect()
}

/// The concepts a lesion source is about.
fn concepts(node: &Node, desk: &mut Desk) -> Vec<GroupId> {
    let names = reader::words(node, &mut desk.notes);
    names.into_iter().filter_map(|(mark, name)| desk.concept(mark, name.trim_start_matches('@'))).collect()
}

fn what(
    key: &str,
    main: &Node,
    group: &mut Entries,
    variable: &mut Variable,
    desk: &mut Desk,
) -> Option<What> {
    Some(match key {
        "finding" => What::Finding(concepts(main, desk)),
        "count" => {
            let of = concepts(main, desk);
            let measured = choice(group, "measured", &[("true", true), ("false", false)], false, desk);
            What::Count { of, measured }
        }
        "side" => What::Side(concepts(main, desk)),
        "change" => What::Change(concepts(main, desk)),
        "size" => {
            let of = concepts(main, desk);
            let axis = choice(group, "axis", &AXES, Axis::Long, desk);
            let role = choice(group, "role", &ROLES, Role::Current, desk);
            let largest = choice(group, "of", &[("largest", true), ("first", false)], true, desk);
            What::Size { of, axis, role, largest }
        }
        "words" => {
            let of = group.get("of").map(|node| concepts(node, desk)).unwrap_or_default();
            let options = options(main, variable, desk, &mut word_group);
            What::Words { options, of }
        }
        "place" => {
            let of = concepts(main, desk);
            let at = group.need("at", ("place", "`place`"), &mut desk.notes)?;
            What::Place { of, at: options(at, variable, desk, &mut place) }
        }
        "grade" => {
            let word = main.word().unwrap_or_default().to_uppercase();
            if !SYSTEMS.contains(&word.as_str()) {
                let near = reader::nearest(&word, &SYSTEMS).unwrap_or("BI-RADS");
                desk.notes.add(
                    Problem::at(
                        main.mark,
                        format!("不认识分级系统“{word}”"),
                        format!("unknown grading system `{word}`"),
                    )
                    .cure(
                        format!("是否应为“{near}”？可用：{}；其他系统用 pattern 写", SYSTEMS.join(" ")),
                        format!(
                            "is it `{near}`? there are {}; write others as a pattern",
                            SYSTEMS.join(", ")
                        ),
                    ),
                );
            }
            let prefix =
                group.get("prefix").map(|node| reader::words(node, &mut desk.notes)).unwrap_or_default();
            let prefix = prefix.into_iter().map(|(_, word)| word.to_lowercase()).collect();
            What::Grade { system: word, prefix }
        }
        "pattern" => pattern(main, group, desk)?,
        "text" => What::Text(section(main, desk)?),
        "meta" => {
            let word = main.word().unwrap_or_default();
            if !Meta::NAMES.contains(&word) {
                desk.notes.add(
                    Problem::at(main.mark, format!("没有检查信息“{word}”"), format!("there is no `{word}`"))
                        .cure(Meta::NAMES.join(" "), Meta::NAMES.join(", ")),
                );
            }
            What::Meta(word.to_owned())
        }
        _ => return None,
    })
}

const AXES: [(&str, Axis); 7] = [
    ("long", Axis::Long),
    ("short", Axis::Short),
    ("third", Axis::Third),
    ("mean", Axis::Mean),
    ("plane_long", Axis::PlaneLong),
    ("plane_short", Axis::PlaneShort),
    ("all", Axis::All),
];
const LEADS: [(&str, Lead); 3] = [("false", Lead::Any), ("true", Lead::Leads), ("known", Lead::Known)];
const ROLES: [(&str, Role); 6] = [
    ("current", Role::Current),
    ("prior", Role::Prior),
    ("solid", Role::Solid),
    ("thickness", Role::Thickness),
    ("depth", Role::Depth),
    ("percent", Role::Percent),
];

/// One of a few words.
pub(super) fn choice<T: Copy>(
    group: &mut Entries,
    key: &'static str,
    known: &[(&'static str, T)],
    default: T,
    desk: &mut Desk,
) -> T {
    let Some(node) = group.get(key) else { return default };
    let word = node.word().unwrap_or_default();
    if let Some((_, found)) = known.iter().find(|(name, _)| *name == word) {
        return *found;
    }
    let all: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    desk.notes.add(
        Problem::at(node.mark, format!("“{key}”不能是“{word}”"), format!("`{key}` cannot be `{word}`"))
            .cure(format!("可用：{}", all.join(" ")), format!("there are {}", all.join(", "))),
    );
    default
}

/// `{OPTION: …}`, each read by `each`.
fn options<T>(
    node: &Node,
    variable: &mut Variable,
    desk: &mut Desk,
    each: &mut dyn FnMut(&Node, &mut Desk) -> Option<T>,
) -> Vec<(Value, T)> {
    let Data::Map(entries) = &node.data else {
        desk.notes.add(reader::expected(node, "一组“选项: [词, …]”", "a group of `OPTION: [word, …]`"));
        return Vec::new();
    };
    let mut out = Vec::with_capacity(entries.len());
    for (name, words) in entries {
        take_option(variable, name, desk);
        let single = Variable {
            kind: if variable.kind == VariableType::Multi { VariableType::Enum } else { variable.kind },
            ..variable.clone()
        };
        let option = value::read(name, &single).map_err(|problem| desk.notes.add(problem)).ok();
        let read = each(words, desk);
        if let (Some(option), Some(read)) = (option, read) {
            out.push((option, read));
        }
    }
    out
}

/// A place, or words that stand in one.
fn place(node: &Node, desk: &mut Desk) -> Option<PlaceTest> {
    match &node.data {
        Data::Word(word, _) if !word.starts_with('@') => desk.place_test(node.mark, word),
        _ => word_group(node, desk).map(PlaceTest::Words),
    }
}

fn pattern(main: &Node, group: &mut Entries, desk: &mut Desk) -> Option<What> {
    let value = group.word("value", &mut desk.notes).map(str::to_owned);
    let unit = group.word("unit", &mut desk.notes).map(dict::normal);
    let source = main.word().unwrap_or_default();
    let terms = |name: &str| {
        let concept = desk.concepts.get(name)?;
        let group = desk.groups.get(concept.group.0 as usize)?;
        Some(group.terms.clone())
    };
    let parsed = Pattern::parse(source, &terms);
    let before = desk.weight;
    desk.weight += parsed.as_ref().map_or(0, |pattern| pattern.weight);
    if desk.weight > BUDGET {
        // Said once, where it becomes too much; what follows is not even compiled.
        if before <= BUDGET {
            desk.notes.add(
                Problem::at(
                    main.mark,
                    "到这里为止，文件里的模式合起来太大了",
                    "up to here the patterns of this file are too large together",
                )
                .cure(
                    "少用宽的 {0,40} 空隙和重复的模式，或拆成几个规则集",
                    "use fewer wide gaps such as {0,40} and fewer patterns, or make several rule sets",
                ),
            );
        }
        return None;
    }
    let checked = parsed.and_then(|pattern| match desk.trusted {
        true => Ok(pattern),
        false => pattern.check().map(|()| pattern),
    });
    let pattern = match checked {
        Ok(pattern) => pattern,
        Err(problem) => {
            // In a quoted pattern the first character stands one column later.
            let column = main.mark.column + problem.at + 1;
            desk.notes.add(
                Problem::at(Mark { column, ..main.mark }, problem.zh, problem.en)
                    .cure("看“帮助”里的模式写法", "see patterns in the help"),
            );
            return None;
        }
    };
    let names: Vec<&str> = pattern.catches.iter().map(|(name, _)| name.as_str()).collect();
    let value = match value {
        Some(value) if !names.contains(&value.as_str()) => {
            desk.notes.add(
                Problem::at(
                    main.mark,
                    format!("模式没有捕获“{value}”"),
                    format!("the pattern does not catch `{value}`"),
                )
                .cure(
                    format!("在模式里写 <{value}:…>，或改成 {}", names.join(" ")),
                    format!("write <{value}:…> in the pattern, or name {}", names.join(", ")),
                ),
            );
            return None;
        }
        Some(value) => Some(value),
        None if names.contains(&"v") => Some("v".to_owned()),
        None => None,
    };
    let terms = pattern.anchors.clone();
    let anchor = desk.group(Group { kind: WordKind::Anchor, terms, not: Vec::new() });
    Some(What::Pattern { pattern, value, unit, anchor })
}

/// A section by name.
pub(super) fn section(node: &Node, desk: &mut Desk) -> Option<SectionKind> {
    let word = node.word().unwrap_or_default();
    let known = [
        SectionKind::Findings,
        SectionKind::Impression,
        SectionKind::Technique,
        SectionKind::Clinical,
        SectionKind::Pathology,
    ];
    let found = known.into_iter().find(|kind| kind.as_str() == word);
    if found.is_none() {
        desk.notes.add(
            Problem::at(
                node.mark,
                format!("没有名为“{word}”的段落"),
                format!("there is no section `{word}`"),
            )
            .cure(
                "可用：findings impression technique clinical pathology",
                "there are findings, impression, technique, clinical, pathology",
            ),
        );
    }
    found
}
