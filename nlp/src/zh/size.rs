//! Which measure belongs to which lesion, and what it measures.

use super::place;
use super::sheet::{Clause, Head, Sheet};
use crate::findings::{FindingKind, Size, SizeRole};
use crate::lexicon::Kind;

/// Items looked over at most.
const REACH: usize = 24;
/// Clauses looked back for the lesion.
const CLAUSES: usize = 10;

/// Gives every measure to its lesion.
pub(super) fn attach(sheet: &mut Sheet) {
    let mut given = Vec::new();
    let dated = dated(sheet);
    let earlier = |sentence: usize| dated.iter().any(|(known, earlier)| *known == sentence && *earlier);
    for (number, clause) in sheet.clauses.iter().enumerate() {
        for item in clause.first..clause.last {
            let Kind::Measure(measure) = sheet.kind(item) else { continue };
            let Some(measure) = sheet.quantities.measure(measure) else { continue };
            let Some(role) = role(sheet, *clause, number, item, measure.range, measure.percent) else {
                continue;
            };
            let touching =
                beside(sheet, *clause, item).filter(|at| measure.percent || led(sheet, *clause, item, *at));
            let Some(owner) = touching.or_else(|| owner(sheet, *clause, number, item)) else { continue };
            let lesion = matches!(role, SizeRole::Lesion | SizeRole::Max | SizeRole::Range);
            let role = if lesion && earlier(clause.sentence) { SizeRole::Prior } else { role };
            let span = sheet.norm.span(measure.start, measure.end);
            let mm = if measure.percent { Vec::new() } else { measure.values.clone() };
            given.push((
                owner,
                Size { text: sheet.norm.words(span), start: span.start, end: span.end, mm, role },
            ));
        }
    }
    for (owner, size) in given {
        if let Some(mention) = sheet.mentions.get_mut(owner) {
            mention.sizes.push(size);
        }
    }
}

/// Sentences that a date opens, and whether another is opened by a later one:
/// 2021-3-4 结节12mm；2022-3-4 结节8mm.
fn dated(sheet: &Sheet) -> Vec<(usize, bool)> {
    if sheet.quantities.dates.len() < 2 {
        return Vec::new();
    }
    let mut out: Vec<(usize, &str)> = Vec::new();
    for clause in &sheet.clauses {
        let date = match sheet.kind(clause.first) {
            Kind::Date(date)
                if clause.first < clause.last && sheet.place(clause.first).0 <= clause.start + 1 =>
            {
                sheet.quantities.dates.get(date as usize)
            }
            _ => None,
        };
        if let Some(date) =
            date.filter(|_| out.last().is_none_or(|(sentence, _)| *sentence != clause.sentence))
        {
            out.push((clause.sentence, &date.iso));
        }
    }
    let latest = out.iter().map(|(_, iso)| *iso).max().unwrap_or_default();
    out.iter().map(|(sentence, iso)| (*sentence, *iso < latest)).collect()
}

/// What is measured; `None` for a distance.
fn role(
    sheet: &Sheet,
    clause: Clause,
    number: usize,
    item: usize,
    range: bool,
    percent: bool,
) -> Option<SizeRole> {
    let mut role = SizeRole::Lesion;
    let (mut max, mut short, mut decided, mut passed) = (false, false, false, false);
    for at in (clause.first..item).rev().take(REACH) {
        match sheet.kind(at) {
            // 距肛缘20cm见0.3cm息肉: the distance has its own measure.
            Kind::Distance if passed => break,
            Kind::Distance => return None,
            Kind::Mention(mention) if of_lesion(sheet, mention as usize) => {
                if !decided && before_now(sheet, clause, number, at) {
                    role = SizeRole::Prior;
                }
                break;
            }
            Kind::Max => max = true,
            Kind::Short => short = true,
            Kind::Now => decided = true,
            Kind::Prior if !decided => {
                role = SizeRole::Prior;
                decided = true;
            }
            Kind::Shrink | Kind::Grow => decided = true,
            // 较前3.2cm×2.6cm增大: the measure of the exam before.
            Kind::Versus if !decided && sheet.norm.at(sheet.place(at).0) == '较' => {
                role = SizeRole::Prior;
                decided = true;
            }
            Kind::Thick if !decided => {
                role = SizeRole::Thickness;
                decided = true;
            }
            Kind::Depth if !decided => {
                role = SizeRole::Depth;
                decided = true;
            }
            Kind::Solid if !decided => {
                role = SizeRole::Solid;
                decided = true;
            }
            Kind::Measure(_) if !list_joint(sheet, at, item) => (decided, passed) = (true, true),
            _ => {}
        }
    }
    if changed_from(sheet, item) || of_earlier(sheet, clause, item) {
        role = SizeRole::Prior;
    }
    if percent {
        return Some(SizeRole::Pct);
    }
    if role != SizeRole::Lesion {
        return Some(role);
    }
    if range {
        return Some(SizeRole::Range);
    }
    max |= !decided && announced(sheet, number);
    Some(match (max, short) {
        (_, true) => SizeRole::MaxShort,
        (true, false) => SizeRole::Max,
        _ => SizeRole::Lesion,
    })
}

/// 上次检查右肺结节约6mm,本次约8mm: the exam before leads, this one follows with its own measure.
fn before_now(sheet: &Sheet, clause: Clause, number: usize, mention: usize) -> bool {
    let led = (clause.first..mention).rev().take(REACH).any(|at| {
        sheet.kind(at) == Kind::Prior
            && matches!(sheet.norm.at(sheet.place(at).0), '前' | '上' | '旧' | '此' | '原')
    });
    let Some(next) = sheet.clauses.get(number + 1).filter(|next| led && next.sentence == clause.sentence)
    else {
        return false;
    };
    sheet.kind(next.first) == Kind::Now
        && (next.first..next.last.min(next.first + 4)).any(|at| matches!(sheet.kind(at), Kind::Measure(_)))
}

/// 由15mm缩小至9mm: the first measure is of the earlier exam.
fn changed_from(sheet: &Sheet, item: usize) -> bool {
    let (start, end) = sheet.place(item);
    let before = sheet.norm.slice(start.saturating_sub(3), start);
    let after = sheet.norm.slice(end, end + 8);
    before.iter().any(|c| matches!(c, '由' | '从')) && after.iter().any(|c| matches!(c, '至' | '到' | '为'))
}

/// 与2021年10月8日CT(1.0cm×0.8cm)比较, 较前(1.0cm)增大: a bracket right behind the earlier exam.
fn of_earlier(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    let Some(open) = clause.start.checked_sub(1).filter(|at| sheet.norm.at(*at) == '(') else { return false };
    if item > clause.first + 2 {
        return false;
    }
    let exam = ["ct", "mr", "mri", "片", "超声", "检查", "前次", "上次", "较前"].iter().any(|word| {
        open.checked_sub(word.chars().count()).is_some_and(|at| sheet.norm.starts_with(at, word))
    });
    let before = sheet.norm.slice(open.saturating_sub(24), open);
    let words = before.rsplit(|c| matches!(c, ',' | '。' | ';')).next().unwrap_or_default();
    exam && words.iter().any(|c| matches!(c, '与' | '较' | '比'))
}

/// Whether two measures are members of one list.
fn list_joint(sheet: &Sheet, left: usize, right: usize) -> bool {
    (left + 1..right)
        .all(|at| matches!(sheet.kind(at), Kind::Pause | Kind::And | Kind::Reference | Kind::Measure(_)))
}

/// Whether 较大者 stands in the clause before and waits for its measure.
fn announced(sheet: &Sheet, number: usize) -> bool {
    let Some((_, before)) = sheet.back(number, 2).nth(1) else { return false };
    (before.first..before.last).rev().take(REACH).find_map(|at| match sheet.kind(at) {
        Kind::Max => Some(true),
        Kind::Measure(_) | Kind::Mention(_) => Some(false),
        _ => None,
    }) == Some(true)
}

/// The lesion a measure is of.
fn owner(sheet: &Sheet, clause: Clause, number: usize, item: usize) -> Option<usize> {
    if let Some(ahead) = ahead(sheet, clause, item) {
        return Some(ahead);
    }
    for at in (clause.first..item).rev().take(REACH) {
        if let Some(mention) = sheet.mention_at(at)
            && of_lesion(sheet, mention)
        {
            return Some(mention);
        }
    }
    if of_organ(sheet, clause, item) {
        return listed(sheet, number);
    }
    let largest =
        (clause.first..item).rev().take(REACH).any(|at| matches!(sheet.kind(at), Kind::Max | Kind::Prior));
    let mut hedged = None;
    for (_, before) in sheet.back(number, CLAUSES).skip(1) {
        if landmarks(sheet, before) {
            continue;
        }
        for at in (before.first..before.last).rev().take(REACH * 2) {
            let Some(mention) = sheet.mention_at(at).filter(|mention| of_lesion(sheet, *mention)) else {
                continue;
            };
            if sheet.mentions.get(mention).is_some_and(|one| place::neighbour(sheet, one)) {
                continue;
            }
            // 部分体积增大,最大者约4cm: the largest of the lesions, not of what they have done.
            let state = sheet.mentions.get(mention).is_some_and(|one| one.head == Head::State);
            if largest && state {
                hedged = hedged.or(Some(mention));
                continue;
            }
            if definite(sheet, mention) && !is_sign(sheet, mention) && !describes(sheet, before, mention) {
                return Some(leader(sheet, before, mention));
            }
            hedged = hedged.or(Some(mention));
        }
        // The measures of an organ named in between are not the lesion's.
        let measured = (before.first..before.last).any(|at| matches!(sheet.kind(at), Kind::Measure(_)))
            && sheet.kind(before.first) != Kind::Distance;
        if measured && of_organ(sheet, before, before.last) {
            break;
        }
    }
    hedged
}

/// 低分化腺癌伴印戒细胞癌,大小2cm: the measure is of what the other goes with.
fn leader(sheet: &Sheet, clause: Clause, mention: usize) -> usize {
    let item = sheet.mentions.get(mention).map_or(0, |one| one.item);
    let with = item.checked_sub(1).filter(|at| {
        *at > clause.first
            && sheet.kind(*at) == Kind::And
            && matches!(sheet.norm.at(sheet.place(*at).0), '伴')
    });
    with.and_then(|at| sheet.mention_at(at - 1)).filter(|one| of_lesion(sheet, *one)).unwrap_or(mention)
}

/// 见3处病灶:S5约12mm,S8约15mm: the measures of a list that a colon opens.
fn listed(sheet: &Sheet, number: usize) -> Option<usize> {
    let (_, head) = sheet.back(number, CLAUSES).skip(1).find(|(_, before)| before.ended == Kind::Colon)?;
    let last = (head.first..head.last).rev().take(3).find_map(|at| sheet.mention_at(at))?;
    let counted = (head.first..head.last)
        .rev()
        .take(REACH)
        .any(|at| matches!(sheet.kind(at), Kind::Pieces(_) | Kind::Many));
    (counted && of_lesion(sheet, last)).then_some(last)
}

/// 其与右肺门淋巴结分界不清: the clause names neighbours of what is spoken of.
fn landmarks(sheet: &Sheet, clause: Clause) -> bool {
    sheet.kind(clause.first) == Kind::That && sheet.kind(clause.first + 1) == Kind::And
        || sheet.kind(clause.first) == Kind::And && sheet.norm.at(sheet.place(clause.first).0) == '与'
}

/// 70%狭窄, 70%的狭窄: a share right before its noun.
fn beside(sheet: &Sheet, clause: Clause, item: usize) -> Option<usize> {
    let next = item + 1 + usize::from(sheet.kind(item + 1) == Kind::De);
    let touches = next < clause.last && (item + 1..=next).all(|at| sheet.gap(at - 1, at) == 0);
    sheet.mention_at(next).filter(|mention| touches && of_lesion(sheet, *mention))
}

/// 左肺下叶1.2cm×0.9cm结节: only places stand before the measure of a lesion.
fn led(sheet: &Sheet, clause: Clause, item: usize, mention: usize) -> bool {
    let lesion = sheet
        .mentions
        .get(mention)
        .is_some_and(|one| one.head == Head::Lesion && one.kind == FindingKind::Finding);
    let places = (clause.first..item).all(|at| {
        matches!(sheet.kind(at), Kind::Organ | Kind::Solo | Kind::Part | Kind::Side(_) | Kind::Measuring)
    });
    lesion && places && clause.first < item
}

/// The noun that a measure in front of it describes: 见一约1.0cm的结节.
fn ahead(sheet: &Sheet, clause: Clause, item: usize) -> Option<usize> {
    let mut of = false;
    let seen = (clause.first..item).rev().take(REACH).find_map(|at| match sheet.kind(at) {
        Kind::Seen | Kind::Another | Kind::Each | Kind::Pieces(_) | Kind::Single | Kind::Many => Some(true),
        Kind::Mention(mention) if of_lesion(sheet, mention as usize) => Some(false),
        _ => None,
    });
    if seen == Some(false) {
        return None;
    }
    for at in item + 1..clause.last.min(item + REACH) {
        match sheet.kind(at) {
            Kind::De => of = true,
            Kind::Mention(mention) => {
                if !of_lesion(sheet, mention as usize) {
                    continue;
                }
                let near = sheet.gap(at - 1, at) <= 4;
                return (near && (of || seen == Some(true))).then_some(mention as usize);
            }
            Kind::Neg
            | Kind::Seen
            | Kind::Another
            | Kind::Likely
            | Kind::Versus
            | Kind::Prior
            | Kind::Now => return None,
            _ => {}
        }
    }
    None
}

fn of_lesion(sheet: &Sheet, mention: usize) -> bool {
    sheet.mentions.get(mention).is_some_and(|mention| {
        mention.kind != FindingKind::Attribute
            && !mention.negated
            && !uneven(sheet, mention.start, mention.end)
    })
}

/// 密度不均, 摄取增高: how a lesion looks has no measures.
fn uneven(sheet: &Sheet, start: usize, end: usize) -> bool {
    let words = sheet.norm.slice(start, end);
    let uptake = words.windows(2).any(|pair| matches!(pair, ['摄', '取'] | ['代', '谢']))
        && words.ends_with(&['增', '高']);
    uptake
        || words.ends_with(&['不', '均'])
        || words.ends_with(&['欠', '均'])
        || words.ends_with(&['均', '匀'])
}

/// 部分呈磨玻璃密度改变, 影突入腔内: what is said of the lesion named before.
fn describes(sheet: &Sheet, clause: Clause, mention: usize) -> bool {
    let Some(mention) = sheet.mentions.get(mention) else { return false };
    let like = sheet.norm.slice(mention.start.saturating_sub(3), mention.start).contains(&'呈');
    // 内见空洞,大小约5cm: of the lesion, unless the cavity is counted.
    let cavity = matches!(sheet.norm.slice(mention.start, mention.end), ['空', '洞' | '腔' | '泡', ..])
        && sheet.norm.slice(clause.start, clause.start + 3).iter().any(|c| matches!(c, '内' | '央' | '心'))
        && !(clause.first..mention.item).any(|at| matches!(sheet.kind(at), Kind::Pieces(_) | Kind::Single));
    let verb = matches!(sheet.norm.at(mention.start), '突' | '侵' | '累' | '伸' | '贴' | '达')
        && (mention.start == clause.start
            || (clause.first..mention.item).any(|at| sheet.mention_at(at).is_some()));
    like || verb || cavity
}

fn is_sign(sheet: &Sheet, mention: usize) -> bool {
    sheet.mentions.get(mention).is_some_and(|mention| mention.head == Head::Sign)
}

/// Whether the mention describes a lesion rather than what it is taken for.
fn definite(sheet: &Sheet, mention: usize) -> bool {
    sheet.mentions.get(mention).is_some_and(|mention| {
        let described =
            mention.kind != FindingKind::Diagnosis && mention.location.is_some() && !mention.inherited;
        mention.certainty == crate::Certainty::Definite || described
    })
}

/// Whether the measure stands right after an organ: 左肾95×40×41mm.
fn of_organ(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    let mut measured = false;
    for at in (clause.first..item).rev().take(REACH) {
        match sheet.kind(at) {
            // 位于上叶者约5mm: the one in the place, not the place.
            Kind::Organ | Kind::Solo | Kind::Part if sheet.norm.at(sheet.place(at).1) == '者' => {
                return false;
            }
            // 较大者位于左肺下叶1.2cm.
            Kind::Organ | Kind::Solo | Kind::Part => {
                let largest = (clause.first..at).rev().take(REACH).any(|at| sheet.kind(at) == Kind::Max);
                return !measured && !largest;
            }
            Kind::Side(_) => {}
            Kind::Max
            | Kind::That
            | Kind::Prior
            | Kind::Now
            | Kind::Mention(_)
            | Kind::Seen
            | Kind::Solid
            | Kind::Short => return false,
            Kind::Thick | Kind::Depth => measured = true,
            _ => {}
        }
    }
    false
}
