//! `workbench radiomics batch`: a table of ROIs.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use imaging::Selector;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use workbench_core::FeatureTable;

use super::cases::{self, Case};
use super::key;
use crate::AppError;
use crate::work::feature_file::{self, Content};
use crate::work::feature_spec::FeatureSpec;
use crate::work::kept::{Folder, Kept as _};

#[derive(clap::Args)]
pub struct Batch {
    /// CSV with the columns Image and Mask, and ID, Label, ROI where wanted; paths are relative to the table
    #[arg(long)]
    table: PathBuf,
    #[command(flatten)]
    manner: super::Manner,
    /// .csv or .parquet; cases that failed go to OUTPUT.failed.csv
    #[arg(long)]
    output: PathBuf,
    /// Folder in which finished cases are kept, so that a stopped batch goes on; OUTPUT.cases unless given
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// What all cases share.
struct Work<'w> {
    folder: &'w Path,
    spec: &'w FeatureSpec,
    names: &'w [String],
    kept: Folder,
    /// Cases whose values were there already.
    known: AtomicUsize,
}

type Outcome = Result<Vec<f64>, AppError>;

impl Batch {
    pub fn run(self) -> Result<(), AppError> {
        let kind = Kind::of(&self.output)?;
        let cases = cases::read(&self.table)?;
        let spec = self.manner.prepare()?;
        let names = spec.names();
        let beside = |end: &str| self.output.with_extension(end);
        let work = Work {
            folder: self.table.parent().unwrap_or(Path::new("")),
            spec: &spec,
            names: &names,
            kept: Folder::open(self.keep.clone().unwrap_or_else(|| beside("cases")))?,
            known: AtomicUsize::new(0),
        };
        let outcomes = work.all(&cases);
        let bytes = match kind {
            Kind::Csv => done_csv(&cases, &outcomes, &names)?,
            Kind::Parquet => done_parquet(&cases, &outcomes, &names, spec.to_json())?,
        };
        imaging::write_file(&self.output, &bytes)?;
        let failed = write_failed(&cases, &outcomes, &beside("failed.csv"))?;
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
                let outcome = self.one(case);
                bar.inc(1);
                outcome
            }));
        }
        bar.finish_and_clear();
        outcomes
    }

    fn one(&self, case: &Case) -> Outcome {
        let (image, mask, label, roi) = case.sources(self.folder)?;
        let selector = super::selector(roi, label, self.spec);
        let picked = match &selector {
            Selector::Only => String::new(),
            Selector::Number(number) => format!("number {number}"),
            Selector::Name(name) => format!("name {name}"),
        };
        let key = key::of(self.spec, &image, &mask, &picked)?;
        let outcome = self.kept.or_compute(key, self.names, || {
            Ok(self.spec.extract_files(&image, &mask, &selector)?.values())
        })?;
        self.known.fetch_add(usize::from(outcome.known), Ordering::Relaxed);
        outcome.values
    }
}

/// What the output is.
#[derive(Clone, Copy)]
enum Kind {
    Csv,
    Parquet,
}

impl Kind {
    fn of(output: &Path) -> Result<Self, AppError> {
        match output.extension().and_then(|suffix| suffix.to_str()) {
            Some("csv") => Ok(Self::Csv),
            Some("parquet") => Ok(Self::Parquet),
            _ => {
                Err(AppError::bad("--output ends in .csv or .parquet")
                    .zh("--output 须以 .csv 或 .parquet 结尾"))
            }
        }
    }
}

/// Cells of a case that stand before its features.
const HEAD: [&str; 5] = ["ID", "Image", "Mask", "Label", "ROI"];

fn cells(case: &Case) -> [String; 5] {
    [&case.id, &case.image, &case.mask, &case.label, &case.roi].map(Clone::clone)
}

fn done_csv(cases: &[Case], outcomes: &[Outcome], names: &[String]) -> Result<Vec<u8>, AppError> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(HEAD.into_iter().chain(names.iter().map(String::as_str))).map_err(unwritten)?;
    for (case, outcome) in cases.iter().zip(outcomes) {
        let Ok(values) = outcome else { continue };
        let numbers =
            values.iter().map(|value| if value.is_nan() { String::new() } else { value.to_string() });
        table.write_record(cells(case).into_iter().chain(numbers)).map_err(unwritten)?;
    }
    bytes(table)
}

fn done_parquet(
    cases: &[Case],
    outcomes: &[Outcome],
    names: &[String],
    settings: serde_json::Value,
) -> Result<Vec<u8>, AppError> {
    let mut table = FeatureTable::new(names.to_vec());
    let mut texts: Vec<(&str, Vec<String>)> = HEAD.map(|name| (name, Vec::new())).to_vec();
    for (case, outcome) in cases.iter().zip(outcomes) {
        let Ok(values) = outcome else { continue };
        table.push(&case.id, values)?;
        texts.iter_mut().zip(cells(case)).for_each(|((_, column), cell)| column.push(cell));
    }
    let created = chrono::Utc::now();
    feature_file::write(&Content { texts, table: &table, settings: &settings, created })
}

/// Writes the list of what failed, which is no file where nothing did; how many failed.
fn write_failed(cases: &[Case], outcomes: &[Outcome], place: &Path) -> Result<usize, AppError> {
    let mut failed = csv::Writer::from_writer(Vec::new());
    failed.write_record(["ID", "Line", "Reason", "原因"]).map_err(unwritten)?;
    let mut count = 0;
    for (case, outcome) in cases.iter().zip(outcomes) {
        let Err(error) = outcome else { continue };
        count += 1;
        let zh = error.message_zh.as_deref().unwrap_or_default();
        let line = case.line.to_string();
        failed.write_record([&case.id, &line, &error.message, zh]).map_err(unwritten)?;
    }
    match count {
        0 => drop(std::fs::remove_file(place)),
        _ => imaging::write_file(place, &bytes(failed)?)?,
    }
    Ok(count)
}

fn bytes(table: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, AppError> {
    table.into_inner().map_err(|error| unwritten(error.into_error().into()))
}

fn unwritten(error: csv::Error) -> AppError {
    AppError::bad(format!("the table cannot be written: {error}"))
}
