//! Criteria that were checked: patterns compiled, fields known.

use regex::{Regex, RegexBuilder};
use serde_json::Value;
use workbench_core::{Variable, VariableType};

use super::cell::Comparison;
use super::fuzzy::Fuzzy;
use super::{Criteria, Leaf, Op};
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
    pub(crate) sections: Vec<String>,
    /// How the leaf reads, short.
    pub text: String,
    /// Whether the leaf stands under an odd number of `not`.
    pub negative: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum TestKind {
    /// Folded words.
    Text(String),
    Fuzzy(Fuzzy),
    Regex {
        regex: Regex,
        need: Need,
    },
    Field {
        field: String,
        comparison: Comparison,
    },
}

impl Criteria {
    /// Checks patterns, and fields against a dictionary; an empty dictionary
    /// accepts every field.
    ///
    /// # Errors
    /// Names the place of a bad pattern, an unknown field or a value the
    /// field cannot hold.
    pub fn check(&self, variables: &[Variable]) -> Result<ValidCriteria, CohortError> {
        let mut tests = Vec::new();
        check_node(self, "$", false, variables, &mut tests)?;
        Ok(ValidCriteria { criteria: self.clone(), tests })
    }
}

fn check_node(
    node: &Criteria,
    path: &str,
    negative: bool,
    variables: &[Variable],
    tests: &mut Vec<LeafTest>,
) -> Result<(), CohortError> {
    match node {
        Criteria::All(parts) | Criteria::Any(parts) => {
            let form = if matches!(node, Criteria::All(_)) { "all" } else { "any" };
            for (index, part) in parts.iter().enumerate() {
                check_node(part, &format!("{path}.{form}[{index}]"), negative, variables, tests)?;
            }
        }
        Criteria::Not(part) => check_node(part, &format!("{path}.not"), !negative, variables, tests)?,
        Criteria::Leaf(leaf) => {
            let (kind, sections) = match leaf {
                Leaf::Text { text, sections } => (TestKind::Text(fold(text)), sections.clone()),
                Leaf::Fuzzy { text, distance, sections } => {
                    (TestKind::Fuzzy(Fuzzy::new(&fold(text), *distance)), sections.clone())
                }
                Leaf::Regex { pattern, sections } => (regex_test(pattern, path)?, sections.clone()),
                Leaf::Field { field, op, value } => {
                    let order = check_field(field, *op, value, path, variables)?;
                    let comparison = Comparison { op: *op, value: value.clone(), order };
                    (TestKind::Field { field: field.clone(), comparison }, Vec::new())
                }
            };
            tests.push(LeafTest { kind, sections, text: leaf.to_string(), negative });
        }
    }
    Ok(())
}

fn regex_test(pattern: &str, path: &str) -> Result<TestKind, CohortError> {
    let path = format!("{path}.regex");
    let pattern = crate::fold::narrowed_pattern(pattern);
    let refuse = |reason: String| CohortError::criteria(&path, reason);
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
    Ok(TestKind::Regex { regex, need })
}

/// Checks a field criterion; the words of an ordered variable come back.
fn check_field(
    field: &str,
    op: Op,
    value: &Value,
    path: &str,
    variables: &[Variable],
) -> Result<Vec<String>, CohortError> {
    if variables.is_empty() {
        return Ok(Vec::new());
    }
    let Some(variable) = variables.iter().find(|variable| variable.key == field) else {
        let known: Vec<&str> = variables.iter().map(|variable| variable.key.as_str()).take(60).collect();
        let shown: String = field.chars().take(60).collect();
        let reason = format!("no field `{shown}`, there are {}", known.join(", "));
        return Err(CohortError::criteria(&format!("{path}.field"), reason));
    };
    let order = match variable.kind {
        VariableType::Ordinal => variable.options.clone(),
        _ => Vec::new(),
    };
    let values: &[Value] = match (op, value) {
        (Op::Exists | Op::Missing | Op::State, _) => return Ok(order),
        (_, Value::Array(values)) => values,
        (_, value) => std::slice::from_ref(value),
    };
    let ordering = matches!(op, Op::Lt | Op::Le | Op::Gt | Op::Ge);
    let kind = variable.kind;
    let orderless = matches!(
        kind,
        VariableType::Bool
            | VariableType::Enum
            | VariableType::Multi
            | VariableType::Text
            | VariableType::LongText
            | VariableType::File
    );
    if ordering && orderless {
        let reason = format!("`{field}` is {kind} and has no order, `{}` cannot be asked", op.as_str());
        return Err(CohortError::criteria(&format!("{path}.op"), reason));
    }
    for value in values {
        let fits = match kind {
            VariableType::Bool => value.is_boolean(),
            VariableType::Count | VariableType::Integer | VariableType::Number => value.is_number(),
            VariableType::Enum | VariableType::Ordinal | VariableType::Multi => {
                let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                variable.options.is_empty() || variable.options.contains(&word)
            }
            VariableType::Date | VariableType::DateTime => {
                value.as_str().and_then(crate::intake::iso_date).is_some()
            }
            VariableType::Text | VariableType::LongText | VariableType::File => value.is_string(),
        };
        if !fits {
            let options = match variable.options.as_slice() {
                [] => String::new(),
                options => format!(", one of {}", options.join(", ")),
            };
            let shown: String = value.to_string().chars().take(60).collect();
            let reason = format!("`{field}` is {kind}{options}; {shown} cannot be compared with it");
            return Err(CohortError::criteria(&format!("{path}.value"), reason));
        }
    }
    Ok(order)
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
    }
}

impl LeafTest {
    /// Whether the leaf looks at this section.
    pub(crate) fn covers(&self, section: &str) -> bool {
        let section = if section.is_empty() { "text" } else { section };
        self.sections.is_empty() || self.sections.iter().any(|wanted| wanted == section)
    }

    /// Whether one case satisfies the leaf.
    pub fn matches(&self, document: &Document) -> bool {
        match &self.kind {
            TestKind::Field { field, comparison } => comparison.holds(document.fields.get(field)),
            _ => document.texts.iter().any(|part| self.covers(&part.section) && self.finds(&part.text)),
        }
    }

    /// Whether a text satisfies a text leaf.
    pub(crate) fn finds(&self, text: &str) -> bool {
        match &self.kind {
            TestKind::Text(words) => fold(text).contains(words.as_str()),
            TestKind::Fuzzy(fuzzy) => fuzzy.finds(&fold(text)),
            TestKind::Regex { regex, .. } => regex.is_match(&crate::fold::narrowed(text)),
            TestKind::Field { .. } => false,
        }
    }
}
