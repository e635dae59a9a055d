//! Report tables become report versions.

use serde::{Deserialize, Serialize};
use workbench_core::Digest;
use workbench_store::{Entity, Grant, NewReport};

use super::Tick;
use super::index::KeptSection;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

/// Reports kept in one transaction.
const BATCH: usize = 200;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    /// Name of the uploaded file.
    pub name: String,
    /// Its bytes, a stored object.
    pub object: Digest,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub file: String,
    pub encoding: String,
    pub rows: usize,
    /// Reports that were not here before.
    pub new: usize,
    pub problems: Vec<cohorts::intake::Problem>,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let started = chrono::Utc::now();
    tick.stage("读取表格 reading the table", 0);
    let bytes = app.store.objects().get(arguments.object).await?;
    let intake = on_thread(move || Ok(cohorts::intake::read(&bytes)?)).await?;
    tick.stage("入库报告 keeping reports", intake.rows.len());
    let mut new = 0;
    for (number, rows) in intake.rows.chunks(BATCH).enumerate() {
        let batch: Vec<NewReport> = rows.iter().map(|row| report(row, arguments.object)).collect();
        new += app.store.keep_reports(grant, &batch).await?;
        tick.at(number * BATCH + rows.len())?;
    }
    let summary = Summary {
        file: arguments.name.clone(),
        encoding: intake.encoding.as_str().to_owned(),
        rows: intake.rows.len(),
        new,
        problems: intake.problems,
    };
    let plan = serde_json::json!({"file": arguments.name, "rows": summary.rows, "new": new});
    let file = Entity::new("object", arguments.object, arguments.object);
    app.store.record_activity(grant, "import_reports", &plan, started, &[file], &[]).await?;
    Ok(summary)
}

/// A row as a report version. A row without an identifier is named after its
/// place in the file, so that the same file read again makes nothing new.
fn report(row: &cohorts::intake::ReportRow, file: Digest) -> NewReport {
    let named = |text: &Option<String>| text.clone().unwrap_or_default();
    let place = || format!("{}#{}", &file.to_string()[..12], row.row);
    let accession = named(&row.accession);
    let external_id = if accession.is_empty() { place() } else { accession.clone() };
    let (text, sections) = compose(row);
    NewReport {
        patient: row.patient_id.clone().unwrap_or_else(|| external_id.clone()),
        sex: named(&row.sex),
        external_id,
        accession,
        modality: named(&row.modality),
        body_part: named(&row.body_part),
        exam_date: named(&row.exam_date),
        sections: serde_json::json!(sections),
        text,
    }
}

/// One text of the parts, and where its sections lie in code points.
fn compose(row: &cohorts::intake::ReportRow) -> (String, Vec<KeptSection>) {
    let cut = |text: &str| nlp::sections(text).into_iter().map(KeptSection::from).collect();
    if let Some(text) = &row.text {
        let text = storable(text);
        let sections = cut(&text);
        return (text, sections);
    }
    let mut text = String::new();
    for (title, part) in [("检查所见：\n", &row.findings), ("诊断意见：\n", &row.impression)] {
        if let Some(part) = part {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(title);
            text.push_str(part);
        }
    }
    let text = storable(&text);
    let sections = cut(&text);
    (text, sections)
}

/// The text with U+FFFD for NUL, which no database keeps; offsets stay.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
