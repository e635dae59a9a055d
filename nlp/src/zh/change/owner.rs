//! Which mentions a change is of.

use super::super::place;
use super::super::sheet::{Clause, Head, Mention, Sheet};
use super::{NEAR, REACH, placed};
use crate::findings::{Certainty, Change, FindingKind, Temporality};
use crate::lexicon::Kind;
use crate::text::is_han;

/// Characters before a change in which 以上 or 所见 may stand.
const LEAD: usize = 24;
/// Sentences that 以上 goes back.
const SENTENCES: usize = 6;

/// The mentions a change is of.
pub(super) fn changed(
    sheet: &Sheet,
    clause: Clause,
    number: usize,
    item: usize,
    change: Change,
) -> Vec<usize> {
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
    if let Some(sentences) = sums_up(sheet, clause, item) {
        return everything(sheet, number, sentences);
    }
    let own = chain_before(sheet, clause.first, item);
    if !own.is_empty() {
        return own;
    }
    // 乳后间隙消失: a structure that is no longer seen is no lesion that has gone.
    if change == Change::Resolved && (placed(sheet, clause, item) || unnamed(sheet, clause, item)) {
        return Vec::new();
    }
    let taken_up = (clause.first..item)
        .rev()
        .take(NEAR)
        .any(|at| sheet.kind(at) == Kind::That && sheet.norm.at(sheet.place(at).0) == '病');
    let against = |at: usize| {
        let (start, end) = sheet.place(at);
        sheet.kind(at) == Kind::Versus
            && sheet.norm.slice(start, end).iter().any(|c| matches!(c, '比' | '与'))
    };
    let whole = (clause.first..item).rev().take(REACH * 3).any(against)
        || sheet.back(number, 2).nth(1).is_some_and(|(_, before)| only_compares(sheet, before, against));
    let (start, end) = sheet.place(item);
    let sized = matches!(
        sheet.norm.slice(start, end),
        [.., '缩' | '减' | '变', '小'] | [.., '增' | '变', '大'] | [.., '增', '多'] | [.., '减', '少']
    );
    let (mut hedged, mut inner) = (Vec::new(), Vec::new());
    let mut all = Vec::new();
    for (_, before) in sheet.back(number, REACH).skip(1) {
        let found: Vec<usize> = if whole {
            (before.first..before.last).take(200).filter_map(|at| sheet.mention_at(at)).collect()
        } else {
            chain_before(sheet, before.first, before.last)
        };
        let is = |wanted: &dyn Fn(&Mention) -> bool| {
            found.iter().copied().filter(|at| sheet.mentions.get(*at).is_some_and(wanted)).collect::<Vec<_>>()
        };
        let mut lesions = is(&|mention| {
            mention.is_lesion()
                && mention.certainty == Certainty::Definite
                && (mention.head != Head::Sign || named_beside(sheet, mention))
                && mention.kind != FindingKind::Diagnosis
                && !some_of(sheet, mention)
                && !(sized && narrow(sheet, mention))
        });
        if whole || !lesions.is_empty() || all.is_empty() && hedged.is_empty() {
            // 纵隔淋巴结转移,较前减小; 肺癌并肺不张,较前增大: a diagnosis stated as a fact.
            lesions.extend(is(&|mention| {
                mention.kind == FindingKind::Diagnosis
                    && mention.is_lesion()
                    && mention.certainty == Certainty::Definite
                    && mention.temporality == Temporality::Current
                    && mention.location.is_some()
                    && !mention.inherited
                    && !treated(sheet, mention)
            }));
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
            hedged = is(&|mention| mention.is_lesion() && mention.temporality == Temporality::Current);
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

/// 内部层次消失: words that no table knows name what is gone.
fn unnamed(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    let from = item.checked_sub(1).filter(|at| *at >= clause.first);
    let start = from.map_or(clause.start, |at| sheet.place(at).1.max(clause.start));
    let words = sheet.norm.slice(start, sheet.place(item).0);
    let adverb = |word: &[char]| {
        matches!(
            word,
            [.., '基', '本'] | [.., '完', '全'] | [.., '几', '乎'] | [.., '大', '部'] | [.., '部', '分']
        ) || matches!(word, [.., '明', '显'] | [.., '已' | '现' | '均' | '渐' | '目' | '后' | '前'])
    };
    words.len() >= 2 && words.iter().all(|c| is_han(*c)) && !adverb(words)
}

/// 对比2012-06-04片, before what has changed: a clause that does nothing else.
fn only_compares(sheet: &Sheet, clause: Clause, against: impl Fn(usize) -> bool) -> bool {
    clause.ended == Kind::Comma
        && clause.last - clause.first <= NEAR
        && (clause.first..clause.last).any(against)
        && (clause.first..clause.last)
            .all(|at| matches!(sheet.kind(at), Kind::Versus | Kind::Date(_) | Kind::Skip | Kind::Prior))
}

/// Whether the clause says the change of all that was named: 所见较前变化不大 of the
/// sentence, 以上较前相仿 of the sentences before as well. Gives the sentences to go back.
fn sums_up(sheet: &Sheet, clause: Clause, item: usize) -> Option<usize> {
    // Not over a finding: 右肺所见结节较前相仿.
    let mut begin = clause.start.max(sheet.place(item).0.saturating_sub(LEAD));
    if let Some(last) = (clause.first..item).rev().take(NEAR).find(|at| sheet.mention_at(*at).is_some()) {
        begin = begin.max(sheet.place(last).1);
    }
    let lead = sheet.norm.slice(begin, sheet.place(item).0);
    let says = |word: [char; 2]| lead.windows(2).any(|pair| pair == word);
    if says(['以', '上']) || says(['上', '述']) {
        Some(SENTENCES)
    } else if says(['所', '见']) && !lead.contains(&'余') || all_of(sheet, clause, item) {
        Some(0)
    } else {
        None
    }
}

/// 肝转移瘤,腹膜后肿大淋巴结,均较前增大: a clause that only says it of all.
fn all_of(sheet: &Sheet, clause: Clause, item: usize) -> bool {
    sheet.norm.at(clause.start) == '均'
        && (clause.first..item)
            .rev()
            .take(NEAR)
            .all(|at| matches!(sheet.kind(at), Kind::Measuring | Kind::Versus | Kind::Skip | Kind::Date(_)))
}

/// The lesions named in the sentence and in `sentences` before it.
fn everything(sheet: &Sheet, number: usize, sentences: usize) -> Vec<usize> {
    let Some(last) = sheet.clauses.get(number).map(|clause| clause.sentence) else { return Vec::new() };
    let mut out = Vec::new();
    for clause in sheet.clauses.get(..number).unwrap_or(&[]).iter().rev().take(REACH * 4) {
        if clause.sentence + sentences < last {
            break;
        }
        for at in (clause.first..clause.last).take(200) {
            let followed = sheet.mention_at(at).filter(|at| {
                sheet.mentions.get(*at).is_some_and(|mention| {
                    mention.is_lesion()
                        && mention.certainty == Certainty::Definite
                        && mention.temporality == Temporality::Current
                        && mention.change.is_none()
                })
            });
            out.extend(followed);
        }
    }
    out
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

/// 部分淋巴结与食管分界不清,较前增大: some of those named before are not what is followed.
fn some_of(sheet: &Sheet, mention: &Mention) -> bool {
    mention.item.checked_sub(1).is_some_and(|before| sheet.kind(before) == Kind::Subset)
        || place::neighbour(sheet, mention)
}

/// 右肺癌化疗后,与前片对比:…: the disease a report is about is no lesion that is followed.
fn treated(sheet: &Sheet, mention: &Mention) -> bool {
    let end = sheet.clauses.get(mention.clause).map_or(mention.end, |clause| clause.end);
    let after = sheet.clauses.get(mention.clause + 1);
    after.is_some_and(|after| after.ended == Kind::Colon)
        && sheet.norm.slice(mention.end, end).windows(2).any(|pair| matches!(pair, ['疗' | '术', '后']))
}

/// 管腔狭窄,较前缩小: a narrowing or an adhesion does not shrink, the lesion does.
fn narrow(sheet: &Sheet, mention: &Mention) -> bool {
    let words = sheet.norm.slice(mention.start, mention.end);
    ["狭窄", "变窄", "包绕", "挤压", "累及", "受压", "截断", "粘连", "侵犯", "受侵", "压迫", "推移", "牵拉"]
        .iter()
        .any(|word| words.len() >= 2 && sheet.norm.starts_with(mention.end - 2, word))
}

/// 结节及钙化: a sign that is listed with the lesion is followed like it.
fn named_beside(sheet: &Sheet, sign: &Mention) -> bool {
    let Some(joint) = sign.item.checked_sub(1).filter(|at| *at > 0) else { return false };
    let listed = match sheet.kind(joint) {
        Kind::Pause => true,
        Kind::And => sheet.norm.at(sheet.place(joint).0) != '伴',
        _ => false,
    };
    let lesion = sheet.mention_at(joint - 1).and_then(|at| sheet.mentions.get(at));
    listed && lesion.is_some_and(|one| one.head == Head::Lesion && one.kind == FindingKind::Finding)
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
    let opens = |clause: &Clause| {
        matches!(sheet.kind(clause.first), Kind::That | Kind::Part)
            && sheet.place(clause.first).0 == clause.start
    };
    // 内密度不均,见钙化灶.
    let inside = first == Kind::Seen
        && sheet.place(clause.first).0 == clause.start
        && sheet
            .clauses
            .get(mention.clause.wrapping_sub(1))
            .is_some_and(|before| opens(before) && sheet.norm.at(before.start) == '内');
    goes_on && clause.first < mention.item && (landmark || opens(clause) || inside)
}

/// The last mention in a stretch and those listed with it; attributes are passed over.
/// What a lesion is taken for is passed over too when the lesion is named in the stretch.
fn chain_before(sheet: &Sheet, first: usize, end: usize) -> Vec<usize> {
    let sure = |mention: &Mention| mention.certainty == Certainty::Definite;
    // 病灶累及肋骨较前增大: the lesion, not what it does.
    let thing = |mention: &Mention| {
        let next = sheet.kind(mention.item + 1);
        !(place::takes_object(&sheet.norm, mention)
            && matches!(next, Kind::Organ | Kind::Solo | Kind::Side(_)))
    };
    let chain = chain_of(sheet, first, end, |mention| sure(mention) && thing(mention));
    if !chain.is_empty() {
        return chain;
    }
    let chain = chain_of(sheet, first, end, sure);
    if chain.is_empty() { chain_of(sheet, first, end, |_| true) } else { chain }
}

fn chain_of(sheet: &Sheet, first: usize, end: usize, wanted: impl Fn(&Mention) -> bool) -> Vec<usize> {
    let mut out = Vec::new();
    let mut linked = true;
    for at in (first..end).rev().take(30) {
        match sheet.kind(at) {
            Kind::Mention(mention) => {
                let lesion = sheet.mentions.get(mention as usize).is_some_and(|mention| {
                    // 边缘呈结节强化 describes what was named before.
                    let like = mention.head == Head::Lesion && sheet.norm.before(mention.start) == '呈';
                    mention.is_lesion() && wanted(mention) && !like
                });
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
