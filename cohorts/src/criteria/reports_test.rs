//! Leaves about properties of single reports.

use super::text_test::TextTest;
use crate::index::Report;

/// Properties of a report, ready to be asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReportsTest {
    /// Folded.
    pub modality: Vec<String>,
    /// Folded.
    pub body_part: Option<String>,
    /// Days since 1970-01-01.
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub have: Option<Have>,
}

/// Two reports, the second so many days after the first.
#[derive(Clone, Debug)]
pub(crate) struct IntervalTest {
    pub from: ReportsTest,
    pub to: ReportsTest,
    pub days: (i64, i64),
}

impl IntervalTest {
    /// Which of a case's reports are the first of two such, and which the second.
    pub fn sides(&self, reports: &[Report<'_>]) -> (Vec<bool>, Vec<bool>) {
        let dated = |test: &ReportsTest| -> Vec<(usize, i64)> {
            let fits = reports.iter().enumerate().filter(|(_, report)| test.matches(report));
            fits.filter_map(|(at, report)| Some((at, report.day?))).collect()
        };
        let (first, second) = (dated(&self.from), dated(&self.to));
        let (mut from, mut to) = (vec![false; reports.len()], vec![false; reports.len()]);
        for (a, start) in &first {
            for (b, _) in second.iter().filter(|(b, end)| a != b && self.apart(*start, *end)) {
                from.get_mut(*a).into_iter().chain(to.get_mut(*b)).for_each(|side| *side = true);
            }
        }
        (from, to)
    }

    /// Whether two days are so far apart.
    pub fn apart(&self, start: i64, end: i64) -> bool {
        (self.days.0..=self.days.1).contains(&(end - start))
    }
}

/// A tree over the text of one report.
#[derive(Clone, Debug)]
pub(crate) enum Have {
    All(Vec<Have>),
    Any(Vec<Have>),
    Not(Box<Have>),
    Test(TextTest),
}

impl ReportsTest {
    pub fn matches(&self, report: &Report<'_>) -> bool {
        self.fits_modality(&report.modality)
            && self.fits_body_part(&report.body_part)
            && self.fits_day(report.day)
            && self.have.as_ref().is_none_or(|have| have.matches(report))
    }

    /// The modality, folded.
    pub fn fits_modality(&self, modality: &str) -> bool {
        self.modality.is_empty() || self.modality.iter().any(|wanted| wanted == modality)
    }

    /// The body part, folded.
    pub fn fits_body_part(&self, body_part: &str) -> bool {
        self.body_part.as_ref().is_none_or(|wanted| body_part.contains(wanted.as_str()))
    }

    pub fn fits_day(&self, day: Option<i64>) -> bool {
        let after = self.from.is_none_or(|from| day.is_some_and(|day| from <= day));
        after && self.to.is_none_or(|to| day.is_some_and(|day| day <= to))
    }
}

impl Have {
    pub fn matches(&self, report: &Report<'_>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(report)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(report)),
            Self::Not(part) => !part.matches(report),
            Self::Test(test) => test.matches(report),
        }
    }

    /// The tests that are not under `not`.
    pub fn positive<'a>(&'a self, negative: bool, out: &mut Vec<&'a TextTest>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.positive(negative, out)),
            Self::Not(part) => part.positive(!negative, out),
            Self::Test(test) if !negative => out.push(test),
            Self::Test(_) => {}
        }
    }
}
