//! Criteria that were checked: patterns compiled, fields, cohorts and words known.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;
use regex::RegexBuilder;
use workbench_core::Variable;

use super::cell::Comparison;
use super::valid_field::check_field;
use super::{
    Criteria, Find, Fuzzy, Have, IntervalTest, Leaf, LineKind, Lookup, MentionTest, Reports, ReportsTest,
    TextTest, pinyin,
};
use crate::CohortError;
use crate::fold::fold;
use crate::index::{Document, Need};

/// Most bytes a compiled pattern may take.
const REGEX_SIZE: usize = 1 << 20;

/// Criteria ready to be asked.
#[derive(Clone, Debug)]
pub struct ValidCriteria {
    criteria: Criteria,
    tests: Vec<LeafTest>,
}

/// A leaf ready to be asked.
#[derive(Clone, Debug)]
pub struct LeafTest {
    pub(crate) kind: TestKind,
    /// How the leaf reads, short.
    pub text: String,
    /// Whether the leaf stands under an odd number of `not`, or of `not` and `exclude`.
    pub negative: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum TestKind {
    /// Some report's text is such.
    Text(TextTest),
    /// Some report is such.
    Reports(ReportsTest),
    /// Some two reports are such, so many days apart.
    Interval(Box<IntervalTest>),
    /// Ids of the members.
    Cohort(Arc<HashSet<String>>),
    /// A stored value.
    Field { field: String, comparison: Comparison },
}

impl Criteria {
    /// Checks patterns, and fields against a dictionary; an empty dictionary accepts every field.
    /// As [`check_with`](Self::check_with) without cohorts and terms.
    ///
    /// # Errors
    /// As [`check_with`](Self::check_with).
    pub fn check(&self, variables: &[Variable]) -> Result<ValidCriteria, CohortError> {
        self.check_with(variables, &Lookup::default())
    }

    /// Checks patterns, fields against a dictionary, and takes cohorts and synonyms from `lookup`.
    ///
    /// # Errors
    /// Names the place of a bad pattern, an unknown field, a value the field cannot hold, a cohort
    /// that the lookup does not have, or letters nothing is read as.
    pub fn check_with(&self, variables: &[Variable], lookup: &Lookup) -> Result<ValidCriteria, CohortError> {
        let mut tests = Vec::new();
        Checker { variables, lookup }.node(self, "$", false, &mut tests)?;
        Ok(ValidCriteria { criteria: self.clone(), tests })
    }
}

struct Checker<'a> {
    variables: &'a [Variable],
    lookup: &'a Lookup,
}

impl Checker<'_> {
    fn node(
        &self,
        node: &Criteria,
        path: &str,
        negative: bool,
        tests: &mut Vec<LeafTest>,
    ) -> Result<(), CohortError> {
        match node {
            Criteria::All(parts) | Criteria::Any(parts) => {
                let form = if matches!(node, Criteria::All(_)) { "all" } else { "any" };
                for (index, part) in parts.iter().enumerate() {
                    self.node(part, &format!("{path}.{form}[{index}]"), negative, tests)?;
                }
            }
            Criteria::Lines(lines) => {
                for (index, line) in lines.iter().enumerate() {
                    let place = format!("{path}.lines[{index}].{}", line.kind.as_str());
                    self.node(&line.criteria, &place, negative ^ (line.kind == LineKind::Exclude), tests)?;
                }
            }
            Criteria::Not(part) => self.node(part, &format!("{path}.not"), !negative, tests)?,
            Criteria::Leaf(leaf) => {
                tests.push(LeafTest { kind: self.leaf(leaf, path)?, text: leaf.to_string(), negative });
            }
        }
        Ok(())
    }

    fn leaf(&self, leaf: &Leaf, path: &str) -> Result<TestKind, CohortError> {
        Ok(match leaf {
            Leaf::Reports(reports) => TestKind::Reports(self.reports(reports, &format!("{path}.reports"))?),
            Leaf::Interval { from, to, days } => TestKind::Interval(Box::new(IntervalTest {
                from: self.reports(from, &format!("{path}.interval.from"))?,
                to: self.reports(to, &format!("{path}.interval.to"))?,
                days: (days.0.into(), days.1.into()),
            })),
            Leaf::Cohort { id, version } => match self.lookup.cohort(id, *version) {
                Some(cohort) => TestKind::Cohort(cohort.members.clone()),
                None => {
                    let shown: String = leaf.to_string().chars().take(80).collect();
                    let reason = format!("there is no cohort `{shown}` that may be used here");
                    return Err(CohortError::criteria(&format!("{path}.cohort"), reason));
                }
            },
            Leaf::Field { field, op, value } => {
                let order = check_field(field, *op, value, path, self.variables)?;
                let comparison = Comparison { op: *op, value: value.clone(), order };
                TestKind::Field { field: field.clone(), comparison }
            }
            _ => match self.text(leaf, path)? {
                Some(test) => TestKind::Text(test),
                None => return Err(CohortError::criteria(path, "not a criterion about text")),
            },
        })
    }

    /// The test of a leaf that looks at the text of one report.
    fn text(&self, leaf: &Leaf, path: &str) -> Result<Option<TextTest>, CohortError> {
        let (find, sections) = match leaf {
            Leaf::Text { text, synonyms: false, sections } => (Find::Words(vec![fold(text)]), sections),
            Leaf::Text { text, synonyms: true, sections } => (Find::Words(self.lookup.words(text)), sections),
            Leaf::Fuzzy { text, distance, sections } => {
                (Find::Fuzzy(Fuzzy::new(&fold(text), *distance)), sections)
            }
            Leaf::Regex { pattern, sections } => {
                let narrow = crate::fold::narrowed_pattern(pattern);
                (regex(narrow, &format!("{path}.regex"))?, sections)
            }
            Leaf::Pinyin { pinyin, sections } => {
                let path = format!("{path}.pinyin");
                let pattern = pinyin::pattern(pinyin, &self.lookup.synonyms).ok_or_else(|| {
                    let reason = "no characters are read so, and no word of the term dictionary begins so";
                    CohortError::criteria(&path, reason)
                })?;
                (regex(pattern, &path)?, sections)
            }
            Leaf::Mention { term, negated, uncertain, historical, sections } => {
                let words = self.lookup.words(term);
                (Find::Mention(MentionTest { words, flags: [*negated, *uncertain, *historical] }), sections)
            }
            Leaf::Reports(_) | Leaf::Interval { .. } | Leaf::Cohort { .. } | Leaf::Field { .. } => {
                return Ok(None);
            }
        };
        Ok(Some(TextTest { find, sections: sections.clone() }))
    }

    fn reports(&self, reports: &Reports, path: &str) -> Result<ReportsTest, CohortError> {
        let have = reports.have.as_ref().map(|have| self.have(have, &format!("{path}.have"))).transpose()?;
        Ok(ReportsTest {
            modality: reports.modality.iter().map(|word| fold(word.trim())).collect(),
            body_part: reports.body_part.as_ref().map(|word| fold(word.trim())),
            from: reports.from.map(day_number),
            to: reports.to.map(day_number),
            have,
        })
    }

    fn have(&self, node: &Criteria, path: &str) -> Result<Have, CohortError> {
        let list = |parts: &[Criteria], form: &str| {
            let each = |(index, part)| self.have(part, &format!("{path}.{form}[{index}]"));
            parts.iter().enumerate().map(each).collect::<Result<Vec<_>, _>>()
        };
        let refuse = || {
            let reason = "inside one report only text, fuzzy, regex, pinyin and mention can be asked";
            CohortError::criteria(path, reason)
        };
        Ok(match node {
            Criteria::All(parts) => Have::All(list(parts, "all")?),
            Criteria::Any(parts) => Have::Any(list(parts, "any")?),
            Criteria::Not(part) => Have::Not(Box::new(self.have(part, &format!("{path}.not"))?)),
            Criteria::Leaf(leaf) => Have::Test(self.text(leaf, path)?.ok_or_else(refuse)?),
            Criteria::Lines(_) => return Err(refuse()),
        })
    }
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

fn regex(pattern: String, path: &str) -> Result<Find, CohortError> {
    let refuse = |reason: String| CohortError::criteria(path, reason);
    let regex = RegexBuilder::new(&pattern)
        .case_insensitive(true)
        .size_limit(REGEX_SIZE)
        .dfa_size_limit(2 * REGEX_SIZE)
        .nest_limit(50)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => refuse("the pattern is too large when compiled".to_owned()),
            other => refuse(format!("the pattern cannot be read: {}", other.to_string().replace('\n', " "))),
        })?;
    if regex.is_match("") {
        return Err(refuse("the pattern matches the empty text, so every case".to_owned()));
    }
    let need = Need::of_pattern(&pattern);
    Ok(Find::Regex { regex, pattern, need })
}

impl ValidCriteria {
    /// The tree.
    pub fn criteria(&self) -> &Criteria {
        &self.criteria
    }

    /// The leaves, numbered from 0 depth first.
    pub fn tests(&self) -> &[LeafTest] {
        &self.tests
    }

    /// Whether one case satisfies the criteria, without an index.
    pub fn matches(&self, document: &Document) -> bool {
        let leaves: Vec<bool> = self.tests.iter().map(|test| test.matches(document)).collect();
        evaluate(&self.criteria, &mut leaves.into_iter())
    }
}

fn evaluate(node: &Criteria, leaves: &mut impl Iterator<Item = bool>) -> bool {
    // every branch is walked, so that each leaf takes its own answer
    match node {
        Criteria::All(parts) => parts.iter().fold(true, |all, part| evaluate(part, leaves) & all),
        Criteria::Any(parts) => parts.iter().fold(false, |any, part| evaluate(part, leaves) | any),
        Criteria::Not(part) => !evaluate(part, leaves),
        Criteria::Leaf(_) => leaves.next().unwrap_or(false),
        Criteria::Lines(lines) => lines.iter().fold(true, |all, line| {
            (evaluate(&line.criteria, leaves) == (line.kind == LineKind::Include)) & all
        }),
    }
}

impl LeafTest {
    /// Whether one case satisfies the leaf.
    pub fn matches(&self, document: &Document) -> bool {
        let some = |holds: &dyn Fn(&crate::index::Report<'_>) -> bool| document.reports().iter().any(holds);
        match &self.kind {
            TestKind::Field { field, comparison } => comparison.holds(document.fields.get(field)),
            TestKind::Cohort(members) => members.contains(&document.case_id),
            TestKind::Text(test) => some(&|report| test.matches(report)),
            TestKind::Reports(test) => some(&|report| test.matches(report)),
            TestKind::Interval(test) => test.sides(&document.reports()).0.contains(&true),
        }
    }
}
