//! The past, relatives, and what is only supposed.

use super::sheet::{Clause, Sheet};
use crate::findings::{Experiencer, FindingKind, Temporality};
use crate::lexicon::Kind;

/// Characters between a cancer and its 术后 at most.
const OPERATION: usize = 8;
/// The same when the words between name what was cut out.
const LONG_OPERATION: usize = 32;
/// Characters between the time of an operation and its 行 at most.
const WHEN: usize = 24;
/// Clauses before an operation that may say when and why.
const WHEN_CLAUSES: usize = 4;
/// Characters between 因 and the disease it names at most.
const LEAD: usize = 8;
/// Items a cue looks over at most.
const REACH: usize = 48;

/// Judges every mention.
pub(super) fn judge(sheet: &mut Sheet) {
    for number in 0..sheet.clauses.len() {
        let Some(clause) = sheet.clauses.get(number).copied() else { continue };
        for item in clause.first..clause.last {
            match sheet.kind(item) {
                Kind::Operated => operated(sheet, clause, item),
                Kind::Operation if done(sheet, clause, number, item) => {
                    operated(sheet, clause, item);
                    reason(sheet, number, item);
                }
                Kind::Past => past(sheet, clause, item),
                Kind::PastAfter => history(sheet, clause, item),
                Kind::Family => family(sheet, clause, item),
                Kind::If => supposed(sheet, clause, number, item),
                _ => {}
            }
        }
    }
}

/// 肺癌切除术后: the cancer is past, what follows is not.
fn operated(sheet: &mut Sheet, clause: Clause, cue: usize) {
    let mut start = sheet.place(cue).0;
    let (mut first, mut placed) = (true, false);
    for at in (clause.first..cue).rev().take(REACH) {
        match sheet.kind(at) {
            // 直肠癌、两侧乳腺癌术后: both have been operated on.
            Kind::Pause => first = true,
            Kind::And if sheet.norm.at(sheet.place(at).0) != '伴' => first = true,
            Kind::Side(_) | Kind::Organ | Kind::Solo => placed = true,
            _ => {}
        }
        if let Some(mention) = sheet.mention_at(at).and_then(|mention| sheet.mentions.get_mut(mention)) {
            // 乳癌根治性切除+一期乳房重建术后.
            let between = sheet.norm.slice(mention.end, start);
            let cut = between.windows(2).any(|pair| pair == ['切', '除']);
            let near = between.len() <= OPERATION || between.len() <= LONG_OPERATION && cut;
            // 脂肪肝右乳术后: what is no tumour was not operated on at the place named next.
            let name = sheet.norm.slice(mention.start, mention.end);
            let tumour = name.iter().any(|c| matches!(c, '癌' | '瘤' | 'a' | 't'));
            let strange = placed && !cut && !tumour;
            if !first || !near || mention.kind != FindingKind::Diagnosis || strange {
                return;
            }
            mention.temporality = Temporality::Historical;
            start = mention.start;
            first = false;
        }
    }
}

/// 2年前行胃癌根治术, “保乳术”后: an operation that is said to have been done.
fn done(sheet: &Sheet, clause: Clause, number: usize, cue: usize) -> bool {
    let (start, end) = sheet.place(cue);
    if sheet.norm.at(end) == '"' && sheet.norm.at(end + 1) == '后' {
        return true;
    }
    let words = sheet.norm.slice(clause.start, start);
    let planned = |c: &char| matches!(c, '拟' | '欲' | '议' | '备' | '未');
    let Some(went) =
        words.iter().rposition(|c| matches!(c, '行' | '予')).filter(|_| !words.iter().any(planned))
    else {
        return false;
    };
    let before = &words[went.saturating_sub(WHEN)..went];
    before.iter().any(|c| matches!(c, '前' | '曾' | '既' | '年' | '月' | '日'))
        || dated(sheet, clause.first, cue)
        // 1年前(2014-9-30)因“胃癌”行根治术: the time stands before the bracket.
        || sheet.back(number, WHEN_CLAUSES).skip(1).any(|(_, one)| {
            one.sentence == clause.sentence && dated(sheet, one.first, one.last)
        })
}

fn dated(sheet: &Sheet, first: usize, last: usize) -> bool {
    (first..last).rev().take(REACH).any(|at| matches!(sheet.kind(at), Kind::Date(_)))
}

/// 因“胃癌”行根治术, 诊为胃癌,行切除术: what was operated on and is past.
fn reason(sheet: &mut Sheet, number: usize, cue: usize) {
    let Some(sentence) = sheet.clauses.get(number).map(|clause| clause.sentence) else { return };
    let of = |one: &&(usize, Clause)| one.1.sentence == sentence;
    let clauses: Vec<Clause> =
        sheet.back(number, WHEN_CLAUSES).take_while(|one| of(&one)).map(|(_, clause)| clause).collect();
    for clause in clauses {
        for at in (clause.first..clause.last.min(cue)).rev().take(REACH) {
            let Some(mention) = sheet.mention_at(at).and_then(|at| sheet.mentions.get_mut(at)) else {
                continue;
            };
            let lead = sheet.norm.slice(mention.start.saturating_sub(LEAD).max(clause.start), mention.start);
            let named = lead.iter().any(|c| matches!(c, '因' | '诊' | '患'));
            let spread = sheet.norm.slice(mention.start, mention.end).ends_with(&['转', '移']);
            if named && !spread && mention.kind == FindingKind::Diagnosis && !mention.negated {
                mention.temporality = Temporality::Historical;
            }
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
    let after = sheet.norm.at(sheet.place(cue).1);
    let lasts = after.is_ascii_digit()
        || matches!(after, '半' | '数' | '一' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '十');
    for at in (clause.first..cue).rev().take(REACH) {
        if matches!(sheet.kind(at), Kind::Seen | Kind::Another)
            && sheet.norm.starts_with(sheet.place(at).0, "见")
        {
            return;
        }
        // 疼痛病史1月: since when the complaint lasts.
        set(sheet, at, |mention| {
            if !(lasts && mention.kind == FindingKind::Finding) {
                mention.temporality = Temporality::Historical;
            }
        });
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
fn supposed(sheet: &mut Sheet, clause: Clause, number: usize, cue: usize) {
    if sheet.place(cue).0.saturating_sub(clause.start) > 2 {
        return;
    }
    for at in cue + 1..clause.last.min(cue + REACH) {
        set(sheet, at, |mention| mention.hypothetical = true);
    }
    // 若出现咯血,警惕肺栓塞可能: what would follow is supposed too.
    let Some(next) = sheet.clauses.get(number + 1).copied() else { return };
    let warned = matches!(sheet.kind(next.first), Kind::Maybe | Kind::Likely | Kind::Advice);
    if warned && clause.ended == Kind::Comma {
        for at in next.first..next.last.min(next.first + REACH) {
            set(sheet, at, |mention| mention.hypothetical = true);
        }
    }
}

fn set(sheet: &mut Sheet, item: usize, change: impl FnOnce(&mut super::Mention)) {
    if let Some(mention) = sheet.mention_at(item).and_then(|mention| sheet.mentions.get_mut(mention)) {
        change(mention);
    }
}
