//! Asking for a feature table: what fits the choice, and the job.

use axum::Json;
use axum::http::StatusCode;
use workbench_core::Action;
use workbench_core::ids::{ProjectId, RoiId};
use workbench_store::Object;

use super::super::jobs::{self, Started};
use super::super::problem::{Body, Path};
use super::super::{Answer, Caller, Problem};
use crate::AppError;
use crate::work::Task;
use crate::work::extract::{Arguments, Choice, CohortVersionOf};
use crate::work::feature_spec::FeatureSpec;

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewExtraction {
    #[serde(default)]
    name: String,
    /// Only these ROIs; all when absent.
    #[serde(default)]
    rois: Vec<RoiId>,
    /// Only ROIs whose label holds this; all when absent.
    #[serde(default)]
    label: String,
    /// Only ROIs of exactly these labels; all when absent. One row an ROI.
    #[serde(default)]
    labels: Vec<String>,
    /// Only ROIs of the patients of a frozen cohort.
    cohort: Option<CohortVersionOf>,
    /// A parameter file of the profile; its defaults when absent.
    #[serde(default)]
    settings: String,
    /// Whose definitions; the first of the profiles when absent.
    #[serde(default)]
    profile: String,
}

impl NewExtraction {
    fn arguments(self) -> Arguments {
        Arguments {
            name: self.name.trim().to_owned(),
            rois: self.rois,
            label: self.label,
            labels: self.labels,
            cohort: self.cohort,
            settings: self.settings,
            profile: self.profile,
        }
    }
}

/// What an extraction would be of.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Plan {
    /// ROIs that fit.
    rois: usize,
    patients: usize,
    series: usize,
    /// Labels there are to choose from among the ROIs or the cohort, whatever labels are chosen.
    labels: Vec<LabelCount>,
}

/// A label and how many ROIs have it.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct LabelCount {
    label: String,
    rois: usize,
}

/// Computes the features of ROIs.
#[utoipa::path(post, path = "/projects/{id}/feature-tables", tag = "features", params(("id" = uuid::Uuid, Path)),
    request_body = NewExtraction, responses((status = 202, body = Started), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Body(new): Body<NewExtraction>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Train, Object::Project(id)).await?;
    let arguments = new.arguments();
    FeatureSpec::new(&arguments.profile, &arguments.settings)?;
    if arguments.name.is_empty() {
        return Err(AppError::bad("a feature table needs a name").zh("请填写特征表名称").into());
    }
    Choice::of(&caller.app, &grant, &arguments).await?;
    jobs::start(&caller, &grant, Task::ExtractFeatures(arguments).job()?).await
}

/// What an extraction would be of, without computing anything; its settings are not looked at.
#[utoipa::path(post, path = "/projects/{id}/feature-tables/plan", tag = "features",
    params(("id" = uuid::Uuid, Path)), request_body = NewExtraction,
    responses((status = 200, body = Plan), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn plan(caller: Caller, Path(id): Path<ProjectId>, Body(new): Body<NewExtraction>) -> Answer<Plan> {
    let grant = caller.may(Action::Train, Object::Project(id)).await?;
    let choice = Choice::counted(&caller.app, &grant, &new.arguments()).await?;
    let count = |key: &dyn Fn(&workbench_store::Roi) -> String| {
        choice.rois.iter().map(key).collect::<std::collections::HashSet<_>>().len()
    };
    Ok(Json(Plan {
        rois: choice.rois.len(),
        patients: count(&|roi| roi.patient.id.to_string()),
        series: count(&|roi| roi.series_id.to_string()),
        labels: choice.labels.into_iter().map(|(label, rois)| LabelCount { label, rois }).collect(),
    }))
}
