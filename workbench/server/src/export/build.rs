//! Builds the package of an approved request: all of it or nothing.

use std::path::Path;

use serde::{Deserialize, Serialize};
use statfiles::{Format, Moment, Notes, Options};
use workbench_core::ids::{ExportId, ReportId};
use workbench_core::vocab::ExportState;
use workbench_store::{BuiltPackage, ExportRequest, Grant, Package, Report};

use super::formats::FORMATS;
use super::images;
use super::package::Folder;
use super::readme;
use super::sheet::Sheet;
use crate::AppError;
use crate::api::disarm;
use crate::app::Shared;
use crate::error::on_thread;
use crate::work::Tick;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub request: ExportId,
}

/// What a build answers.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub request: ExportId,
    pub hash: String,
    pub size: i64,
    pub files: usize,
}

impl Summary {
    fn of(request: ExportId, package: &Package) -> Self {
        Self { request, hash: package.hash.to_string(), size: package.size, files: package.files.len() }
    }
}

/// Builds, unless it is built already. What goes wrong is written down with the request.
pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let id = arguments.request;
    let request = app.store.export(grant, id).await?;
    if let (ExportState::Ready, Some(package)) = (request.state, &request.package) {
        return Ok(Summary::of(id, package));
    }
    let request = app.store.begin_export(grant, id).await?;
    let built = match build(app, grant, &request, tick).await {
        Ok(built) => built,
        Err(error) => {
            if !error.is_cancelled() {
                app.store.fail_export(grant, id, &said(&error)).await?;
            }
            return Err(error);
        }
    };
    let ready = app.store.finish_export(grant, id, &built).await?;
    let package = ready.package.ok_or_else(|| AppError::bad("the package was not kept"))?;
    Ok(Summary::of(id, &package))
}

fn said(error: &AppError) -> String {
    match &error.message_zh {
        Some(zh) => format!("{zh} / {error}"),
        None => error.to_string(),
    }
}

async fn build(
    app: &Shared,
    grant: &Grant,
    request: &ExportRequest,
    tick: &Tick,
) -> Result<BuiltPackage, AppError> {
    let lowered = grant.no_deeper_than(request.level);
    let folder = Folder::new(&app.incoming_dir(), &request.id.to_string())?;
    tick.stage("取数 reading the frozen cases", usize::try_from(request.cohort.members).unwrap_or(0));
    let version = app.store.cohort_version(&lowered, request.cohort.id, request.cohort.version).await?;
    let frozen = app.store.frozen_cases(&lowered, &version, 0, usize::MAX).await?;
    tick.go_on()?;
    let sheet = Sheet::of(&request.fields, &frozen.cases);
    if request.reports {
        let ids: Vec<ReportId> = frozen.cases.iter().flat_map(|case| case.reports.iter().copied()).collect();
        reports(app, &lowered, &ids, &folder.content()?.join("reports.csv"), tick).await?;
    }
    if request.dicom {
        images::copy(app, &lowered, &version, &folder.content()?, tick).await?;
    }
    let (request, tick_files) = (request.clone(), tick.clone());
    let (folder, zip, files) = on_thread(move || {
        let content = folder.content()?;
        write(&request, &sheet, &content, &tick_files)?;
        let (zip, files) = folder.zip(&tick_files)?;
        Ok((folder, zip, files))
    })
    .await?;
    let (hash, size) = app.store.objects().put_file(zip).await?;
    drop(folder);
    Ok(BuiltPackage { hash, size, files })
}

/// The table in every format, its dictionary, and the README.
fn write(request: &ExportRequest, sheet: &Sheet, content: &Path, tick: &Tick) -> Result<(), AppError> {
    let mut notes = Notes::new();
    for (key, text) in readme::notes(request) {
        notes.add(&key, &text);
    }
    let decided = request.decision.as_ref().map(|decision| decision.at.timestamp_millis());
    let options =
        Options { created: decided.and_then(Moment::from_millis), folder: Some(content.to_owned()) };
    let mut table = sheet.table(notes, content)?;
    let chosen: Vec<_> =
        FORMATS.iter().filter(|(word, ..)| request.formats.iter().any(|f| f == word)).collect();
    tick.stage("生成文件 writing files", chosen.len());
    for (_, format, name) in chosen {
        statfiles::save(&mut table, &content.join(name), *format, &options)?;
        tick.step()?;
    }
    // the dictionary of the plain table stands by itself, whatever the formats
    std::fs::write(content.join("dictionary.csv"), table.dictionary(Format::Csv)?)?;
    let _ = std::fs::remove_file(content.join("data.csv.dictionary.csv"));
    std::fs::write(content.join("README.txt"), readme::readme(request, sheet.count()))?;
    Ok(())
}

/// The reports' texts through the same projection.
async fn reports(
    app: &Shared,
    grant: &Grant,
    ids: &[ReportId],
    path: &Path,
    tick: &Tick,
) -> Result<(), AppError> {
    tick.stage("取报告 reading reports", ids.len());
    let mut out = csv::Writer::from_writer(std::io::BufWriter::new(std::fs::File::create(path)?));
    let header = ["patient", "report", "exam_date", "modality", "body_part", "text"];
    // a byte order mark, as spreadsheets need it
    let first = format!("\u{feff}{}", header[0]);
    let rest = header.iter().skip(1).map(|word| (*word).to_owned());
    out.write_record(std::iter::once(first).chain(rest)).map_err(unwritten)?;
    for id in ids {
        tick.step()?;
        let report = app.store.report(grant, *id).await?;
        out.write_record(row(&report).map(|cell| disarm(&cell))).map_err(unwritten)?;
    }
    out.flush()?;
    Ok(())
}

fn row(report: &Report) -> [String; 6] {
    let patient = report.patient.identifier.as_ref().unwrap_or(&report.patient.label);
    let number =
        if report.external_id.is_empty() { report.id.to_string() } else { report.external_id.clone() };
    [
        patient.clone(),
        number,
        report.exam_date.clone(),
        report.modality.clone(),
        report.body_part.clone(),
        report.text().to_owned(),
    ]
}

fn unwritten(error: csv::Error) -> AppError {
    AppError::new(workbench_core::Code::Failure, format!("the reports cannot be written: {error}"))
}

/// The name under which a package is saved.
pub fn file_name(request: &ExportRequest) -> String {
    format!("EX-{:05}.zip", request.number)
}
