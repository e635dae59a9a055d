//! Published versions, tries of a draft, and databases that follow other rules.

use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use workbench_core::ids::{DatabaseId, RuleSetId, RuleSetVersionId};
use workbench_core::{Action, Variable};
use workbench_store::{ChangeExample, DryRunRow, Object, PublishedVersion};

use super::jobs::Started;
use super::problem::{Body, Path};
use super::uploads::download;
use super::{Answer, Caller, Problem, jobs};
use crate::AppError;
use crate::work::{Task, dry_run, switch_rules};

/// A published version with its file.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct VersionView {
    #[serde(flatten)]
    head: PublishedVersion,
    ruleset: RuleSetId,
    source: String,
    variables: Vec<Variable>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct DryRunRequest {
    /// The database whose present rules the draft is compared with.
    database: DatabaseId,
}

/// What a draft would change.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct DryRunView {
    #[serde(flatten)]
    #[schema(value_type = dry_run::DryRun)]
    run: serde_json::Value,
    /// At most 300, spread over fields and kinds.
    examples: Vec<ChangeExample>,
    /// Whether the draft is still the one that was tried.
    current: bool,
    at: DateTime<Utc>,
}

/// One published version.
#[utoipa::path(get, path = "/ruleset-versions/{id}", tag = "rules", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = VersionView), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<RuleSetVersionId>) -> Answer<VersionView> {
    let grant = caller.may(Action::View, Object::RuleSetVersion(id)).await?;
    let found = caller.app.store.ruleset_version(&grant, id).await?;
    let (ruleset, source, variables) = (found.ruleset, found.source, found.variables);
    Ok(Json(VersionView { head: found.head, ruleset, source, variables }))
}

/// The file of a published version.
#[utoipa::path(get, path = "/ruleset-versions/{id}/source", tag = "rules", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "text/yaml", body = String), (status = 404, body = Problem)))]
pub async fn source(
    caller: Caller,
    Path(id): Path<RuleSetVersionId>,
) -> Result<axum::response::Response, Problem> {
    let grant = caller.may(Action::View, Object::RuleSetVersion(id)).await?;
    let found = caller.app.store.ruleset_version(&grant, id).await?;
    let name = format!("{}-{}.yaml", found.key, found.head.version);
    download(found.source.into_bytes(), "text/yaml; charset=utf-8", &name)
}

/// Compares the draft with the present rules of a database over all its reports.
#[utoipa::path(post, path = "/rulesets/{id}/dry-run", tag = "rules", params(("id" = uuid::Uuid, Path)),
    request_body = DryRunRequest, responses((status = 202, body = Started), (status = 404, body = Problem)))]
pub async fn start_dry_run(
    caller: Caller,
    Path(id): Path<RuleSetId>,
    Body(request): Body<DryRunRequest>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Edit, Object::RuleSet(id)).await?;
    caller.app.store.database(&grant, request.database).await?;
    let (_, draft, _) = caller.app.store.ruleset(&grant, id).await?;
    let arguments = dry_run::Arguments { ruleset: id, etag: draft.etag, database: request.database };
    jobs::start(&caller, &grant, Task::DryRun(arguments).job()?).await
}

/// The last comparison of the draft; null when it was never compared.
#[utoipa::path(get, path = "/rulesets/{id}/dry-run", tag = "rules", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Option<DryRunView>), (status = 404, body = Problem)))]
pub async fn show_dry_run(caller: Caller, Path(id): Path<RuleSetId>) -> Answer<Option<DryRunView>> {
    let grant = caller.may(Action::View, Object::RuleSet(id)).await?;
    let found = caller.app.store.dry_run(&grant, id).await?;
    let view = |found: DryRunRow| DryRunView {
        run: found.result,
        examples: found.examples,
        current: found.current,
        at: found.at,
    };
    Ok(Json(found.map(view)))
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct SwitchRequest {
    /// A published version of a rule set.
    version: Option<RuleSetVersionId>,
    /// Name of a shipped pack.
    pack: Option<String>,
}

/// Reads every report anew by other rules; the database changes when all is there.
#[utoipa::path(put, path = "/databases/{id}/ruleset", tag = "rules", params(("id" = uuid::Uuid, Path)),
    request_body = SwitchRequest, responses((status = 202, body = Started), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn switch(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(request): Body<SwitchRequest>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Administer, Object::Database(id)).await?;
    let to = match (request.version, request.pack) {
        (Some(version), None) => switch_rules::Target::Version(version),
        (None, Some(pack)) => switch_rules::Target::Pack(pack),
        _ => {
            return Err(AppError::bad("give either `version` or `pack`")
                .zh("请指定 version 或 pack 之一")
                .into());
        }
    };
    to.rules(&caller.app, &grant).await?;
    jobs::start(&caller, &grant, Task::SwitchRules(switch_rules::Arguments { database: id, to }).job()?).await
}
