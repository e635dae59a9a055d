//! Folds: who is trained on and who is tested, patient by patient.

use crate::dataset::Dataset;
use crate::error::{Result, TrainingError, short};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Serialize;
use std::collections::HashMap;

/// Most folds of a run; leave-one-out of larger tables is not what one wants.
const MAX_FOLDS: usize = 1000;

/// Test rows of each fold, by index from 0, each list sorted. A row is tested at
/// most once; a row that is never tested is trained on in every fold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Folds(Vec<Vec<usize>>);

impl Folds {
    /// Reads `[[test row indices], …]` and checks it against `rows`.
    ///
    /// # Errors
    /// When it is not such JSON, a fold is empty, or an index is out of range or doubled.
    pub fn from_json(bytes: &[u8], rows: usize) -> Result<Self> {
        let lists: Vec<Vec<usize>> = serde_json::from_slice(bytes).map_err(|error| {
            TrainingError::Folds(format!("not a JSON list of lists of row indices from 0: {error}"))
        })?;
        Self::new(lists, rows)
    }

    /// Folds from lists of test rows.
    ///
    /// # Errors
    /// When there is no fold or an empty one, or an index is out of range or doubled.
    pub fn new(mut lists: Vec<Vec<usize>>, rows: usize) -> Result<Self> {
        let fail = |problem: String| Err(TrainingError::Folds(problem));
        if lists.is_empty() || lists.len() > MAX_FOLDS {
            return fail(format!("there are {} folds, allowed are 1 to {MAX_FOLDS}", lists.len()));
        }
        let mut owner: Vec<Option<usize>> = vec![None; rows];
        for (fold, list) in lists.iter().enumerate() {
            if list.is_empty() {
                return fail(format!("fold {fold} has no test rows"));
            }
            for &row in list {
                match owner.get_mut(row) {
                    None => {
                        return fail(format!(
                            "fold {fold} names row {row}, the table has rows 0 to {}",
                            rows.saturating_sub(1)
                        ));
                    }
                    Some(Some(before)) => {
                        return fail(format!("row {row} is in fold {before} and again in fold {fold}"));
                    }
                    Some(free) => *free = Some(fold),
                }
            }
        }
        lists.iter_mut().for_each(|list| list.sort_unstable());
        Ok(Self(lists))
    }

    /// Number of folds.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no fold; never true.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The test rows of each fold.
    pub fn test(&self) -> &[Vec<usize>] {
        &self.0
    }

    /// The rows of 0..`rows` that fold `fold` trains on, in order.
    pub fn train(&self, fold: usize, rows: usize) -> Vec<usize> {
        let mut tested = vec![false; rows];
        for &row in self.0.get(fold).into_iter().flatten() {
            if let Some(flag) = tested.get_mut(row) {
                *flag = true;
            }
        }
        (0..rows).filter(|&row| !tested[row]).collect()
    }

    /// Refuses folds that put one patient on both sides, or train on one class.
    pub(crate) fn check(&self, data: &Dataset) -> Result<()> {
        for (fold, test) in self.0.iter().enumerate() {
            let train = self.train(fold, data.len());
            let positives = train.iter().filter(|&&row| data.labels()[row]).count();
            if positives == 0 || positives == train.len() {
                let problem =
                    format!("without fold {fold} only one class is left to train on; use fewer folds");
                return Err(TrainingError::Folds(problem));
            }
            let tested: HashMap<&str, usize> =
                test.iter().map(|&row| (data.groups()[row].as_str(), row)).collect();
            for row in train {
                let patient = data.groups()[row].as_str();
                if let Some(other) = tested.get(patient) {
                    let problem = format!(
                        "patient `{}` is trained on (row {row}) and tested (row {other}) in fold {fold}; keep all rows of a patient together",
                        short(patient)
                    );
                    return Err(TrainingError::Folds(problem));
                }
            }
        }
        Ok(())
    }
}

/// Splits rows into `k` folds so that a patient is in one fold only and each
/// class is spread as evenly as the patients allow. The same seed gives the
/// same folds on every machine.
///
/// Patients are shuffled, taken from large to small, and each goes to the fold
/// where the sum of squared class shares grows least.
///
/// # Errors
/// When lengths differ, `k` is below 2, or there are fewer patients than folds.
pub fn stratified_groups(labels: &[bool], groups: &[String], k: usize, seed: u64) -> Result<Folds> {
    if labels.len() != groups.len() {
        return Err(TrainingError::Shape(format!("{} labels, {} patients", labels.len(), groups.len())));
    }
    if !(2..=MAX_FOLDS).contains(&k) {
        return Err(TrainingError::Folds(format!("{k} folds asked for, allowed are 2 to {MAX_FOLDS}")));
    }
    let mut index = HashMap::new();
    let mut patients: Vec<Vec<usize>> = Vec::new();
    for (row, group) in groups.iter().enumerate() {
        let at = *index.entry(group.as_str()).or_insert(patients.len());
        if at == patients.len() {
            patients.push(Vec::new());
        }
        patients[at].push(row);
    }
    if patients.len() < k {
        let problem = format!("{} patients cannot fill {k} folds", patients.len());
        return Err(TrainingError::Folds(problem));
    }
    patients.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    patients.sort_by_key(|rows| std::cmp::Reverse(rows.len()));

    let positives = labels.iter().filter(|&&label| label).count();
    let totals = [labels.len() - positives, positives].map(|n| n.max(1) as f64);
    let mut counts = vec![[0.0f64; 2]; k];
    let mut folds = vec![Vec::new(); k];
    for (taken, rows) in patients.iter().enumerate() {
        let mut add = [0.0; 2];
        rows.iter().for_each(|&row| add[usize::from(labels[row])] += 1.0);
        let growth = |have: &[f64; 2]| -> f64 {
            (0..2).map(|c| (2.0 * have[c] + add[c]) * add[c] / (totals[c] * totals[c])).sum()
        };
        // Enough patients must be left to put one into each empty fold.
        let empty = folds.iter().filter(|fold: &&Vec<usize>| fold.is_empty()).count();
        let must_fill = patients.len() - taken <= empty;
        let best = (0..k)
            .filter(|&fold| !must_fill || folds[fold].is_empty())
            .min_by(|&a, &b| {
                let size = |fold: usize| folds[fold].len();
                growth(&counts[a]).total_cmp(&growth(&counts[b])).then(size(a).cmp(&size(b)))
            })
            .unwrap_or(0);
        (0..2).for_each(|c| counts[best][c] += add[c]);
        folds[best].extend_from_slice(rows);
    }
    Folds::new(folds, labels.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn patients_stay_whole_and_rows_are_tested_once(
            rows in proptest::collection::vec((any::<bool>(), 0usize..25), 2..120), k in 2usize..6, seed: u64,
        ) {
            let labels: Vec<bool> = rows.iter().map(|row| row.0).collect();
            let groups: Vec<String> = rows.iter().map(|row| row.1.to_string()).collect();
            let patients = groups.iter().collect::<std::collections::BTreeSet<_>>().len();
            let folds = stratified_groups(&labels, &groups, k, seed);
            prop_assert_eq!(folds.is_ok(), patients >= k);
            if let Ok(folds) = folds {
                let mut home: HashMap<&str, usize> = HashMap::new();
                let mut tested: Vec<usize> = folds.test().concat();
                for (fold, list) in folds.test().iter().enumerate() {
                    for &row in list {
                        prop_assert_eq!(*home.entry(&groups[row]).or_insert(fold), fold);
                    }
                    prop_assert_eq!(folds.train(fold, rows.len()).len() + list.len(), rows.len());
                }
                tested.sort_unstable();
                prop_assert_eq!(tested, (0..rows.len()).collect::<Vec<_>>());
                prop_assert_eq!(folds, stratified_groups(&labels, &groups, k, seed).unwrap());
            }
        }

        #[test]
        fn single_rows_are_stratified_to_within_one(labels in proptest::collection::vec(any::<bool>(), 10..200), k in 2usize..6, seed: u64) {
            let groups: Vec<String> = (0..labels.len()).map(|row| row.to_string()).collect();
            let folds = stratified_groups(&labels, &groups, k, seed).unwrap();
            let positives: Vec<usize> =
                folds.test().iter().map(|list| list.iter().filter(|&&row| labels[row]).count()).collect();
            prop_assert!(positives.iter().max().unwrap() - positives.iter().min().unwrap() <= 1);
        }
    }

    #[test]
    fn another_seed_gives_other_folds() {
        let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
        let groups: Vec<String> = (0..60).map(|row| row.to_string()).collect();
        let folds = |seed| stratified_groups(&labels, &groups, 5, seed).unwrap();
        assert_ne!(folds(1), folds(2));
    }

    #[test]
    fn bad_folds_are_named() {
        let message = |text: &str| Folds::from_json(text.as_bytes(), 4).unwrap_err().to_string();
        assert!(message("[[0,1],[4]]").contains("fold 1 names row 4"));
        assert!(message("[[0,1],[1]]").contains("row 1 is in fold 0 and again in fold 1"));
        assert!(message("[[0,0]]").contains("row 0 is in fold 0 and again in fold 0"));
        assert!(message("[[0],[]]").contains("fold 1 has no test rows"));
        assert!(message("[]").contains("0 folds"));
        assert!(message("[[-1]]").contains("row indices from 0"));
        assert!(message("{}").contains("row indices from 0"));
        assert!(Folds::from_json(b"[[3,0],[1]]", 4).is_ok());
    }
}
