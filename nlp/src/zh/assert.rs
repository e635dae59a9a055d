//! Negation and doubt: from each cue to the mentions in its scope.

use super::sheet::{Clause, Sheet};
use crate::findings::{Certainty, Change, FindingKind, Temporality};
use crate::lexicon::Kind;

/// Items a cue looks over at most.
const REACH: usize = 48;
/// Uncovered characters between a cue and its first mention at most.
const GAP: usize = 14;
/// Uncovered characters that may follow 未见 when it speaks of what stands before.
const TAIL: usize = 4;

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
                Kind::MaybeAfter if behind(sheet, clause, item).is_empty() => {
                    doubt_ahead(sheet, clause, item, Certainty::Possible)
                }
                Kind::MaybeAfter => doubt_before(sheet, clause, item, Certainty::Possible),
                _ => {}
            }
        }
        if clause.ended == Kind::Ask {
            doubt_before(sheet, clause, clause.last, Certainty::Possible);
        }
    }
}

/// 行腹盆CT,提示宫颈增大: what an exam shows is not in doubt.
fn shown(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    let (start, end) = sheet.place(item);
    let exam = clause.start.checked_sub(1).map_or('\0', |comma| sheet.norm.before(comma));
    item == clause.first
        && start == clause.start
        && sheet.norm.at(start) == '提'
        && end == start + 2
        && matches!(exam, 't' | 'r' | 'i' | '超' | '片' | '镜' | '查' | '检')
}

/// Whether a cue stands right after a closed bracket.
fn bracketed(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    item == clause.first
        && sheet.place(item).0 == clause.start
        && matches!(sheet.norm.before(clause.start), ')' | ']')
}

/// The doubt is of the bracket's words, or of what stands before the bracket when they name nothing.
fn doubt_bracket(sheet: &mut Sheet, number: usize, cue: usize, certainty: Certainty) {
    for (_, before) in sheet.back(number, 3).skip(1).collect::<Vec<_>>() {
        let hit = behind(sheet, before, before.last);
        if !hit.is_empty() {
            return doubt(sheet, &hit, cue, certainty);
        }
    }
}

/// Whether an item opens a new statement.
fn opens(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        Seen | Another
            | Each
            | But
            | Neg
            | NegAfter
            | Likely
            | Maybe
            | MaybeEither
            | RuleOut
            | Versus
            | Same
            | Operated
            | LikelyAfter
            | MaybeAfter
            | Gone
    )
}

fn is_place(kind: Kind) -> bool {
    matches!(kind, Kind::Organ | Kind::Solo | Kind::Side(_) | Kind::Part)
}

/// The mentions a cue reaches going forward inside its clause: the first, and
/// those listed with it. `of` says whether 的 ends the scope.
fn ahead(sheet: &Sheet, clause: Clause, cue: usize, of: impl Fn(&[usize]) -> bool) -> Vec<usize> {
    let mut hit: Vec<usize> = Vec::new();
    let (mut linked, mut moved, mut bare) = (true, false, 0);
    for at in cue + 1..clause.last.min(cue + REACH) {
        bare += sheet.gap(at - 1, at);
        let kind = sheet.kind(at);
        match kind {
            Kind::Mention(mention) => {
                if hit.is_empty() && bare > GAP {
                    break;
                }
                // 无发热咳嗽 is a list without marks; 不除外ca栓脾大 is two statements.
                let next_to =
                    bare == 0 && !moved && sheet.kind(cue) == Kind::Neg && !lacking(sheet, &hit, mention);
                // 考虑肺癌胸膜转移: the spread of what is thought of.
                let spread = bare == 0 && sheet.kind(cue) != Kind::Neg && spreads(sheet, mention);
                if !hit.is_empty() && !linked && !next_to && !spread {
                    break;
                }
                hit.push(mention as usize);
                (linked, moved, bare) = (false, false, 0);
            }
            Kind::And | Kind::Pause => {
                linked = true;
                bare = 0;
            }
            Kind::De if !hit.is_empty() => {
                if of(&hit) {
                    break;
                }
                linked = true;
            }
            // 考虑肺癌术后复发.
            Kind::Operated if !hit.is_empty() && bare == 0 && sheet.kind(cue) == Kind::Likely => {
                linked = true
            }
            _ if opens(kind) => break,
            _ if is_place(kind) => moved |= !linked,
            _ => {}
        }
    }
    hit
}

/// Whether a mention is the spread of a disease: 转移, 浸润.
fn spreads(sheet: &Sheet, mention: u32) -> bool {
    sheet.mentions.get(mention as usize).is_some_and(|one| {
        let words = sheet.norm.slice(one.start, one.end);
        matches!(words, ['转', '移', ..] | ['浸', '润']) || words.ends_with(&['转', '移'])
    })
}

/// Whether a lesion follows the property it lacks: 无强化低密度影.
fn lacking(sheet: &Sheet, hit: &[usize], next: u32) -> bool {
    let attribute = |mention: usize| {
        sheet.mentions.get(mention).is_some_and(|mention| mention.kind == FindingKind::Attribute)
    };
    hit.last().is_some_and(|last| attribute(*last)) && !attribute(next as usize)
}

/// The mentions right before `end` in the clause and those listed with them.
fn behind(sheet: &Sheet, clause: Clause, end: usize) -> Vec<usize> {
    let mut hit = Vec::new();
    let (mut linked, mut moved, mut bare) = (true, false, 0);
    for at in (clause.first..end).rev().take(REACH) {
        bare += if at + 1 < sheet.items.len() { sheet.gap(at, at + 1) } else { 0 };
        let kind = sheet.kind(at);
        match kind {
            Kind::Mention(mention) => {
                let next_to = bare == 0 && !moved;
                if !hit.is_empty() && !linked && !next_to {
                    break;
                }
                hit.push(mention as usize);
                (linked, moved, bare) = (false, false, 0);
            }
            Kind::And | Kind::Pause => {
                linked = true;
                bare = 0;
            }
            Kind::Another
            | Kind::Neg
            | Kind::But
            | Kind::NegAfter
            | Kind::MaybeAfter
            | Kind::LikelyAfter
            | Kind::Same => break,
            Kind::Seen if !hit.is_empty() => break,
            _ if is_place(kind) => moved |= !linked,
            _ => {}
        }
    }
    hit
}

fn negate(sheet: &mut Sheet, clause: Clause, number: usize, cue: usize) {
    let seen = seen_before(sheet, clause, cue);
    // 未见糖代谢增高的结节 denies the nodule, 无糖代谢增高的结节 only the property.
    let denied =
        sheet.norm.before(sheet.place(cue).1) != '无' && sheet.norm.starts_with(sheet.place(cue).0, "未");
    let hit = ahead(sheet, clause, cue, |hit| closes(sheet, hit, seen, denied));
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
        go_on(sheet, number + 1, cue);
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

/// A comma does not end the scope when only a list goes on after it.
fn go_on(sheet: &mut Sheet, number: usize, cue: usize) {
    let Some(clause) = sheet.clauses.get(number).copied() else { return };
    let mut hit = Vec::new();
    let mut list = false;
    let mut covered = 0;
    for at in clause.first..clause.last {
        let (start, end) = sheet.place(at);
        covered += end - start;
        match sheet.kind(at) {
            Kind::Mention(mention) => hit.push(mention as usize),
            Kind::And | Kind::Pause => list = true,
            Kind::Weak => {}
            _ => return,
        }
        if at > clause.first + REACH {
            return;
        }
    }
    let bare = (clause.end - clause.start).saturating_sub(covered);
    let et_cetera = clause.end > clause.start && sheet.norm.before(clause.end) == '等';
    if !hit.is_empty() && (list || et_cetera) && bare <= 1 && clause.ended != Kind::Ask {
        set_negated(sheet, &hit, cue);
    }
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

/// 考虑:乳腺炎 reaches over the colon, 胆囊炎考虑 looks back.
fn doubt_next(sheet: &mut Sheet, clause: Clause, number: usize, cue: usize, certainty: Certainty) {
    let mut hit = ahead(sheet, clause, cue, |_| false);
    if !hit.is_empty() {
        hit.extend(carried(sheet, clause, number, &hit));
        return doubt(sheet, &hit, cue, certainty);
    }
    let rest = clause.end.saturating_sub(sheet.place(cue).1);
    if cue + 1 != clause.last || rest > 2 {
        return;
    }
    if clause.ended != Kind::Colon {
        return doubt_before(sheet, clause, cue, certainty);
    }
    let Some(next) = sheet.clauses.get(number + 1).copied() else { return };
    if next.sentence == clause.sentence && !opens(sheet.kind(next.first)) {
        // The colon stands where the cue would: read on from before the first item.
        let hit = ahead(sheet, next, clause.last, |_| false);
        doubt(sheet, &hit, cue, certainty);
    }
}

/// 考虑肺癌,并双肺、胸膜多发转移: the spread of what is thought of, after a comma that only goes on.
fn carried(sheet: &Sheet, clause: Clause, number: usize, hit: &[usize]) -> Vec<usize> {
    let last = hit.last().and_then(|last| sheet.mentions.get(*last));
    let ends = last.is_some_and(|last| {
        last.kind == FindingKind::Diagnosis && last.item + 1 >= clause.last && last.end == clause.end
    });
    let Some(next) = sheet.clauses.get(number + 1).filter(|_| ends && clause.ended == Kind::Comma) else {
        return Vec::new();
    };
    let joined =
        matches!(sheet.norm.at(next.start), '并' | '伴' | '及') && sheet.kind(next.first) == Kind::And;
    let mut out = Vec::new();
    for at in next.first..next.last.min(next.first + REACH) {
        match sheet.kind(at) {
            Kind::Mention(mention) if spreads(sheet, mention) => out.push(mention as usize),
            Kind::And | Kind::Pause | Kind::Many => {}
            kind if is_place(kind) => {}
            _ => return Vec::new(),
        }
    }
    if joined && next.sentence == clause.sentence { out } else { Vec::new() }
}

fn doubt_ahead(sheet: &mut Sheet, clause: Clause, cue: usize, certainty: Certainty) {
    let hit = ahead(sheet, clause, cue, |_| false);
    doubt(sheet, &hit, cue, certainty);
}

fn doubt_before(sheet: &mut Sheet, clause: Clause, cue: usize, certainty: Certainty) {
    let hit = behind(sheet, clause, cue);
    doubt(sheet, &hit, cue, certainty);
}

/// 不除外: of the noun that follows, or of what stands before when none follows.
fn doubt_either(sheet: &mut Sheet, clause: Clause, cue: usize) {
    let apart = sheet.items.get(cue).is_some_and(|item| sheet.norm.at(item.end) == ' ');
    let hit = if apart { Vec::new() } else { ahead(sheet, clause, cue, |_| false) };
    if hit.is_empty() {
        doubt_before(sheet, clause, cue, Certainty::Possible);
    } else {
        doubt(sheet, &hit, cue, Certainty::Possible);
    }
}

fn doubt(sheet: &mut Sheet, mentions: &[usize], cue: usize, certainty: Certainty) {
    let place = match sheet.items.get(cue) {
        Some(item) => (item.start, item.end),
        None => return,
    };
    for mention in mentions {
        if let Some(mention) = sheet.mentions.get_mut(*mention)
            && !mention.negated
        {
            mention.certainty = certainty;
            mention.cues.push(place);
        }
    }
}
