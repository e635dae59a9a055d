//! The lesions a rule is about: mentions of a concept that fit its selection.

use std::cell::OnceCell;

use super::extent;
use super::hits::{Hit, Hits};
use super::lead;
use super::page::Page;
use super::said::said_of;
use crate::anatomy::{PlaceHit, PlaceId};
use crate::findings::{Certainty, Change, Experiencer, Finding, FindingKind, Laterality, Temporality};
use crate::rules::spec::{GroupId, Hand, Lead, PlaceTest, Select, Time};

/// Most lesions read for one rule; no report of a person has more.
const MOST: usize = 300;
/// 肺癌筛查: words after a disease that is looked for or feared, not seen.
const WANTED: [&str; 7] = ["筛查", "早筛", "高危", "风险", "家族史", "易感", "预防"];
/// 担心肺癌: words before it for the same.
const FEARED: [&str; 7] = ["担心", "害怕", "恐惧", "惧怕", "焦虑", "预防", "排查"];
/// Words that take up a lesion already named.
const AGAIN: [&str; 8] = ["其", "该", "上述", "此", "余", "前述", "所述", "以上"];

/// A mention that a rule counts.
#[derive(Clone, Debug)]
pub(in crate::rules) struct Lesion {
    pub start: usize,
    pub end: usize,
    pub mention: Option<usize>,
    pub negated: bool,
    pub certainty: Certainty,
    pub places: Vec<PlaceId>,
    pub inherited: bool,
    /// Where the next lesion of the same kind begins.
    pub next: Option<usize>,
    /// Its description, once asked for.
    described: OnceCell<(usize, usize)>,
    /// Only speaks again of a lesion named before.
    pub again: bool,
    pub cue: Option<(usize, usize)>,
}

impl Lesion {
    /// The stretch that describes it, in normalised characters.
    pub fn extent(&self, page: &Page) -> (usize, usize) {
        *self.described.get_or_init(|| extent::extent(page, self, self.next))
    }

    pub fn uncertain(&self) -> bool {
        self.certainty != Certainty::Definite
    }

    pub fn finding<'p>(&self, page: &'p Page) -> Option<&'p Finding> {
        self.mention.and_then(|at| page.mentions.get(at)).map(|mention| &mention.finding)
    }

    pub fn side(&self, page: &Page) -> Option<Laterality> {
        self.finding(page).and_then(|finding| finding.laterality)
    }

    pub fn resolved(&self, page: &Page) -> bool {
        self.finding(page).is_some_and(|finding| finding.change == Some(Change::Resolved))
    }
}

/// The lesions of any of `groups` that the selection takes, in order.
pub(in crate::rules) fn lesions(page: &Page, hits: Hits, groups: &[GroupId], select: &Select) -> Vec<Lesion> {
    let mut found: Vec<Hit> = groups.iter().flat_map(|group| hits.of(*group)).copied().take(MOST).collect();
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_by_key(|hit| (hit.start, hit.end));
    let mut out: Vec<Lesion> = Vec::new();
    for hit in found {
        // Several words of one mention are one lesion.
        let known = |lesion: &Lesion| {
            hit.mention.is_some() && lesion.mention == hit.mention || lesion.end > hit.start
        };
        if out.last().is_some_and(known) {
            continue;
        }
        if let Some(lesion) = one(page, &hit, select) {
            out.push(lesion);
        }
    }
    gone(page, &mut out);
    let mut next = None;
    for lesion in out.iter_mut().rev() {
        lesion.next = next;
        if !lesion.again {
            next = Some(lesion.start);
        }
    }
    if !select.with.is_empty() || !select.without.is_empty() {
        out.retain(|lesion| described(page, hits, lesion, select));
    }
    if select.lead != Lead::Any {
        lead::keep(page, &mut out, select.lead);
    }
    out
}

/// 右侧胸腔积液较前吸收，现未见明显积液: what is denied now was there before.
fn gone(page: &Page, lesions: &mut [Lesion]) {
    for at in 1..lesions.len() {
        let Some([before, now]) = lesions.get_mut(at - 1..=at) else { return };
        let Some((cue, _)) = now.cue.filter(|_| now.negated && !before.negated) else { continue };
        let sentence = page.sentence_start(now.start);
        let said_now = ["现", "目前", "此次", "本次", "已"].iter().any(|word| {
            (cue.saturating_sub(word.chars().count())..=cue).any(|at| page.norm.starts_with(at, word))
        });
        let named = page.places_within(cue, now.start).iter().any(|hit| !before.places.contains(&hit.place));
        let last = |lesion: &Lesion| page.norm.slice(lesion.end.saturating_sub(2), lesion.end);
        if said_now && !named && last(before) == last(now) && before.start >= sentence {
            before.negated = true;
            before.cue = now.cue;
        }
    }
}

fn one(page: &Page, hit: &Hit, select: &Select) -> Option<Lesion> {
    let mention = hit.mention.and_then(|at| page.mentions.get(at));
    let finding = mention.map(|mention| &mention.finding);
    if finding.is_some_and(|finding| !is_of_the_patient(finding, select.time)) {
        return None;
    }
    let there: &[PlaceHit] = match hit.mention.filter(|_| mention.is_some()) {
        Some(number) => page.whereabouts(number),
        None => {
            let before = page.places_within(page.sentence_start(hit.start), hit.end);
            before.get(before.len().saturating_sub(1)..).unwrap_or(&[])
        }
    };
    // Most words stand elsewhere: the place is asked first.
    let side = finding.and_then(|finding| finding.laterality);
    if !select.within.is_empty() && !select.within.iter().any(|test| inside(page, side, there, test)) {
        return None;
    }
    if select.outside.iter().any(|test| !there.is_empty() && inside(page, side, there, test)) {
        return None;
    }
    if only_named(page, hit) {
        return None;
    }
    let places = there.iter().map(|hit| hit.place).collect();
    let lesion = |start, end| Lesion {
        start,
        end,
        mention: hit.mention,
        negated: false,
        certainty: Certainty::Definite,
        places,
        inherited: true,
        next: None,
        described: OnceCell::new(),
        again: false,
        cue: None,
    };
    match (mention, hit.mention) {
        (Some(mention), Some(number)) => {
            let finding = &mention.finding;
            Some(Lesion {
                negated: finding.negated,
                certainty: finding.certainty,
                cue: finding.cues.first().map(|cue| page.norm.find(*cue)),
                again: again(page, finding, mention.start),
                inherited: page.placed(number).inherited,
                ..lesion(mention.start.min(hit.start), mention.end.max(hit.end))
            })
        }
        _ => {
            let said = said_of(page, hit);
            let certainty = if said.uncertain { Certainty::Possible } else { Certainty::Definite };
            Some(Lesion { negated: said.negated, certainty, cue: said.cue, ..lesion(hit.start, hit.end) })
        }
    }
}

/// Whether a finding is the patient's and of the time that is asked for.
fn is_of_the_patient(finding: &Finding, time: Time) -> bool {
    // 原有结节，此次未见显示 says that there is none now.
    let gone = finding.negated || finding.change == Some(Change::Resolved);
    let past = finding.temporality == Temporality::Historical && !gone;
    let timely = match time {
        Time::Current => !past,
        Time::Historical => past,
        Time::Any => true,
    };
    timely && finding.experiencer != Experiencer::Family && !finding.hypothetical
}

/// Whether something is only spoken of: looked for, feared, or of relatives.
pub(super) fn only_named(page: &Page, hit: &Hit) -> bool {
    // The mention may be longer than the words of the rule: 肺癌 of 癌.
    let mention = hit.mention.and_then(|at| page.mentions.get(at));
    let start = mention.map_or(hit.start, |mention| mention.start.min(hit.start));
    let before = |word: &&str| {
        start.checked_sub(word.chars().count()).is_some_and(|at| page.norm.starts_with(at, word))
    };
    let wanted = |c: char| matches!(c, '筛' | '早' | '高' | '风' | '家' | '易' | '预');
    let feared = |c: char| matches!(c, '心' | '怕' | '惧' | '虑' | '防' | '查');
    wanted(page.norm.at(hit.end)) && WANTED.iter().any(|word| page.norm.starts_with(hit.end, word))
        || feared(page.norm.before(start)) && FEARED.iter().any(before)
}

/// Whether the words at a hit stand where and when a rule wants them.
pub(in crate::rules) fn selected(page: &Page, hit: &Hit, select: &Select) -> bool {
    select.within.is_empty() && select.outside.is_empty() || one(page, hit, select).is_some()
}

/// Whether a lesion at these places is where a rule wants it.
fn inside(page: &Page, of: Option<Laterality>, there: &[PlaceHit], test: &PlaceTest) -> bool {
    let PlaceTest::Place { place, side } = test else { return true };
    if there.is_empty() {
        return side.is_none() && page.may_be_in(*place);
    }
    there.iter().any(|hit| stands_in(page, of, hit, test))
}

/// Whether a place named for something of a side is where a rule wants it.
pub(in crate::rules) fn stands_in(
    page: &Page,
    of: Option<Laterality>,
    hit: &PlaceHit,
    test: &PlaceTest,
) -> bool {
    let PlaceTest::Place { place, side } = test else { return true };
    page.tree.lies_in(hit.place, *place) && side.is_none_or(|hand| on_side(page, hit, of).contains(&hand))
}

/// The sides of a place: the word before it, else the side of the lesion.
pub(in crate::rules) fn on_side(page: &Page, hit: &PlaceHit, side: Option<Laterality>) -> &'static [Hand] {
    const LEFT: &[Hand] = &[Hand::Left];
    const RIGHT: &[Hand] = &[Hand::Right];
    const BOTH: &[Hand] = &[Hand::Left, Hand::Right];
    let from = hit.start.saturating_sub(8);
    for at in (from..hit.end).rev() {
        match page.norm.at(at) {
            '右' => return RIGHT,
            '左' => return LEFT,
            '双' | '两' => return BOTH,
            ',' | '。' | ';' | '\n' => break,
            _ => {}
        }
    }
    let words = page.norm.slice(hit.start.saturating_sub(24), hit.end);
    let left = words.windows(4).rposition(|word| word == ['l', 'e', 'f', 't']);
    let right = words.windows(5).rposition(|word| word == ['r', 'i', 'g', 'h', 't']);
    match (left, right) {
        (None, None) => {}
        (left, right) if left > right => return LEFT,
        _ => return RIGHT,
    }
    match side {
        Some(Laterality::Left) => LEFT,
        Some(Laterality::Right) => RIGHT,
        Some(Laterality::Bilateral) => BOTH,
        None => &[],
    }
}

/// Whether a mention only takes up a lesion already named.
fn again(page: &Page, finding: &Finding, start: usize) -> bool {
    if finding.count.is_some() || finding.kind == FindingKind::Attribute {
        return false;
    }
    // Nearly no mention has such words before it.
    if !matches!(page.norm.before(start), '其' | '该' | '述' | '此' | '余' | '上') {
        return false;
    }
    let sentence = page.sentence_start(start);
    AGAIN.iter().any(|word| {
        let length = word.chars().count();
        start.checked_sub(length).is_some_and(|at| at >= sentence && page.norm.starts_with(at, word))
    })
}

/// Whether the wanted words stand in the description and the unwanted do not.
fn described(page: &Page, hits: Hits, lesion: &Lesion, select: &Select) -> bool {
    let stands = |group: &GroupId| {
        let hits = hits.of(*group);
        let (from, to) = lesion.extent(page);
        let first = hits.partition_point(|hit| hit.start < from);
        hits.iter().skip(first).take_while(|hit| hit.start < to).any(|hit| !said_of(page, hit).negated)
    };
    select.with.iter().all(stands) && !select.without.iter().any(stands)
}
