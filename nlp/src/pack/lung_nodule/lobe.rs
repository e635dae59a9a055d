//! Lobes from the words of a place.

use workbench_core::Span;

use super::super::evidence::{Candidate, INHERITED};
use super::nodule::Part;
use super::stated;
use crate::findings::Finding;

const RIGHT: [&str; 3] = ["RUL", "RML", "RLL"];
const ORDER: [&str; 5] = ["RUL", "RML", "RLL", "LUL", "LLL"];

/// The lobes of all nodules.
pub(super) fn lobes(part: &Part) -> Option<Candidate> {
    let mut found: Vec<&'static str> = Vec::new();
    let mut candidate = Candidate::new(serde_json::Value::Null, stated(false));
    let present = part.present();
    for finding in &present {
        for (lobe, span) in of_with(part, finding) {
            found.push(lobe);
            if candidate.spans.last() != Some(&(span, "location")) {
                candidate.spans.push((span, "location"));
            }
            if finding.inherited_place() {
                candidate.penalty = INHERITED;
            }
        }
    }
    if found.is_empty() {
        return None;
    }
    candidate.state = stated(present.iter().all(|finding| finding.uncertain));
    let lobes: Vec<&str> = ORDER.into_iter().filter(|lobe| found.contains(lobe)).collect();
    candidate.value = lobes.into();
    Some(candidate)
}

/// Two sets contradict each other when neither holds the other.
pub(super) fn differ(a: &Candidate, b: &Candidate) -> bool {
    let set = |candidate: &Candidate| candidate.value.as_array().cloned().unwrap_or_default();
    let (a, b) = (set(a), set(b));
    !a.iter().all(|lobe| b.contains(lobe)) && !b.iter().all(|lobe| a.contains(lobe))
}

/// The lobes of a nodule, with the place of the words; 较大者位于… is read too.
fn of_with(part: &Part, finding: &Finding) -> Vec<(&'static str, Span)> {
    let mut out = Vec::new();
    if let Some(place) = &finding.location {
        let span = Span::new(place.start, place.end);
        out.extend(read(&place.text).into_iter().map(|lobe| (lobe, span)));
    }
    let extent = part.extent(finding);
    let words: Vec<char> = part.words(finding.end, extent.end).chars().collect();
    let at = words.windows(2).position(|pair| pair == ['位', '于'] || matches!(pair, ['者', '在']));
    if let Some(at) = at {
        let start = at + 2;
        let rest: String =
            words.iter().skip(start).take_while(|c| !matches!(c, '，' | ',' | '。' | '(' | '（')).collect();
        let span = Span::new(finding.end + start, finding.end + start + rest.chars().count());
        out.extend(read(&rest).into_iter().map(|lobe| (lobe, span)));
    }
    out
}

/// `右肺上叶`, `右上肺`, `左肺下叶背段`, `right upper lobe`.
pub(super) fn read(place: &str) -> Vec<&'static str> {
    let place = place.to_lowercase();
    if place.is_ascii() {
        return english(&place);
    }
    let chars: Vec<char> = place.chars().collect();
    let mut out = Vec::new();
    let mut sides: &[bool] = &[];
    for (at, c) in chars.iter().enumerate() {
        match c {
            '右' => sides = &[true],
            '左' => sides = &[false],
            '双' | '两' => sides = &[true, false],
            '上' | '中' | '下' => {
                let next = chars.get(at + 1).copied().unwrap_or(' ');
                let lobe = next == '叶'
                    || next == '肺'
                    || matches!(next, '、' | '及' | '和')
                        && chars.iter().skip(at + 2).take(2).any(|c| *c == '叶');
                if lobe {
                    out.extend(sides.iter().filter_map(|right| name(*right, *c)));
                }
            }
            // The lingula belongs to the left upper lobe.
            '舌' if sides.contains(&false) && !chars.contains(&'上') => out.push("LUL"),
            _ => {}
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn name(right: bool, level: char) -> Option<&'static str> {
    match (right, level) {
        (true, '上') => Some(RIGHT[0]),
        (true, '中') => Some(RIGHT[1]),
        (true, '下') => Some(RIGHT[2]),
        (false, '上') => Some("LUL"),
        (false, '下') => Some("LLL"),
        _ => None,
    }
}

fn english(place: &str) -> Vec<&'static str> {
    let right = place.contains("right") || place.contains("bilateral") || place.contains("both");
    let left = place.contains("left") || place.contains("bilateral") || place.contains("both");
    let mut out = Vec::new();
    for (word, level) in [("upper", '上'), ("middle", '中'), ("lower", '下')] {
        if place.contains(word) {
            out.extend(
                [(right, true), (left, false)]
                    .into_iter()
                    .filter(|(said, _)| *said)
                    .filter_map(|(_, side)| name(side, level)),
            );
        }
    }
    if place.contains("lingula") {
        out.push("LUL");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_spellings_of_lobes() {
        for (place, lobes) in [
            ("右肺上叶", vec!["RUL"]),
            ("右上肺", vec!["RUL"]),
            ("左下叶背段", vec!["LLL"]),
            ("左肺下叶后基底段", vec!["LLL"]),
            ("右肺中叶与下叶背段", vec!["RLL", "RML"]),
            ("右肺上、下叶", vec!["RLL", "RUL"]),
            ("双肺上叶", vec!["LUL", "RUL"]),
            ("左肺舌段", vec!["LUL"]),
            ("左肺上叶下舌段", vec!["LUL"]),
            ("双肺", vec![]),
            ("left lower lobe", vec!["LLL"]),
        ] {
            assert_eq!(read(place), lobes, "{place}");
        }
    }
}
