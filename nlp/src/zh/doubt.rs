//! Doubt: 考虑, 可能, 不除外.

use super::scope::{REACH, ahead, behind, is_place, opens, spreads};
use super::sheet::{Clause, Sheet};
use crate::findings::{Certainty, FindingKind};
use crate::lexicon::Kind;

/// 行腹盆CT,提示宫颈增大; 彩超提示胆囊结石: what an exam shows is not in doubt.
pub(super) fn shown(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    let (start, end) = sheet.place(item);
    if sheet.norm.at(start) != '提' || end != start + 2 {
        return false;
    }
    let comma = item == clause.first && start == clause.start;
    let exam = match comma {
        true => clause.start.checked_sub(1).map_or('\0', |comma| sheet.norm.before(comma)),
        false => sheet.norm.before(start),
    };
    matches!(exam, 't' | 'r' | 'i' | '超' | '片' | '镜' | '查' | '检')
        || !comma && matches!(exam, '动' | '图' | '理')
}

/// Whether a cue stands right after a closed bracket.
pub(super) fn bracketed(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    item == clause.first
        && sheet.place(item).0 == clause.start
        && matches!(sheet.norm.before(clause.start), ')' | ']')
}

/// The doubt is of the bracket's words, or of what stands before the bracket when they name nothing.
pub(super) fn doubt_bracket(sheet: &mut Sheet, number: usize, cue: usize, certainty: Certainty) {
    for (_, before) in sheet.back(number, 3).skip(1).collect::<Vec<_>>() {
        let hit = behind(sheet, before, before.last);
        if !hit.is_empty() {
            return doubt(sheet, &hit, cue, certainty);
        }
    }
}

/// 考虑:乳腺炎 reaches over the colon, 胆囊炎考虑 looks back.
pub(super) fn doubt_next(sheet: &mut Sheet, clause: Clause, number: usize, cue: usize, certainty: Certainty) {
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

pub(super) fn doubt_ahead(sheet: &mut Sheet, clause: Clause, cue: usize, certainty: Certainty) {
    let hit = ahead(sheet, clause, cue, |_| false);
    doubt(sheet, &hit, cue, certainty);
}

pub(super) fn doubt_before(sheet: &mut Sheet, clause: Clause, cue: usize, certainty: Certainty) {
    let hit = behind(sheet, clause, cue);
    doubt(sheet, &hit, cue, certainty);
}

/// 不除外: of the noun that follows, or of what stands before when none follows.
pub(super) fn doubt_either(sheet: &mut Sheet, clause: Clause, cue: usize) {
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
