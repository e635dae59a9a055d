//! Long and short axis, now and at the earlier exam.

use workbench_core::Span;

use super::super::evidence::{Candidate, HEDGED, INHERITED};
use super::nodule::Part;
use super::stated;
use crate::findings::{Finding, Size, SizeRole};

/// Lengths believed of a nodule, in millimetres.
pub(super) const RANGE: [f64; 2] = [0.5, 200.0];
/// Difference between two parts of a report that is still the same measure, in millimetres.
const SAME: f64 = 1.0;

fn in_range(size: &Size) -> bool {
    !size.mm.is_empty() && size.mm.iter().all(|mm| (RANGE[0]..=RANGE[1]).contains(mm))
}

fn is_current(size: &Size) -> bool {
    matches!(size.role, SizeRole::Lesion | SizeRole::Max | SizeRole::Range) && in_range(size)
}

/// The long axes said of a nodule as it is now.
pub(super) fn current(finding: &Finding) -> impl Iterator<Item = f64> + '_ {
    finding
        .sizes
        .iter()
        .filter(|size| is_current(size))
        .map(|size| size.mm.iter().copied().fold(0.0, f64::max))
}

/// The largest measure and its nodule.
fn largest<'a>(part: &'a Part) -> Option<(&'a Finding, &'a Size)> {
    let mut best: Option<(&Finding, &Size, f64)> = None;
    for finding in part.present() {
        for size in finding.sizes.iter().filter(|size| is_current(size)) {
            let long = size.mm.iter().copied().fold(0.0, f64::max);
            if best.is_none_or(|(_, _, known)| long > known) {
                best = Some((finding, size, long));
            }
        }
    }
    best.map(|(finding, size, _)| (finding, size))
}

fn candidate(finding: &Finding, size: &Size, value: f64) -> Candidate {
    let mut out = Candidate::new(value, stated(finding.uncertain))
        .with(Span::new(size.start, size.end), "size")
        .with(finding.span(), "value");
    if size.start > finding.end + 12 {
        out.penalty += INHERITED;
    }
    if finding.uncertain {
        out.penalty += HEDGED;
    }
    if size.role == SizeRole::Range {
        out.penalty += INHERITED;
    }
    out
}

/// Long axis of the largest nodule.
pub(super) fn long(part: &Part) -> Option<Candidate> {
    let (finding, size) = largest(part)?;
    Some(candidate(finding, size, size.mm.iter().copied().fold(0.0, f64::max)))
}

/// Short axis of the same nodule: the second measure, or one called 短径.
pub(super) fn short(part: &Part) -> Option<Candidate> {
    let (finding, size) = largest(part)?;
    if size.mm.len() >= 2 && size.role != SizeRole::Range {
        let mut sorted = size.mm.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        return sorted.get(1).map(|value| candidate(finding, size, *value));
    }
    let named = finding.sizes.iter().find(|size| size.role == SizeRole::MaxShort && in_range(size))?;
    named.mm.first().map(|value| candidate(finding, named, *value))
}

/// Long axis at the earlier exam.
pub(super) fn prior(part: &Part) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    for finding in part.nodules() {
        for size in finding.sizes.iter().filter(|size| size.role == SizeRole::Prior && in_range(size)) {
            let value = size.mm.iter().copied().fold(0.0, f64::max);
            if best.as_ref().and_then(|best| best.value.as_f64()).is_none_or(|known| value > known) {
                best = Some(Candidate { state: stated(false), ..candidate(finding, size, value) });
            }
        }
    }
    best
}

/// Whether two measures are more than rounding apart.
pub(super) fn differ(a: &Candidate, b: &Candidate) -> bool {
    match (a.value.as_f64(), b.value.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() > SAME,
        _ => false,
    }
}
