//! Places by id, with their words compiled into one automaton.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::text::Norm;

/// A place of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PlaceId(u16);

/// Words of a place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlaceHit {
    /// First normalised character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The place.
    pub place: PlaceId,
}

#[derive(Clone, Debug)]
struct Place {
    id: String,
    parent: Option<PlaceId>,
    words: Vec<String>,
}

/// The places and their words.
#[derive(Clone)]
pub(crate) struct Tree {
    places: Vec<Place>,
    ids: BTreeMap<String, PlaceId>,
    node: Option<PlaceId>,
    /// Words in order, and what each means: places, and whether the word only
    /// says which part of an organ named before.
    words: Vec<(String, Vec<(PlaceId, bool)>)>,
}

/// A word of a tree at a place: its characters and its number.
pub(crate) type Word = (usize, usize, usize);

/// Places looked back for the organ that a part belongs to.
const LOOK: usize = 24;

/// The tree that comes with the program.
const SHIPPED: &str = include_str!("tree.txt");

/// The places of every text without others.
pub(crate) fn shipped() -> &'static Arc<Tree> {
    static TREE: OnceLock<Arc<Tree>> = OnceLock::new();
    TREE.get_or_init(|| Arc::new(Tree::compile(read(SHIPPED))))
}

/// Lines of `id | parent | words | English words`.
fn read(text: &str) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let mut cells = line.split('|').map(str::trim);
        let (id, parent) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let chinese = cells.next().unwrap_or_default().split_whitespace();
        let english = cells.next().unwrap_or_default().split(',').map(str::trim);
        let words = chinese.chain(english).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let parent = places.iter().position(|place| place.id == parent).map(|at| PlaceId(at as u16));
        places.push(Place { id: id.to_owned(), parent, words });
    }
    places
}

impl Tree {
    /// The shipped tree.
    pub fn shipped() -> Arc<Self> {
        shipped().clone()
    }

    /// The same tree with further places: id, parent, words.
    pub fn with(&self, further: Vec<(String, Option<PlaceId>, Vec<String>)>) -> Self {
        let mut places = self.places.clone();
        places.extend(further.into_iter().map(|(id, parent, words)| Place { id, parent, words }));
        Self::compile(places)
    }

    fn compile(places: Vec<Place>) -> Self {
        let mut words: BTreeMap<String, Vec<(PlaceId, bool)>> = BTreeMap::new();
        for (at, place) in places.iter().enumerate() {
            for word in &place.words {
                let (word, part) = word.strip_prefix('~').map_or((word.as_str(), false), |word| (word, true));
                words.entry(word.to_owned()).or_default().push((PlaceId(at as u16), part));
            }
        }
        let ids: BTreeMap<String, PlaceId> =
            places.iter().enumerate().map(|(at, place)| (place.id.clone(), PlaceId(at as u16))).collect();
        let node = ids.get("lymph_node").copied();
        Self { places, ids, node, words: words.into_iter().collect() }
    }

    /// The place with this id or Chinese word.
    pub fn find(&self, name: &str) -> Option<PlaceId> {
        if let Some(&id) = self.ids.get(name) {
            return Some(id);
        }
        let called = |place: &Place| place.words.iter().any(|word| word.trim_start_matches('~') == name);
        self.places.iter().position(called).map(|at| PlaceId(at as u16))
    }

    /// The place that lymph nodes are.
    pub fn node(&self) -> Option<PlaceId> {
        self.node
    }

    /// Ids of all places, for messages.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(String::as_str)
    }

    fn parent(&self, place: PlaceId) -> Option<PlaceId> {
        self.places.get(place.0 as usize)?.parent
    }

    /// Whether `place` is `whole` or lies in it.
    pub fn lies_in(&self, place: PlaceId, whole: PlaceId) -> bool {
        let mut at = Some(place);
        while let Some(here) = at {
            if here == whole {
                return true;
            }
            at = self.parent(here);
        }
        false
    }

    /// Whether one of the two lies in the other.
    pub fn related(&self, a: PlaceId, b: PlaceId) -> bool {
        self.lies_in(a, b) || self.lies_in(b, a)
    }

    /// The organ a place belongs to: its ancestor just below a region of the body.
    pub fn organ(&self, place: PlaceId) -> PlaceId {
        let mut here = place;
        while let Some(parent) = self.parent(here) {
            if self.parent(parent).is_none() {
                return here;
            }
            here = parent;
        }
        here
    }

    /// The words of the tree; their numbers are what `resolve` is given.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(word, _)| word.as_str())
    }

    /// The places named in a short text such as the name of a place.
    pub fn places(&self, norm: &Norm) -> Vec<PlaceHit> {
        let mut found = Vec::new();
        for (number, (word, _)) in self.words.iter().enumerate() {
            for (byte, _) in norm.text.match_indices(word.as_str()) {
                let start = norm.text.get(..byte).map_or(0, |before| before.chars().count());
                found.push((start, start + word.chars().count(), number));
            }
        }
        self.resolve(&mut found, None)
    }

    /// The places that words stand for, in order; of words that overlap the
    /// first and longest is read. A word that only says which part is read
    /// inside the organ named last, or inside `organ` when none was.
    pub fn resolve(&self, found: &mut [Word], organ: Option<PlaceId>) -> Vec<PlaceHit> {
        found.sort_unstable_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let mut out: Vec<PlaceHit> = Vec::with_capacity(found.len());
        let mut last = organ;
        let mut covered = 0;
        for &(start, end, number) in found.iter() {
            if start < covered {
                continue;
            }
            covered = end;
            let Some((_, meanings)) = self.words.get(number) else { continue };
            if let [(place, false)] = meanings.as_slice() {
                out.push(PlaceHit { start, end, place: *place });
                last = Some(*place);
                continue;
            }
            let whole: Vec<PlaceId> =
                meanings.iter().filter(|(_, part)| !part).map(|(place, _)| *place).collect();
            let parts = meanings.iter().filter(|(_, part)| *part).map(|(place, _)| *place);
            let of = |organ: PlaceId| parts.clone().find(|place| self.organ(*place) == self.organ(organ));
            let named = out.iter().rev().map(|hit: &PlaceHit| hit.place).take(LOOK).find_map(of);
            let hits: Vec<PlaceHit> = match last.and_then(of) {
                Some(place) => vec![place],
                None if !whole.is_empty() => whole,
                // 气管居中，右上叶见…: the organ named last has no such part, one before it has.
                None => named.map_or_else(|| parts.collect(), |place| vec![place]),
            }
            .into_iter()
            .map(|place| PlaceHit { start, end, place })
            .collect();
            let one_organ =
                hits.windows(2).all(|pair| self.organ(pair[0].place) == self.organ(pair[1].place));
            last = hits.last().map(|hit| hit.place).filter(|_| one_organ).or(last);
            out.extend(hits);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        let tree = Tree::shipped();
        let norm = Norm::new(text, true);
        tree.places(&norm).into_iter().map(|hit| tree.places[hit.place.0 as usize].id.clone()).collect()
    }

    #[test]
    fn ids_are_unique_and_parents_known() {
        let places = read(SHIPPED);
        let mut ids: Vec<&str> = places.iter().map(|place| place.id.as_str()).collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count);
        for line in SHIPPED.lines().filter(|line| !line.starts_with('#')) {
            let parent = line.split('|').nth(1).unwrap().trim();
            assert!(parent.is_empty() || ids.contains(&parent), "{line}");
        }
    }

    #[test]
    fn a_part_is_read_in_the_organ_named_last() {
        assert_eq!(named("甲状腺右叶见结节，左叶正常"), ["thyroid_lobe", "thyroid_lobe"]);
        assert_eq!(named("肝脏左叶见囊肿，右叶见血管瘤"), ["liver_left", "liver_right"]);
        assert_eq!(named("右肺上叶及下叶"), ["upper_lobe", "lower_lobe"]);
        assert_eq!(named("左肾上腺结节"), ["adrenal"]);
        assert_eq!(named("右上叶"), ["upper_lobe"]);
        assert_eq!(named("气管居中，右上叶"), ["bronchus", "upper_lobe"]);
        assert_eq!(named("肝脏大小正常，胆囊不大，左叶见囊肿"), ["liver", "gallbladder", "liver_left"]);
    }

    #[test]
    fn places_lie_in_places() {
        let tree = Tree::shipped();
        let id = |name| tree.find(name).unwrap();
        assert!(tree.lies_in(id("upper_lobe"), id("lung")));
        assert!(tree.lies_in(id("lad"), id("coronary")));
        assert!(!tree.lies_in(id("lung"), id("upper_lobe")));
        assert_eq!(tree.organ(id("upper_lobe")), id("lung"));
        assert_eq!(id("肺"), id("lung"));
    }
}
