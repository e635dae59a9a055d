//! What the nodule looks like and what it is taken for.

use workbench_core::{Span, State};

use super::super::evidence::{Candidate, HEDGED, INFERRED, INHERITED};
use super::nodule::Part;
use super::stated;
use crate::findings::{Certainty, Change, Finding};

/// Words of density; the first that stands in the description decides.
const DENSITY: [(&str, &str); 20] = [
    ("混合磨玻璃", "部分实性"),
    ("混合性磨玻璃", "部分实性"),
    ("磨玻璃混合", "部分实性"),
    ("混杂磨玻璃", "部分实性"),
    ("部分实性", "部分实性"),
    ("亚实性", "部分实性"),
    ("半实性", "部分实性"),
    ("mggn", "部分实性"),
    ("part-solid", "部分实性"),
    ("纯磨玻璃", "磨玻璃"),
    ("磨玻璃", "磨玻璃"),
    ("毛玻璃", "磨玻璃"),
    ("ggn", "磨玻璃"),
    ("ggo", "磨玻璃"),
    ("ground-glass", "磨玻璃"),
    ("ground glass", "磨玻璃"),
    ("钙化结节", "钙化"),
    ("实性", "实性"),
    ("软组织密度", "实性"),
    ("solid", "实性"),
];

/// Density of the main nodule.
pub(super) fn density(part: &Part) -> Option<Candidate> {
    let main = part.main()?;
    density_of(part, main).or_else(|| {
        let other = part.present().into_iter().find_map(|nodule| density_of(part, nodule))?;
        Some(other.less(INFERRED))
    })
}

fn density_of(part: &Part, main: &Finding) -> Option<Candidate> {
    let extent = part.extent(main);
    let words = part.words(extent.start, extent.end);
    for (word, value) in DENSITY {
        let Some(at) = find(&words, word, |before, after| {
            word != "实性"
                || !before.ends_with(['非', '囊', '亚', '分'])
                    && !after.starts_with("成分")
                    && !after.starts_with("部分")
        }) else {
            continue;
        };
        // Ground glass with a solid part is part-solid.
        let value = if value == "磨玻璃"
            && (words.contains("实性成分") || words.contains("实性部分"))
            && !words.contains("未见实性")
            && !words.contains("无实性")
        {
            "部分实性"
        } else {
            value
        };
        let start = extent.start + at;
        let mut out = Candidate::new(value, stated(main.uncertain))
            .with(Span::new(start, start + word.chars().count()), "value");
        if start > main.end + 12 {
            out.penalty += INHERITED;
        }
        if main.uncertain {
            out.penalty += HEDGED;
        }
        return Some(out);
    }
    None
}

/// The place of a word in a text, in code points, where `fits` its neighbours.
fn find(text: &str, word: &str, fits: impl Fn(&str, &str) -> bool) -> Option<usize> {
    let mut from = 0;
    while let Some(step) = text.get(from..)?.find(word) {
        let at = from + step;
        let end = at + word.len();
        if fits(text.get(..at)?, text.get(end..)?) {
            return Some(text.get(..at)?.chars().count());
        }
        from = end;
    }
    None
}

/// Margin words that are findings of their own, with what they mean.
const SPIKES: [(&str, &str); 3] = [("分叶", "分叶"), ("毛刺", "毛刺"), ("棘突", "棘突")];
/// Margin words that follow 边缘 or 边界.
const EDGES: [(&str, &str); 12] = [
    ("光滑", "光滑"),
    ("光整", "光滑"),
    ("光洁", "光滑"),
    ("锐利", "光滑"),
    ("模糊", "模糊"),
    ("欠清", "模糊"),
    ("不清", "模糊"),
    ("毛糙", "模糊"),
    ("smooth", "光滑"),
    ("ill-defined", "模糊"),
    ("spiculat", "毛刺"),
    ("lobulat", "分叶"),
];

/// Margin of the nodules.
pub(super) fn margin(part: &Part) -> Option<Candidate> {
    let mut found: Vec<&str> = Vec::new();
    let mut absent = Candidate::new(serde_json::Value::Array(Vec::new()), State::Negated);
    let mut out = Candidate::new(serde_json::Value::Null, State::Asserted);
    for nodule in part.present() {
        let extent = part.extent(nodule);
        for finding in part.within(extent) {
            let Some((_, value)) = SPIKES.iter().find(|(word, _)| finding.term.contains(word)) else {
                continue;
            };
            let into = if finding.negated { &mut absent } else { &mut out };
            into.spans.push((finding.span(), "value"));
            into.spans.extend(finding.cues.iter().map(|cue| (*cue, "cue")));
            if !finding.negated {
                found.push(value);
            }
        }
        let words = part.words(extent.start, extent.end);
        // 棘突 is also a part of the spine, so that it is no finding by itself.
        let spine = |before: &str, _: &str| {
            let clause = before.rsplit(['，', ',', '。', '；']).next().unwrap_or("");
            !["未见", "无", "椎"].iter().any(|word| clause.contains(word))
        };
        if let Some(at) = find(&words, "棘突", spine) {
            found.push("棘突");
            out.spans.push((Span::new(extent.start + at, extent.start + at + 2), "value"));
        }
        for (word, value) in EDGES {
            let edge = |before: &str, _: &str| {
                let clause = before.rsplit(['，', ',', '。', '；']).next().unwrap_or("");
                word.is_ascii()
                    || !clause.ends_with(['不', '欠', '无'])
                        && ["边缘", "边界", "轮廓", "界"].iter().any(|head| clause.contains(head))
            };
            if let Some(at) = find(&words, word, edge) {
                found.push(value);
                let start = extent.start + at;
                out.spans.push((Span::new(start, start + word.chars().count()), "value"));
            }
        }
    }
    if found.is_empty() {
        return (!absent.spans.is_empty()).then_some(absent);
    }
    let values: Vec<&str> =
        ["光滑", "分叶", "毛刺", "棘突", "模糊"].into_iter().filter(|value| found.contains(value)).collect();
    out.value = values.into();
    Some(out)
}

/// Whether a nodule holds calcium.
pub(super) fn calcified(part: &Part) -> Option<Candidate> {
    let mut absent = None;
    for nodule in part.present() {
        if nodule.term.contains("钙化") || nodule.term.to_lowercase().contains("calcified") {
            return Some(Candidate::new(true, stated(nodule.uncertain)).with(nodule.span(), "value"));
        }
        let extent = part.extent(nodule);
        for finding in part.within(extent) {
            let inside = nodule.end <= finding.start && finding.start < extent.end;
            let calcium = finding.term.contains("钙化") || finding.term.to_lowercase().contains("calcif");
            let elsewhere = finding.location.as_ref().is_some_and(|place| {
                place.start >= nodule.end
                    && ["动脉", "冠", "淋巴", "胸膜", "瓣", "气管", "肝", "甲状腺"]
                        .iter()
                        .any(|word| place.text.contains(word))
            });
            if !inside || !calcium || elsewhere {
                continue;
            }
            let candidate = Candidate {
                spans: finding.cues.iter().map(|cue| (*cue, "cue")).collect(),
                ..Candidate::new(
                    !finding.negated,
                    if finding.negated { State::Negated } else { stated(finding.uncertain) },
                )
            }
            .with(finding.span(), "value");
            if !finding.negated {
                return Some(candidate);
            }
            absent = absent.or(Some(candidate));
        }
    }
    absent
}

/// Change against the earlier exam: that of the main nodule, else of any.
pub(super) fn change(part: &Part) -> Option<Candidate> {
    let main = part.main();
    let changed = main.filter(|finding| finding.change.is_some()).or_else(|| {
        part.nodules().find(|finding| finding.change.is_some() && (!finding.negated || finding.resolved()))
    })?;
    let value = match changed.change? {
        Change::New => "新发",
        Change::Increased => "增大",
        Change::Stable => "稳定",
        Change::Decreased => "缩小",
        Change::Resolved => "消失",
    };
    let mut out = Candidate::new(value, stated(false)).with(changed.span(), "value");
    if let Some(span) = changed.change_span {
        out.spans.push((span, "cue"));
    }
    Some(out)
}

const MALIGNANT: [&str; 13] = [
    "癌",
    "恶性",
    "转移",
    "mt",
    "ca",
    "肉瘤",
    "淋巴瘤",
    "malignan",
    "cancer",
    "carcinoma",
    "metasta",
    "neoplas",
    "肿瘤",
];
const BENIGN: [&str; 14] = [
    "良性",
    "炎",
    "肉芽肿",
    "结核",
    "错构",
    "增殖灶",
    "纤维灶",
    "陈旧",
    "机化",
    "感染",
    "血管瘤",
    "benign",
    "granuloma",
    "hamartoma",
];

/// What the nodule is taken for, on a scale from benign to malignant.
pub(super) fn suspicion(part: &Part) -> Option<Candidate> {
    let nodule = part.main().or_else(|| part.nodules().next());
    let mut best: Option<(u8, Candidate)> = None;
    for finding in &part.findings {
        let term = finding.term.to_lowercase();
        let malignant = MALIGNANT.iter().any(|word| term.contains(word)) && !term.contains("良性");
        let benign = BENIGN.iter().any(|word| term.contains(word));
        let here =
            part.nodule_before(finding.start).is_some_and(|nodule| finding.start < part.sentence(nodule).end)
                || term.contains("肺癌");
        if finding.negated
            || finding.temporality == crate::Temporality::Historical
            || finding.experiencer == crate::Experiencer::Family
            || !here
            || !(malignant || benign)
        {
            continue;
        }
        let (value, rank) = match (malignant, finding.certainty) {
            (true, Certainty::Definite) => ("恶性", 5),
            (true, Certainty::Probable) => ("倾向恶性", 4),
            (true, Certainty::Possible) if excluded(part, finding) => ("不确定", 3),
            (true, Certainty::Possible) => ("倾向恶性", 4),
            (false, Certainty::Definite) => ("良性", 1),
            (false, _) => ("倾向良性", 2),
        };
        let mut candidate = Candidate::new(value, stated(finding.uncertain)).with(finding.span(), "value");
        candidate.spans.extend(finding.cues.iter().map(|cue| (*cue, "cue")));
        if finding.uncertain {
            candidate.penalty += HEDGED;
        }
        if best.as_ref().is_none_or(|(known, _)| rank > *known) {
            best = Some((rank, candidate));
        }
    }
    let best = best.map(|(_, candidate)| candidate);
    best.or_else(|| undecided(part, nodule?))
}

/// 不除外, 待排 and 除外 leave the question open; 可能 leans.
fn excluded(part: &Part, finding: &Finding) -> bool {
    finding.cues.iter().any(|cue| {
        let words = part.words(cue.start, cue.end);
        ["除外", "排", "?", "？", "exclu", "rule", "鉴别"].iter().any(|word| words.contains(word))
    })
}

/// 性质待定.
fn undecided(part: &Part, nodule: &Finding) -> Option<Candidate> {
    let extent = part.extent(nodule);
    let words = part.words(extent.start, extent.end);
    ["性质待定", "性质待查", "良恶性待定", "性质不明", "性质不确定", "定性困难", "良恶性难"].iter().find_map(
        |word| {
            let at = find(&words, word, |_, _| true)?;
            let start = extent.start + at;
            Some(
                Candidate::new("不确定", State::Uncertain)
                    .with(Span::new(start, start + word.chars().count()), "value")
                    .less(INFERRED),
            )
        },
    )
}
