//! Change against an earlier exam.

use super::place;
use super::sheet::{Clause, Head, Sheet};
use crate::findings::{Certainty, Change, FindingKind, Temporality};
use crate::lexicon::Kind;

/// Clauses looked back for what has changed.
const REACH: usize = 12;
/// Items looked back inside a clause.
const NEAR: usize = 8;

/// Tells states from changes: 较前增厚 is a change, 未见增大 after a lesion is
/// none. The words are marked so that negation leaves them alone.
pub(super) fn mark(sheet: &mut Sheet) {
    let mut changed = Vec::new();
    for (at, clause) in sheet.clauses.iter().enumerate() {
        for item in clause.first..clause.last {
            let before = item.checked_sub(1).filter(|before| *before >= clause.first);
            let negated = before.filter(|before| sheet.kind(*before) == Kind::Neg);
            match sheet.kind(item) {
                Kind::Mention(number) => {
                    let Some(mention) = sheet.mentions.get(number as usize) else { continue };
                    if mention.head != Head::State
                        || sheet.is_target(mention)
                        || mention.end - mention.start > 4
                    {
                        continue;
                    }
                    if let Some(neg) = negated {
                        if subject(sheet, *clause, neg) {
                            changed.push((neg, Kind::Skip));
                            changed.push((item, Kind::Same));
                        }
                    } else if compared(sheet, *clause, item)
                        || follows(sheet, item, changed.last())
                        || said_of_lesion(sheet, item)
                        || listed_compared(sheet, at, item)
                    {
                        changed.push((item, Kind::Grow));
                    }
                }
                Kind::Grow | Kind::Shrink => {
                    // 脑室无扩大 is a state of the organ, not a change.
                    if let Some(neg) =
                        negated.filter(|neg| subject(sheet, *clause, *neg) || !placed(sheet, *clause, *neg))
                    {
                        changed.push((neg, Kind::Skip));
                        changed.push((item, Kind::Same));
                    }
                }
                _ => {}
            }
        }
    }
    for (item, kind) in &changed {
        if let Some(item) = sheet.items.get_mut(*item) {
            item.kind = *kind;
        }
    }
    if !changed.is_empty() {
        sheet.number();
    }
    place::nodes(sheet);
    place::pronouns(sheet);
}

/// 与前片比较,肝内转移灶增多: after a comparison the state of what is named is its change.
fn listed_compared(sheet: &Sheet, number: usize, item: usize) -> bool {
    let touches = item.checked_sub(1).is_some_and(|before| {
        sheet.gap(before, item) <= 2
            && sheet
                .mention_at(before)
                .and_then(|mention| sheet.mentions.get(mention))
                .is_some_and(|mention| mention.kind != FindingKind::Attribute && mention.head != Head::State)
    });
    touches
        && sheet.back(number, 3).skip(1).any(|(_, before)| {
            (before.first..before.last).rev().take(NEAR).any(|at| {
                let start = sheet.place(at).0;
                sheet.kind(at) == Kind::Versus
                    && ["比较", "相比", "对比", "与"].iter().any(|word| sheet.norm.starts_with(start, word))
            })
        })
}

/// 较前增大、增多: the second state goes on with the change of the first.
fn follows(sheet: &Sheet, item: usize, last: Option<&(usize, Kind)>) -> bool {
    let grows = |at: Option<usize>| {
        at.is_some_and(|at| sheet.kind(at) == Kind::Grow || last == Some(&(at, Kind::Grow)))
    };
    let joint = item.checked_sub(1).is_some_and(|at| matches!(sheet.kind(at), Kind::Pause | Kind::And));
    (grows(item.checked_sub(1)) || joint && grows(item.checked_sub(2))) && sheet.gap(item - 1, item) == 0
}

/// 病灶增大: of a lesion it can only be a change.
fn said_of_lesion(sheet: &Sheet, item: usize) -> bool {
    let Some(before) = item.checked_sub(1) else { return false };
    let grown = sheet.norm.slice(sheet.place(item).0, sheet.place(item).1).ends_with(&['增', '大']);
    let lesion = sheet
        .mention_at(before)
        .and_then(|mention| sheet.mentions.get(mention))
        .is_some_and(|mention| mention.head == Head::Lesion && mention.kind == FindingKind::Finding);
    grown && lesion && sheet.gap(before, item) <= 2
}

/// Whether a comparison leads to this item: 较前, 较2016-7-13.
fn compared(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    for at in (clause.first.max(item.saturating_sub(NEAR))..item).rev() {
        match sheet.kind(at) {
            Kind::Versus => return true,
            Kind::Date(_) if matches!(sheet.norm.before(sheet.place(at).0), '较' | '与' | '比') => {
                return true;
            }
            // 较前(2016-8-8)示增大.
            Kind::Seen if sheet.norm.at(sheet.place(at).0) == '示' => {}
            Kind::Mention(_) | Kind::Seen | Kind::Another => return false,
            _ => {}
        }
    }
    if leads_on(sheet, item) {
        return true;
    }
    // 与2022年3月11日片比较,明显增大.
    let alone = item - clause.first <= NEAR
        && (clause.first..item).all(|at| matches!(sheet.kind(at), Kind::Skip | Kind::That | Kind::Now));
    let before = clause.first.checked_sub(2).map(|at| sheet.kind(at));
    alone && before == Some(Kind::Versus)
}

/// 由15mm缩小至9mm: a measure before, another after.
fn leads_on(sheet: &Sheet, item: usize) -> bool {
    let measured = item.checked_sub(1).is_some_and(|before| matches!(sheet.kind(before), Kind::Measure(_)));
    measured && matches!(sheet.norm.at(sheet.place(item).1), '至' | '到' | '为')
}

/// Whether the negated state is said of a lesion: 结节未见增大, but not 肺门未见增大.
fn subject(sheet: &Sheet, clause: Clause, neg: usize) -> bool {
    let own = (clause.first..neg).rev().take(NEAR);
    for at in own {
        match sheet.kind(at) {
            Kind::Mention(number) => {
                return sheet.mentions.get(number as usize).is_some_and(|mention| {
                    matches!(mention.head, Head::Lesion) && mention.kind != FindingKind::Attribute
                });
            }
            Kind::Organ | Kind::Solo | Kind::Side(_) | Kind::Seen => return false,
            Kind::Versus => return true,
            _ => {}
        }
    }
    false
}

/// Whether the clause names a place before this item.
fn placed(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    let mut before = (clause.first..item).rev().take(NEAR);
    before.any(|at| matches!(sheet.kind(at), Kind::Organ | Kind::Solo | Kind::Side(_)))
}

/// Gives the changes to the lesions they are of.
pub(super) fn attach(sheet: &mut Sheet) {
    let mut given: Vec<(usize, Change, usize)> = Vec::new();
    for (number, clause) in sheet.clauses.iter().enumerate() {
        for item in clause.first..clause.last {
            let Some(change) = change_of(sheet, *clause, number, item) else { continue };
            // 其中1枚增大 says nothing of the others.
            if (clause.first..item).rev().take(REACH * 3).any(|at| sheet.kind(at) == Kind::Subset) {
                continue;
            }
            for mention in changed(sheet, *clause, number, item, change) {
                given.push((mention, change, item));
            }
        }
    }
    for (mention, change, item) in given {
        let place = sheet.place(item);
        if let Some(mention) = sheet.mentions.get_mut(mention)
            && mention.change.is_none()
        {
            mention.change = Some(change);
            mention.change_span = Some(place);
        }
    }
}

fn change_of(sheet: &Sheet, clause: Clause, number: usize, item: usize) -> Option<Change> {
    let (start, end) = sheet.place(item);
    let change = match sheet.kind(item) {
        Kind::Same => return Some(Change::Stable),
        Kind::New => return Some(Change::New),
        Kind::Gone if !matches!(sheet.norm.before(start), '可' | '能' | '会') => {
            return Some(Change::Resolved);
        }
        Kind::Grow => Change::Increased,
        Kind::Shrink => Change::Decreased,
        _ => return None,
    };
    // 平卧时可消失: what may happen has not happened.
    if matches!(sheet.norm.before(start), '可' | '能' | '会' | '疗') {
        return None;
    }
    let self_sufficient = ["较前", "略", "稍", "有所", "明显", "进展", "好转", "加重", "恶化"]
        .iter()
        .any(|word| sheet.norm.starts_with(start, word) && end - start >= 2)
        || sheet.kind(item) == Kind::Grow && said_of_lesion(sheet, item);
    let known = self_sufficient || leads_on(sheet, item) || compared_sentence(sheet, clause, number, item);
    known.then_some(change)
}

/// Whether the sentence up to here speaks of an earlier exam or measure.
fn compared_sentence(sheet: &Sheet, clause: Clause, number: usize, item: usize) -> bool {
    let speaks = |first: usize, last: usize| {
        (first..last).rev().take(30).any(|at| match sheet.kind(at) {
            Kind::Versus | Kind::Prior | Kind::Now => true,
            Kind::Date(_) => matches!(sheet.norm.before(sheet.place(at).0), '较' | '与' | '比'),
            _ => false,
        })
    };
    speaks(clause.first, item)
        || sheet.back(number, 4).skip(1).any(|(_, before)| {
            speaks(before.first, before.last)
                && !(before.first..before.last).rev().take(30).any(|at| sheet.kind(at) == Kind::Seen)
        })
}

/// The mentions a change is of.
fn changed(sheet: &Sheet, clause: Clause, number: usize, item: usize, change: Change) -> Vec<usize> {
    if change == Change::New && sheet.kind(item + 1) != Kind::Comma {
        // 新发结节: the next mention, if it follows closely.
        for at in item + 1..clause.last.min(item + NEAR) {
            match sheet.kind(at) {
                Kind::Mention(mention) => return vec![mention as usize],
                Kind::Seen | Kind::Neg | Kind::And | Kind::Pause => break,
                _ => {}
            }
        }
    }
    if (clause.first..item).rev().take(NEAR).any(|at| sheet.kind(at) == Kind::Vital) {
        return Vec::new();
    }
    let own = chain_before(sheet, clause.first, item);
    if !own.is_empty() {
        return own;
    }
    let taken_up = (clause.first..item)
        .rev()
        .take(NEAR)
        .any(|at| sheet.kind(at) == Kind::That && sheet.norm.at(sheet.place(at).0) == '病');
    let whole = (clause.first..item).rev().take(REACH * 3).any(|at| {
        sheet.kind(at) == Kind::Versus && {
            let (start, end) = sheet.place(at);
            sheet.norm.slice(start, end).iter().any(|c| matches!(c, '比' | '与'))
        }
    });
    let (mut hedged, mut inner) = (Vec::new(), Vec::new());
    let mut all = Vec::new();
    for (_, before) in sheet.back(number, REACH).skip(1) {
        let found: Vec<usize> = if whole {
            (before.first..before.last).take(200).filter_map(|at| sheet.mention_at(at)).collect()
        } else {
            chain_before(sheet, before.first, before.last)
        };
        let is = |wanted: fn(&super::Mention) -> bool| {
            found.iter().copied().filter(|at| sheet.mentions.get(*at).is_some_and(wanted)).collect::<Vec<_>>()
        };
        let mut lesions = is(|mention| {
            mention.is_lesion()
                && mention.certainty == Certainty::Definite
                && mention.head != Head::Sign
                && mention.kind != FindingKind::Diagnosis
        });
        if lesions.is_empty() && all.is_empty() && hedged.is_empty() {
            // 纵隔淋巴结转移,较前减小: a diagnosis stated as a fact.
            lesions = is(|mention| {
                mention.kind == FindingKind::Diagnosis
                    && mention.is_lesion()
                    && mention.certainty == Certainty::Definite
                    && mention.temporality == Temporality::Current
                    && mention.location.is_some()
                    && !mention.inherited
            });
        }
        // 病灶周围见条索灶,较前变化不大: what lies beside a lesion is not what is followed.
        if !whole && !lesions.is_empty() && lesions.iter().all(|at| beside(sheet, *at)) {
            inner.append(&mut lesions);
            continue;
        }
        if taken_up && lesions.iter().all(|at| sheet.mentions.get(*at).is_some_and(|one| one.inherited)) {
            // 病灶数目变化不大 takes up the lesions, not what lies in them.
            hedged.append(&mut lesions);
            continue;
        }
        if hedged.is_empty() {
            hedged = is(|mention| mention.is_lesion());
        }
        all.extend(lesions.iter().copied());
        let states = |lesions: &[usize]| {
            lesions.iter().all(|at| sheet.mentions.get(*at).is_some_and(|one| one.head == Head::State))
        };
        if !whole && !lesions.is_empty() {
            // 甲状腺增大,内见病灶,未见变化: what lies in an organ is followed, not its state.
            return if states(&lesions) && !inner.is_empty() { inner } else { lesions };
        }
    }
    if all.is_empty() && inner.is_empty() && hedged.is_empty() {
        return sentence_before(sheet, clause);
    }
    match (all.is_empty(), inner.is_empty()) {
        (false, _) => all,
        (true, false) => inner,
        (true, true) => hedged,
    }
}

/// 低密度灶,边界清。同前对比,未见变化: a sentence that names nothing speaks of the one before.
fn sentence_before(sheet: &Sheet, clause: Clause) -> Vec<usize> {
    let first = clause.sentence.checked_sub(1);
    let last = sheet.clauses.partition_point(|other| other.sentence < clause.sentence);
    let begun = sheet.clauses.get(last).map_or(clause.first, |one| one.first);
    let silent = (begun..clause.last).rev().take(40).all(|at| {
        !matches!(sheet.kind(at), Kind::Mention(_) | Kind::Organ | Kind::Solo | Kind::Side(_) | Kind::Vital)
    });
    let (Some(before), true) = (last.checked_sub(1), silent) else { return Vec::new() };
    for (number, one) in sheet.back(before, REACH) {
        if Some(one.sentence) != first {
            break;
        }
        let found: Vec<usize> = chain_before(sheet, one.first, one.last)
            .into_iter()
            .filter(|at| {
                sheet.mentions.get(*at).is_some_and(|one| {
                    one.kind == FindingKind::Finding
                        && one.certainty == Certainty::Definite
                        && matches!(one.head, Head::Lesion | Head::Node | Head::Other)
                }) && !beside(sheet, *at)
            })
            .collect();
        if !found.is_empty() || number == 0 {
            return found;
        }
    }
    Vec::new()
}

/// Whether a mention is said to lie in or beside another lesion of the sentence.
fn beside(sheet: &Sheet, mention: usize) -> bool {
    let Some(mention) = sheet.mentions.get(mention) else { return false };
    let Some(clause) = sheet.clauses.get(mention.clause) else { return false };
    let first = sheet.kind(clause.first);
    let landmark = first == Kind::Organ
        && ["病灶", "结节", "肿块", "团块", "肿物"]
            .iter()
            .any(|word| sheet.norm.starts_with(sheet.place(clause.first).0, word));
    let sentence = |number: usize| sheet.clauses.get(number).map(|clause| clause.sentence);
    let goes_on = mention.clause > 0 && sentence(mention.clause - 1) == sentence(mention.clause);
    goes_on && clause.first < mention.item && (landmark || matches!(first, Kind::That | Kind::Part))
}

/// The last mention in a stretch and those listed with it; attributes are passed over.
/// What a lesion is taken for is passed over too when the lesion is named in the stretch.
fn chain_before(sheet: &Sheet, first: usize, end: usize) -> Vec<usize> {
    let chain = chain_of(sheet, first, end, |certainty| certainty == Certainty::Definite);
    if chain.is_empty() { chain_of(sheet, first, end, |_| true) } else { chain }
}

fn chain_of(sheet: &Sheet, first: usize, end: usize, wanted: impl Fn(Certainty) -> bool) -> Vec<usize> {
    let mut out = Vec::new();
    let mut linked = true;
    for at in (first..end).rev().take(30) {
        match sheet.kind(at) {
            Kind::Mention(mention) => {
                let lesion = sheet
                    .mentions
                    .get(mention as usize)
                    .is_some_and(|mention| mention.is_lesion() && wanted(mention.certainty));
                if !lesion {
                    continue;
                }
                if !linked {
                    break;
                }
                out.push(mention as usize);
                linked = false;
            }
            Kind::And | Kind::Pause => linked = true,
            _ => {}
        }
    }
    out
}
