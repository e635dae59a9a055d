//! Machines that read a text clause by clause: what a clause does to a state is worked out once,
//! however many reports hold the clause.

use std::collections::HashMap;
use std::sync::Arc;

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::util::start::Config as Start;
use regex_automata::util::syntax;
use regex_automata::{Anchored, MatchKind};

use crate::criteria::{Find, Fuzzy};
use crate::fold::fold;

/// Most memory of the states of one machine, bytes.
const STATES: usize = 32 << 20;

/// What is looked for, from which machines are made.
pub(super) enum Pattern<'a> {
    Automaton {
        dfa: Arc<DFA>,
        /// Whether clauses are folded before they are read.
        folds: bool,
        /// Whether what stands before a clause has no say in what matches inside it.
        free: bool,
    },
    Fuzzy(&'a Fuzzy),
}

impl<'a> Pattern<'a> {
    /// `None` when there is no machine for it: texts must be read.
    pub fn of(find: &'a Find) -> Option<Self> {
        match find {
            Find::Words(words) => {
                let words: Vec<String> = words.iter().map(|word| regex_syntax::escape(word)).collect();
                Some(Self::Automaton { dfa: automaton(&words.join("|"), false)?, folds: true, free: true })
            }
            Find::Regex { pattern, .. } => {
                let hir = regex_syntax::ParserBuilder::new()
                    .case_insensitive(true)
                    .nest_limit(60)
                    .build()
                    .parse(pattern);
                let free = hir.is_ok_and(|hir| hir.properties().look_set().is_empty());
                Some(Self::Automaton { dfa: automaton(pattern, true)?, folds: false, free })
            }
            Find::Fuzzy(fuzzy) => Some(Self::Fuzzy(fuzzy)),
            Find::Mention(_) => None,
        }
    }

    /// Whether a clause can be judged without knowing what stands before it.
    pub fn is_free(&self) -> bool {
        !matches!(self, Self::Automaton { free: false, .. })
    }

    pub fn machine(&self) -> Option<Machine<'_>> {
        let kind = match self {
            Self::Automaton { dfa, folds, .. } => {
                let mut cache = dfa.create_cache();
                let start = dfa.start_state(&mut cache, &Start::new().anchored(Anchored::No)).ok()?;
                Kind::Automaton {
                    dfa,
                    folds: *folds,
                    cache: Box::new(cache),
                    states: vec![start],
                    ids: HashMap::from([(start, 0)]),
                }
            }
            Self::Fuzzy(fuzzy) => {
                let start = fuzzy.start();
                Kind::Fuzzy { fuzzy, states: vec![start.clone()], ids: HashMap::from([(start, 0)]) }
            }
        };
        Some(Machine { kind, steps: HashMap::default() })
    }
}

fn automaton(pattern: &str, ignore_case: bool) -> Option<Arc<DFA>> {
    let config = DFA::config()
        .match_kind(MatchKind::LeftmostFirst)
        .cache_capacity(STATES)
        .skip_cache_capacity_check(true)
        // a state keeps its number as long as the machine lives
        .minimum_cache_clear_count(Some(0));
    let syntax = syntax::Config::new().case_insensitive(ignore_case).nest_limit(60);
    DFA::builder().configure(config).syntax(syntax).build(pattern).ok().map(Arc::new)
}

/// What reading leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The text holds what is looked for, whatever follows.
    Found,
    /// A state; 0 is the first.
    State(u32),
}

/// Reads texts; one thread's own.
pub(super) struct Machine<'a> {
    kind: Kind<'a>,
    steps: HashMap<u64, Option<Next>, std::hash::BuildHasherDefault<Mix>>,
}

enum Kind<'a> {
    Automaton {
        dfa: &'a DFA,
        folds: bool,
        cache: Box<Cache>,
        states: Vec<LazyStateID>,
        ids: HashMap<LazyStateID, u32>,
    },
    Fuzzy {
        fuzzy: &'a Fuzzy,
        states: Vec<Vec<u8>>,
        ids: HashMap<Vec<u8>, u32>,
    },
}

/// One multiplication: keys are numbers of states and clauses, not chosen by a user.
#[derive(Default)]
struct Mix(u64);

impl std::hash::Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

impl Machine<'_> {
    /// Reads a clause in a state; remembered by its number. `None` when the machine has too many states.
    pub fn step(&mut self, state: u32, number: u32, clause: impl FnOnce() -> String) -> Option<Next> {
        let key = u64::from(state) << 32 | u64::from(number);
        if let Some(known) = self.steps.get(&key) {
            return *known;
        }
        let next = self.read(state, &clause());
        self.steps.insert(key, next);
        next
    }

    /// Reads a narrowed clause in a state.
    pub fn read(&mut self, state: u32, clause: &str) -> Option<Next> {
        match &mut self.kind {
            Kind::Automaton { dfa, folds, cache, states, ids } => {
                let folded = if *folds { fold(clause) } else { String::new() };
                let bytes = if *folds { folded.as_bytes() } else { clause.as_bytes() };
                let mut at = *states.get(state as usize)?;
                for byte in bytes {
                    at = dfa.next_state(cache, at, *byte).ok()?;
                    if at.is_tagged() {
                        if at.is_match() {
                            return Some(Next::Found);
                        }
                        if at.is_quit() || at.is_unknown() {
                            return None;
                        }
                    }
                }
                Some(Next::State(*ids.entry(at).or_insert_with(|| {
                    states.push(at);
                    (states.len() - 1) as u32
                })))
            }
            Kind::Fuzzy { fuzzy, states, ids } => {
                let mut column = states.get(state as usize)?.clone();
                if fold(clause).chars().any(|c| fuzzy.advance(&mut column, c)) {
                    return Some(Next::Found);
                }
                if let Some(known) = ids.get(&column) {
                    return Some(Next::State(*known));
                }
                if states.len() * column.len() > STATES {
                    return None;
                }
                let id = states.len() as u32;
                states.push(column.clone());
                ids.insert(column, id);
                Some(Next::State(id))
            }
        }
    }

    /// Whether a text that ends in this state holds what is looked for.
    pub fn ends(&mut self, state: u32) -> Option<bool> {
        match &mut self.kind {
            Kind::Automaton { dfa, cache, states, .. } => {
                let at = *states.get(state as usize)?;
                Some(dfa.next_eoi_state(cache, at).ok()?.is_match())
            }
            Kind::Fuzzy { .. } => Some(false),
        }
    }
}
