//! A folder of anything becomes patients, studies, series and ROIs.
//!
//! Every file is kept: what is no DICOM object, or is damaged, is listed with
//! the reason. Running the same import again finishes what was broken off.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use imaging::Kind;
use serde::{Deserialize, Serialize};
use workbench_core::{Code, Digest};
use workbench_store::{Entity, Grant, ImportedInstance, Received, Store, StoreError};

use super::Tick;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

/// Instances sorted in within one transaction.
const BATCH: usize = 100;
/// Threads that read, hash and keep files; mostly they wait for the disk.
const READERS: usize = 4;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    /// Files or folders on the server.
    pub paths: Vec<PathBuf>,
    /// Whether `paths` were uploaded and are removed when all is kept.
    pub uploaded: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    pub files: usize,
    pub new: usize,
    pub known: usize,
    /// Kept and listed, but not sorted in.
    pub unknown: usize,
    pub bytes: u64,
    pub series: usize,
    pub rois: usize,
    /// File and reason of what could not be sorted in or used.
    pub problems: Vec<Problem>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    pub file: String,
    pub reason: String,
}

/// A file that was read and kept.
enum Item {
    Instance(Box<ImportedInstance>),
    Unknown { name: String, reason: String, object: Digest, size: i64 },
    Unreadable { name: String, reason: String },
    Stop(AppError),
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let started = chrono::Utc::now();
    // An upload that is gone was kept whole by the run before.
    let gone = arguments.uploaded && arguments.paths.iter().all(|path| !path.exists());
    let paths = if gone { Vec::new() } else { arguments.paths.clone() };
    let files = on_thread(move || list(&paths)).await?;
    tick.stage("导入影像 importing files", files.len());
    let mut summary = Summary { files: files.len(), ..Summary::default() };
    let mut touched = BTreeSet::new();
    let (sender, mut receiver) = tokio::sync::mpsc::channel(2 * BATCH);
    let readers = spawn_readers(&app.store, files, &sender, tick);
    drop(sender);
    let mut unreadable = false;
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(item) = receiver.recv().await {
        match item {
            Item::Instance(instance) => {
                summary.bytes += instance.size.unsigned_abs();
                touched.insert(instance.series_uid.clone());
                batch.push(*instance);
                if batch.len() == BATCH {
                    commit(app, grant, &mut batch, &mut summary).await?;
                }
            }
            Item::Unknown { name, reason, object, size } => {
                app.store.keep_unknown(grant, &name, &reason, object, size).await?;
                summary.unknown += 1;
                summary.problems.push(Problem { file: name, reason });
            }
            Item::Unreadable { name, reason } => {
                unreadable = true;
                summary.problems.push(Problem { file: name, reason });
            }
            Item::Stop(error) => {
                commit(app, grant, &mut batch, &mut summary).await?;
                return Err(error);
            }
        }
    }
    commit(app, grant, &mut batch, &mut summary).await?;
    for reader in readers {
        reader.await.map_err(|error| AppError::new(Code::Failure, format!("a reader broke off: {error}")))?;
    }
    tick.go_on()?;
    summary.series = touched.len();
    record(app, grant, arguments, started, &touched, &summary).await?;
    let made = super::rois::from_structures(app, grant, tick).await?;
    summary.rois = made.rois;
    summary.problems.extend(made.problems);
    // What could not be read was not kept either: the upload stays.
    if arguments.uploaded && !unreadable {
        for path in &arguments.paths {
            let _ = tokio::fs::remove_dir_all(path).await;
        }
    }
    Ok(summary)
}

fn list(paths: &[PathBuf]) -> Result<Vec<(String, PathBuf)>, AppError> {
    let mut files = Vec::new();
    for path in paths {
        let root = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(Path::new("")) };
        for (file, _) in imaging::scan::list(path)? {
            let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            files.push((name, file));
        }
    }
    if files.is_empty() && !paths.is_empty() {
        let named: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(AppError::bad(format!(
            "{} holds no file; name the folder with the DICOM files",
            named.join(", ")
        ))
        .zh(format!("{} 中没有任何文件；请指定存放 DICOM 文件的文件夹", named.join("、"))));
    }
    Ok(files)
}

fn spawn_readers(
    store: &Store,
    files: Vec<(String, PathBuf)>,
    sender: &tokio::sync::mpsc::Sender<Item>,
    tick: &Tick,
) -> Vec<tokio::task::JoinHandle<()>> {
    let files = Arc::new(files);
    let next = Arc::new(AtomicUsize::new(0));
    let start = |_| {
        let (store, sender, tick) = (store.clone(), sender.clone(), tick.clone());
        let (files, next) = (files.clone(), next.clone());
        tokio::task::spawn_blocking(move || {
            while let Some((name, path)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                let more = imaging::scan::scan_file(name, path, &mut |found| {
                    let item = keep(&store, found);
                    let go_on = !matches!(item, Item::Stop(_));
                    sender.blocking_send(item).is_ok() && go_on && tick.go_on().is_ok()
                });
                if !more || tick.step().is_err() {
                    return;
                }
            }
        })
    };
    (0..READERS).map(start).collect()
}

/// Keeps the bytes first, then reads what they are.
fn keep(store: &Store, found: imaging::scan::Found) -> Item {
    let name = found.name;
    let bytes = match found.bytes {
        Ok(bytes) => bytes,
        Err(error) => return Item::Unreadable { name, reason: error.to_string() },
    };
    let object = match store.objects().put_blocking(&bytes) {
        Ok(object) => object,
        Err(error) => return Item::Stop(stop(&name, error)),
    };
    let size = bytes.len() as i64;
    match imaging::inspect(&bytes) {
        Ok(header) => Item::Instance(Box::new(instance(name, header, object, size))),
        Err(error) => Item::Unknown { name, reason: error.to_string(), object, size },
    }
}

fn stop(name: &str, error: StoreError) -> AppError {
    let error = AppError::from(error).within(name);
    if error.code != workbench_core::Code::StorageFull {
        return error;
    }
    let zh = format!("{name}：存储空间已满；已导入的数据均已保存，清理或扩容后重新运行即可续传");
    let message = format!(
        "{error}: no space is left; everything imported so far is kept, make room and run the import again"
    );
    AppError::new(error.code, message).zh(zh)
}

fn instance(name: String, header: imaging::Instance, object: Digest, size: i64) -> ImportedInstance {
    // No text of a database may hold NUL; headers of careless senders do.
    let clean = |value: &str| value.replace('\0', " ").trim().to_owned();
    let text = |value: &Option<String>| value.as_deref().map(clean).unwrap_or_default();
    let kind = match header.kind {
        Kind::Image => "image",
        Kind::RtStruct => "rtstruct",
        Kind::Segmentation => "segmentation",
        Kind::Report => "report",
        Kind::Other => "other",
    };
    // Files without Patient ID belong together only within their study.
    let patient = match header.patient.id.as_deref().map(str::trim) {
        Some(id) if !id.is_empty() => clean(id),
        _ => format!("(no ID) {}", header.study.uid),
    };
    let json = serde_json::to_string(&header).unwrap_or_default().replace("\\u0000", " ");
    ImportedInstance {
        name,
        patient,
        patient_name: header
            .patient
            .name
            .as_deref()
            .map(|name| clean(&imaging::person_name(name)))
            .unwrap_or_default(),
        sex: text(&header.patient.sex),
        birth_date: text(&header.patient.birth_date),
        study_uid: header.study.uid.clone(),
        accession: text(&header.study.accession),
        study_date: text(&header.study.date),
        study_description: text(&header.study.description),
        series_uid: header.series.uid.clone(),
        series_number: header.series.number,
        modality: text(&header.modality),
        kind: kind.to_owned(),
        series_description: text(&header.series.description),
        body_part: text(&header.series.body_part),
        frame_of_reference: text(&header.series.frame_of_reference),
        sop_uid: header.sop_instance_uid.clone(),
        sop_class: header.sop_class_uid.clone(),
        number: header.instance_number,
        object,
        size,
        header: serde_json::from_str(&json).unwrap_or_default(),
    }
}

async fn commit(
    app: &Shared,
    grant: &Grant,
    batch: &mut Vec<ImportedInstance>,
    summary: &mut Summary,
) -> Result<(), AppError> {
    let received = app.store.receive(grant, batch).await?;
    for (instance, received) in batch.drain(..).zip(received) {
        match received {
            Received::New => summary.new += 1,
            Received::Known => summary.known += 1,
            Received::Conflicting(reason) => {
                summary.unknown += 1;
                summary.problems.push(Problem { file: instance.name, reason });
            }
        }
    }
    Ok(())
}

async fn record(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    started: chrono::DateTime<chrono::Utc>,
    touched: &BTreeSet<String>,
    summary: &Summary,
) -> Result<(), AppError> {
    let mut made = Vec::new();
    for uid in touched {
        if let Some(series) = app.store.series_by_uid(grant, uid).await? {
            let content: Vec<String> = app
                .store
                .instances_of(grant, series.id)
                .await?
                .iter()
                .map(|i| i.object.to_string())
                .collect();
            made.push(Entity::new("series", series.id, Digest::of(content.join("\n").as_bytes())));
        }
    }
    let plan = serde_json::json!({
        "uploaded": arguments.uploaded, "files": summary.files, "new": summary.new, "known": summary.known,
        "unknown": summary.unknown,
    });
    app.store.record_activity(grant, "import_dicom", &plan, started, &[], &made).await?;
    Ok(())
}
