//! Words that no dictionary knows, read as findings where the sentence leaves no other reading:
//! an item of a list that is denied (无头晕、眼花), what stands between two cues of doubt (考虑腺体重叠可能).

use super::sheet::{Head, Mention, Place, Sheet};
use crate::findings::FindingKind;
use crate::lexicon::Kind;
use crate::text::{Norm, is_han};
use crate::token::Token;

/// Items a list may have.
const REACH: usize = 40;
/// Characters of an unknown name.
const LONGEST: usize = 8;
/// The same in a list, where names are short.
const LISTED: usize = 6;

/// Adjectives before an unknown name that are no part of it.
const DEGREES: [&str; 14] = [
    "明显",
    "明确",
    "确切",
    "显著",
    "特殊",
    "任何",
    "可疑",
    "进行性",
    "持续性",
    "阵发性",
    "反复",
    "其他",
    "其它",
    "新发",
];
/// What is said after 无 and names nothing that is wrong.
const NOT_NAMES: [&str; 44] = [
    "缓解", "诱因", "禁忌", "相关", "具体", "继续", "进行", "治疗", "手术", "化疗", "放疗", "检查", "报告",
    "服用", "自行", "正规", "影响", "变化", "改变", "增减", "增加", "关系", "分界", "特殊", "正常", "规律",
    "节律", "时间", "方式", "患者", "异常", "缓慢", "原因", "明显", "不", "未", "可", "行", "予", "我院",
    "生理", "家属", "接触", "联系",
];
/// Endings of what a patient complains of or an exam finds.
const ENDINGS: [&str; 53] = [
    "排出", "外溢", "外渗", "渗漏", "脱出", "沉积", "苍白", "丧失", "障碍", "不清", "困难", "不畅", "不稳",
    "不利", "受限", "模糊", "下降", "减退", "缺失", "缺损", "破裂", "断裂", "坏死", "畸形", "变性", "萎缩",
    "损伤", "侵犯", "形成", "分离", "痛", "感", "麻", "痒", "颤", "汗", "渴", "瘫", "晕", "血", "吐", "肿",
    "胀", "涕", "聋", "哑", "喘", "咳", "疮", "疹", "斑", "征", "栓",
];

/// Adds the mentions that cues leave no other reading for.
pub(super) fn add(sheet: &mut Sheet) {
    let mut found = Vec::new();
    for (at, item) in sheet.items.iter().enumerate() {
        match item.kind {
            Kind::Neg => denied(sheet, at, &mut found),
            Kind::Likely | Kind::Maybe => thought(sheet, at, &mut found),
            _ => {}
        }
    }
    if found.is_empty() {
        return;
    }
    found.sort_unstable();
    found.dedup();
    let mut items = Vec::with_capacity(sheet.items.len() + found.len());
    let mut added = found.into_iter().peekable();
    for item in std::mem::take(&mut sheet.items) {
        while let Some(((start, end), kind)) = added.next_if(|((start, _), _)| *start < item.start) {
            let number = sheet.mentions.len() as u32;
            let mention = Mention::new(start, end, kind.into(), Head::Other);
            sheet.mentions.push(Mention { open: true, ..mention });
            items.push(Token { start, end, kind: Kind::Mention(number) });
        }
        items.push(item);
    }
    for ((start, end), kind) in added {
        let number = sheet.mentions.len() as u32;
        let mention = Mention::new(start, end, kind.into(), Head::Other);
        sheet.mentions.push(Mention { open: true, ..mention });
        items.push(Token { start, end, kind: Kind::Mention(number) });
    }
    sheet.items = items;
    sheet.number();
}

/// What an unknown name is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Open {
    Finding,
    Diagnosis,
}

impl From<Open> for FindingKind {
    fn from(kind: Open) -> Self {
        match kind {
            Open::Finding => FindingKind::Finding,
            Open::Diagnosis => FindingKind::Diagnosis,
        }
    }
}

/// 无头晕、眼花,胸闷等不适: the unknown members of a list that names known ones, or one unknown
/// word that ends as complaints do.
fn denied(sheet: &Sheet, cue: usize, found: &mut Vec<(Place, Open)>) {
    let (mut open, mut known): (Vec<Place>, usize) = (Vec::new(), 0);
    let (mut members, mut from, mut covered) = (0, sheet.place(cue).1, false);
    for at in cue + 1..=cue + REACH {
        let (start, end) = match sheet.items.get(at) {
            Some(item) => (item.start, item.end),
            None => (sheet.norm.chars.len(), sheet.norm.chars.len()),
        };
        let kind = sheet.kind(at);
        match kind {
            Kind::Pause | Kind::And | Kind::Comma | Kind::Stop | Kind::Ask | Kind::Open | Kind::Close => {
                if !covered && let Some(place) = name(&sheet.norm, from, start, LISTED) {
                    open.push(place);
                }
                (members, from, covered) = (members + 1, end, false);
                if !matches!(kind, Kind::Pause | Kind::And) {
                    break;
                }
            }
            Kind::Mention(_) => {
                known += 1;
                covered = true;
            }
            // 等不适, 等症状.
            Kind::Skip | Kind::Vital if sheet.norm.before(start) == '等' => {
                if !covered && let Some(place) = name(&sheet.norm, from, start, LISTED) {
                    open.push(place);
                }
                (members, covered) = (members + 1, true);
            }
            Kind::Organ | Kind::Solo | Kind::Side(_) | Kind::Part | Kind::Mod | Kind::Weak | Kind::Skip => {
                covered = true;
            }
            _ => return,
        }
    }
    if known == 0 && members == 1 {
        open.retain(|(start, end)| {
            let word = sheet.norm.part(*start, *end);
            ENDINGS.iter().any(|ending| word.ends_with(ending))
        });
    } else if known == 0 {
        return;
    }
    found.extend(open.into_iter().map(|place| (place, Open::Finding)));
}

/// 考虑腺体重叠可能, 可疑淀粉样物沉积可能: what stands alone between two cues of doubt.
fn thought(sheet: &Sheet, cue: usize, found: &mut Vec<(Place, Open)>) {
    let Some(next) = sheet.items.get(cue + 1) else { return };
    if !matches!(next.kind, Kind::MaybeAfter | Kind::LikelyAfter) {
        return;
    }
    let (start, end) = (sheet.place(cue).1, next.start);
    if let Some(place) = name(&sheet.norm, start, end, LONGEST)
        && sheet.norm.before(place.1) != '性'
    {
        found.push((place, Open::Diagnosis));
    }
}

/// The name between two places: Han characters alone, without adjectives of degree and 等.
fn name(norm: &Norm, mut start: usize, mut end: usize, most: usize) -> Option<Place> {
    while start < end && norm.at(start) == ' ' {
        start += 1;
    }
    while let Some(word) = DEGREES.iter().find(|word| norm.starts_with(start, word)) {
        start += word.chars().count();
    }
    if let Some(and_so_on) = (start..end).find(|at| norm.at(*at) == '等') {
        end = and_so_on;
    }
    let length = end.checked_sub(start)?;
    let han = norm.slice(start, end).iter().all(|c| is_han(*c));
    let word = norm.part(start, end);
    let names = (2..=most).contains(&length)
        && han
        && !NOT_NAMES.iter().any(|no| word.starts_with(no) || word.ends_with(no) && no.chars().count() > 1);
    names.then_some((start, end))
}
