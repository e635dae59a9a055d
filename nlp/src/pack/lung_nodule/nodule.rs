//! The nodules of a report, part by part.

use serde_json::json;
use workbench_core::{Span, State};

use super::super::evidence::{Candidate, INFERRED, INHERITED};
use super::stated;
use crate::engine::Engine;
use crate::findings::{Certainty, Change, Finding, FindingKind, Grade, Temporality};
use crate::section::{Section, SectionKind};

/// Words that name a nodule or a mass of the lung.
const NODULE: [&str; 14] = [
    "结节",
    "磨玻璃影",
    "磨玻璃灶",
    "磨玻璃密度影",
    "磨玻璃密度灶",
    "肿块",
    "团块",
    "ggn",
    "ggo",
    "nodule",
    "mass",
    "ground-glass opacity",
    "ground glass opacity",
    "转移瘤",
];
/// Words that only look like one.
const NOT: [&str; 3] = ["甲状腺", "masses or", "结节性"];
/// Organs whose nodules are not the lung's.
const ELSEWHERE: [&str; 36] = [
    "甲状腺",
    "肾上腺",
    "肝",
    "乳",
    "脾",
    "肾",
    "胰",
    "胆",
    "子宫",
    "卵巢",
    "前列腺",
    "皮肤",
    "皮下",
    "淋巴",
    "胸壁",
    "腹",
    "脑",
    "骨",
    "椎",
    "纵隔",
    "食管",
    "膀胱",
    "腮腺",
    "颈",
    "胃",
    "肠",
    "thyroid",
    "liver",
    "hepatic",
    "adrenal",
    "kidney",
    "renal",
    "breast",
    "spleen",
    "brain",
    "bone",
];

/// Characters around a nodule that may describe it.
const EXTENT: usize = 400;

/// Most nodule mentions read in one part; no report of a person has more.
const MOST: usize = 500;

/// A report read once.
pub(super) struct Reading<'a> {
    text: Vec<char>,
    findings: Vec<Finding>,
    grades: Vec<Grade>,
    sections: &'a [Section],
}

/// The findings of some of its sections.
pub(super) struct Part<'a> {
    text: &'a [char],
    pub findings: Vec<&'a Finding>,
    pub grades: Vec<&'a Grade>,
    /// Places of the nodules among the findings.
    nodules: Vec<usize>,
}

impl<'a> Reading<'a> {
    pub fn new(engine: &Engine, text: &str, sections: &'a [Section]) -> Self {
        let found = engine.detailed(text);
        Self { text: text.chars().collect(), findings: found.findings, grades: found.grades, sections }
    }

    pub fn part(&self, wanted: impl Fn(SectionKind) -> bool) -> Part<'_> {
        let inside = |offset: usize| {
            let kind = crate::section::at(self.sections, offset);
            wanted(kind) && !matches!(kind, SectionKind::Clinical | SectionKind::Technique)
        };
        let mut part = Part {
            text: &self.text,
            findings: self.findings.iter().filter(|finding| inside(finding.start)).collect(),
            grades: self.grades.iter().filter(|grade| inside(grade.span.start)).collect(),
            nodules: Vec::new(),
        };
        let nodules = (0..part.findings.len())
            .filter(|at| part.findings.get(*at).is_some_and(|finding| part.is_nodule(finding)));
        part.nodules = nodules.take(MOST).collect();
        part
    }
}

impl Part<'_> {
    /// The words in a range.
    pub fn words(&self, start: usize, end: usize) -> String {
        let end = end.min(self.text.len());
        self.text.get(start.min(end)..end).unwrap_or(&[]).iter().flat_map(|c| c.to_lowercase()).collect()
    }

    /// All nodules of the lung, absent ones too.
    pub fn nodules(&self) -> impl Iterator<Item = &Finding> {
        self.nodules.iter().filter_map(|at| self.findings.get(*at).copied())
    }

    /// The findings that begin in a range.
    pub fn within(&self, span: Span) -> &[&Finding] {
        let first = self.findings.partition_point(|finding| finding.start < span.start);
        let last = self.findings.partition_point(|finding| finding.start < span.end);
        self.findings.get(first..last.max(first)).unwrap_or(&[])
    }

    /// The last nodule that begins at or before an offset.
    pub fn nodule_before(&self, offset: usize) -> Option<&Finding> {
        let after = self
            .nodules
            .partition_point(|at| self.findings.get(*at).is_some_and(|finding| finding.start <= offset));
        self.findings.get(*self.nodules.get(after.checked_sub(1)?)?).copied()
    }

    /// Nodules that are there now.
    pub fn present(&self) -> Vec<&Finding> {
        self.nodules()
            .filter(|finding| !finding.negated && finding.temporality == Temporality::Current)
            .collect()
    }

    fn is_nodule(&self, finding: &Finding) -> bool {
        let term = finding.term.to_lowercase();
        if finding.kind == FindingKind::Attribute
            || !NODULE.iter().any(|word| term.contains(word))
            || NOT.iter().any(|word| term.contains(word))
        {
            return false;
        }
        // 考虑炎性结节 says what the nodule is, not that there is another.
        let verdict = ["炎性", "良性", "恶性", "转移", "结核"].iter().any(|word| term.starts_with(word));
        if verdict && (finding.uncertain || self.before(finding.start).ends_with(['为', ',', '，'])) {
            return false;
        }
        match &finding.location {
            Some(place) => {
                let place = place.text.to_lowercase();
                let lung = ["肺", "叶", "段", "胸膜下", "斜裂", "lung", "lobe", "lingula", "pulmonary"]
                    .iter()
                    .any(|word| place.contains(word));
                let other = ELSEWHERE.iter().any(|word| place.contains(word));
                !other || lung && !place.contains("甲状腺") && !place.contains("肝")
            }
            None => !ELSEWHERE.iter().any(|word| self.before(finding.start).contains(word)),
        }
    }

    /// The words of the sentence before an offset.
    fn before(&self, offset: usize) -> String {
        let from = (0..offset)
            .rev()
            .take(40)
            .find(|at| self.text.get(*at).is_some_and(|c| is_end(*c)))
            .map_or(offset.saturating_sub(40), |at| at + 1);
        self.words(from, offset)
    }

    /// The largest nodule, or the first when none is measured.
    pub fn main(&self) -> Option<&Finding> {
        let present = self.present();
        let longest = |finding: &Finding| super::measure::current(finding).fold(0.0, f64::max);
        let mut best: Option<&Finding> = None;
        for finding in present {
            if best.is_none_or(|best| longest(finding) > longest(best)) {
                best = Some(finding);
            }
        }
        best
    }

    /// The stretch of text that describes a nodule: from the head of its clause
    /// to the next nodule or the end of its sentence.
    pub fn extent(&self, nodule: &Finding) -> Span {
        let head = (nodule.start.saturating_sub(EXTENT)..nodule.start).rev().find(|at| {
            self.text.get(*at).is_some_and(|c| is_end(*c) || matches!(c, '，' | ',' | '：' | ':'))
        });
        let start = head.map_or(nodule.start.saturating_sub(EXTENT), |at| at + 1);
        let mut end = self.sentence(nodule).end;
        let next = self
            .nodules
            .partition_point(|at| self.findings.get(*at).is_some_and(|other| other.start < nodule.end));
        let others = self.nodules.iter().skip(next).take(8).filter_map(|at| self.findings.get(*at));
        if let Some(next) = others.filter(|other| !self.again(other)).map(|other| other.start).next() {
            end = end.min(next);
        }
        Span::new(start, end)
    }

    /// Whether 另见 or 此外 brings the finding in.
    fn further(&self, finding: &Finding) -> bool {
        let before = self.before(finding.start);
        finding.kind != FindingKind::Diagnosis
            && ["另", "此外", "并见", "又见", "尚见", "亦见"].iter().any(|word| before.contains(word))
    }

    /// The rest of the sentence from a nodule on.
    pub fn sentence(&self, nodule: &Finding) -> Span {
        let last = self.text.len().min(nodule.end + EXTENT);
        let end = (nodule.end..last).find(|at| self.ends_at(*at)).unwrap_or(last);
        Span::new(nodule.start, end)
    }

    fn ends_at(&self, at: usize) -> bool {
        self.text.get(at).is_some_and(|c| is_end(*c))
    }

    /// Whether a mention only speaks again of a nodule already named.
    pub fn again(&self, finding: &Finding) -> bool {
        let before = self.before(finding.start);
        finding.count.is_none()
            && finding.location.as_ref().is_none_or(|_| !before.contains(['见', '示', '有']))
            && ["其", "该", "上述", "此", "余"].iter().any(|word| before.ends_with(word))
    }
}

fn is_end(c: char) -> bool {
    matches!(c, '。' | '；' | ';' | '\n' | '\r' | '！' | '!')
}

/// Whether a nodule is there.
pub(super) fn present(part: &Part) -> Option<Candidate> {
    let present = part.present();
    if let Some(first) =
        present.iter().find(|finding| finding.certainty == Certainty::Definite).or(present.first())
    {
        let hedged = first.uncertain;
        let mut candidate = Candidate::new(true, stated(hedged)).with(first.span(), "value");
        candidate = cues(candidate, first);
        return Some(if hedged { candidate.less(super::super::evidence::HEDGED) } else { candidate });
    }
    let absent = part.nodules().find(|finding| finding.negated)?;
    Some(cues(Candidate::new(false, State::Negated).with(absent.span(), "value"), absent))
}

/// Adds the cues and the place of a finding.
pub(super) fn cues(mut candidate: Candidate, finding: &Finding) -> Candidate {
    for cue in &finding.cues {
        candidate.spans.push((*cue, "cue"));
    }
    if let Some(place) = &finding.location {
        candidate.spans.push((Span::new(place.start, place.end), "location"));
    }
    candidate
}

/// How many nodules there are.
pub(super) fn count(part: &Part) -> Option<Candidate> {
    let present = part.present();
    if present.is_empty() {
        let absent = part.nodules().find(|finding| finding.negated)?;
        let none = json!({"exact": 0, "min": 0, "max": 0, "kind": "exact"});
        return Some(cues(Candidate::new(none, State::Negated).with(absent.span(), "value"), absent));
    }
    let (mut sum, mut many, mut penalty) = (0_u32, false, 0.0);
    let mut candidate = Candidate::new(serde_json::Value::Null, State::Asserted);
    for finding in &present {
        if part.again(finding) || subset(part, finding) {
            continue;
        }
        let number = match finding.count {
            Some(count) => {
                many |= count.exact.is_none();
                count.exact.or(count.min).unwrap_or(1)
            }
            // A nodule without a number counts only when it is said to be a further one.
            None if part.further(finding) => {
                penalty = INFERRED;
                1
            }
            None => continue,
        };
        sum = sum.saturating_add(number);
        candidate.spans.push((finding.span(), "value"));
        if let Some(span) = finding.count_span {
            candidate.spans.push((span, "count"));
        }
        if finding.inherited_place() {
            penalty = f64::max(penalty, INHERITED);
        }
    }
    if sum == 0 {
        return None;
    }
    candidate.value = if many {
        json!({"exact": null, "min": sum, "max": null, "kind": "many"})
    } else {
        json!({"exact": sum, "min": sum, "max": sum, "kind": "exact"})
    };
    let uncertain = present.iter().all(|finding| finding.uncertain);
    candidate.state = stated(uncertain);
    Some(candidate.less(penalty))
}

/// 其中…: a part of those already counted.
fn subset(part: &Part, finding: &Finding) -> bool {
    let before = part.before(finding.start);
    let clause = before.rsplit(['，', ',']).next().unwrap_or("");
    clause.contains("其中")
        || ["较大", "大者", "最大者", "最大一"].iter().any(|word| clause.starts_with(word))
}

/// Two numbers contradict each other when both are said and exact.
pub(super) fn counts_differ(a: &Candidate, b: &Candidate) -> bool {
    let exact = |candidate: &Candidate| {
        candidate
            .value
            .get("exact")
            .and_then(serde_json::Value::as_u64)
            .filter(|_| candidate.penalty < INFERRED)
    };
    matches!((exact(a), exact(b)), (Some(a), Some(b)) if a != b)
}

impl Finding {
    /// Whether the place was said well before the finding.
    pub(super) fn inherited_place(&self) -> bool {
        self.location
            .as_ref()
            .is_some_and(|place| place.start < self.start && self.start - place.end.min(self.start) > 20)
    }

    /// Whether the finding is gone since the earlier exam.
    pub(super) fn resolved(&self) -> bool {
        self.change == Some(Change::Resolved)
    }
}
