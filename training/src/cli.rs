//! The command `workbench train tabular`, as a function of its arguments.

use crate::dataset::{Columns, Dataset};
use crate::error::{Result, TrainingError};
use crate::outcome::Outcome;
use crate::run::{OnProgress, run};
use crate::spec::{FoldSource, Spec};
use crate::split::Folds;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Largest table read, 1 GB.
const MAX_TABLE: u64 = 1 << 30;

/// Arguments of the command.
#[derive(Clone, Debug)]
pub struct TrainTabular {
    /// CSV file; `-` is standard input.
    pub table: PathBuf,
    /// The columns' parts.
    pub columns: Columns,
    /// Learner words, each once.
    pub learners: Vec<String>,
    /// JSON file of test row indices; wins over `cv`.
    pub folds: Option<PathBuf>,
    /// Number of folds when none are given.
    pub cv: usize,
    /// Seed.
    pub seed: u64,
    /// Folder the outcome is written to.
    pub output: PathBuf,
}

/// Reads the table, runs, and writes the outcome.
///
/// # Errors
/// Bad input, a cancel, or a folder that cannot be written. Nothing is written then.
pub fn train_tabular(arguments: &TrainTabular, progress: OnProgress<'_>) -> Result<Outcome> {
    let data = Dataset::from_csv(&read(&arguments.table)?, &arguments.columns)?;
    let folds = match &arguments.folds {
        Some(path) => FoldSource::Given(Folds::from_json(&read(path)?, data.len())?),
        None => FoldSource::CrossValidation(arguments.cv),
    };
    let spec = Spec { learners: arguments.learners.clone(), folds, seed: arguments.seed }.check(&data)?;
    if arguments.output.is_file() {
        let source = std::io::Error::new(std::io::ErrorKind::InvalidInput, "is a file; name a folder");
        return Err(TrainingError::Io { path: arguments.output.clone(), source });
    }
    let outcome = run(&data, &spec, progress)?;
    outcome.write(&arguments.output)?;
    Ok(outcome)
}

/// The bytes of a file, or of standard input for `-`.
///
/// # Errors
/// When it cannot be read or is larger than 1 GB.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let take =
        |source: &mut dyn std::io::Read, bytes: &mut Vec<u8>| source.take(MAX_TABLE + 1).read_to_end(bytes);
    if path.as_os_str() == "-" {
        take(&mut std::io::stdin().lock(), &mut bytes).map_err(TrainingError::io(path))?;
    } else {
        let mut file = std::fs::File::open(path).map_err(TrainingError::io(path))?;
        take(&mut file, &mut bytes).map_err(TrainingError::io(path))?;
    }
    if bytes.len() as u64 > MAX_TABLE {
        let source = std::io::Error::new(std::io::ErrorKind::InvalidInput, "is larger than 1 GB");
        return Err(TrainingError::Io { path: path.to_owned(), source });
    }
    Ok(bytes)
}

/// Writes a file whole or not at all (staged beside its place, then renamed),
/// or to standard output for `-`.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    if path.as_os_str() == "-" {
        let mut out = std::io::stdout().lock();
        return out.write_all(bytes).and_then(|()| out.flush()).map_err(TrainingError::io(path));
    }
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.partial", std::process::id()));
    let partial = path.with_file_name(name);
    let stage = || {
        let mut file = std::fs::File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&partial, path)
    };
    stage().map_err(|source| {
        // Best effort: the first error is the one to report.
        let _ = std::fs::remove_file(&partial);
        TrainingError::Io { path: path.to_owned(), source }
    })
}
