//! Places by id and by their words.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::text::Norm;

/// A place of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PlaceId(u16);

impl PlaceId {
    /// Its number among the places of its tree.
    pub fn number(self) -> usize {
        self.0.into()
    }
}

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

#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    id: String,
    parent: Option<PlaceId>,
    words: Vec<String>,
}

/// The places and their words.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Tree {
    places: Vec<Place>,
    ids: BTreeMap<String, PlaceId>,
    node: Option<PlaceId>,
    /// The parent and the organ of each place.
    above: Vec<(Option<PlaceId>, PlaceId)>,
    /// Words in order, and what each means: places, and whether the word only
    /// says which part of an organ named before.
    words: Vec<(String, Vec<(PlaceId, bool)>)>,
    /// The place of each word that means one place wherever it stands.
    plain: Vec<Option<PlaceId>>,
    /// The places that each place is or lies in, as bits, in rows of so many words.
    wholes: Vec<u64>,
    stride: usize,
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
        let parent = |place: PlaceId| places.get(place.0 as usize).and_then(|place: &Place| place.parent);
        let organ = |place: PlaceId| {
            let mut here = place;
            while let Some(above) = parent(here).filter(|above| parent(*above).is_some()) {
                here = above;
            }
            here
        };
        let all = (0..places.len()).map(|at| PlaceId(at as u16));
        let above = all.map(|place| (parent(place), organ(place))).collect();
        let plain = |meanings: &Vec<(PlaceId, bool)>| match meanings.as_slice() {
            [(place, false)] => Some(*place),
            _ => None,
        };
        let plain = words.values().map(plain).collect();
        let stride = places.len().div_ceil(64);
        let mut wholes = vec![0_u64; places.len() * stride];
        for at in 0..places.len() {
            let mut whole = Some(PlaceId(at as u16));
            while let Some(here) = whole {
                if let Some(bits) = wholes.get_mut(at * stride + here.number() / 64) {
                    *bits |= 1 << (here.number() % 64);
                }
                whole = parent(here);
            }
        }
        Self { places, ids, node, above, words: words.into_iter().collect(), plain, stride, wholes }
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
        self.above.get(place.0 as usize)?.0
    }

    /// Whether `place` is `whole` or lies in it.
    pub fn lies_in(&self, place: PlaceId, whole: PlaceId) -> bool {
        let bits = self.wholes.get(place.number() * self.stride + whole.number() / 64);
        bits.is_some_and(|bits| bits >> (whole.number() % 64) & 1 == 1)
    }

    /// For each place of the tree whether one of `parts` is it or lies in it.
    pub fn wholes(&self, parts: impl Iterator<Item = PlaceId>) -> Vec<bool> {
        let mut out = vec![false; self.places.len()];
        for part in parts {
            let mut at = Some(part);
            while let Some(slot) = at.and_then(|here| out.get_mut(here.number())).filter(|known| !**known) {
                *slot = true;
                at = at.and_then(|here| self.parent(here));
            }
        }
        out
    }

    /// Whether one of the two lies in the other.
    pub fn related(&self, a: PlaceId, b: PlaceId) -> bool {
        self.lies_in(a, b) || self.lies_in(b, a)
    }

    /// The organ a place belongs to: its ancestor just below a region of the body.
    pub fn organ(&self, place: PlaceId) -> PlaceId {
        self.above.get(place.0 as usize).map_or(place, |above| above.1)
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
        found.sort_unstable_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        self.resolve(&found, None)
    }

    /// Whether the places of these words are the same whatever organ they are read in.
    pub fn settled(&self, found: &[Word]) -> bool {
        found.first().is_none_or(|(_, _, number)| matches!(self.plain.get(*number), Some(Some(_))))
    }

    /// The places that words stand for, in the order of their beginnings, the
    /// longest first; of words that overlap the first is read. A word that only says which part is read
    /// inside the organ named last, or inside `organ` when none was.
    pub fn resolve(&self, found: &[Word], organ: Option<PlaceId>) -> Vec<PlaceHit> {
        let mut out: Vec<PlaceHit> = Vec::with_capacity(found.len());
        let mut last = organ;
        let mut covered = 0;
        for &(start, end, number) in found {
            if start < covered {
                continue;
            }
            covered = end;
            if let Some(Some(place)) = self.plain.get(number) {
                out.push(PlaceHit { start, end, place: *place });
                last = Some(*place);
                continue;
            }
            let Some((_, meanings)) = self.words.get(number) else { continue };
            let whole = meanings.iter().filter(|(_, part)| !part).map(|(place, _)| *place);
            let parts = meanings.iter().filter(|(_, part)| *part).map(|(place, _)| *place);
            let of = |organ: PlaceId| parts.clone().find(|place| self.organ(*place) == self.organ(organ));
            // 气管居中，右上叶见…: the organ named last has no such part, one before it has.
            let named = || out.iter().rev().map(|hit: &PlaceHit| hit.place).take(LOOK).find_map(of);
            let any_whole = whole.clone().next().is_some();
            let hit = |place: PlaceId| PlaceHit { start, end, place };
            match last.and_then(of).or_else(|| if any_whole { None } else { named() }) {
                Some(place) => {
                    out.push(hit(place));
                    last = Some(place);
                }
                None => {
                    let first = out.len();
                    match any_whole {
                        true => out.extend(whole.map(hit)),
                        false => out.extend(parts.clone().map(hit)),
                    }
                    let hits = out.get(first..).unwrap_or(&[]);
                    let one_organ =
                        hits.windows(2).all(|pair| self.organ(pair[0].place) == self.organ(pair[1].place));
                    last = hits.last().map(|hit| hit.place).filter(|_| one_organ).or(last);
                }
            }
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
