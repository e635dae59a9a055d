//! Letting a language model fill what the rules leave empty, where one is switched on.

use axum::Json;
use workbench_core::Action;
use workbench_core::ids::DatabaseId;
use workbench_store::Object;

use super::jobs::Started;
use super::problem::{Body, Path};
use super::{Caller, Problem, jobs};
use crate::work::{Task, model_fill};

/// What a model shall fill.
#[derive(Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelFill {
    /// Keys of the variables; every one when empty.
    #[serde(default)]
    fields: Vec<String>,
}

/// Asks the model for values that no rule has found and nobody has checked.
#[utoipa::path(post, path = "/databases/{id}/model-fill", tag = "checks", params(("id" = uuid::Uuid, Path)),
    request_body = ModelFill, responses((status = 202, body = Started), (status = 409, body = Problem)))]
pub async fn start(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(wanted): Body<ModelFill>,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    model_fill::endpoint(&caller.app)?;
    let arguments = model_fill::Arguments { database: id, fields: wanted.fields };
    jobs::start(&caller, &grant, Task::ModelFill(arguments).job()?).await
}
