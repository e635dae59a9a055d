//! Negation and doubt: from each cue to the mentions in its scope.

use super::doubt::{bracketed, doubt_ahead, doubt_before, doubt_bracket, doubt_either, doubt_next, shown};
use super::scope::{REACH, ahead, behind, is_place, opens};
use super::sheet::{Clause, Head, Sheet};
use crate::findings::{Certainty, Change, FindingKind, Temporality};
use crate::lexicon::Kind;

/// Uncovered characters that may follow 未见 when it speaks of what stands before.
const TAIL: usize = 4;

/// Clauses of one list at most.
const LISTS: usize = 6;
/// Characters between a word and its sign of absence at most.
const SIGN: usize = 2;

/// Judges every mention.
pub(super) fn judge(sheet: &mut Sheet) {
    for number in 0..sheet.clauses.len() {
        let Some(clause) = sheet.clauses.get(number).copied() else { continue };
        // What stands before a mention is read first, so that what follows it can correct it.
        for item in clause.first..clause.last {
            match sheet.kind(item) {
                Kind::Neg => negate(sheet, clause, number, item),
                Kind::Not => negate_next(sheet, item),
                Kind::Likely if shown(sheet, clause, item) => {}
                Kind::Likely => doubt_next(sheet, clause, number, item, Certainty::Probable),
                Kind::Maybe => doubt_next(sheet, clause, number, item, Certainty::Possible),
                Kind::MaybeEither | Kind::RuleOut => doubt_either(sheet, clause, item),
                _ => {}
            }
        }
        for item in clause.first..clause.last {
            match sheet.kind(item) {
                Kind::NegAfter => negate_before(sheet, clause, number, item),
                Kind::Gone if matches!(sheet.norm.before(sheet.place(item).0), '可' | '能' | '会') => {}
                Kind::Gone => negate_before(sheet, clause, number, item),
                // 占位(血管瘤)可能: of the words in the bracket.
                Kind::LikelyAfter | Kind::MaybeAfter | Kind::MaybeEither
                    if bracketed(sheet, clause, item) =>
                {
                    let certainty = match sheet.kind(item) {
                        Kind::LikelyAfter => Certainty::Probable,
                        _ => Certainty::Possible,
                    };
                    doubt_bracket(sheet, number, item, certainty)
                }
                Kind::LikelyAfter => doubt_before(sheet, clause, item, Certainty::Probable),
                // 待排结节: at the head of a clause it can only be of what follows.
                Kind::MaybeAfter if item == clause.first => {
                    doubt_ahead(sheet, clause, item, Certainty::Possible)
                }
                // 待除外肿瘤: of the noun that touches it.
                Kind::MaybeAfter
                    if sheet.norm.at(sheet.place(item).0) == '待'
                        && sheet.mention_at(item + 1).is_some()
                        && sheet.gap(item, item + 1) == 0
                        && item + 1 < clause.last =>
                {
                    doubt_ahead(sheet, clause, item, Certainty::Possible)
                }
                Kind::MaybeAfter if behind(sheet, clause, item).is_empty() => {
                    doubt_ahead(sheet, clause, item, Certainty::Possible)
                }
                // 水肿待查: what causes it is not known; that it is there is.
                Kind::MaybeAfter if unexplained(sheet, clause, item) => {}
                Kind::MaybeAfter => doubt_before(sheet, clause, item, Certainty::Possible),
                _ => {}
            }
        }
        if clause.ended == Kind::Ask {
            doubt_before(sheet, clause, clause.last, Certainty::Possible);
        }
    }
}

/// Whether a symptom or sign is to be explained: 腹痛待查.
fn unexplained(sheet: &Sheet, clause: Clause, cue: usize) -> bool {
    let finding = |at: &usize| {
        sheet
            .mentions
            .get(*at)
            .is_some_and(|one| one.kind == FindingKind::Finding && one.head != Head::Lesion)
    };
    sheet.norm.starts_with(sheet.place(cue).0, "待查") && behind(sheet, clause, cue).iter().all(finding)
}

fn negate(sheet: &mut Sheet, clause: Clause, number: usize, cue: usize) {
    let seen = seen_before(sheet, clause, cue);
    // 未见糖代谢增高的结节 denies the nodule, 无糖代谢增高的结节 only the property.
    let denied =
        sheet.norm.before(sheet.place(cue).1) != '无' && sheet.norm.starts_with(sheet.place(cue).0, "未");
    let hit = ahead(sheet, clause, cue, |hit| closes(sheet, hit, seen, denied));
    // 多发无糖代谢的结节: the property is no finding, what has it is.
    let first = hit.first().and_then(|first| sheet.mentions.get(*first)).map_or(cue, |first| first.item);
    if seen && !denied && (cue + 1..first).any(|at| sheet.kind(at) == Kind::De) {
        return;
    }
    if hit.is_empty() {
        let tail = sheet.place(cue).1;
        let rest = clause.end.saturating_sub(tail);
        if rest <= TAIL
            && (cue + 1..clause.last)
                .all(|at| !opens(sheet.kind(at)) && !is_place(sheet.kind(at)) && sheet.kind(at) != Kind::Mod)
        {
            negate_before(sheet, clause, number, cue);
        }
        return;
    }
    let last = hit.last().and_then(|last| sheet.mentions.get(*last)).map(|last| last.item);
    set_negated(sheet, &hit, cue);
    if let Some(last) = last
        && clause.ended == Kind::Comma
        && !(last + 1..clause.last).any(|at| opens(sheet.kind(at)))
    {
        go_on(sheet, number + 1, cue, LISTS);
    }
}

/// Whether 的 ends the scope: 无强化的病灶 has a lesion, 未见肿大的淋巴结 has none.
fn closes(sheet: &Sheet, hit: &[usize], seen: bool, denied: bool) -> bool {
    let odd =
        |mention: &super::Mention| sheet.norm.slice(mention.start, mention.end).starts_with(&['异', '常']);
    let mut mentions = hit.iter().filter_map(|one| sheet.mentions.get(*one));
    seen || !denied && mentions.all(|one| one.kind == FindingKind::Attribute && !odd(one))
}

/// Whether something has been seen or counted before the cue and is still to be named.
fn seen_before(sheet: &Sheet, clause: Clause, cue: usize) -> bool {
    for at in (clause.first..cue).rev().take(REACH) {
        match sheet.kind(at) {
            Kind::Mention(mention) => {
                let attribute = sheet
                    .mentions
                    .get(mention as usize)
                    .is_some_and(|mention| mention.kind == FindingKind::Attribute);
                if !attribute {
                    return false;
                }
            }
            Kind::Seen | Kind::Another | Kind::Each | Kind::Many | Kind::Pieces(_) | Kind::Single => {
                return true;
            }
            Kind::Neg => return false,
            _ => {}
        }
    }
    false
}

/// A comma does not end the scope when only a list goes on after it. Tells whether the list
/// closes with 等, which makes single words before it members too.
fn go_on(sheet: &mut Sheet, number: usize, cue: usize, lists: usize) -> bool {
    let Some((clause, hit, list)) = members(sheet, number) else { return false };
    let et_cetera = closed(sheet, clause);
    let further = clause.ended == Kind::Comma && lists > 0;
    if list || et_cetera {
        set_negated(sheet, &hit, cue);
        return et_cetera || further && go_on(sheet, number + 1, cue, lists - 1);
    }
    let goes_on = further && go_on(sheet, number + 1, cue, lists - 1);
    if goes_on {
        set_negated(sheet, &hit, cue);
    }
    goes_on
}

/// The mentions of a clause that holds nothing else, and whether it lists them.
fn members(sheet: &Sheet, number: usize) -> Option<(Clause, Vec<usize>, bool)> {
    let clause = sheet.clauses.get(number).copied()?;
    if clause.ended == Kind::Ask || clause.last - clause.first > REACH {
        return None;
    }
    let (mut hit, mut list, mut covered) = (Vec::new(), false, 0);
    for at in clause.first..clause.last {
        let (start, end) = sheet.place(at);
        covered += end - start;
        match sheet.kind(at) {
            Kind::Mention(mention) => hit.push(mention as usize),
            // 无头痛,伴咳嗽: what goes with it is there.
            Kind::And
                if at == clause.first && matches!(sheet.norm.at(start), '伴' | '并' | '合' | '同' | '兼') =>
            {
                return None;
            }
            Kind::And | Kind::Pause => list = true,
            Kind::Weak | Kind::Mod => {}
            // 等症状.
            Kind::Vital | Kind::Skip if sheet.norm.before(start) == '等' && at + 1 == clause.last => {}
            _ => return None,
        }
    }
    let bare = (clause.end - clause.start).saturating_sub(covered);
    let rest = sheet.norm.slice(clause.end.saturating_sub(TAIL), clause.end);
    let ending = rest.iter().rposition(|c| *c == '等').map_or(0, |at| rest.len() - at);
    (!hit.is_empty() && bare <= ending.max(1)).then_some((clause, hit, list))
}

/// Whether a list closes with 等 or its longer forms.
fn closed(sheet: &Sheet, clause: Clause) -> bool {
    let last = sheet.norm.slice(clause.end.saturating_sub(TAIL).max(clause.start), clause.end);
    last.last() == Some(&'等')
        || ["等不适", "等症", "等症状", "等情况", "等表现", "等病史", "等异常"].iter().any(|word| {
            clause.end >= clause.start + word.chars().count()
                && sheet.norm.starts_with(clause.end - word.chars().count(), word)
        })
}

/// 不 right before a state: 不大, 不厚.
fn negate_next(sheet: &mut Sheet, cue: usize) {
    if let Some(mention) = sheet.mention_at(cue + 1)
        && sheet.gap(cue, cue + 1) == 0
    {
        set_negated(sheet, &[mention], cue);
    }
}

/// What stands before is absent: 肾盂分离(-), 病变现未见显示.
fn negate_before(sheet: &mut Sheet, clause: Clause, number: usize, cue: usize) {
    let (start, end) = sheet.place(cue);
    let now = (clause.first..=cue).rev().take(REACH).any(|at| sheet.kind(at) == Kind::Now)
        || ["现", "此次", "本次", "已"].iter().any(|word| sheet.norm.starts_with(start, word));
    let mut hit = behind(sheet, clause, cue);
    // A sign in brackets is of the word it follows.
    if sheet.norm.at(start).is_ascii_punctuation() {
        hit.retain(|mention| {
            sheet.mentions.get(*mention).is_some_and(|mention| start - mention.end.min(start) <= SIGN)
        });
    }
    let mut from = clause;
    if hit.is_empty() && now {
        // 前片示右肺下叶结节,此次未见显示.
        let before = sheet.back(number, 2).nth(1);
        if let Some((_, before)) = before.filter(|(_, before)| before.ended == Kind::Comma) {
            hit = behind(sheet, before, before.last);
            from = before;
        }
    }
    // A modifier before the cue may carry an adjective of absence of its own lesion: keep to the nearest.
    set_negated(sheet, &hit, cue);
    let until = from.last.min(cue);
    let earlier = (from.first..until).rev().take(REACH).any(|at| sheet.kind(at) == Kind::Prior);
    let vanished = sheet.kind(cue) == Kind::Gone
        || earlier && now
        || sheet.norm.slice(start, end).ends_with(&['显', '示']) && (now || earlier);
    for mention in hit {
        if let Some(mention) = sheet.mentions.get_mut(mention) {
            if earlier {
                mention.temporality = Temporality::Historical;
            }
            if vanished {
                mention.change = Some(Change::Resolved);
                mention.change_span = Some((start, end));
            }
        }
    }
}

fn set_negated(sheet: &mut Sheet, mentions: &[usize], cue: usize) {
    let place = sheet.place(cue);
    for mention in mentions {
        if let Some(mention) = sheet.mentions.get_mut(*mention) {
            mention.negated = true;
            mention.cues.push(place);
        }
    }
}
