//! How right the chain was, against the truth it never saw.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use workbench_core::{DataLevel, FieldValue, Mask, State};
use workbench_demo::{Cohort, Expected};
use workbench_store::{Grant, Roi};

use super::chain::Done;
use super::cohort;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
use crate::work::volumes;

pub struct Measured {
    /// Values right, and values in all, by field.
    pub fields: BTreeMap<String, (usize, usize)>,
    /// The same over fields that the text speaks of.
    pub mentioned: (usize, usize),
    /// Cases found by keyword, and cases whose text holds it.
    pub search: (u64, usize),
    /// Dice of each ROI's mask with the truth's voxels, and nodules drawn.
    pub rois: (Vec<f64>, usize),
    /// AUC of the held-out patients with its 95 % interval, and their number.
    pub held_out: Option<(f64, Option<f64>, Option<f64>)>,
    pub unseen: usize,
}

const KEYWORD: &str = "磨玻璃";
/// A length read from words may be off by this, mm.
const TOLERANCE_MM: f64 = 0.051;

pub async fn all(app: &Shared, grant: &Grant, all: Cohort, done: &Done) -> Result<Measured, AppError> {
    let (fields, mentioned) = extraction(app, grant, all, done).await?;
    let (auc, unseen) = held_out(app, grant, all, done).await?;
    Ok(Measured {
        fields,
        mentioned,
        search: search(app, grant, all, done).await?,
        rois: masks(app, grant, all).await?,
        held_out: auc,
        unseen,
    })
}

type Tally = (usize, usize);

async fn extraction(
    app: &Shared,
    grant: &Grant,
    all: Cohort,
    done: &Done,
) -> Result<(BTreeMap<String, Tally>, Tally), AppError> {
    let cases = app.store.cases(grant, done.database).await?;
    let by_patient: HashMap<String, _> =
        cases.into_iter().filter_map(|case| Some((case.patient.identifier.clone()?, case))).collect();
    let mut fields: BTreeMap<String, Tally> = BTreeMap::new();
    let mut mentioned = (0, 0);
    for case in all.cases() {
        let Some(found) = by_patient.get(&case.patient_id) else { continue };
        for expected in case.expected() {
            let right = found.values.get(expected.field).is_some_and(|held| agrees(&held.value, &expected));
            let tally = fields.entry(expected.field.to_owned()).or_default();
            count(tally, right);
            if expected.state != State::NotMentioned {
                count(&mut mentioned, right);
            }
        }
    }
    Ok((fields, mentioned))
}

fn count(tally: &mut Tally, right: bool) {
    tally.0 += usize::from(right);
    tally.1 += 1;
}

pub fn agrees(found: &FieldValue, expected: &Expected) -> bool {
    found.state == expected.state
        && (expected.state == State::NotMentioned || same(&found.value, &expected.value))
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| (a - b).abs() < TOLERANCE_MM)
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().all(|item| b.contains(item)),
        (Value::Object(a), Value::Object(b)) => {
            let part = |key: &str| {
                a.get(key).cloned().unwrap_or_default() == b.get(key).cloned().unwrap_or_default()
            };
            part("exact") && (part("min") || part("kind"))
        }
        _ => a == b,
    }
}

async fn search(app: &Shared, grant: &Grant, all: Cohort, done: &Done) -> Result<(u64, usize), AppError> {
    let database = app.store.database(grant, done.database).await?;
    let criteria =
        cohorts::Criteria::parse(&serde_json::json!({"text": KEYWORD}))?.check(&database.variables)?;
    let found = cohorts::Index::open(&app.index_dir(done.database, DataLevel::Identified))?
        .search(&criteria, 1, 0)?;
    let holds = |report: workbench_demo::ReportText| {
        format!("{}\n{}", report.findings, report.impression).contains(KEYWORD)
    };
    Ok((found.total, all.cases().filter(|case| holds(case.report())).count()))
}

async fn masks(app: &Shared, grant: &Grant, all: Cohort) -> Result<(Vec<f64>, usize), AppError> {
    let mut by_patient: HashMap<String, Vec<Roi>> = HashMap::new();
    for roi in app.store.rois(grant).await? {
        by_patient.entry(roi.patient.identifier.clone().unwrap_or_default()).or_default().push(roi);
    }
    let store = app.store.clone();
    on_thread(move || {
        use rayon::prelude::*;
        let compared: Vec<(Vec<f64>, usize)> = (0..all.len())
            .into_par_iter()
            .map(|index| {
                let case = all.case(index);
                let rois = by_patient.get(&case.patient_id).map(Vec::as_slice).unwrap_or_default();
                let truth = if rois.is_empty() { None } else { Some(case.mask()) };
                let alike = rois.iter().filter_map(|roi| dice(&store, roi, truth.as_ref()?)).collect();
                (alike, case.truth.nodules.len())
            })
            .collect();
        let drawn = compared.iter().map(|(_, drawn)| drawn).sum();
        Ok((compared.into_iter().flat_map(|(alike, _)| alike).collect(), drawn))
    })
    .await
}

/// Dice of the stored mask with the truth's label of that number.
fn dice(store: &workbench_store::Store, roi: &Roi, truth: &Mask) -> Option<f64> {
    let mask = volumes::mask_blocking(store, roi).ok()?;
    let label = u8::try_from(roi.number).ok()?;
    let both = mask.data.iter().zip(&truth.data).filter(|(a, b)| **a == 1 && **b == label).count();
    let each = mask.count(1) + truth.count(label);
    (each > 0).then(|| 2.0 * both as f64 / each as f64)
}

type Interval = Option<(f64, Option<f64>, Option<f64>)>;

async fn held_out(
    app: &Shared,
    grant: &Grant,
    all: Cohort,
    done: &Done,
) -> Result<(Interval, usize), AppError> {
    let findings = app.store.findings(grant).await?;
    let rois: HashMap<_, f64> =
        app.store.rois(grant).await?.into_iter().map(|roi| (roi.id, roi.volume_mm3)).collect();
    let (mut labels, mut scores) = (Vec::new(), Vec::new());
    for case in all.cases().skip(cohort::told(all)) {
        let of_case = findings.iter().filter(|finding| {
            finding.model == done.model && finding.patient.identifier.as_deref() == Some(&case.patient_id)
        });
        // The outcome is that of the main nodule: the largest.
        let volume = |roi| rois.get(roi).copied().unwrap_or(0.0);
        let main = of_case.max_by(|a, b| volume(&a.roi).total_cmp(&volume(&b.roi)));
        if let Some(main) = main {
            labels.push(case.truth.malignant);
            scores.push(main.probability);
        }
    }
    let auc = training::metrics::auc(&labels, &scores).map(|auc| (auc.value, auc.low, auc.high));
    Ok((auc, labels.len()))
}

#[cfg(test)]
mod tests {
    use super::same;
    use serde_json::json;

    #[test]
    fn values_are_compared_by_meaning() {
        assert!(same(&json!(12.0), &json!(12)));
        assert!(!same(&json!(12.1), &json!(12)));
        assert!(same(&json!(["毛刺", "分叶"]), &json!(["分叶", "毛刺"])));
        assert!(!same(&json!(["毛刺"]), &json!(["分叶", "毛刺"])));
        assert!(!same(&json!({"exact": 2}), &json!({"exact": 3})));
        assert!(!same(&json!(null), &json!(false)));
    }
}
