//! Change against an earlier exam.

mod owner;

use super::place;
use super::sheet::{Clause, Head, Sheet};
use crate::findings::{Change, FindingKind, SizeRole};
use crate::lexicon::Kind;

/// Clauses looked back for what has changed.
const REACH: usize = 12;
/// Items looked back inside a clause.
const NEAR: usize = 8;
/// Characters looked back for what a lesion is compared with.
const TISSUE: usize = 14;

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
                    if let Some(neg) = denied_growth(sheet, *clause, item) {
                        changed.push((neg, Kind::Skip));
                        changed.push((item, Kind::Same));
                    } else if let Some(neg) = negated {
                        if subject(sheet, *clause, neg) {
                            changed.push((neg, Kind::Skip));
                            changed.push((item, Kind::Same));
                        }
                    } else if compared(sheet, *clause, item)
                        || follows(sheet, item, changed.last())
                        || said_of_lesion(sheet, item)
                        || listed_compared(sheet, at, item)
                        || sheet.norm.starts_with(sheet.place(item).0.saturating_sub(2), "范围")
                    {
                        changed.push((item, Kind::Grow));
                    }
                }
                // 结节未见消失: it is still there.
                Kind::Gone => {
                    changed
                        .extend(negated.into_iter().flat_map(|neg| [(neg, Kind::Skip), (item, Kind::Skip)]));
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

/// 未见肺结节增大: the growth of a lesion is denied, not the lesion. Gives the denial.
fn denied_growth(sheet: &Sheet, clause: Clause, item: usize) -> Option<usize> {
    if !said_of_lesion(sheet, item) {
        return None;
    }
    let lesion = item.checked_sub(1)?;
    let neg = (clause.first..lesion).rev().take(NEAR).find(|at| {
        !matches!(
            sheet.kind(*at),
            Kind::Organ | Kind::Solo | Kind::Part | Kind::Side(_) | Kind::Mod | Kind::Prior
        )
    })?;
    (sheet.kind(neg) == Kind::Neg
        && !sheet.norm.slice(sheet.place(neg).0, sheet.place(item).0).contains(&'新'))
    .then_some(neg)
}

/// 病灶增大: of a lesion it can only be a change.
fn said_of_lesion(sheet: &Sheet, item: usize) -> bool {
    let Some(before) = item.checked_sub(1) else { return false };
    let word = sheet.norm.slice(sheet.place(item).0, sheet.place(item).1);
    let grown = word.ends_with(&['增', '大']) || matches!(word, [.., '缩', '小']);
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
    alone && before_bracket(sheet, clause).map(|at| sheet.kind(at)) == Some(Kind::Versus)
}

/// The last item before the mark that opens the clause, or before the bracket that ends there:
/// 较前(3.8cm)增大.
fn before_bracket(sheet: &Sheet, clause: Clause) -> Option<usize> {
    let mark = clause.first.checked_sub(1)?;
    let open = match sheet.norm.at(sheet.place(mark).0) {
        ')' => (0..mark).rev().take(NEAR).find(|at| sheet.norm.at(sheet.place(*at).0) == '(')?,
        _ => mark,
    };
    open.checked_sub(1)
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
            if change != Change::New && of_some(sheet, *clause, item) {
                continue;
            }
            for mention in owner::changed(sheet, *clause, number, item, change) {
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

/// 原约24mm,现29mm: two measures of one lesion say its change where no word does.
pub(super) fn measured(sheet: &mut Sheet) {
    for mention in sheet.mentions.iter_mut().filter(|mention| mention.change.is_none() && !mention.negated) {
        let longest = |prior: bool| {
            let of = |role: SizeRole| match prior {
                true => role == SizeRole::Prior,
                false => matches!(role, SizeRole::Lesion | SizeRole::Max | SizeRole::MaxShort),
            };
            let mm =
                mention.sizes.iter().filter(|size| of(size.role)).flat_map(|size| size.mm.iter().copied());
            mm.reduce(f64::max)
        };
        let (Some(before), Some(now)) = (longest(true), longest(false)) else { continue };
        mention.change = Some(match now.total_cmp(&before) {
            std::cmp::Ordering::Greater => Change::Increased,
            std::cmp::Ordering::Less => Change::Decreased,
            std::cmp::Ordering::Equal => Change::Stable,
        });
    }
}

/// 其中1枚增大, 余同前 say nothing of the lesions named before; 其中右肺结节增大 is of that one.
fn of_some(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    for at in (clause.first..item).rev().take(REACH * 3) {
        match sheet.kind(at) {
            Kind::Mention(mention)
                if sheet.mentions.get(mention as usize).is_some_and(|one| one.is_lesion()) =>
            {
                return false;
            }
            Kind::Subset => return true,
            Kind::But if sheet.norm.before(sheet.place(at).1) == '余' => return true,
            _ => {}
        }
    }
    false
}

/// 与肝实质信号相仿, 与肌肉密度相近: compared with a tissue, not with an earlier exam.
fn of_tissue(sheet: &Sheet, start: usize) -> bool {
    let before = sheet.norm.slice(start.saturating_sub(TISSUE), start);
    let Some(with) = before.iter().rposition(|c| matches!(c, '与' | '同' | '和')) else { return false };
    let tissue = before.get(with + 1..).unwrap_or(&[]);
    !tissue.is_empty()
        && !tissue.iter().any(|c| {
            c.is_ascii_digit()
                || matches!(c, '前' | '片' | '次' | '旧' | '日' | '原' | '较' | '比' | ',' | '。' | ';')
        })
}

fn change_of(sheet: &Sheet, clause: Clause, number: usize, item: usize) -> Option<Change> {
    let (start, end) = sheet.place(item);
    let change = match sheet.kind(item) {
        Kind::Same
            if sheet.norm.before(end) != '前'
                && sheet.norm.slice(start, end).contains(&'相')
                && of_tissue(sheet, start) =>
        {
            return None;
        }
        Kind::Same => return Some(Change::Stable),
        Kind::New => return Some(Change::New),
        Kind::Gone if !matches!(sheet.norm.before(start), '可' | '能' | '会') => {
            return Some(Change::Resolved);
        }
        Kind::Grow => Change::Increased,
        Kind::Shrink => Change::Decreased,
        _ => return None,
    };
    let (before, after) = (sheet.norm.before(start), sheet.norm.slice(end, end + 2));
    // 治疗后好转出院, 改善循环: of the patient, not of a lesion.
    let treated = after == ['出', '院'] || after == ['循', '环'] || after.first() == Some(&'供');
    if treated || sheet.norm.starts_with(start, "略小") && before == '积' {
        return None;
    }
    // 平卧时可消失: what may happen has not happened.
    if matches!(sheet.norm.before(start), '可' | '能' | '会' | '疗') || provoked(sheet, start) {
        return None;
    }
    let self_sufficient = ["较前", "略", "稍", "有所", "明显", "进展", "好转", "加重", "恶化"]
        .iter()
        .any(|word| sheet.norm.starts_with(start, word) && end - start >= 2)
        && !matches!(sheet.norm.slice(start, end), ['略' | '稍', '小'])
        || said_of_lesion(sheet, item);
    let known = self_sufficient
        || absorbed(sheet, clause, item)
        || leads_on(sheet, item)
        || compared_sentence(sheet, clause, number, item);
    known.then_some(change)
}

/// 活动后加重, 夜间加重: when a complaint is worse, not since when.
fn provoked(sheet: &Sheet, start: usize) -> bool {
    let lead = sheet.norm.slice(start.saturating_sub(4), start);
    let after = ["活动", "劳累", "运动", "行走", "进食", "餐", "饭", "咳嗽", "受凉", "便"];
    match lead.split_last() {
        Some(('时', _)) => true,
        Some(('间', [.., '夜' | '晨'])) => true,
        Some(('后', rest)) => after.iter().any(|word| {
            let length = word.chars().count();
            rest.len() >= length && sheet.norm.starts_with(start - 1 - length, word)
        }),
        _ => false,
    }
}

/// 胸腔积液吸收, 炎症消退: said of what comes and goes, it can only be a change.
fn absorbed(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    let (start, end) = sheet.place(item);
    let word = matches!(sheet.norm.slice(start, end), [.., '吸', '收'] | [.., '消', '退']);
    let lesion = item.checked_sub(1).filter(|at| *at >= clause.first && sheet.gap(*at, item) <= 2);
    let lesion = lesion.and_then(|at| sheet.mention_at(at)).and_then(|at| sheet.mentions.get(at));
    word && end == clause.end
        && lesion.is_some_and(|one| {
            let words = sheet.norm.slice(one.start, one.end);
            matches!(words, [.., '积', '液'] | [.., '胸' | '腹', '水'] | [.., '渗', '出'] | [.., '炎', '症'])
                || words.ends_with(&['炎'])
                || words.ends_with(&['影'])
                || words.ends_with(&['实', '变'])
        })
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
