//! The outcome as files.

use crate::error::{Result, TrainingError};
use crate::outcome::{EpochCurve, Outcome, RocCurve};
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Holds files until all are whole.
const PARTIAL: &str = ".partial";

/// Written last and removed first: a folder with it is complete.
const METRICS: &str = "metrics.json";

impl Outcome {
    /// Name and content of every file of the outcome, `metrics.json` last:
    /// `predictions.csv` (row, fold, learner, probability), and for each learner
    /// `roc-….csv`, `epochs-….csv`, `model-….json`.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let mut files = vec![("predictions.csv".to_owned(), self.predictions_csv()?)];
        for curve in &self.rocs {
            files.push((format!("roc-{}.csv", curve.learner), roc_csv(curve)?));
        }
        for curve in &self.epochs {
            files.push((format!("epochs-{}.csv", curve.learner), epochs_csv(curve)?));
        }
        for model in &self.models {
            files.push((format!("model-{}.json", model.learner), model.to_bytes()?));
        }
        let mut metrics = serde_json::to_vec_pretty(&self.metrics)?;
        metrics.push(b'\n');
        files.push((METRICS.to_owned(), metrics));
        Ok(files)
    }

    /// Writes the files into `dir`, made when missing. Each file appears whole
    /// or not at all; files of an earlier outcome there are replaced, others are
    /// left alone.
    ///
    /// # Errors
    /// When the folder cannot be written; the path is named.
    pub fn write(&self, dir: &Path) -> Result<()> {
        let files = self.files()?;
        let partial = dir.join(PARTIAL);
        let made = !dir.is_dir();
        fs::create_dir_all(dir).map_err(TrainingError::io(dir))?;
        let written = stage(&files, &partial).and_then(|()| publish(&files, &partial, dir));
        if written.is_err() {
            // Best effort: the error that is reported is the first one.
            let _ = fs::remove_dir_all(&partial);
            if made {
                let _ = fs::remove_dir(dir);
            }
        }
        written
    }

    fn predictions_csv(&self) -> Result<Vec<u8>> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(["row", "fold", "learner", "probability"])?;
        for p in &self.predictions {
            let cells = [p.row.to_string(), p.fold.to_string(), p.learner.clone(), p.probability.to_string()];
            out.write_record(cells)?;
        }
        finish(out)
    }
}

/// Writes everything beside its place and asks the disk to keep it.
fn stage(files: &[(String, Vec<u8>)], partial: &Path) -> Result<()> {
    if partial.is_dir() {
        fs::remove_dir_all(partial).map_err(TrainingError::io(partial))?;
    }
    fs::create_dir(partial).map_err(TrainingError::io(partial))?;
    for (name, bytes) in files {
        let path = partial.join(name);
        let mut file = fs::File::create(&path).map_err(TrainingError::io(&path))?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(TrainingError::io(&path))?;
    }
    Ok(())
}

/// Clears an earlier outcome and renames the new files into place.
fn publish(files: &[(String, Vec<u8>)], partial: &Path, dir: &Path) -> Result<()> {
    let mut old = vec![METRICS.to_owned()];
    for entry in fs::read_dir(dir).map_err(TrainingError::io(dir))? {
        let entry = entry.map_err(TrainingError::io(dir))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_ours(&name) {
            old.push(name);
        }
    }
    for path in old.iter().map(|name| dir.join(name)) {
        if path.is_file() {
            fs::remove_file(&path).map_err(TrainingError::io(&path))?;
        }
    }
    for (name, _) in files {
        let path = dir.join(name);
        fs::rename(partial.join(name), &path).map_err(TrainingError::io(&path))?;
    }
    fs::remove_dir(partial).map_err(TrainingError::io(partial))
}

/// Whether a file name is one an outcome writes for a learner we know.
fn is_ours(name: &str) -> bool {
    crate::learner::NAMES.iter().any(|learner| {
        [format!("roc-{learner}.csv"), format!("epochs-{learner}.csv"), format!("model-{learner}.json")]
            .iter()
            .any(|ours| ours == name)
    })
}

fn roc_csv(curve: &RocCurve) -> Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["fold", "threshold", "fpr", "tpr"])?;
    let folds = curve.folds.iter().enumerate().map(|(fold, points)| (fold.to_string(), points));
    for (fold, points) in std::iter::once(("pooled".to_owned(), &curve.pooled)).chain(folds) {
        for point in points {
            let threshold = point.threshold.map_or("inf".to_owned(), |value| value.to_string());
            out.write_record([fold.clone(), threshold, point.fpr.to_string(), point.tpr.to_string()])?;
        }
    }
    finish(out)
}

fn epochs_csv(curve: &EpochCurve) -> Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["fold", "epoch", "train_loss", "validation_loss", "validation_auc"])?;
    let cell = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for (fold, epoch) in &curve.points {
        out.write_record([
            fold.map_or("all".to_owned(), |fold| fold.to_string()),
            epoch.epoch.to_string(),
            epoch.train_loss.to_string(),
            cell(epoch.validation_loss),
            cell(epoch.validation_auc),
        ])?;
    }
    finish(out)
}

fn finish(out: csv::Writer<Vec<u8>>) -> Result<Vec<u8>> {
    out.into_inner().map_err(|error| TrainingError::Csv(error.into_error().into()))
}
