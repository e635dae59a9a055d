//! `workbench radiomics batch`: a table of ROIs.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use imaging::Selector;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::cases::{self, Case};
use super::kept::Kept;
use super::profile::Profile;
use crate::AppError;

#[derive(clap::Args)]
pub struct Batch {
    /// CSV with the columns Image and Mask, and ID, Label, ROI where wanted; paths are relative to the table
    #[arg(long)]
    table: PathBuf,
    #[command(flatten)]
    manner: super::Manner,
    /// .csv; cases that failed go to OUTPUT.failed.csv
    #[arg(long)]
    output: PathBuf,
    /// Folder in which finished cases are kept, so that a stopped batch goes on; OUTPUT.cases unless given
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// What all cases share.
struct Work<'w> {
    folder: &'w Path,
    profile: &'w Profile,
    names: &'w [String],
    kept: Kept,
    /// Cases whose values were there already.
    known: AtomicUsize,
}

type Outcome = Result<Vec<f64>, AppError>;

impl Batch {
    pub fn run(self) -> Result<(), AppError> {
        if self.output.extension().is_none_or(|suffix| suffix != "csv") {
            return Err(AppError::bad("--output ends in .csv"));
        }
        let cases = cases::read(&self.table)?;
        let profile = self.manner.prepare()?;
        let names = profile.names();
        let beside = |end: &str| self.output.with_extension(end);
        let work = Work {
            folder: self.table.parent().unwrap_or(Path::new("")),
            profile: &profile,
            names: &names,
            kept: Kept::open(self.keep.clone().unwrap_or_else(|| beside("cases")), &profile)?,
            known: AtomicUsize::new(0),
        };
        let outcomes = work.all(&cases);
        let failed = write(&cases, &outcomes, &names, &self.output, &beside("failed.csv"))?;
        let known = work.known.into_inner();
        eprintln!(
            "{} cases: {} computed, {known} kept from before, {failed} failed",
            cases.len(),
            cases.len() - failed - known
        );
        match outcomes.into_iter().next() {
            Some(Err(first)) if failed == cases.len() => Err(first.within("every case failed; the first")),
            _ => Ok(()),
        }
    }
}

impl Work<'_> {
    /// As many cases at a time as there are threads: each holds its image in memory.
    fn all(&self, cases: &[Case]) -> Vec<Outcome> {
        let bar = ProgressBar::new(cases.len() as u64);
        let style = ProgressStyle::with_template("{msg:32!} {bar:32.cyan/blue} {pos}/{len} {elapsed} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let mut outcomes = Vec::with_capacity(cases.len());
        for some in cases.chunks(rayon::current_num_threads().max(1)) {
            outcomes.par_extend(some.par_iter().map(|case| {
                bar.set_message(case.id.clone());
                // A fault of ours in one case is not the others'.
                let outcome = catch_unwind(AssertUnwindSafe(|| self.one(case)));
                bar.inc(1);
                outcome.unwrap_or_else(|_| {
                    Err(AppError::bad("the extraction failed unexpectedly").zh("提取意外中断"))
                })
            }));
        }
        bar.finish_and_clear();
        outcomes
    }

    fn one(&self, case: &Case) -> Outcome {
        let (image, mask, label, roi) = case.sources(self.folder)?;
        let selector = super::selector(roi, label, self.profile);
        let picked = match &selector {
            Selector::Only => String::new(),
            Selector::Number(number) => format!("number {number}"),
            Selector::Name(name) => format!("name {name}"),
        };
        let key = self.kept.key(&image, &mask, &picked)?;
        if let Some(values) = self.kept.get(&key, self.names) {
            self.known.fetch_add(1, Ordering::Relaxed);
            return Ok(values);
        }
        let values = super::features(&image, &mask, &selector, self.profile)?.values();
        self.kept.put(&key, self.names, &values)?;
        Ok(values)
    }
}

/// Writes the table and the list of what failed, which is no file where nothing did; how many failed.
fn write(
    cases: &[Case],
    outcomes: &[Outcome],
    names: &[String],
    output: &Path,
    failures: &Path,
) -> Result<usize, AppError> {
    let (mut done, mut failed) = (csv::Writer::from_writer(Vec::new()), csv::Writer::from_writer(Vec::new()));
    let head = ["ID", "Image", "Mask", "Label", "ROI"];
    done.write_record(head.into_iter().chain(names.iter().map(String::as_str))).map_err(unwritten)?;
    failed.write_record(["ID", "Line", "Reason", "原因"]).map_err(unwritten)?;
    let mut count = 0;
    for (case, outcome) in cases.iter().zip(outcomes) {
        match outcome {
            Ok(values) => {
                let cells = [&case.id, &case.image, &case.mask, &case.label, &case.roi];
                let numbers =
                    values.iter().map(|value| if value.is_nan() { String::new() } else { value.to_string() });
                done.write_record(cells.into_iter().cloned().chain(numbers)).map_err(unwritten)?;
            }
            Err(error) => {
                count += 1;
                let zh = error.message_zh.as_deref().unwrap_or_default();
                let line = case.line.to_string();
                failed.write_record([&case.id, &line, &error.message, zh]).map_err(unwritten)?;
            }
        }
    }
    let bytes = |writer: csv::Writer<Vec<u8>>| {
        writer.into_inner().map_err(|error| unwritten(error.into_error().into()))
    };
    imaging::write_file(output, &bytes(done)?)?;
    match count {
        0 => drop(std::fs::remove_file(failures)),
        _ => imaging::write_file(failures, &bytes(failed)?)?,
    }
    Ok(count)
}

fn unwritten(error: csv::Error) -> AppError {
    AppError::bad(format!("the table cannot be written: {error}"))
}
