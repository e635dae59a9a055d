//! One variable: predictions against checked values.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use workbench_core::value::VariableType;
use workbench_core::{FieldValue, Variable};

use super::{Confusion, Label, NumericAgreement, Rate, Score};

/// What a person says of a value.
#[derive(Clone, Copy, Debug)]
pub enum Truth<'a> {
    /// The report says this (or, by its state, nothing).
    Is(&'a FieldValue),
    /// The report does not say this; what it says is not known.
    IsNot(&'a FieldValue),
}

/// A checked value and what the rules give for it.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// Id of the report.
    pub report: &'a str,
    /// The patient, as shown.
    pub patient: &'a str,
    /// What is right.
    pub truth: Truth<'a>,
    /// What the rules say.
    pub got: &'a FieldValue,
}

/// Most errors that are listed of a field.
pub const MAX_FAULTS: usize = 500;

/// How well one variable is filled.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FieldEvaluation {
    /// The variable.
    pub variable: Variable,
    /// Checked values whose prediction can be judged.
    pub n: usize,
    /// Of these, reports that do mention the variable.
    pub mentioned: usize,
    /// Predictions that are right, not mentioned included.
    pub correct: usize,
    /// `correct / n`.
    pub accuracy: Rate,
    /// Mentioned, and found with the right value.
    pub tp: usize,
    /// Values given that are not right.
    pub fp: usize,
    /// Values that are right and not given.
    #[serde(rename = "fn")]
    pub fn_: usize,
    /// Not mentioned, and nothing given.
    pub tn: usize,
    /// `tp / (tp + fp)`.
    pub precision: Rate,
    /// `tp / (tp + fn)`.
    pub recall: Rate,
    /// Of the two.
    pub f1: Score,
    /// Mean F1 over the answers of a bool, enum or ordinal variable.
    pub macro_f1: Option<f64>,
    /// Answers of a bool, enum or ordinal variable.
    pub confusion: Option<Confusion>,
    /// Options of a multi variable, each counted by itself.
    pub options: Option<Micro>,
    /// Numbers.
    pub numeric: Option<NumericAgreement>,
    /// How often values of a grade are right.
    pub buckets: Vec<Bucket>,
    /// What went wrong, at most [`MAX_FAULTS`].
    pub errors: Vec<Fault>,
}

/// Micro-averaged counts over the options of a multi variable.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Micro {
    /// Right options given over options given.
    pub precision: Rate,
    /// Right options given over right options.
    pub recall: Rate,
    /// Harmonic mean; null without options.
    pub f1: Option<f64>,
}

/// Values whose grade lies in `confidence_from..=confidence_to`, the lower end left out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Bucket {
    /// Above this (from 0: including it).
    pub confidence_from: f64,
    /// Up to this.
    pub confidence_to: f64,
    /// Checked values given with such a grade.
    pub n: usize,
    /// Of these, right.
    pub correct: usize,
}

/// Kinds of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ErrorKind {
    /// Mentioned and not found.
    Missed,
    /// Not mentioned and yet given.
    Invented,
    /// Mentioned and given with another value.
    Wrong,
}

/// One error.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Fault {
    /// Id of the report.
    pub report: String,
    /// The patient, as shown.
    pub patient: String,
    /// The right value; null when not mentioned or not known.
    pub expected: Value,
    /// What the rules say.
    pub got: Value,
    /// Kind.
    pub kind: ErrorKind,
}

/// Upper ends of the grades that are told apart.
const GRADES: [f64; 6] = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0];

/// Which of the grades a confidence belongs to: (above, up to).
pub fn bucket(confidence: f64) -> (f64, f64) {
    let index = GRADES.iter().position(|top| confidence <= *top + 1e-9).unwrap_or(GRADES.len() - 1);
    let from = index.checked_sub(1).and_then(|below| GRADES.get(below)).copied().unwrap_or(0.0);
    (from, GRADES.get(index).copied().unwrap_or(1.0))
}

/// What one pair counts as: false positive, false negative.
fn fault(truth: &Label, got: &Label) -> Option<(ErrorKind, bool, bool)> {
    if truth.same(got) {
        return None;
    }
    Some(match (truth, got) {
        (Label::NotMentioned, _) => (ErrorKind::Invented, true, false),
        // a contradiction claims nothing: it is never exported as a fact
        (_, Label::NotMentioned | Label::Conflict) => (ErrorKind::Missed, false, true),
        _ => (ErrorKind::Wrong, true, true),
    })
}

/// Counts one variable over its checked values; the order of the values matters
/// only for that of the lists.
pub fn evaluate(variable: &Variable, judged: &[Judged]) -> FieldEvaluation {
    let kind = variable.kind;
    let (mut correct, mut tp, mut fp, mut fn_, mut tn, mut wrong, mut mentioned) = (0, 0, 0, 0, 0, 0, 0);
    let mut n = 0;
    let mut buckets: Vec<Bucket> = Vec::new();
    let mut errors = Vec::new();
    let mut pairs: Vec<(Label, Label)> = Vec::new();
    let mut reports: Vec<&str> = Vec::new();
    for one in judged {
        let got = Label::of(kind, one.got);
        let (found, expected) = match one.truth {
            Truth::Is(value) => {
                let truth = Label::of(kind, value);
                mentioned += usize::from(truth.mentioned());
                let found = fault(&truth, &got);
                pairs.push((truth, got.clone()));
                reports.push(one.report);
                (found, value.value.clone())
            }
            Truth::IsNot(value) if Label::of(kind, value).same(&got) => {
                // "not mentioned" or a contradiction is wrong where the report does say something
                let silent = matches!(got, Label::NotMentioned | Label::Conflict);
                mentioned += usize::from(silent);
                let found =
                    if silent { (ErrorKind::Missed, false, true) } else { (ErrorKind::Wrong, true, false) };
                (Some(found), Value::Null)
            }
            Truth::IsNot(_) => continue,
        };
        n += 1;
        match found {
            None if got.mentioned() => tp += 1,
            None => tn += 1,
            Some((_, positive, negative)) => {
                fp += usize::from(positive);
                fn_ += usize::from(negative);
                wrong += usize::from(positive && negative);
            }
        }
        correct += usize::from(found.is_none());
        if got.mentioned() && got != Label::Conflict {
            count(&mut buckets, one.got.confidence, found.is_none());
        }
        if let Some((kind, _, _)) = found.filter(|_| errors.len() < MAX_FAULTS) {
            let got = one.got.value.clone();
            errors.push(Fault {
                report: one.report.to_owned(),
                patient: one.patient.to_owned(),
                expected,
                got,
                kind,
            });
        }
    }
    buckets.sort_by(|a, b| a.confidence_to.total_cmp(&b.confidence_to));
    let confusion = Confusion::of(variable, &pairs);
    let numbers = matches!(kind, VariableType::Number | VariableType::Integer);
    let triples = reports.iter().zip(&pairs).map(|(report, (truth, got))| (*report, truth, got));
    FieldEvaluation {
        variable: variable.clone(),
        n,
        mentioned,
        correct,
        accuracy: Rate::new(correct, n),
        tp,
        fp,
        fn_,
        tn,
        precision: Rate::new(tp, tp + fp),
        recall: Rate::new(tp, tp + fn_),
        f1: Score::f1(tp, fp, fn_, wrong),
        macro_f1: confusion.as_ref().and_then(Confusion::macro_f1),
        confusion,
        options: (kind == VariableType::Multi).then(|| Micro::of(&pairs)),
        numeric: if numbers { NumericAgreement::of(variable, triples) } else { None },
        buckets,
        errors,
    }
}

fn count(buckets: &mut Vec<Bucket>, confidence: f64, right: bool) {
    let (from, to) = bucket(confidence);
    let at = buckets.iter().position(|known| known.confidence_to == to).unwrap_or_else(|| {
        buckets.push(Bucket { confidence_from: from, confidence_to: to, n: 0, correct: 0 });
        buckets.len() - 1
    });
    if let Some(known) = buckets.get_mut(at) {
        known.n += 1;
        known.correct += usize::from(right);
    }
}

impl Micro {
    fn of(pairs: &[(Label, Label)]) -> Self {
        let (mut hits, mut checked, mut given) = (0, 0, 0);
        for (truth, got) in pairs {
            let (truth, got) = (options(truth), options(got));
            hits += truth.intersection(&got).count();
            checked += truth.len();
            given += got.len();
        }
        let f1 = (checked + given > 0).then(|| 2.0 * hits as f64 / (checked + given) as f64);
        Self { precision: Rate::new(hits, given), recall: Rate::new(hits, checked), f1 }
    }
}

/// The options of a set; none of anything else.
fn options(label: &Label) -> BTreeSet<&str> {
    match label {
        Label::Set(items) => items.iter().map(String::as_str).collect(),
        _ => BTreeSet::new(),
    }
}
