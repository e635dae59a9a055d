//! How well the rules of a database do, and the labelled examples it has.

use axum::Json;
use axum::body::{Body, Bytes};
use futures::stream::try_unfold;
use serde_json::json;
use workbench_core::ids::{DatabaseId, RuleSetVersionId};
use workbench_core::{Action, State};
use workbench_store::{CheckVerdict, Example, Grant, Object};

use super::problem::{Path, Query};
use super::uploads::download;
use super::{Answer, Caller, Problem};
use crate::AppError;
use crate::app::Shared;
use crate::evaluation::{Against, Evaluation, csv, evaluate};
use crate::rules::Rules;

/// Examples that are in memory at a time.
const PAGE: i64 = 500;

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EvaluationQuery {
    /// A version of the database's rules: what it had said when it was judged. The present values when absent.
    version: Option<String>,
    /// A published version of a rule set of the project: the checked reports are read by it.
    rules: Option<RuleSetVersionId>,
    /// Name of a shipped pack: the checked reports are read by it.
    pack: Option<String>,
}

async fn evaluation(caller: &Caller, id: DatabaseId, query: EvaluationQuery) -> Result<Evaluation, Problem> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let database = caller.app.store.database(&grant, id).await?;
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let against = match (given(query.version), query.rules, given(query.pack)) {
        (None, None, None) => Against::Present,
        (Some(version), None, None) if version == database.pack_version => Against::Present,
        (Some(version), None, None) => Against::Then(version),
        (None, Some(id), None) => {
            let version = caller.app.store.ruleset_version(&grant, id).await?;
            Against::Anew(Rules::version(&caller.app, version).await?)
        }
        (None, None, Some(pack)) => Against::Anew(Rules::pack(&pack)?),
        _ => {
            return Err(AppError::bad("give only one of `version`, `rules` and `pack`")
                .zh("version、rules、pack 只能指定其一")
                .into());
        }
    };
    Ok(evaluate(&caller.app, &grant, &database, against).await?)
}

/// The evaluation of every field that somebody has checked.
#[utoipa::path(get, path = "/databases/{id}/evaluation", tag = "checks", params(("id" = uuid::Uuid, Path), EvaluationQuery),
    responses((status = 200, body = Evaluation), (status = 404, body = Problem)))]
pub async fn show(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Query(query): Query<EvaluationQuery>,
) -> Answer<Evaluation> {
    Ok(Json(evaluation(&caller, id, query).await?))
}

/// The evaluation as CSV, a row a field.
#[utoipa::path(get, path = "/databases/{id}/evaluation.csv", tag = "checks", params(("id" = uuid::Uuid, Path), EvaluationQuery),
    responses((status = 200, content_type = "text/csv", body = String), (status = 404, body = Problem)))]
pub async fn table(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Query(query): Query<EvaluationQuery>,
) -> Result<axum::response::Response, Problem> {
    let evaluation = evaluation(&caller, id, query).await?;
    let name = format!("{}-{}-evaluation.csv", evaluation.pack, evaluation.ruleset.version);
    download(csv(&evaluation), "text/csv; charset=utf-8", &name)
}

/// The checks that stand as labelled examples, one JSON a line.
#[utoipa::path(get, path = "/databases/{id}/examples.jsonl", tag = "checks", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "application/x-ndjson", body = String), (status = 403, body = Problem)))]
pub async fn examples(
    caller: Caller,
    Path(id): Path<DatabaseId>,
) -> Result<axum::response::Response, Problem> {
    let grant = caller.may(Action::Export, Object::Database(id)).await?;
    let pages =
        try_unfold((caller.app.clone(), grant, uuid::Uuid::nil()), move |(app, grant, after)| async move {
            let read =
                page(&app, &grant, id, after).await.map_err(|error| std::io::Error::other(error.to_string()));
            let Some((lines, last)) = read? else { return Ok(None) };
            Ok::<_, std::io::Error>(Some((lines, (app, grant, last))))
        });
    axum::response::Response::builder()
        .header("content-type", "application/x-ndjson; charset=utf-8")
        .header("content-disposition", "attachment; filename=\"examples.jsonl\"")
        .body(Body::from_stream(pages))
        .map_err(|error| AppError::new(workbench_core::Code::Failure, error.to_string()).into())
}

async fn page(
    app: &Shared,
    grant: &Grant,
    id: DatabaseId,
    after: uuid::Uuid,
) -> Result<Option<(Bytes, uuid::Uuid)>, AppError> {
    let examples = app.store.examples(grant, id, after, PAGE).await?;
    let Some(last) = examples.last().map(|example| example.id) else { return Ok(None) };
    let lines: String = examples.into_iter().map(|example| format!("{}\n", line(example))).collect();
    Ok(Some((lines.into(), last)))
}

/// What is only known to be wrong has no value; `judged` says what it is not.
fn line(example: Example) -> serde_json::Value {
    let wrong = example.verdict == CheckVerdict::Wrong;
    let value = if wrong { serde_json::Value::Null } else { example.value.value };
    json!({
        "id": example.id, "report": example.report, "text": example.text, "field": example.value.field,
        "value": value, "unit": example.value.unit,
        "state": if wrong { State::Conflict } else { example.value.state },
        "spans": if wrong { Vec::new() } else { example.value.spans },
        "verdict": example.verdict, "judged": example.judged, "reason": example.reason,
        "ruleset": example.ruleset, "by": example.by, "at": example.at,
    })
}
