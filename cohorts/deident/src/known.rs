use std::collections::{BTreeSet, HashMap};

use super::find::canon;
use super::kind::Kind;

/// What the store knows of the patient of a text.
#[derive(Clone, Debug, Default)]
pub struct KnownPerson {
    /// Stable id in the project: the date offset comes from it.
    pub id: String,
    /// Name, as written in the hospital's system or DICOM (`ZHANG^SAN`); may be empty.
    pub name: String,
    /// Other writings of the name.
    pub aliases: Vec<String>,
    /// Identifiers: patient number, accession numbers, hospital numbers.
    pub numbers: Vec<String>,
    /// Anything else known of this patient: phone, identity number, address.
    pub others: Vec<(Kind, String)>,
}

impl KnownPerson {
    pub(super) fn words(&self) -> Words {
        let mut words = Words::default();
        for name in std::iter::once(&self.name).chain(&self.aliases) {
            words.add_name(name, Kind::Name);
        }
        self.numbers.iter().for_each(|number| words.add(number, Kind::Number));
        self.others.iter().for_each(|(kind, value)| words.add(value, *kind));
        words
    }
}

/// Names of an installation: prepared once, used for every text.
#[derive(Clone, Debug, Default)]
pub struct KnownNames {
    pub(super) words: Words,
}

impl KnownNames {
    /// Staff by name, hospitals by name and abbreviation (`协和`, `华西`).
    pub fn new<'a>(
        staff: impl IntoIterator<Item = &'a str>,
        hospitals: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut words = Words::default();
        staff.into_iter().for_each(|name| words.add_name(name, Kind::Staff));
        hospitals.into_iter().for_each(|name| words.add(name, Kind::Hospital));
        Self { words }
    }
}

/// Words to find wherever they stand, by their first character.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    by_first: HashMap<char, Vec<(Vec<char>, Kind)>>,
    seen: BTreeSet<String>,
}

impl Words {
    /// Adds a word of at least two characters.
    pub(super) fn add(&mut self, word: &str, kind: Kind) {
        let chars: Vec<char> = word.chars().map(lower).filter(|c| !c.is_whitespace()).collect();
        let Some(first) = chars.first().filter(|_| chars.len() > 1) else { return };
        if self.seen.insert(chars.iter().collect()) {
            self.by_first.entry(*first).or_default().push((chars, kind));
        }
    }

    /// Adds a name in its usual orders: `ZHANG^SAN` is also `San Zhang` and `ZhangSan`.
    fn add_name(&mut self, name: &str, kind: Kind) {
        self.add(name, kind);
        let split = |c: char| c == '^' || c == '=' || c == ',' || c == '，' || c.is_whitespace();
        let parts: Vec<&str> = name.split(split).filter(|part| !part.is_empty()).collect();
        if let [one, rest @ ..] = parts.as_slice()
            && !rest.is_empty()
        {
            let rest = rest.concat();
            for joined in [format!("{one}{rest}"), format!("{rest}{one}"), format!("{one},{rest}")] {
                self.add(&joined, kind);
            }
            // DICOM names carry several writings: alphabetic=ideographic=phonetic
            for group in name.split('=').filter(|group| *group != name) {
                self.add_name(group, kind);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.seen.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// The longest word that starts at `at`, with its end. Blanks, `^` and a comma may
    /// stand inside; a Latin word or a number must stand alone.
    pub(super) fn at(&self, chars: &[char], at: usize) -> Option<(usize, Kind)> {
        let first = lower(*chars.get(at)?);
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
        let found = self.by_first.get(&first)?.iter().filter_map(|(word, kind)| {
            let end = end_of(word, chars, at)?;
            let free = |edge: Option<&char>, neighbour: Option<char>| {
                !(edge.is_some_and(char::is_ascii_alphanumeric)
                    && neighbour.is_some_and(|c| c.is_ascii_alphanumeric()))
            };
            let alone = free(word.first(), before) && free(word.last(), chars.get(end).copied());
            // "12" is in every measure: a number this short is found by its label only
            let short = word.len() < 4 && word.iter().all(|c| c.is_ascii_digit() || *c == '.');
            (alone && !short).then_some((end, *kind))
        });
        found.max_by_key(|(end, _)| *end)
    }
}

fn lower(c: char) -> char {
    canon(c).to_ascii_lowercase()
}

fn end_of(word: &[char], chars: &[char], at: usize) -> Option<usize> {
    let mut place = at;
    let digits = word.iter().all(char::is_ascii_digit);
    for (index, expected) in word.iter().enumerate() {
        let mut skipped = 0;
        while index > 0
            && !digits
            && skipped < 3
            && chars.get(place).is_some_and(|c| matches!(canon(*c), ' ' | '^') || *c == '\t')
        {
            place += 1;
            skipped += 1;
        }
        if lower(*chars.get(place)?) != *expected {
            return None;
        }
        place += 1;
    }
    Some(place)
}
