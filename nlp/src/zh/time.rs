//! The past, relatives, and what is only supposed.

use super::sheet::{Clause, Sheet};
use crate::findings::{Experiencer, FindingKind, Temporality};
use crate::lexicon::Kind;

/// Characters between a cancer and its 术后 at most.
const OPERATION: usize = 8;
/// Items a cue looks over at most.
const REACH: usize = 48;

/// Judges every mention.
pub(super) fn judge(sheet: &mut Sheet) {
    for number in 0..sheet.clauses.len() {
        let Some(clause) = sheet.clauses.get(number).copied() else { continue };
        for item in clause.first..clause.last {
            match sheet.kind(item) {
                Kind::Operated => operated(sheet, clause, item),
                Kind::Past => past(sheet, clause, item),
                Kind::PastAfter => history(sheet, clause, item),
                Kind::Family => family(sheet, clause, item),
                Kind::If => supposed(sheet, clause, item),
                _ => {}
            }
        }
    }
}

/// 肺癌切除术后: the cancer is past, what follows is not.
fn operated(sheet: &mut Sheet, clause: Clause, cue: usize) {
    let start = sheet.place(cue).0;
    for at in (clause.first..cue).rev().take(REACH) {
        if let Some(mention) = sheet.mention_at(at).and_then(|mention| sheet.mentions.get_mut(mention)) {
            if start.saturating_sub(mention.end) <= OPERATION && mention.kind == FindingKind::Diagnosis {
                mention.temporality = Temporality::Historical;
            }
            return;
        }
    }
}

fn past(sheet: &mut Sheet, clause: Clause, cue: usize) {
    // 曾行CT示狭窄: what an earlier exam has shown is not a past illness.
    let once = sheet.norm.at(sheet.place(cue).0) == '曾';
    for at in cue + 1..clause.last.min(cue + REACH) {
        let shown = once
            && sheet.kind(at) == Kind::Seen
            && !["有", "发现", "出现"].iter().any(|word| sheet.norm.starts_with(sheet.place(at).0, word));
        if sheet.kind(at) == Kind::Now || shown {
            return;
        }
        set(sheet, at, |mention| mention.temporality = Temporality::Historical);
    }
}

fn history(sheet: &mut Sheet, clause: Clause, cue: usize) {
    for at in (clause.first..cue).rev().take(REACH) {
        if matches!(sheet.kind(at), Kind::Seen | Kind::Another)
            && sheet.norm.starts_with(sheet.place(at).0, "见")
        {
            return;
        }
        set(sheet, at, |mention| mention.temporality = Temporality::Historical);
    }
}

fn family(sheet: &mut Sheet, clause: Clause, cue: usize) {
    for at in cue + 1..clause.last.min(cue + REACH) {
        if sheet.kind(at) == Kind::Self_ {
            return;
        }
        set(sheet, at, |mention| mention.experiencer = Experiencer::Family);
    }
}

/// 如 opens a supposition only at the head of a clause.
fn supposed(sheet: &mut Sheet, clause: Clause, cue: usize) {
    if sheet.place(cue).0.saturating_sub(clause.start) > 2 {
        return;
    }
    for at in cue + 1..clause.last.min(cue + REACH) {
        set(sheet, at, |mention| mention.hypothetical = true);
    }
}

fn set(sheet: &mut Sheet, item: usize, change: impl FnOnce(&mut super::Mention)) {
    if let Some(mention) = sheet.mention_at(item).and_then(|mention| sheet.mentions.get_mut(mention)) {
        change(mention);
    }
}
