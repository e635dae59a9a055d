//! `workbench dicom`: import into a store, and conversions that need none.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use imaging::Selector;
use workbench_core::Action;

use super::{Data, operator, print, with_bar};
use crate::AppError;
use crate::work::{Tick, import_dicom};

#[derive(Subcommand)]
pub enum Dicom {
    /// Imports folders, files and zips; run again to finish what was broken off
    Import {
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        data: Data,
        /// Title of the project; made when there is none
        #[arg(long)]
        project: String,
    },
    /// Lists the stored instances of a project, one JSON line each
    List {
        #[command(flatten)]
        data: Data,
        #[arg(long)]
        project: String,
        /// JSON lines (the only form)
        #[arg(long)]
        json: bool,
    },
    /// A series as NIfTI
    Volume { series: PathBuf, output: PathBuf },
    /// An RTSTRUCT or SEG as a NIfTI mask on the grid of its series
    Mask {
        file: PathBuf,
        #[arg(long)]
        series: PathBuf,
        /// Name or number of the ROI or segment; needed when there are several
        #[arg(long)]
        roi: Option<String>,
        output: PathBuf,
    },
}

impl Dicom {
    /// Whether the command needs no store.
    pub fn is_pure(&self) -> bool {
        matches!(self, Self::Volume { .. } | Self::Mask { .. })
    }

    pub fn run_pure(self) -> Result<(), AppError> {
        match self {
            Self::Volume { series, output } => volume(&series, &output),
            Self::Mask { file, series, roi, output } => mask(&file, &series, roi, &output),
            _ => Ok(()),
        }
    }

    pub async fn run(self) -> Result<(), AppError> {
        match self {
            Self::Import { paths, data, project } => import(paths, &data, &project).await,
            Self::List { data, project, .. } => list(&data, &project).await,
            _ => Ok(()),
        }
    }
}

async fn import(paths: Vec<PathBuf>, data: &Data, project: &str) -> Result<(), AppError> {
    for path in &paths {
        std::fs::metadata(path).map_err(|error| AppError::from(error).within(&path.display().to_string()))?;
    }
    let app = data.open().await?;
    let grant = operator::grant(&app, project, Action::Edit).await?;
    let tick = Tick::default();
    let stop = tick.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
    });
    let arguments = import_dicom::Arguments { paths, uploaded: false };
    let summary = with_bar(&tick, import_dicom::run(&app, &grant, &arguments, &tick)).await?;
    app.store.close().await;
    for problem in &summary.problems {
        eprintln!("not sorted in: {}: {}", problem.file, problem.reason);
    }
    print(&serde_json::json!(summary).to_string())
}

async fn list(data: &Data, project: &str) -> Result<(), AppError> {
    let app = data.existing().await?;
    let grant = operator::grant_existing(&app, project, Action::View).await?;
    for instance in app.store.all_instances(&grant).await? {
        let row = serde_json::json!({
            "sop_uid": instance.sop_uid, "sha256": instance.object, "size": instance.size,
            "path": app.store.objects().path(instance.object),
        });
        print(&row.to_string())?;
    }
    app.store.close().await;
    Ok(())
}

fn volume(series: &Path, output: &Path) -> Result<(), AppError> {
    let loaded = imaging::load_series(series)?;
    for warning in &loaded.warnings {
        eprintln!("note: {warning}");
    }
    Ok(imaging::nifti::write_volume(output, &loaded.volume)?)
}

fn mask(file: &Path, series: &Path, roi: Option<String>, output: &Path) -> Result<(), AppError> {
    let loaded = imaging::load_series(series)?;
    drawn_on(file, &loaded)?;
    let selector = roi.map_or(Selector::Only, Selector::Name);
    let mask = imaging::load_mask(file, &loaded.volume, &selector)?;
    Ok(imaging::nifti::write_mask(output, &mask)?)
}

/// A structure drawn on other images may be laid on these only where both
/// share patient space, and then it is said.
fn drawn_on(file: &Path, loaded: &imaging::LoadedSeries) -> Result<(), AppError> {
    let bytes = imaging::scan::read_file(file)?;
    let Ok(header) = imaging::inspect(&bytes) else { return Ok(()) };
    let named = &header.referenced_series;
    if named.is_empty() || named.contains(&loaded.series_uid) {
        return Ok(());
    }
    let drawn = match header.kind {
        imaging::Kind::RtStruct => imaging::rtstruct::read(&bytes)?.frame_of_reference,
        _ => header.series.frame_of_reference,
    };
    let here = &loaded.frame_of_reference;
    let place =
        format!("{} was drawn on series {}, not on {}", file.display(), named.join(", "), loaded.series_uid);
    if drawn.is_some() && here.is_some() && drawn != *here {
        return Err(AppError::bad(format!("{place}, and the two do not share a frame of reference")));
    }
    eprintln!("note: {place}");
    Ok(())
}
