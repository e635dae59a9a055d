//! How far a cue reaches: the mentions before and behind it in its clause.

use super::sheet::{Clause, Sheet};
use crate::findings::FindingKind;
use crate::lexicon::Kind;

/// Items a cue looks over at most.
pub(super) const REACH: usize = 48;
/// Uncovered characters between a cue and its first mention at most.
const GAP: usize = 14;

/// Whether an item opens a new statement.
pub(super) fn opens(kind: Kind) -> bool {
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

pub(super) fn is_place(kind: Kind) -> bool {
    matches!(kind, Kind::Organ | Kind::Solo | Kind::Side(_) | Kind::Part)
}

/// The mentions a cue reaches going forward inside its clause: the first, and
/// those listed with it. `of` says whether 的 ends the scope.
pub(super) fn ahead(sheet: &Sheet, clause: Clause, cue: usize, of: impl Fn(&[usize]) -> bool) -> Vec<usize> {
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
pub(super) fn spreads(sheet: &Sheet, mention: u32) -> bool {
    sheet.mentions.get(mention as usize).is_some_and(|one| {
        let words = sheet.norm.slice(one.start, one.end);
        matches!(
            words,
            ['转', '移', ..] | ['浸' | '播' | '残' | '复' | '种', '润' | '散' | '留' | '发' | '植', ..]
        ) || words.ends_with(&['转', '移'])
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
pub(super) fn behind(sheet: &Sheet, clause: Clause, end: usize) -> Vec<usize> {
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
