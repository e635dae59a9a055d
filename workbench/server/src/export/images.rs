//! De-identified copies of the images of a cohort, and a list of what was done with each.

use std::path::Path;

use imaging::deident::{Copy, Replacement, deidentify};
use workbench_core::{Code, Digest};
use workbench_store::{CohortVersion, FrozenInstance, Grant};

use crate::AppError;
use crate::api::disarm;
use crate::app::Shared;
use crate::error::on_thread;
use crate::work::Tick;

const HEADER: [&str; 10] = [
    "file",
    "patient",
    "study",
    "series",
    "modality",
    "written",
    "why_not",
    "attributes_removed",
    "attributes_replaced",
    "sha256",
];

/// A row of the list.
type Row = [String; 10];

/// Copies what may leave into `content/dicom`, and writes `content/manifest.csv` over all.
pub async fn copy(
    app: &Shared,
    grant: &Grant,
    version: &CohortVersion,
    content: &Path,
    tick: &Tick,
) -> Result<(), AppError> {
    let instances = app.store.frozen_instances(grant, version).await?;
    let key = app.store.image_key(grant);
    tick.stage("去标识影像 de-identifying images", instances.len());
    let (app, content, tick) = (app.clone(), content.to_owned(), tick.clone());
    on_thread(move || {
        let mut out = csv::Writer::from_path(content.join("manifest.csv")).map_err(unwritten)?;
        out.write_record(HEADER).map_err(unwritten)?;
        for instance in &instances {
            tick.step()?;
            let bytes = app.store.objects().get_blocking(instance.object)?;
            let row = one(&bytes, instance, &key, &content)?;
            out.write_record(row.iter().map(|cell| disarm(cell))).map_err(unwritten)?;
        }
        out.flush()?;
        Ok(())
    })
    .await
}

fn one(bytes: &[u8], instance: &FrozenInstance, key: &str, content: &Path) -> Result<Row, AppError> {
    let replacement = Replacement { patient: &instance.pseudonym, key };
    let left_out = |why: String| -> Row {
        let mut row: Row = Default::default();
        (row[1], row[5], row[6]) = (instance.patient.clone(), "no".to_owned(), why);
        row
    };
    let made = match deidentify(bytes, &replacement) {
        Ok(Copy::Made(made)) => made,
        Ok(Copy::LeftOut(reason)) => {
            let (zh, en) = reason.words();
            return Ok(left_out(format!("{zh} / {en}")));
        }
        // a file that cannot be read is not written; its message may name what is in it
        Err(_) => return Ok(left_out("文件损坏，无法去标识 / damaged".to_owned())),
    };
    let name = format!("dicom/{}/{}/{}.dcm", instance.pseudonym, made.series, made.instance);
    let path = content.join(&name);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&path, &made.bytes)?;
    Ok([
        name,
        instance.patient.clone(),
        made.study,
        made.series,
        made.modality,
        "yes".to_owned(),
        String::new(),
        made.removed.to_string(),
        made.replaced.to_string(),
        Digest::of(&made.bytes).to_string(),
    ])
}

fn unwritten(error: csv::Error) -> AppError {
    AppError::new(Code::Failure, format!("the list of images cannot be written: {error}"))
}
