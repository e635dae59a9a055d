//! Measures: a×b×c with units, ranges, lists that share a unit, percentages.

use super::number;
use crate::text::Norm;

/// A length or a percentage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Measure {
    /// First normalised character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Lengths in millimetres, or one percentage.
    pub values: Vec<f64>,
    /// From the first to the second value.
    pub range: bool,
    /// A percentage.
    pub percent: bool,
}

/// Units, longest first.
const UNITS: [(&str, f64); 8] = [
    ("毫米", 1.0),
    ("厘米", 10.0),
    ("公分", 10.0),
    ("mm", 1.0),
    ("cm", 10.0),
    ("millimeter", 1.0),
    ("centimeter", 10.0),
    ("㎝", 10.0),
];
/// Greatest length believed, in millimetres.
const LONGEST: f64 = 3_000.0;
/// Most numbers in a list that shares a unit.
const LIST: usize = 12;

/// The measures that begin at `at`: one, or a list such as `1.2、0.8cm`.
pub(super) fn read(norm: &Norm, at: usize) -> Vec<Measure> {
    let Some(first) = single(norm, at) else { return Vec::new() };
    let goes_on = |one: &Raw| list_mark(norm, one.end).filter(|_| one.bare);
    // Most numbers have no unit and begin no list.
    if first.bare && goes_on(&first).is_none() {
        return Vec::new();
    }
    let mut raw = vec![first];
    // A list shares the unit of its last member: look on only while units are missing.
    while raw.len() < LIST
        && let Some(next) = raw.last().and_then(goes_on)
        && let Some(one) = single(norm, next)
    {
        raw.push(one);
    }
    if raw.len() > 1 && !introduced(norm, at) {
        return Vec::new();
    }
    let Some(factor) = raw.last().filter(|last| !last.bare).map(|last| last.factor) else {
        return Vec::new();
    };
    raw.into_iter()
        .map(|mut one| {
            if one.bare {
                one.values.iter_mut().for_each(|value| *value *= factor);
            }
            Measure {
                start: one.start,
                end: one.end,
                values: one.values,
                range: one.range,
                percent: one.percent,
            }
        })
        .filter(|measure| {
            measure.percent || measure.values.iter().all(|value| *value > 0.0 && *value <= LONGEST)
        })
        .collect()
}

/// A measure whose unit may still be missing.
struct Raw {
    start: usize,
    end: usize,
    values: Vec<f64>,
    range: bool,
    percent: bool,
    bare: bool,
    factor: f64,
}

fn single(norm: &Norm, at: usize) -> Option<Raw> {
    let (first, mut end) = number::decimal(norm, at)?;
    let mut parts = vec![(first, None)];
    let mut range = false;
    if let Some((factor, after)) = unit(norm, end) {
        parts[0].1 = Some(factor);
        end = after;
    } else if norm.at(end) == '%' {
        let start = at;
        return Some(Raw {
            start,
            end: end + 1,
            values: vec![first],
            range,
            percent: true,
            bare: false,
            factor: 1.0,
        });
    }
    while parts.len() < 4 {
        let Some((from, is_range)) = joint(norm, end, parts.len() == 1) else { break };
        let Some((value, after)) = number::decimal(norm, from) else { break };
        range |= is_range;
        let with_unit = unit(norm, after);
        if is_range && with_unit.is_none() && norm.at(after) == '%' {
            break;
        }
        end = with_unit.map_or(after, |(_, after)| after);
        parts.push((value, with_unit.map(|(factor, _)| factor)));
    }
    let factor = parts.iter().rev().find_map(|part| part.1);
    // A number without a unit takes the next one written.
    let mut carried = factor;
    let mut values: Vec<f64> = Vec::with_capacity(parts.len());
    for (value, own) in parts.iter().rev() {
        carried = own.or(carried);
        values.push(clean(value * carried.unwrap_or(1.0)));
    }
    values.reverse();
    Some(Raw {
        start: at,
        end,
        values,
        range,
        percent: false,
        bare: factor.is_none(),
        factor: factor.unwrap_or(1.0),
    })
}

/// Rounds away the noise of binary fractions: 1.1 cm is 11 mm.
fn clean(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn blanks(norm: &Norm, at: usize) -> usize {
    (at..at + 2).find(|step| norm.at(*step) != ' ').unwrap_or(at + 2)
}

fn unit(norm: &Norm, at: usize) -> Option<(f64, usize)> {
    let at = blanks(norm, at);
    let (word, factor) = UNITS.iter().find(|(word, _)| norm.starts_with(at, word))?;
    let mut end = at + word.chars().count();
    if norm.starts_with(at, "millimeter") || norm.starts_with(at, "centimeter") {
        end += usize::from(norm.at(end) == 's');
    }
    let goes_on = norm.at(end).is_ascii_alphabetic() && !matches!(norm.at(end), 'x');
    let area = matches!(norm.at(end), '2' | '3' | '²' | '³');
    (!goes_on && !area).then_some((*factor, end))
}

/// The sign between two numbers of one measure: where the next begins, and whether it is a range.
fn joint(norm: &Norm, at: usize, first: bool) -> Option<(usize, bool)> {
    let at = blanks(norm, at);
    let c = norm.at(at);
    if matches!(c, '×' | 'x' | '*') {
        // Text that went through a wrong encoding doubles the sign.
        let mut next = blanks(norm, at + 1);
        if matches!(norm.at(next), '×' | 'x' | '*') {
            next = blanks(norm, next + 1);
        }
        return Some((next, false));
    }
    if norm.starts_with(at, "by ") {
        return Some((at + 3, false));
    }
    if first && matches!(c, '-' | '~' | '至') {
        return Some((blanks(norm, at + 1), true));
    }
    None
}

fn list_mark(norm: &Norm, at: usize) -> Option<usize> {
    (matches!(norm.at(at), '、' | '及' | '和' | '与') && norm.at(at + 1).is_ascii_digit()).then_some(at + 1)
}

/// Whether the words before a list of bare numbers announce measures.
fn introduced(norm: &Norm, at: usize) -> bool {
    let mut back = at;
    if norm.before(back) == ' ' {
        back -= 1;
    }
    matches!(norm.before(back), '约' | '为' | '径' | '小' | '长' | '厚' | '围' | ':' | '别')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<Vec<f64>> {
        let norm = Norm::new(text, true);
        let at = norm.chars.iter().position(char::is_ascii_digit).unwrap();
        read(&norm, at).into_iter().map(|measure| measure.values).collect()
    }

    #[test]
    fn reads_measures() {
        assert_eq!(values("约1.1cm×0.8cm"), [[11.0, 8.0]]);
        assert_eq!(values("3.9CM×3.1CM"), [[39.0, 31.0]]);
        assert_eq!(values("69x42mm"), [[69.0, 42.0]]);
        assert_eq!(values("5.8CM\u{fffd}×\u{fffd}4.2CM"), [[58.0, 42.0]]);
        assert_eq!(values("1.7×1.8×2.3厘米"), [[17.0, 18.0, 23.0]]);
        assert_eq!(values("2~4mm"), [[2.0, 4.0]]);
        assert_eq!(values("约1.2、0.8cm"), [[12.0], [8.0]]);
        assert_eq!(values("直径约11mm、6mm"), [[11.0]]);
        assert_eq!(values("120mmHg"), Vec::<Vec<f64>>::new());
        assert_eq!(values("3×2"), Vec::<Vec<f64>>::new());
        assert_eq!(values("3cm2"), Vec::<Vec<f64>>::new());
    }

    #[test]
    fn a_range_is_marked() {
        let norm = Norm::new("0.6-1.1CM", true);
        let found = read(&norm, 0);
        assert_eq!((found[0].values.clone(), found[0].range), (vec![6.0, 11.0], true));
    }
}
