//! Workers: claim a job, run it, keep its lease, write down how it ended.

use std::time::Duration;

use serde_json::{Value, json};
use workbench_core::Action;
use workbench_core::vocab::JobState;
use workbench_store::{Job, Object};

use super::{Task, Tick};
use crate::AppError;
use crate::app::Shared;

/// How often an idle worker looks for work that another process queued.
const IDLE: Duration = Duration::from_millis(700);
/// How often progress is written and the lease renewed.
const BEAT: Duration = Duration::from_millis(400);

/// Starts `count` workers that run until the process ends.
pub fn start(app: &Shared, count: usize) {
    for number in 0..count {
        let app = app.clone();
        let name = format!("{}/{number}", uuid::Uuid::new_v4().simple());
        tokio::spawn(async move {
            loop {
                match app.store.claim(&name).await {
                    Ok(Some(job)) => run(&app, &name, job).await,
                    Ok(None) => {
                        let _ = tokio::time::timeout(IDLE, app.wake.notified()).await;
                    }
                    Err(error) => {
                        tracing::error!(%error, "the queue cannot be read");
                        tokio::time::sleep(Duration::from_secs(5)).await;
                    }
                }
            }
        });
    }
}

async fn run(app: &Shared, worker: &str, job: Job) {
    let tick = Tick::default();
    let heart = tokio::spawn(beat(app.clone(), worker.to_owned(), job.clone(), tick.clone()));
    let task_app = app.clone();
    let (task_job, task_tick) = (job.clone(), tick.clone());
    // A task of its own, so that a panic ends the job and not the worker.
    let outcome = tokio::spawn(async move { perform(&task_app, &task_job, &task_tick).await }).await;
    heart.abort();
    let outcome = outcome.unwrap_or_else(|error| {
        Err(AppError::new(workbench_core::Code::Failure, format!("the job broke off: {error}")))
    });
    let _ = app.store.progress(job.id, worker, &tick.progress()).await;
    let ended = match &outcome {
        Ok(result) => app.store.finish(job.id, worker, JobState::Succeeded, Some(result), None).await,
        Err(error) if error.is_cancelled() => {
            app.store.finish(job.id, worker, JobState::Cancelled, None, None).await
        }
        Err(error) => {
            let text = match &error.message_zh {
                Some(zh) => format!("{zh} / {error}"),
                None => error.to_string(),
            };
            tracing::warn!(job = %job.id, kind = job.kind, %error, "job failed");
            app.store.finish(job.id, worker, JobState::Failed, None, Some(&text)).await
        }
    };
    if let Err(error) = ended {
        tracing::error!(job = %job.id, %error, "the end of a job could not be written down");
    }
}

async fn beat(app: Shared, worker: String, job: Job, tick: Tick) {
    let mut last = String::new();
    let mut quiet = 0;
    loop {
        tokio::time::sleep(BEAT).await;
        let progress = tick.progress();
        let now = format!("{progress:?}");
        quiet += 1;
        // Unchanged progress is written only now and then, for the lease and the cancel flag.
        if now == last && quiet < 4 {
            continue;
        }
        (last, quiet) = (now, 0);
        match app.store.progress(job.id, &worker, &progress).await {
            Ok(true) => {}
            Ok(false) => tick.cancel(),
            Err(error) => tracing::warn!(job = %job.id, %error, "progress could not be written"),
        }
    }
}

/// Runs a job for the person who asked, if they still may.
async fn perform(app: &Shared, job: &Job, tick: &Tick) -> Result<Value, AppError> {
    let task: Task = serde_json::from_value(job.payload.clone())
        .map_err(|error| AppError::bad(format!("the job's arguments do not parse: {error}")))?;
    let project = job.project.ok_or_else(|| AppError::bad("the job names no project"))?;
    let account = app.store.account(job.account).await?;
    let principal = account.principal("job");
    let action = match task {
        Task::ImportReports(_)
        | Task::FillDatabase(_)
        | Task::DryRun(_)
        | Task::MineTerms(_)
        | Task::ModelFill(_)
        | Task::ImportValues(_)
        | Task::Calculate(_)
        | Task::BulkEdit(_)
        | Task::ApplyValues(_)
        | Task::ImportDicom(_) => Action::Edit,
        Task::BuildIndex(_) => Action::View,
        Task::SwitchRules(_) | Task::BuildExport(_) => Action::Administer,
        Task::ExtractFeatures(_) | Task::TrainModel(_) | Task::Predict(_) => Action::Train,
    };
    let grant = app.store.authorize(&principal, action, Object::Project(project)).await?;
    let result = match task {
        Task::ImportReports(arguments) => {
            json!(super::import_reports::run(app, &grant, &arguments, tick).await?)
        }
        Task::FillDatabase(arguments) => json!(super::fill::run(app, &grant, &arguments, tick).await?),
        Task::SwitchRules(arguments) => json!(super::switch_rules::run(app, &grant, &arguments, tick).await?),
        Task::DryRun(arguments) => json!(super::dry_run::run(app, &grant, &arguments, tick).await?),
        Task::MineTerms(arguments) => json!(super::mine_terms::run(app, &grant, &arguments, tick).await?),
        Task::ModelFill(arguments) => json!(super::model_fill::run(app, &grant, &arguments, tick).await?),
        Task::ImportValues(arguments) => {
            json!(super::import_values::run(app, &grant, &arguments, tick).await?)
        }
        Task::BulkEdit(arguments) => json!(super::bulk_edit::run(app, &grant, &arguments, tick).await?),
        Task::ApplyValues(arguments) => json!(super::apply_values::run(app, &grant, &arguments, tick).await?),
        Task::Calculate(arguments) => json!(super::calculate::run(app, &grant, &arguments, tick).await?),
        Task::ImportDicom(arguments) => json!(super::import_dicom::run(app, &grant, &arguments, tick).await?),
        Task::BuildIndex(arguments) => json!(super::index::run(app, &grant, &arguments, tick).await?),
        Task::ExtractFeatures(arguments) => json!(super::extract::run(app, &grant, &arguments, tick).await?),
        Task::TrainModel(arguments) => json!(super::train::run(app, &grant, &arguments, tick).await?),
        Task::Predict(arguments) => {
            json!(super::predict::run(app, &grant, &arguments, job.created, tick).await?)
        }
        Task::BuildExport(arguments) => {
            json!(crate::export::build::run(app, &grant, &arguments, tick).await?)
        }
    };
    Ok(result)
}
