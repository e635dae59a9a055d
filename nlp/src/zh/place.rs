//! Where a finding is, and on which side.

use super::sheet::{Clause, Head, Mention, Place, Sheet, outside};
use crate::findings::{FindingKind, Laterality};
use crate::lexicon::{Kind, Side};
use crate::text::Norm;
use crate::token::Token;

/// Characters such as `第4` or `10` that may stand between two words of a place.
const GAP: usize = 6;
/// Characters of an adjective between a side and its organ at most.
const ADJECTIVE: usize = 3;
/// Characters after a neighbour in which its border is spoken of.
const BOUNDS: usize = 8;
/// Items between an organ with its side and the same organ without it.
const REPEAT: usize = 4;
/// Clauses looked back for the topic of a sentence.
const REACH: usize = 12;
/// Verbs whose object is the place: 侵及胃壁.
const TRANSITIVE: [&str; 17] = [
    "挤压", "侵及", "侵犯", "累及", "包绕", "浸润", "压迫", "推移", "侵入", "牵拉", "包埋", "侵出", "侵透",
    "侵穿", "穿透", "侵达", "侵蚀",
];

/// Words of a place that belong together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub place: Place,
    /// First and last item.
    pub first: usize,
    pub last: usize,
    /// Places named side by side.
    pub parts: u32,
    left: bool,
    right: bool,
    both: bool,
    solo: bool,
    organ: bool,
}

impl Run {
    /// The side this place is on.
    fn side(&self) -> Option<Laterality> {
        if self.solo {
            return None;
        }
        match (self.left, self.right, self.both) {
            (true, false, false) => Some(Laterality::Left),
            (false, true, false) => Some(Laterality::Right),
            (false, false, false) => None,
            _ => Some(Laterality::Bilateral),
        }
    }

    /// How many places `各` spreads over.
    pub fn places(&self) -> u32 {
        if self.parts == 1 && self.both { 2 } else { self.parts }
    }
}

/// Gives every mention its place and side.
pub(super) fn locate(sheet: &mut Sheet) {
    let mut topic: Option<(usize, Run)> = None;
    let mut runs = Vec::new();
    for number in 0..sheet.clauses.len() {
        let Some(clause) = sheet.clauses.get(number).copied() else { continue };
        if topic.is_some_and(|(sentence, _)| sentence != clause.sentence) {
            topic = None;
        }
        runs.clear();
        runs.extend(self::runs(sheet, clause));
        lend(sheet, topic.map(|(_, run)| run), &mut runs);
        for run in &mut runs {
            // 左叶 after 肝脏 is a part of the liver.
            run.solo |= !run.organ && !run.solo && topic.is_some_and(|(_, topic)| topic.solo);
        }
        let items = sheet.items.get(clause.first..clause.last).unwrap_or(&[]);
        let attribute = |token: &Token| match token.kind {
            Kind::Mention(at) => {
                (sheet.mentions.get(at as usize)).is_none_or(|mention| mention.kind == FindingKind::Attribute)
            }
            _ => true,
        };
        let alone = items.iter().all(attribute);
        let detail = !runs.is_empty() && items.iter().any(|item| item.kind == Kind::Max);
        for item in clause.first..clause.last {
            let Some(mention) = sheet.mention_at(item) else { continue };
            let at = runs.partition_point(|run| run.last < item);
            let before = at.checked_sub(1).and_then(|at| runs.get(at)).copied();
            let after = runs.get(at).copied();
            let own = named(sheet, mention, choose(sheet, mention, item, before, after));
            let (run, inherited) = match own {
                Some(run) => (Some(run), false),
                None => (topic.map(|(_, run)| run), true),
            };
            let Some(mention) = sheet.mentions.get_mut(mention) else { continue };
            if let Some(run) = run
                && !(inherited && mention.kind == FindingKind::Attribute)
            {
                mention.location = Some(run.place);
                mention.laterality = run.side();
                mention.inherited = inherited;
                // 骶骨放射性摄取增高: with a place and no lesion, uptake is itself the finding.
                if mention.kind == FindingKind::Attribute && alone && uptake(&sheet.norm, mention) {
                    mention.kind = FindingKind::Finding;
                }
            }
        }
        if let Some(run) = runs.last()
            && !detail
        {
            topic = Some((clause.sentence, *run));
        }
    }
}

/// The place of a mention whose name begins with an organ: 左 + 肾囊肿 is in the left kidney.
fn named(sheet: &Sheet, mention: usize, own: Option<Run>) -> Option<Run> {
    let Some((mention, (end, solo))) =
        sheet.mentions.get(mention).and_then(|mention| Some((mention, mention.organ?)))
    else {
        return own;
    };
    match own {
        Some(run) if run.place.1 == mention.start => {
            Some(Run { place: (run.place.0, end), solo, organ: run.organ || !solo, ..run })
        }
        Some(run) => Some(run),
        None => Some(Run {
            place: (mention.start, end),
            first: mention.item,
            last: mention.item,
            parts: 1,
            left: false,
            right: false,
            both: false,
            solo,
            organ: !solo,
        }),
    }
}

/// Parts of an organ that take the side named before them in the clause.
const PARTS: [&str; 11] =
    ["腺体", "皮肤", "乳头", "乳晕", "皮下", "导管", "内膜", "脉管", "神经束", "淋巴管", "被膜"];

/// 左乳腺体非对称并局部腺体结构扭曲: the second place is on the side of the first.
fn lend(sheet: &Sheet, topic: Option<Run>, runs: &mut [Run]) {
    let mut before = topic;
    for run in runs {
        let part = PARTS.iter().any(|part| sheet.norm.starts_with(run.place.0, part));
        // 右肺炎症及肺不张: the organ named again is the one on that side.
        let word = sheet.norm.slice(run.place.0, run.place.1);
        let again = before.is_some_and(|before| {
            before.last + REPEAT >= run.first && {
                let known = sheet.norm.slice(before.place.0, before.place.1);
                known.len() == word.len() + 1 && known.ends_with(word)
            }
        });
        if let Some(before) = before.filter(|before| (part || again) && run.side().is_none() && !before.solo)
        {
            (run.left, run.right, run.both) = (before.left, before.right, before.both);
        }
        before = Some(*run);
    }
}

/// Whether a property is that of taking up a tracer.
fn uptake(norm: &Norm, mention: &Mention) -> bool {
    let words = norm.slice(mention.start, mention.end);
    words.ends_with(&['增', '高'])
        || words.ends_with(&['活', '跃'])
        || words.contains(&'高') && words.ends_with(&['代', '谢'])
}

fn choose(
    sheet: &Sheet,
    mention: usize,
    item: usize,
    before: Option<Run>,
    after: Option<Run>,
) -> Option<Run> {
    let mention = sheet.mentions.get(mention)?;
    match after {
        Some(run) if takes_object(&sheet.norm, mention) && run.first == item + 1 => Some(run),
        Some(run) if before.is_none() && located_at(sheet, run) => Some(run),
        _ => before,
    }
}

/// Whether a mention is a verb whose object may follow.
pub(super) fn takes_object(norm: &Norm, mention: &Mention) -> bool {
    TRANSITIVE.iter().any(|verb| norm.starts_with(mention.start, verb))
}

/// Whether 位于 or 在 leads to the place.
fn located_at(sheet: &Sheet, run: Run) -> bool {
    let start = run.place.0;
    matches!(sheet.norm.before(start), '于' | '在')
}

/// The places of a clause.
pub(super) fn runs(sheet: &Sheet, clause: Clause) -> impl Iterator<Item = Run> {
    let mut at = clause.first;
    std::iter::from_fn(move || {
        while at < clause.last {
            let item = at;
            at += 1;
            if !matches!(sheet.kind(item), Kind::Side(_) | Kind::Organ | Kind::Solo) {
                continue;
            }
            let run = run(sheet, item, clause.last);
            at = run.last + 1;
            // 距乳头3cm: a landmark, not the place.
            let landmark = run.first > clause.first && sheet.kind(run.first - 1) == Kind::Distance;
            if !landmark {
                return Some(run);
            }
        }
        None
    })
}

fn run(sheet: &Sheet, first: usize, end: usize) -> Run {
    let mut run = Run {
        place: sheet.place(first),
        first,
        last: first,
        parts: 1,
        left: false,
        right: false,
        both: false,
        solo: false,
        organ: false,
    };
    run.take(sheet, first);
    let mut at = first + 1;
    while at < end {
        // 右侧局限性胸膜: a side may be told from its organ by an adjective.
        let apart = run.last == first
            && at == first + 1
            && matches!(sheet.kind(first), Kind::Side(_))
            && sheet.gap(first, at) <= ADJECTIVE;
        let near = sheet.gap(at - 1, at) <= GAP && plain_gap(sheet, at) || apart || leaning(sheet, at);
        match sheet.kind(at) {
            Kind::Side(_) | Kind::Organ | Kind::Solo if near => run.take(sheet, at),
            Kind::Part if pole(sheet, at) => run.take(sheet, at),
            // 右侧部分肋骨, 双侧多发肋骨.
            Kind::Subset | Kind::Many | Kind::Pieces(_)
                if at == run.last + 1
                    && (matches!(sheet.kind(at - 1), Kind::Side(_)) || run.side().is_some())
                    && sheet.gap(at - 1, at) == 0
                    && at + 1 < end
                    && sheet.kind(at + 1) == Kind::Organ
                    && sheet.gap(at, at + 1) <= 1 => {}
            Kind::Part | Kind::Weak
                if at == run.last + 1
                    && (sheet.gap(at - 1, at) == 0 || leaning(sheet, at))
                    && sheet.norm.before(sheet.place(at).1) != '声' =>
            {
                run.take(sheet, at)
            }
            // 左侧胸壁约T10水平.
            Kind::Measuring
                if at == run.last + 1
                    && sheet.gap(at - 1, at) == 0
                    && sheet.gap(at, at + 1) <= 1
                    && sheet.kind(at + 1) == Kind::Organ
                    && at + 1 < end => {}
            Kind::Pause | Kind::And if near && at == run.last + 1 => {
                let next = at + 1;
                let place =
                    matches!(sheet.kind(next), Kind::Side(_) | Kind::Organ | Kind::Solo) || pole(sheet, next);
                if next >= end || !place || sheet.gap(at, next) > GAP || !plain_gap(sheet, next) {
                    break;
                }
                run.parts += u32::from(!junction(sheet, at, end));
            }
            _ => break,
        }
        at += 1;
    }
    run
}

/// 左乳偏外侧象限, 右肺近胸膜侧: a direction told from its organ by one character.
fn leaning(sheet: &Sheet, item: usize) -> bool {
    let start = sheet.place(item).0;
    sheet.gap(item - 1, item) == 1 && matches!(sheet.norm.before(start), '偏' | '靠')
}

/// 左叶与峡部交界处: where two places meet is one place.
fn junction(sheet: &Sheet, link: usize, end: usize) -> bool {
    let place = |at: &usize| matches!(sheet.kind(*at), Kind::Side(_) | Kind::Organ | Kind::Solo | Kind::Part);
    let last = (link + 1..end).take_while(place).last();
    sheet.kind(link) == Kind::And
        && last.is_some_and(|last| {
            let words = sheet.norm.slice(sheet.place(last).0, sheet.place(last).1);
            words.starts_with(&['交', '界'])
        })
}

/// 左肾上极、下极: a part of the organ named before, beside another part of it.
fn pole(sheet: &Sheet, item: usize) -> bool {
    let ends = |at: usize| matches!(sheet.norm.before(sheet.place(at).1), '极' | '段');
    let (start, end) = sheet.place(item);
    let part = sheet.kind(item) == Kind::Part && end - start == 2 && ends(item);
    part && item >= 2
        && matches!(sheet.kind(item - 1), Kind::Pause | Kind::And)
        && matches!(sheet.kind(item - 2), Kind::Part | Kind::Organ)
        && ends(item - 2)
        && sheet.gap(item - 1, item) == 0
}

impl Run {
    fn take(&mut self, sheet: &Sheet, item: usize) {
        match sheet.kind(item) {
            Kind::Side(Side::Left) => self.left = true,
            Kind::Side(Side::Right) => self.right = true,
            Kind::Side(Side::Both) => self.both = true,
            Kind::Solo => self.solo = true,
            Kind::Organ => self.organ = true,
            _ => {}
        }
        self.last = item;
        self.place.1 = sheet.place(item).1;
    }
}

/// Whether only numbers and signs stand between an item and the one before it.
fn plain_gap(sheet: &Sheet, item: usize) -> bool {
    let (Some(before), Some(this)) =
        (item.checked_sub(1).map(|before| sheet.place(before)), sheet.items.get(item))
    else {
        return false;
    };
    outside(sheet.norm.slice(before.1, this.start.max(before.1)))
        .all(|c| c.is_ascii_digit() || matches!(c, '第' | '-' | '~'))
}

/// 与左肺门肿大淋巴结分界不清: a neighbour of the lesion that the sentence is about.
pub(super) fn neighbour(sheet: &Sheet, mention: &Mention) -> bool {
    let Some(clause) = sheet.clauses.get(mention.clause) else { return false };
    let with = (clause.first..mention.item).rev().take(REACH).find_map(|at| match sheet.kind(at) {
        Kind::Seen | Kind::Another | Kind::Each => Some(false),
        Kind::And if sheet.norm.at(sheet.place(at).0) == '与' => Some(true),
        _ => None,
    });
    let after = sheet.norm.slice(mention.end, (mention.end + BOUNDS).min(clause.end));
    with == Some(true)
        && after.windows(2).any(|pair| {
            matches!(pair, ['分', '界'] | ['界', '限'] | ['相', '连' | '邻' | '贴'] | ['关', '系'])
        })
}

/// Turns lymph nodes of which something is said into places: 淋巴结无肿大.
pub(super) fn nodes(sheet: &mut Sheet) {
    let mut places = Vec::new();
    for mention in &sheet.mentions {
        let Some(clause) = sheet.clauses.get(mention.clause) else { continue };
        if mention.head != Head::Node || sheet.is_target(mention) {
            continue;
        }
        for item in mention.item + 1..clause.last.min(mention.item + 12) {
            match sheet.kind(item) {
                Kind::Mention(other) => {
                    let other = sheet.mentions.get(other as usize);
                    let said = other.is_some_and(|other| {
                        other.head == Head::State || other.kind == FindingKind::Diagnosis
                    });
                    if said {
                        places.push(mention.item);
                    }
                    break;
                }
                Kind::Seen
                | Kind::Another
                | Kind::Each
                | Kind::Versus
                | Kind::Likely
                | Kind::Maybe
                | Kind::MaybeEither => break,
                _ => {}
            }
        }
    }
    sheet.turn(&places, Kind::Organ);
}

/// Turns generic nouns that take up an earlier lesion into pronouns: 病灶范围变化不大.
pub(super) fn pronouns(sheet: &mut Sheet) {
    let mut taken_up = Vec::new();
    for mention in &sheet.mentions {
        let Some(clause) = sheet.clauses.get(mention.clause) else { continue };
        let generic = matches!(
            sheet.norm.slice(mention.start, mention.end),
            ['病', '灶' | '变'] | ['病', '灶' | '变', '影']
        );
        if !generic || sheet.is_target(mention) {
            continue;
        }
        let named = (clause.first..mention.item).rev().take(REACH).any(|item| {
            use Kind::*;
            matches!(
                sheet.kind(item),
                Side(_) | Organ | Solo | Seen | Another | Each | Pieces(_) | Many | Single | Neg | Mention(_)
            )
        });
        // 部分考虑新发病灶.
        let thought = mention.item >= 2
            && sheet.kind(mention.item - 1) == Kind::New
            && sheet.kind(mention.item - 2) == Kind::Likely;
        let named = named || thought;
        let earlier = sheet
            .back(mention.clause, REACH)
            .skip(1)
            .any(|(_, before)| (before.first..before.last).any(|item| sheet.mention_at(item).is_some()));
        if !named && earlier {
            taken_up.push(mention.item);
        }
    }
    sheet.turn(&taken_up, Kind::That);
}

/// The run that the clause of a mention or the clauses before it name last.
pub(super) fn named_before(sheet: &Sheet, clause: usize, item: usize) -> Option<Run> {
    for (number, clause_at) in sheet.back(clause, REACH) {
        let window = clause_at.near(if number == clause { item } else { clause_at.last });
        let found = runs(sheet, window).filter(|run| run.last < item).last();
        if found.is_some() {
            return found;
        }
        let said = (window.first..window.last).any(|at| sheet.mention_at(at).is_some());
        if said && number != clause {
            return None;
        }
    }
    None
}
