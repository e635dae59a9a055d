//! A rule set: parsed, checked and compiled once, then applied to any number of reports.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use workbench_core::{Digest, FieldValue, Variable};

use super::concept::Concept;
use super::diagnostic::{Diagnostic, Severity};
use super::file::{self, File};
use super::later;
use super::plan::Plan;
use super::reading::{Found, Hits, Map, Scanner, Text};
use super::round::{self, Answer, Case};
use super::spec::{Field, GroupId};
use super::{Order, Terms, TestReport, shipped, vocabulary};
use crate::anatomy::Tree;
use crate::engine::{Engine, Lang};

/// A rule set; a clone is free.
#[derive(Clone)]
pub struct RuleSet(Arc<Compiled>);

pub(super) struct Compiled {
    pub file: File,
    source: String,
    hash: Digest,
    scanner: OnceLock<(Scanner, Vec<Vec<u32>>)>,
    /// Words of the file that the engine does not know, by language.
    engines: [Engine; 2],
    plan: Plan,
}

impl RuleSet {
    /// Reads a rule file, with the project's terms that it may take. `None`
    /// when it cannot be compiled. A set whose fields lack tests is given, so
    /// that those it has can be run, but its diagnostics hold errors and it is
    /// not to be used on reports. The tests inside are not run.
    pub fn parse(source: &str, terms: &Terms) -> (Option<Self>, Vec<Diagnostic>) {
        Self::parse_with(source, terms, false)
    }

    /// The same; the patterns of a trusted file are built when they are first used.
    pub(super) fn parse_with(source: &str, terms: &Terms, trusted: bool) -> (Option<Self>, Vec<Diagnostic>) {
        let (mut file, mut notes) = match file::read(source, terms, &shipped::part, trusted) {
            Ok(read) => read,
            Err(notes) => return (None, sorted(notes)),
        };
        let later = match later::order(&file.fields, &mut notes) {
            Some(later) => later,
            None => return (None, sorted(notes)),
        };
        let plan = Plan::new(&mut file, &later);
        if notes.iter().any(|note| note.severity == Severity::Error) {
            return (None, sorted(notes));
        }
        super::test::untested(&file, &mut notes);
        let engines =
            [Lang::Zh, Lang::En].map(|lang| vocabulary::extend(vocabulary::engine(lang), &file.groups));
        let hash = Digest::of_json(&serde_json::json!({
            "source": source, "terms": file.taken, "includes": shipped::hash_of(&file.head.include),
        }));
        let set = Compiled { file, source: source.to_owned(), hash, scanner: OnceLock::new(), engines, plan };
        (Some(Self(Arc::new(set))), sorted(notes))
    }

    /// Short name.
    pub fn id(&self) -> &str {
        &self.0.file.head.id
    }

    /// Version.
    pub fn version(&self) -> &str {
        &self.0.file.head.version
    }

    /// Chinese title.
    pub fn title_zh(&self) -> &str {
        &self.0.file.head.title_zh
    }

    /// English title.
    pub fn title_en(&self) -> &str {
        &self.0.file.head.title_en
    }

    /// What it is for; empty when it is not said.
    pub fn about(&self) -> &str {
        &self.0.file.head.about
    }

    /// Published lexicons it follows.
    pub fn sources(&self) -> &[String] {
        &self.0.file.head.sources
    }

    /// The file as written.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// SHA-256 over the source, the project's terms it took and the files it includes.
    pub fn hash(&self) -> Digest {
        self.0.hash
    }

    /// The terms it took from the project's dictionary, by concept.
    pub fn terms_taken(&self) -> &BTreeMap<String, Vec<String>> {
        &self.0.file.taken
    }

    /// Number of tests in the file.
    pub fn tests(&self) -> usize {
        self.0.file.tests.len()
    }

    /// The variables in order.
    pub fn variables(&self) -> Vec<Variable> {
        let shown = self.0.file.fields.iter().filter(|field| !field.hidden);
        shown.map(|field| field.variable.clone()).collect()
    }

    fn field(&self, key: &str) -> Option<&Field> {
        self.0.file.fields.iter().find(|field| field.variable.key == key)
    }

    /// Line and text of a field's rule; `None` for a field of an included file.
    pub fn field_source(&self, key: &str) -> Option<(usize, &str)> {
        let field = self.field(key).filter(|field| !field.included)?;
        let line = field.mark.line;
        let starts = |wanted: usize| {
            if wanted <= 1 {
                return Some(0);
            }
            self.0.source.match_indices('\n').nth(wanted - 2).map(|(at, _)| at + 1)
        };
        let from = starts(line)?;
        let to = starts(field.last + 1).unwrap_or(self.0.source.len());
        Some((line, self.0.source.get(from..to)?.trim_end()))
    }

    /// The concepts of its dictionary, those of included files too.
    pub fn concepts(&self) -> Vec<Concept> {
        let terms =
            |group: GroupId| self.0.file.groups.get(group.0 as usize).map(|group| group.terms.clone());
        let concept = |(name, concept): (&String, &file::Concept)| Concept {
            name: name.clone(),
            zh: concept.zh.clone(),
            en: concept.en.clone(),
            code: concept.code.clone(),
            parent: concept.parent.clone().unwrap_or_default(),
            terms: terms(concept.group).unwrap_or_default(),
        };
        self.0.file.concepts.iter().map(concept).collect()
    }

    /// What the check page says of a field; empty when nothing.
    pub fn help(&self, key: &str) -> &str {
        self.field(key).map_or("", |field| &field.help)
    }

    /// The published source of a field's threshold; empty when none.
    pub fn cite(&self, key: &str) -> &str {
        self.field(key).map_or("", |field| &field.cite)
    }

    /// One value for every variable, in order; what the report does not speak
    /// of is `not_mentioned`, never negative.
    pub fn extract(&self, order: &Order) -> Vec<FieldValue> {
        self.complete(self.answer_alone(order))
    }

    /// The same with hidden fields.
    pub(super) fn extract_all(&self, order: &Order) -> Vec<FieldValue> {
        self.whole(self.answer_alone(order)).map(|(_, value)| value).collect()
    }

    fn answer_alone(&self, order: &Order) -> Answer {
        let text = self.text(order);
        let scanner = self
            .0
            .scanner
            .get_or_init(|| Scanner::new(&[&self.0.file.groups], std::slice::from_ref(&self.0.file.tree)));
        let found = scanner.0.scan(&text);
        let map = self.map(&text, &found, 0);
        let hits = Hits::new(&found, 0, scanner.1.first().map_or(&[], Vec::as_slice));
        let case = Case { map: &map, hits, meta: &order.meta, given: None };
        self.answer(&[case]).pop().unwrap_or_default()
    }

    /// Every field with its value; where none was found it is not mentioned.
    fn whole(&self, answer: Answer) -> impl Iterator<Item = (&Field, FieldValue)> {
        let fields = self.0.file.fields.iter();
        fields
            .zip(answer)
            .map(|(field, value)| (field, value.map_or_else(|| field.nothing(), |value| *value)))
    }

    /// The values of the variables that are mentioned.
    pub(super) fn mentioned(&self, answer: Answer) -> Vec<FieldValue> {
        let mut out = Vec::with_capacity(answer.iter().flatten().count());
        let fields = self.0.file.fields.iter().zip(answer);
        out.extend(fields.filter_map(|(field, value)| Some(*value.filter(|_| !field.hidden)?)));
        out
    }

    /// The values of all variables.
    pub(super) fn complete(&self, answer: Answer) -> Vec<FieldValue> {
        self.whole(answer).filter(|(field, _)| !field.hidden).map(|(_, value)| value).collect()
    }

    /// The report as the engine of this rule set reads it.
    pub(super) fn text(&self, order: &Order) -> Text {
        let lang = order.lang.unwrap_or_else(|| Lang::detect(order.text));
        let engine = match lang {
            Lang::Zh => &self.0.engines[0],
            Lang::En => &self.0.engines[1],
        };
        Text::new(engine, order.text)
    }

    /// The report with the places of the set's tree, which is the one of that number in what was found.
    pub(super) fn map<'t>(&'t self, text: &'t Text, found: &'t Found, tree: usize) -> Map<'t> {
        Map::new(text, &self.0.file.tree, found.words(tree), self.0.file.head.organ)
    }

    /// What each report says of each field.
    pub(super) fn answer(&self, cases: &[Case]) -> Vec<Answer> {
        round::answer(&self.0.file, &self.0.plan, cases)
    }

    /// Runs the tests inside the file.
    pub fn run_tests(&self) -> TestReport {
        super::test::run(self)
    }

    pub(super) fn file(&self) -> &File {
        &self.0.file
    }

    pub(super) fn tree(&self) -> &Arc<Tree> {
        &self.0.file.tree
    }

    /// Whether both include the same files, whose fields come first in each.
    pub(super) fn includes_like(&self, other: &Self) -> bool {
        let names = |set: &Self| -> Vec<String> {
            set.0.file.head.include.iter().map(|(_, name)| name.clone()).collect()
        };
        !names(self).is_empty() && names(self) == names(other)
    }

    /// Whether one reading serves both.
    pub(super) fn reads_like(&self, other: &Self) -> bool {
        self.0.engines[0].is_same(&other.0.engines[0]) && self.0.engines[1].is_same(&other.0.engines[1])
    }
}

fn sorted(mut notes: Vec<Diagnostic>) -> Vec<Diagnostic> {
    notes.sort_by_key(|note| (note.severity != Severity::Error, note.line, note.column));
    notes
}
