//! The words of a rule file.

use std::collections::BTreeMap;

use super::{Desk, head};
use crate::rules::diagnostic::Problem;
use crate::rules::reader::{self, Group as Entries};
use crate::rules::spec::{Group, GroupId, WordKind};
use crate::rules::yaml::{Data, Mark, Node};
use crate::text::Norm;

/// Most concepts of a rule set.
const CONCEPTS: usize = 2_000;
/// Most terms of a rule set.
const TERMS: usize = 20_000;
/// Longest term in characters.
const LONGEST: usize = 60;

/// A concept of the file.
#[derive(Clone, Debug)]
pub(in crate::rules) struct Concept {
    pub mark: Mark,
    pub group: GroupId,
    pub zh: String,
    pub en: String,
    pub code: String,
    pub parent: Option<String>,
}

const KINDS: [(&str, WordKind); 5] = [
    ("finding", WordKind::Finding),
    ("diagnosis", WordKind::Diagnosis),
    ("sign", WordKind::Sign),
    ("word", WordKind::Word),
    ("place", WordKind::Place),
];

/// A term as the engine reads it.
pub(super) fn normal(term: &str) -> String {
    Norm::new(term, true).text.trim().to_owned()
}

pub(super) fn read(node: &Node, desk: &mut Desk) {
    let Data::Map(entries) = &node.data else {
        desk.notes.add(reader::expected(node, "一组概念", "a group of concepts"));
        return;
    };
    let mut places = Vec::new();
    for (name, value) in entries {
        if let Some((concept, place)) = concept(name, value, desk) {
            let key = name.word().unwrap_or_default().to_owned();
            if let Some(parent) = place {
                let words = desk.groups.get(concept.group.0 as usize).map(|group| group.terms.clone());
                places.push((key.clone(), parent, words.unwrap_or_default()));
            }
            desk.concepts.insert(key, concept);
        }
    }
    if !places.is_empty() {
        let further = places
            .into_iter()
            .map(|(id, parent, words)| {
                (id, parent.as_deref().and_then(|parent| desk.tree.find(parent)), words)
            })
            .collect();
        desk.tree = std::sync::Arc::new(desk.tree.with(further));
    }
    inherit(desk);
    clashes(desk);
    let terms: usize = desk.groups.iter().map(|group| group.terms.len()).sum();
    if desk.concepts.len() > CONCEPTS || terms > TERMS {
        desk.notes.add(Problem::at(
            node.mark,
            format!("词典最多 {CONCEPTS} 个概念、{TERMS} 个词"),
            format!("a dict holds at most {CONCEPTS} concepts and {TERMS} terms"),
        ));
    }
}

/// A concept, and for a place its parent.
fn concept(name: &Node, value: &Node, desk: &mut Desk) -> Option<(Concept, Option<Option<String>>)> {
    head::key(name, &mut desk.notes)?;
    let what = ("概念", "a concept");
    let short = matches!(value.data, Data::List(_));
    let mut group;
    let (mut kind, mut zh, mut en, mut code, mut parent) =
        (WordKind::Finding, String::new(), String::new(), String::new(), None);
    let (mut terms, mut not) = (Vec::new(), Vec::new());
    if short {
        terms = reader::words(value, &mut desk.notes);
    } else {
        group = Entries::of(value, what, &mut desk.notes)?;
        if let Some(word) = group.word("kind", &mut desk.notes) {
            match KINDS.iter().find(|(known, _)| *known == word) {
                Some((_, found)) => kind = *found,
                None => desk.notes.add(
                    Problem::at(
                        value.mark,
                        format!("不认识的 kind“{word}”"),
                        format!("unknown kind `{word}`"),
                    )
                    .cure(
                        "可用：finding diagnosis sign word place",
                        "there are finding, diagnosis, sign, word, place",
                    ),
                ),
            }
        }
        if let Some(node) = group.get("name") {
            (zh, en) = head::name(node, &mut desk.notes).unwrap_or_default();
        }
        code = group.word("code", &mut desk.notes).unwrap_or_default().to_owned();
        parent = group.word("parent", &mut desk.notes).map(str::to_owned);
        if let Some(node) = group.get("terms") {
            terms = reader::words(node, &mut desk.notes);
        }
        if let Some(node) = group.get("not") {
            not = reader::words(node, &mut desk.notes);
        }
        let wanted = group.word("concept", &mut desk.notes).map(str::to_owned);
        group.finish(&mut desk.notes);
        if let Some(wanted) = wanted {
            taken(value.mark, &wanted, desk).into_iter().for_each(|term| terms.push((value.mark, term)));
        }
    }
    let terms: Vec<String> = terms.into_iter().filter_map(|(mark, term)| checked(mark, term, desk)).collect();
    let not: Vec<String> = not.into_iter().filter_map(|(mark, term)| checked(mark, term, desk)).collect();
    if terms.is_empty() {
        let word = name.word().unwrap_or_default();
        desk.notes.add(
            Problem::at(
                name.mark,
                format!("概念“{word}”没有词，什么也匹配不到"),
                format!("the concept `{word}` has no terms and matches nothing"),
            )
            .cure("加上 terms: [词, 词]", "add terms: [word, word]"),
        );
    }
    let group = desk.group(Group { kind, terms, not });
    let place = (kind == WordKind::Place).then(|| parent.clone());
    Some((Concept { mark: name.mark, group, zh, en, code, parent }, place))
}

/// The terms of a concept of the project's dictionary.
fn taken<'d>(mark: Mark, wanted: &str, desk: &mut Desk<'d>) -> Vec<&'d str> {
    let terms: &'d crate::rules::Terms = desk.terms;
    match terms.get(wanted) {
        Some(found) => {
            desk.taken.insert(wanted.to_owned(), found.to_vec());
            found.iter().map(String::as_str).collect()
        }
        None => {
            let known: Vec<&str> = terms.names().collect();
            let near = reader::nearest(wanted, &known).unwrap_or("");
            let note = Problem::at(
                mark,
                format!("课题的术语库里没有概念“{wanted}”"),
                format!("the project's terms have no concept `{wanted}`"),
            );
            desk.notes.add(match near {
                "" => note.cure("先在“术语”页加上它", "add it on the terms page first"),
                near => note.cure(format!("是否应为“{near}”？"), format!("is it `{near}`?")),
            });
            Vec::new()
        }
    }
}

/// A term as it is read, when it can be found in a text at all.
pub(super) fn checked(mark: Mark, term: &str, desk: &mut Desk) -> Option<String> {
    let word = normal(term);
    let length = word.chars().count();
    let marks = word.contains(['\n', '。', ',', ';']);
    if (1..=LONGEST).contains(&length) && !marks {
        return Some(word);
    }
    desk.notes.add(
        Problem::at(mark, format!("词“{term}”不能使用"), format!("the term `{term}` cannot be used")).cure(
            format!("写 1–{LONGEST} 个字，不含逗号、句号和换行"),
            format!("write 1 to {LONGEST} characters without commas, full stops and line ends"),
        ),
    );
    None
}

/// The terms of children are their parents' too.
fn inherit(desk: &mut Desk) {
    let mut further: BTreeMap<GroupId, Vec<String>> = BTreeMap::new();
    let mut notes = Vec::new();
    for (name, concept) in &desk.concepts {
        let Some(own) = desk.groups.get(concept.group.0 as usize) else { continue };
        if own.kind == WordKind::Place {
            continue;
        }
        let mut at = concept.parent.as_deref();
        let mut steps = 0;
        while let Some(parent) = at {
            let Some(above) = desk.concepts.get(parent) else {
                notes.push(
                    Problem::at(
                        concept.mark,
                        format!("概念“{name}”的上级“{parent}”不存在"),
                        format!("the parent `{parent}` of `{name}` does not exist"),
                    )
                    .cure("改正 parent，或加上这个概念", "mend `parent`, or add the concept"),
                );
                break;
            };
            steps += 1;
            if parent == name || steps > 40 {
                notes.push(Problem::at(
                    concept.mark,
                    format!("概念“{name}”的上级绕成了圈"),
                    format!("the parents of `{name}` go in a circle"),
                ));
                break;
            }
            further.entry(above.group).or_default().extend(own.terms.iter().cloned());
            at = above.parent.as_deref();
        }
    }
    for note in notes {
        desk.notes.add(note);
    }
    for (group, terms) in further {
        if let Some(group) = desk.groups.get_mut(group.0 as usize) {
            for term in terms {
                if !group.terms.contains(&term) {
                    group.terms.push(term);
                }
            }
        }
    }
}

/// A term of two concepts, of which neither is the other's parent, is shown.
fn clashes(desk: &mut Desk) {
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, concept) in &desk.concepts {
        let group = desk.groups.get(concept.group.0 as usize);
        // 额颞叶 is two places by nature.
        if let Some(group) = group.filter(|group| group.kind != WordKind::Place) {
            for term in &group.terms {
                owners.entry(term).or_default().push(name);
            }
        }
    }
    let related = |a: &str, b: &str| {
        let mut at = desk.concepts.get(a).and_then(|concept| concept.parent.as_deref());
        for _ in 0..40 {
            match at {
                Some(parent) if parent == b => return true,
                Some(parent) => at = desk.concepts.get(parent).and_then(|concept| concept.parent.as_deref()),
                None => return false,
            }
        }
        false
    };
    let mut notes = Vec::new();
    for (term, names) in owners {
        let Some((first, second)) = names.iter().enumerate().find_map(|(at, a)| {
            let other = names.iter().skip(at + 1).find(|b| !related(a, b) && !related(b, a))?;
            Some((*a, *other))
        }) else {
            continue;
        };
        let mark = desk.concepts.get(second).map(|concept| concept.mark).unwrap_or_default();
        notes.push(
            Problem::at(
                mark,
                format!("词“{term}”同时属于概念“{first}”和“{second}”"),
                format!("the term `{term}` belongs to `{first}` and to `{second}`"),
            )
            .cure(
                "两个概念都会匹配到它；若不是本意，从其中一个删去",
                "both will find it; if that is not meant, take it out of one",
            )
            .mild(),
        );
    }
    for note in notes {
        desk.notes.add(note);
    }
}
