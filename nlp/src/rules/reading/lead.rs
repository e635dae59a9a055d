//! The lesion that leads a report: its mentions, so that values which belong
//! together are read of one lesion.

use super::lesion::Lesion;
use super::page::Page;
use crate::anatomy::PlaceId;
use crate::findings::{CountKind, Laterality, SizeRole};
use crate::rules::spec::Lead;
use crate::section::SectionKind;

/// Words that bring in a further lesion.
pub(in crate::rules) const FURTHER: [&str; 9] =
    ["另", "此外", "并见", "又见", "尚见", "亦见", "还见", "并可见", "尚可见"];
/// Measures this close, in millimetres, may be of one lesion.
const SAME_MM: f64 = 1.0;

/// The mentions taken to be of one lesion.
struct One {
    members: Vec<usize>,
    /// The narrowest place named for it.
    places: Vec<PlaceId>,
    side: Option<Laterality>,
    section: SectionKind,
    /// Longest current measure and its section.
    long: Option<(f64, SectionKind)>,
    counted: bool,
    /// Whether its name says ground glass, or says what is none.
    glass: Option<bool>,
}

/// Keeps the mentions of the leading lesion, and those that speak of all of them:
/// of the largest, else of the first. `Lead::Known` keeps none where several are
/// named and none of them is the largest. Nothing present: nothing leads.
pub(super) fn keep(page: &Page, lesions: &mut Vec<Lesion>, lead: Lead) {
    let mut all: Vec<One> = Vec::new();
    let mut general = Vec::new();
    for (at, lesion) in lesions.iter().enumerate() {
        if lesion.negated || lesion.resolved(page) {
            continue;
        }
        let long = longest(page, lesion);
        let many = lesion
            .finding(page)
            .and_then(|finding| finding.count)
            .is_some_and(|count| count.kind == CountKind::Many);
        if many && long.is_none() {
            general.push(at);
            continue;
        }
        join(page, &mut all, at, lesion, long);
    }
    if all.is_empty() {
        return;
    }
    let size = |one: &One| one.long.map_or(0.0, |(long, _)| long);
    let best = all.iter().map(size).fold(0.0, f64::max);
    let known = all.len() == 1 || best > 0.0 && all.iter().filter(|one| size(one) >= best).count() == 1;
    if lead == Lead::Known && !known {
        return lesions.clear();
    }
    let leading = all.iter().find(|one| size(one) >= best);
    let members: Vec<usize> = leading.iter().flat_map(|one| one.members.iter().copied()).collect();
    let mut at = 0;
    lesions.retain(|_| {
        at += 1;
        members.contains(&(at - 1)) || general.contains(&(at - 1))
    });
}

/// Adds a mention to the lesion it speaks of again, or as a further one.
fn join(page: &Page, all: &mut Vec<One>, at: usize, lesion: &Lesion, long: Option<f64>) {
    let section = page.section(lesion.start);
    let side = lesion.side(page);
    let named = !lesion.inherited && !lesion.places.is_empty();
    let counted = lesion.finding(page).is_some_and(|finding| finding.count.is_some());
    let single = all.len() == 1;
    let glass = ground_glass(page, lesion);
    let same = |one: &&One| {
        let last = one.members.last().is_some_and(|last| *last + 1 == at);
        let fits = |(known, place): (f64, SectionKind)| {
            place != section || long.is_none_or(|long| (long - known).abs() <= SAME_MM)
        };
        if !one.long.is_none_or(fits) || one.section == section && one.counted && counted {
            return false;
        }
        if lesion.again {
            return last || single;
        }
        if one.glass.zip(glass).is_some_and(|(a, b)| a != b) {
            return false;
        }
        let opposite = matches!(
            (one.side, side),
            (Some(Laterality::Left), Some(Laterality::Right))
                | (Some(Laterality::Right), Some(Laterality::Left))
        );
        let near = || lesion.places.iter().any(|a| one.places.iter().any(|b| page.tree.related(*a, *b)));
        match named && !one.places.is_empty() {
            true => !opposite && near(),
            false => !opposite && (last || single),
        }
    };
    let further = further(page, lesion);
    // The lesion of the very place before one of a wider or narrower place.
    let equal = |one: &One| lesion.places.iter().any(|place| one.places.contains(place));
    let found = all
        .iter()
        .rposition(|one| same(&one) && equal(one))
        .or_else(|| all.iter().rposition(|one| same(&one)));
    match found.filter(|_| !further).and_then(|found| all.get_mut(found)) {
        Some(one) => {
            one.members.push(at);
            one.counted |= counted;
            one.glass = one.glass.or(glass);
            one.side = one.side.or(side);
            if named && (one.places.is_empty() || inner(page, &lesion.places, &one.places)) {
                one.places.clone_from(&lesion.places);
            }
            if long.unwrap_or(0.0) > one.long.map_or(0.0, |(long, _)| long) {
                one.long = long.map(|long| (long, section));
            }
        }
        None => all.push(One {
            members: vec![at],
            places: if named { lesion.places.clone() } else { Vec::new() },
            side,
            section,
            long: long.map(|long| (long, section)),
            counted,
            glass,
        }),
    }
}

/// Whether a lesion is called ground glass, or what is none: a 肿块 is no 磨玻璃结节 spoken of again.
fn ground_glass(page: &Page, lesion: &Lesion) -> Option<bool> {
    let telling = |c: &char| matches!(c, '玻' | 'g' | '块' | '肿' | '团' | '软' | '高' | 'm' | '实');
    if !page.norm.slice(lesion.start, lesion.end).iter().any(telling) {
        return None;
    }
    let name = page.norm.part(lesion.start, lesion.end);
    let holds = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if holds(&["磨玻璃", "毛玻璃", "ggo", "ggn", "ground"]) {
        return Some(true);
    }
    let solid = holds(&["肿块", "团块", "肿物", "团片", "软组织", "高密度", "mass"])
        || name.contains("实性") && !holds(&["部分", "亚实性", "半实性"]);
    solid.then_some(false)
}

/// Whether places lie in others.
fn inner(page: &Page, places: &[PlaceId], of: &[PlaceId]) -> bool {
    places.iter().all(|place| of.iter().any(|whole| page.tree.lies_in(*place, *whole)))
}

/// The longest current measure of a lesion.
fn longest(page: &Page, lesion: &Lesion) -> Option<f64> {
    let sizes = lesion.finding(page).map_or(&[][..], |finding| &finding.sizes);
    let current =
        sizes.iter().filter(|size| matches!(size.role, SizeRole::Lesion | SizeRole::Max | SizeRole::Range));
    current.flat_map(|size| size.mm.iter().copied()).reduce(f64::max)
}

/// Whether a clause brings in one more lesion: 另见, 此外.
pub(in crate::rules) fn further(page: &Page, lesion: &Lesion) -> bool {
    let from = page.clause_start(lesion.start).max(lesion.start.saturating_sub(40));
    // Nearly no clause has such words.
    let before = page.norm.slice(from, lesion.start);
    let ends = |pair: &[char]| matches!(pair, ['此', '外'] | ['并' | '又' | '尚' | '亦' | '还' | '可', '见']);
    if !before.contains(&'另') && !before.windows(2).any(ends) {
        return false;
    }
    let clause = page.norm.part(from, lesion.start);
    FURTHER.iter().any(|word| clause.contains(word))
}
