//! Reading groups of `key: value`: unknown keys are refused with the nearest known one.

use super::diagnostic::{Diagnostic, Problem};
use super::yaml::{Data, Mark, Node};

/// Collects what is wrong while reading goes on.
#[derive(Default)]
pub(super) struct Notes(pub Vec<Diagnostic>);

impl Notes {
    pub fn add(&mut self, problem: Diagnostic) {
        // A person mends a few at a time; a hostile file must not flood the page.
        if self.0.len() < 200 {
            self.0.push(problem);
        }
    }

    pub fn failed(&self) -> bool {
        self.0.iter().any(|note| note.severity == super::Severity::Error)
    }
}

/// A group being read; every key is taken once.
pub(super) struct Group<'n> {
    pub mark: Mark,
    entries: &'n [(Node, Node)],
    known: Vec<&'static str>,
}

impl<'n> Group<'n> {
    /// The entries of `node`, or a note that it is something else.
    pub fn of(node: &'n Node, what: (&str, &str), notes: &mut Notes) -> Option<Self> {
        match &node.data {
            Data::Map(entries) => Some(Self { mark: node.mark, entries, known: Vec::new() }),
            _ => {
                let kind = node.kind();
                notes.add(Problem::at(
                    node.mark,
                    format!("{}应写成一组“键: 值”，这里是{}", what.0, kind.0),
                    format!("{} must be a group of `key: value`, here is {}", what.1, kind.1),
                ));
                None
            }
        }
    }

    /// The value of a key.
    pub fn get(&mut self, key: &'static str) -> Option<&'n Node> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.entries
            .iter()
            .find(|(name, _)| name.word() == Some(key))
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty())
    }

    /// The value of a key that must be there.
    pub fn need(&mut self, key: &'static str, what: (&str, &str), notes: &mut Notes) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            notes.add(
                Problem::at(self.mark, format!("{}缺少“{key}”", what.0), format!("{} lacks `{key}`", what.1))
                    .cure(format!("加上一行“{key}: …”"), format!("add a line `{key}: …`")),
            );
        }
        found
    }

    /// A key's value as one word.
    pub fn word(&mut self, key: &'static str, notes: &mut Notes) -> Option<&'n str> {
        let node = self.get(key)?;
        let word = node.word();
        if word.is_none() {
            notes.add(expected(node, "一个词", "a single word"));
        }
        word
    }

    /// Refuses the keys nobody asked for.
    pub fn finish(self, notes: &mut Notes) {
        for (name, _) in self.entries {
            let word = name.word().unwrap_or_default();
            if self.known.contains(&word) {
                continue;
            }
            let near = nearest(word, &self.known);
            let all = self.known.join(", ");
            notes.add(
                Problem::at(name.mark, format!("不认识的键“{word}”"), format!("unknown key `{word}`")).cure(
                    match near {
                        Some(near) => format!("是否应为“{near}”？可用的键：{all}"),
                        None => format!("可用的键：{all}"),
                    },
                    match near {
                        Some(near) => format!("is it `{near}`? known keys: {all}"),
                        None => format!("known keys: {all}"),
                    },
                ),
            );
        }
    }
}

/// A note that something else was expected.
pub(super) fn expected(node: &Node, zh: &str, en: &str) -> Diagnostic {
    let kind = node.kind();
    Problem::at(
        node.mark,
        format!("这里应是{zh}，现在是{}", kind.0),
        format!("expected {en}, found {}", kind.1),
    )
}

/// The words of a list, or of one word standing alone.
pub(super) fn words<'n>(node: &'n Node, notes: &mut Notes) -> Vec<(Mark, &'n str)> {
    let items = match &node.data {
        Data::List(items) => items.as_slice(),
        Data::Word(..) => std::slice::from_ref(node),
        Data::Map(_) => {
            notes.add(expected(node, "一个词或一个列表", "a word or a list"));
            return Vec::new();
        }
    };
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        match item.word() {
            Some(word) => out.push((item.mark, word)),
            None => notes.add(expected(item, "一个词", "a single word")),
        }
    }
    out
}

/// The known word that is closest to one mistyped.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let best = known.iter().map(|one| (distance(word, one), *one)).min()?;
    (best.0 <= 1 + word.chars().count() / 4).then_some(best.1)
}

/// Levenshtein distance over characters, for words of a page's length at most.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
