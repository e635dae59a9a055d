//! From the YAML tree to the rule file as data, with everything that is wrong noted.

mod dict;
mod field;
mod head;
mod literal;
mod place;
mod source;
mod test;
mod value;

use std::collections::BTreeMap;

use super::Terms;
use super::diagnostic::{Diagnostic, Problem};
use super::reader::{Group as Entries, Notes};
use super::spec::{Field, Group, GroupId, PlaceTest, Test};
use super::yaml::{self, Mark, Node};
use crate::anatomy::{PlaceId, Tree};

pub(super) use dict::Concept;
pub(super) use head::Head;
pub(super) use value::fits;

/// Largest file in bytes.
pub(super) const LARGEST: usize = 1 << 20;
/// Most fields of a rule set.
const FIELDS: usize = 600;
/// Most tests.
const TESTS: usize = 2_000;

/// A rule set as data.
pub(super) struct File {
    pub head: Head,
    pub concepts: BTreeMap<String, Concept>,
    pub groups: Vec<Group>,
    pub tree: std::sync::Arc<Tree>,
    pub fields: Vec<Field>,
    pub tests: Vec<Test>,
    /// The terms taken from the project's dictionary, by concept.
    pub taken: BTreeMap<String, Vec<String>>,
}

/// What reading a file needs to know and builds up.
pub(super) struct Desk<'a> {
    pub notes: Notes,
    pub terms: &'a Terms,
    pub concepts: BTreeMap<String, Concept>,
    pub groups: Vec<Group>,
    pub tree: std::sync::Arc<Tree>,
    pub taken: BTreeMap<String, Vec<String>>,
    /// Keys of fields that could not be read: what names them is not wrong for that.
    pub broken: std::collections::BTreeSet<String>,
    /// A shipped file, whose patterns are checked by the tests.
    pub trusted: bool,
    /// What the patterns read so far weigh.
    weight: usize,
    /// The expressions of the file itself.
    written: Vec<literal::Written>,
    /// Whether the field being read takes its options from its source.
    pub open_options: bool,
}

/// Reads a rule file and the shipped files it includes.
pub(super) fn read(
    source: &str,
    terms: &Terms,
    included: &dyn Fn(&str) -> Option<&'static str>,
    trusted: bool,
) -> Result<(File, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut desk = Desk {
        notes: Notes::default(),
        terms,
        concepts: BTreeMap::new(),
        groups: Vec::new(),
        tree: Tree::shipped(),
        taken: BTreeMap::new(),
        broken: Default::default(),
        trusted,
        weight: 0,
        written: Vec::new(),
        open_options: false,
    };
    let root = tree(source).map_err(|problem| vec![problem])?;
    let mut fields = Vec::new();
    let mut tests = Vec::new();
    let head = part(&root, &mut desk, included, false, &mut fields, &mut tests);
    literal::check(&desk.written, &fields, &mut desk.notes);
    let Some(head) = head else { return Err(desk.notes.0) };
    if desk.notes.failed() {
        return Err(desk.notes.0);
    }
    let Desk { notes, concepts, groups, tree, taken, .. } = desk;
    Ok((File { head, concepts, groups, tree, fields, tests, taken }, notes.0))
}

fn tree(source: &str) -> Result<Node, Diagnostic> {
    if source.len() > LARGEST {
        let start = Mark { line: 1, column: 1 };
        return Err(Problem::at(
            start,
            format!("文件有 {} 字节，最多 {LARGEST}", source.len()),
            format!("the file has {} bytes, at most {LARGEST} are read", source.len()),
        )
        .cure("拆成几个规则集", "make several rule sets of it"));
    }
    yaml::parse(source)
}

/// Reads one file into the desk: what it includes first, then its own.
fn part(
    root: &Node,
    desk: &mut Desk,
    included: &dyn Fn(&str) -> Option<&'static str>,
    inner: bool,
    fields: &mut Vec<Field>,
    tests: &mut Vec<Test>,
) -> Option<Head> {
    let mut top = Entries::of(root, ("规则文件", "the rule file"), &mut desk.notes)?;
    let what = ("规则文件", "the rule file");
    let head = top.need("ruleset", what, &mut desk.notes);
    let dict = top.get("dict");
    let rules = top.need("fields", what, &mut desk.notes);
    let cases = top.get("tests");
    top.finish(&mut desk.notes);
    let head = head::read(head?, desk)?;
    for (at, (mark, name)) in head.include.iter().enumerate() {
        let again = *name == head.id || head.include.iter().take(at).any(|(_, other)| other == name);
        match included(name).filter(|_| !inner && !again) {
            Some(source) => {
                let root = tree(source).map_err(|problem| desk.notes.add(problem)).ok()?;
                let known = desk.notes.0.len();
                let before = std::mem::replace(&mut desk.trusted, true);
                part(&root, desk, included, true, fields, tests);
                desk.trusted = before;
                // The reader of this file cannot mend another: the place is the line that includes it.
                for note in desk.notes.0.iter_mut().skip(known) {
                    (note.line, note.column) = (mark.line, mark.column);
                }
            }
            None => desk.notes.add(
                Problem::at(
                    *mark,
                    format!("没有可以引用的文件“{name}”"),
                    format!("there is no file `{name}` to include"),
                )
                .cure("可用：common", "there is: common"),
            ),
        }
    }
    if let Some(dict) = dict {
        dict::read(dict, desk);
    }
    field::read_all(rules?, desk, inner, fields);
    if let Some(cases) = cases {
        test::read_all(cases, desk, fields, inner, tests);
    }
    if fields.len() > FIELDS || tests.len() > TESTS {
        desk.notes.add(Problem::at(
            root.mark,
            format!("最多 {FIELDS} 个变量、{TESTS} 个测试"),
            format!("at most {FIELDS} fields and {TESTS} tests"),
        ));
    }
    Some(head)
}

impl Desk<'_> {
    /// A new group of words.
    pub fn group(&mut self, group: Group) -> GroupId {
        let id = GroupId(self.groups.len() as u32);
        self.groups.push(group);
        id
    }

    /// The group of a concept.
    pub fn concept(&mut self, mark: Mark, name: &str) -> Option<GroupId> {
        if let Some(concept) = self.concepts.get(name) {
            return Some(concept.group);
        }
        let known: Vec<&str> = self.concepts.keys().map(String::as_str).collect();
        let near = super::reader::nearest(name, &known).unwrap_or("").to_owned();
        let note =
            Problem::at(mark, format!("词典（dict）里没有“{name}”"), format!("there is no `{name}` in dict"));
        self.notes.add(if near.is_empty() {
            note.cure("在 dict 里加上它，或改成已有的概念", "add it to dict, or name a concept that is there")
        } else {
            note.cure(format!("是否应为“{near}”？"), format!("is it `{near}`?"))
        });
        None
    }

    /// A place by id or Chinese name.
    pub fn place(&mut self, mark: Mark, name: &str) -> Option<PlaceId> {
        let found = self.tree.find(name);
        if found.is_none() {
            let known: Vec<&str> = self.tree.ids().collect();
            let near = super::reader::nearest(name, &known).unwrap_or("").to_owned();
            let note = Problem::at(
                mark,
                format!("解剖树里没有“{name}”"),
                format!("there is no place `{name}` in the anatomy tree"),
            );
            self.notes.add(if near.is_empty() {
                note.cure("用 dict 的 kind: place 加上这个部位", "add the place in dict with kind: place")
            } else {
                note.cure(format!("是否应为“{near}”？"), format!("is it `{near}`?"))
            });
        }
        found
    }

    /// Tests of places from a list of names.
    pub fn places(&mut self, node: &Node) -> Vec<PlaceTest> {
        let names = super::reader::words(node, &mut self.notes);
        names.into_iter().filter_map(|(mark, name)| self.place_test(mark, name)).collect()
    }
}
