//! What else a chest report says: pleura, lymph nodes, Lung-RADS.

use workbench_core::{Span, State};

use super::super::evidence::{Candidate, HEDGED, INFERRED};
use super::nodule::{Part, cues};
use super::stated;
use crate::findings::{Finding, Laterality, SizeRole, Temporality};

/// Short axis from which a node counts as enlarged, in millimetres (Fleischner 2017).
const NODE: f64 = 10.0;
const CATEGORIES: [&str; 7] = ["0", "1", "2", "3", "4A", "4B", "4X"];

/// Whether the pleura is drawn in.
pub(super) fn retraction(part: &Part) -> Option<Candidate> {
    either(part, |finding| {
        let pulled = ["牵拉", "凹陷", "retraction", "tethering", "indentation"]
            .iter()
            .any(|word| finding.term.contains(word));
        let near = part.words(finding.start.saturating_sub(8), finding.end + 4);
        pulled
            && (near.contains("胸膜")
                || near.contains("pleura")
                || near.contains("叶间裂")
                || near.contains("斜裂"))
    })
}

/// Whether mediastinal or hilar nodes are enlarged.
pub(super) fn nodes(part: &Part) -> Option<Candidate> {
    let here = |finding: &Finding| {
        finding.location.as_ref().is_none_or(|place| {
            ["纵隔", "肺门", "隆突", "气管", "mediast", "hil"]
                .iter()
                .any(|word| place.text.to_lowercase().contains(word))
        })
    };
    either(part, |finding| {
        let term = finding.term.to_lowercase();
        let node = term.contains("淋巴结")
            || finding.location.as_ref().is_some_and(|place| place.text.contains("淋巴结"));
        let large = term.contains("肿大")
            || term.contains("增大")
            || term.contains("稍大")
            || term.contains("略大")
            || term.ends_with('大');
        let measured = term.contains("淋巴结")
            && finding
                .sizes
                .iter()
                .any(|size| matches!(size.role, SizeRole::MaxShort) && size.mm.iter().any(|mm| *mm >= NODE));
        let english = term.contains("adenopathy") || term.contains("enlarged lymph node");
        (node && (large || measured) || english) && here(finding)
    })
}

/// One yes makes yes, else one no makes no.
fn either(part: &Part, is: impl Fn(&Finding) -> bool) -> Option<Candidate> {
    let mut absent = None;
    let mut hedged = None;
    for finding in
        part.findings.iter().filter(|finding| is(finding) && finding.temporality == Temporality::Current)
    {
        if finding.negated {
            absent = absent.or_else(|| {
                Some(cues(Candidate::new(false, State::Negated).with(finding.span(), "value"), finding))
            });
        } else if finding.uncertain {
            hedged = hedged.or_else(|| {
                Some(cues(
                    Candidate::new(true, State::Uncertain).with(finding.span(), "value").less(HEDGED),
                    finding,
                ))
            });
        } else {
            return Some(cues(Candidate::new(true, State::Asserted).with(finding.span(), "value"), finding));
        }
    }
    hedged.or(absent)
}

/// On which side the pleural space holds fluid.
pub(super) fn effusion(part: &Part) -> Option<Candidate> {
    let is = |finding: &&&Finding| {
        let term = finding.term.to_lowercase();
        let pleural = finding
            .location
            .as_ref()
            .is_some_and(|place| place.text.contains("胸腔") || place.text.contains("胸膜腔"));
        let other = term.contains("心包")
            || finding
                .location
                .as_ref()
                .is_some_and(|place| place.text.contains("心包") && !place.text.contains('胸'));
        let near = part.words(finding.start.saturating_sub(6), finding.start);
        (term.contains("积液") && (pleural || near.contains('胸'))
            || term.contains("胸水")
            || term.contains("胸腔积液")
            || term.contains("pleural effusion"))
            && !other
    };
    let (mut left, mut right, mut unknown) = (false, false, false);
    let mut present = Candidate::new(serde_json::Value::Null, State::Asserted);
    let mut absent = None;
    let mut uncertain = true;
    for finding in part.findings.iter().filter(is) {
        if finding.negated {
            absent = absent.or_else(|| {
                Some(cues(Candidate::new("无", State::Negated).with(finding.span(), "value"), finding))
            });
            continue;
        }
        match finding.laterality {
            Some(Laterality::Left) => left = true,
            Some(Laterality::Right) => right = true,
            Some(Laterality::Bilateral) => (left, right) = (true, true),
            None => unknown = true,
        }
        uncertain &= finding.uncertain;
        present = cues(present.with(finding.span(), "value"), finding);
    }
    let value = match (left, right) {
        (true, true) => "双",
        (true, false) => "左",
        (false, true) => "右",
        // Fluid without a side: its presence is known, its value is not.
        (false, false) if unknown => {
            present.state = State::Uncertain;
            return Some(present.less(INFERRED));
        }
        (false, false) => return absent,
    };
    present.value = value.into();
    present.state = stated(uncertain);
    Some(if uncertain { present.less(HEDGED) } else { present })
}

/// The worst Lung-RADS category said.
pub(super) fn lung_rads(part: &Part) -> Option<Candidate> {
    let mut best: Option<(usize, Span)> = None;
    for grade in part.grades.iter().filter(|grade| grade.system == "LUNG-RADS") {
        let value = grade.value.strip_suffix('S').unwrap_or(&grade.value);
        // A bare 4 is read as its lower half.
        let value = if value == "4" { "4A" } else { value };
        if let Some(rank) = CATEGORIES.iter().position(|known| *known == value)
            && best.is_none_or(|(known, _)| rank > known)
        {
            best = Some((rank, grade.span));
        }
    }
    let (rank, span) = best?;
    let value = CATEGORIES.get(rank).copied()?;
    let bare = part.words(span.start, span.end).trim_end_matches(['类', '级']).ends_with('4');
    Some(Candidate::new(value, State::Asserted).with(span, "value").less(if bare { INFERRED } else { 0.0 }))
}
