//! How many lesions a mention stands for.

use super::place;
use super::sheet::{Clause, Sheet};
use crate::findings::{Count, FindingKind};
use crate::lexicon::Kind;

/// Items looked back for a number.
const REACH: usize = 24;
/// Most lesions a product of numbers may give and still be believed.
const MOST: u32 = 200;

/// Characters besides places that a clause of places may hold.
const BARE: usize = 2;

/// Counts every mention.
pub(super) fn judge(sheet: &mut Sheet) {
    for number in 0..sheet.mentions.len() {
        let Some(mention) = sheet.mentions.get(number) else { continue };
        if mention.kind == FindingKind::Attribute {
            continue;
        }
        let (item, clause_number) = (mention.item, mention.clause);
        let Some(clause) = sheet.clauses.get(clause_number).copied() else { continue };
        let found = before(sheet, clause, clause_number, item)
            .or_else(|| after(sheet, clause, item))
            .or_else(|| apart(sheet, clause, clause_number, item))
            .or_else(|| divided(sheet, clause, clause_number, item));
        let Some((count, place)) = found else { continue };
        let subset = (clause.first..item).rev().take(REACH).any(|at| sheet.kind(at) == Kind::Subset);
        let picked = (clause.first..item)
            .rev()
            .take(REACH)
            .any(|at| sheet.kind(at) == Kind::Max && sheet.place(at).0 < place.0);
        if let Some(mention) = sheet.mentions.get_mut(number)
            && !mention.negated
        {
            mention.count = Some(count);
            mention.count_span = Some(place);
            mention.counted_before = subset || picked;
        }
    }
}

fn is_place(kind: Kind) -> bool {
    matches!(kind, Kind::Organ | Kind::Solo | Kind::Part | Kind::Side(_))
}

type Found = Option<(Count, (usize, usize))>;

/// The number that leads to the mention: 见2个, 多发, 各见一.
fn before(sheet: &Sheet, clause: Clause, number: usize, item: usize) -> Found {
    let mut linked = false;
    let (mut passed, mut attribute_passed, mut seen) = (false, false, false);
    // 多发无糖代谢的结节: what is denied is a property.
    let mut property = false;
    for at in (clause.first..item).rev().take(REACH) {
        match sheet.kind(at) {
            // 多个椎体见骨质破坏, 3个椎体示信号异常: the number is of the places.
            Kind::Many | Kind::Pieces(_) | Kind::Single if seen && is_place(sheet.kind(at + 1)) => {
                return None;
            }
            Kind::Seen => seen = true,
            Kind::Pieces(pieces) => {
                let count = sheet.quantities.count(pieces)?;
                if passed {
                    return None;
                }
                return Some(match summed(sheet, clause, at, count) {
                    Some(sum) => sum,
                    None => spread(sheet, clause, number, at, count),
                });
            }
            // 各见结节: one in each place.
            Kind::Each if !passed && !linked => {
                let (count, place) = spread(sheet, clause, number, at + 1, Count::exact(1));
                return (count.exact > Some(1)).then_some((count, place));
            }
            Kind::Single if !passed => return Some((Count::exact(1), sheet.place(at))),
            Kind::Many => return Some((Count::many(2, None), sheet.place(at))),
            Kind::And | Kind::Pause => linked = true,
            Kind::Mention(other) => {
                let attribute = sheet
                    .mentions
                    .get(other as usize)
                    .is_some_and(|other| other.kind == FindingKind::Attribute);
                attribute_passed |= attribute;
                if !attribute {
                    if !linked {
                        return None;
                    }
                    passed = true;
                    linked = false;
                }
            }
            Kind::De => property = true,
            Kind::Neg if attribute_passed || property => {}
            Kind::Neg | Kind::But | Kind::Likely | Kind::MaybeEither | Kind::Another | Kind::Gone => {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// 左叶4枚、右叶3枚结节: the numbers of a list of places that share one noun.
fn summed(sheet: &Sheet, clause: Clause, pieces: usize, last: Count) -> Found {
    let mut sum = last.exact?;
    let (mut first, mut linked, mut found) = (pieces, false, false);
    for at in (clause.first..pieces).rev().take(REACH) {
        match sheet.kind(at) {
            Kind::Pause | Kind::And => linked = true,
            Kind::Pieces(other) => {
                if !linked || sheet.gap(at, at + 1) > 0 {
                    break;
                }
                sum = sum.checked_add(sheet.quantities.count(other)?.exact?)?;
                (first, linked, found) = (at, false, true);
            }
            // One place, then one number.
            kind if is_place(kind) || matches!(kind, Kind::Weak | Kind::Seen) => {}
            _ => break,
        }
    }
    found.then(|| (Count::exact(sum), (sheet.place(first).0, sheet.place(pieces).1)))
}

/// 结节,左叶4枚、右叶3枚: the numbers of a list of places that a clause of its own holds.
fn divided(sheet: &Sheet, clause: Clause, number: usize, item: usize) -> Found {
    if !matches!(clause.ended, Kind::Comma | Kind::Colon) || item + 1 != clause.last {
        return None;
    }
    let next = sheet.clauses.get(number + 1).filter(|next| next.sentence == clause.sentence)?;
    if next.last - next.first > REACH {
        return None;
    }
    let (mut sum, mut numbers, mut places, mut span) = (0_u32, 0, 0, None);
    let mut covered = 0;
    for at in next.first..next.last {
        let (start, end) = sheet.place(at);
        covered += end - start;
        match sheet.kind(at) {
            Kind::Pieces(pieces) => {
                sum = sum.checked_add(sheet.quantities.count(pieces)?.exact?)?;
                numbers += 1;
                span = Some((span.map_or(start, |(first, _)| first), end));
            }
            Kind::Side(_) | Kind::Organ | Kind::Solo => places += 1,
            Kind::Part | Kind::Weak | Kind::Pause | Kind::And | Kind::Measuring => {}
            _ => return None,
        }
    }
    let bare = (next.end - next.start).saturating_sub(covered);
    (numbers > 1 && places >= numbers && bare <= numbers).then_some((Count::exact(sum), span?))
}

/// 各见一: the number holds for every place named.
fn spread(
    sheet: &Sheet,
    clause: Clause,
    number: usize,
    pieces: usize,
    count: Count,
) -> (Count, (usize, usize)) {
    let place = sheet.place(pieces);
    let each = (clause.first..pieces).rev().take(3).find(|at| sheet.kind(*at) == Kind::Each);
    let (Some(each), Some(exact)) = (each, count.exact) else { return (count, place) };
    let mut places = match place::named_before(sheet, number, each) {
        Some(run) => run.places(),
        None => 1,
    };
    // 右肺上叶,左肺下叶各见一结节: places before a comma count too.
    for (_, before) in sheet.back(number, 6).skip(1) {
        if before.last - before.first > REACH {
            break;
        }
        let said = (before.first..before.last).any(|at| {
            !matches!(
                sheet.kind(at),
                Kind::Organ
                    | Kind::Solo
                    | Kind::Part
                    | Kind::Side(_)
                    | Kind::Another
                    | Kind::Pause
                    | Kind::And
            )
        });
        let named: u32 = place::runs(sheet, before).map(|run| run.parts).sum();
        let covered: usize =
            (before.first..before.last).map(|at| sheet.place(at)).map(|(start, end)| end - start).sum();
        let bare = (before.end - before.start).saturating_sub(covered);
        if said || named == 0 || bare > BARE {
            break;
        }
        places += named;
    }
    let total = exact.saturating_mul(places.max(1));
    if total > MOST { (count, place) } else { (Count::exact(total), (sheet.place(each).0, place.1)) }
}

/// A number in a clause or bracket of its own: 息肉,共2枚; 静脉曲张(1条).
fn apart(sheet: &Sheet, clause: Clause, number: usize, item: usize) -> Found {
    if clause.ended != Kind::Comma || clause.last - item > 3 {
        return None;
    }
    if (item + 1..clause.last).any(|at| !matches!(sheet.kind(at), Kind::Weak | Kind::Part | Kind::Mod)) {
        return None;
    }
    let next = sheet.clauses.get(number + 1)?;
    if next.last - next.first > 3 || next.end - next.start > 8 {
        return None;
    }
    // 子宫肌瘤,多发,较大者3cm.
    if let (Kind::Many, place) = (sheet.kind(next.first), sheet.place(next.first))
        && place == (next.start, next.end)
    {
        return Some((Count::many(2, None), place));
    }
    // 取材2块 counts something else.
    let lead = next.first..next.last;
    let begin =
        lead.clone().find(|at| matches!(sheet.kind(*at), Kind::Pieces(_))).map(|at| sheet.place(at).0)?;
    if !sheet.norm.slice(next.start, begin).iter().all(|c| "共约计为有数目合大其 ".contains(*c)) {
        return None;
    }
    let mut found = None;
    for at in lead {
        match sheet.kind(at) {
            Kind::Pieces(pieces) if found.is_none() => {
                found = Some((sheet.quantities.count(pieces)?, sheet.place(at)));
            }
            Kind::Measuring | Kind::That => {}
            _ => return None,
        }
    }
    found
}

/// The number after the mention: 结节3枚, 结节,共3枚.
fn after(sheet: &Sheet, clause: Clause, item: usize) -> Found {
    for at in item + 1..clause.last.min(item + 4) {
        match sheet.kind(at) {
            Kind::Pieces(pieces) if sheet.gap(at - 1, at) <= 2 => {
                return Some((sheet.quantities.count(pieces)?, sheet.place(at)));
            }
            Kind::Many if sheet.gap(at - 1, at) == 0 && at + 1 == clause.last => {
                return Some((Count::many(2, None), sheet.place(at)));
            }
            Kind::Measuring | Kind::Weak | Kind::Part => {}
            _ => return None,
        }
    }
    None
}
