//! The words of rule files that the engine must know to judge them.

use std::sync::OnceLock;

use super::spec::{Group, WordKind};
use super::{Terms, shipped};
use crate::engine::{Engine, Lang};
use crate::lexicon::Kind;

/// The engine with the words of all shipped rule sets, so that one reading serves them all.
pub(crate) fn engine(lang: Lang) -> Engine {
    static ENGINES: OnceLock<[Engine; 2]> = OnceLock::new();
    let made = || {
        let groups = shipped::groups();
        [Lang::Zh, Lang::En].map(|lang| extend(Engine::bare(lang), &groups))
    };
    let engines = ENGINES.get_or_init(made);
    match lang {
        Lang::Zh => engines[0].clone(),
        Lang::En => engines[1].clone(),
    }
}

/// The engine with the words of these groups that it does not know yet; the
/// same engine when it knows them all.
pub(super) fn extend(engine: Engine, groups: &[Group]) -> Engine {
    let given = engine.given();
    let mut further = Vec::new();
    for group in groups {
        let kind = match group.kind {
            WordKind::Finding => Kind::Thing,
            WordKind::Diagnosis => Kind::Disease,
            WordKind::Sign => Kind::Trait,
            WordKind::Place => Kind::Organ,
            WordKind::Word | WordKind::Anchor => continue,
        };
        for term in &group.terms {
            let chinese = !term.is_ascii();
            let fits = chinese == (engine.lang() == Lang::Zh) || engine.lang() == Lang::Zh;
            // A sign such as 脂肪密度 is known although it is no finding by itself.
            if fits && !given.contains(term.as_str()) && !known(&engine, term, group.kind) {
                further.push((kind, term.clone()));
            }
        }
    }
    drop(given);
    if further.is_empty() { engine } else { engine.and_words(further) }
}

/// Whether the engine finds a mention in the term standing alone.
fn known(engine: &Engine, term: &str, kind: WordKind) -> bool {
    if kind == WordKind::Place {
        return engine.knows(term);
    }
    !engine.detailed(term).findings.is_empty()
}

/// Groups of the shipped files, read without an engine.
pub(super) fn groups_of(source: &str) -> Vec<Group> {
    match super::file::read(source, &Terms::default(), &shipped::part, true) {
        Ok((file, _)) => file.groups,
        Err(_) => Vec::new(),
    }
}
