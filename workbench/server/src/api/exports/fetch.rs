//! Links to a package, and the package.

use axum::Json;
use axum::body::Body;
use axum::response::Response;
use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use workbench_core::ids::ExportId;
use workbench_core::{Action, Code};
use workbench_store::Object;

use super::super::problem::{Path, Query};
use super::super::{Answer, Caller, Problem};
use crate::AppError;
use crate::export::build::file_name;

/// Bytes sent at a time.
const CHUNK: usize = 256 << 10;

/// A link for its maker alone.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct LinkView {
    /// Address of the package.
    url: String,
    /// The part of the address that opens it.
    token: String,
    /// Until when it works.
    expires: DateTime<Utc>,
}

#[derive(serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Token {
    /// From the link.
    token: String,
}

/// Makes a link to the package: for the person who asked, for 15 minutes.
#[utoipa::path(post, path = "/exports/{id}/link", tag = "exports", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = LinkView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 410, body = Problem)))]
pub async fn link(caller: Caller, Path(id): Path<ExportId>) -> Answer<LinkView> {
    let grant = caller.may(Action::Export, Object::Export(id)).await?;
    let link = caller.app.store.link_export(&grant, id).await?;
    let url = format!("/api/v1/exports/{id}/package?token={}", link.token);
    Ok(Json(LinkView { url, token: link.token, expires: link.expires }))
}

/// The package; every fetch is counted.
#[utoipa::path(get, path = "/exports/{id}/package", tag = "exports", params(("id" = uuid::Uuid, Path), Token),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 410, body = Problem)))]
pub async fn package(
    caller: Caller,
    Path(id): Path<ExportId>,
    Query(query): Query<Token>,
) -> Result<Response, Problem> {
    let grant = caller.may(Action::Export, Object::Export(id)).await?;
    let store = &caller.app.store;
    let fetch = store.fetch_export(&grant, id, &query.token).await?;
    let file = store.objects().open_verified(fetch.package.hash).await?;
    let file = tokio::fs::File::from_std(file);
    let body = futures::stream::try_unfold(file, async |mut file| {
        use tokio::io::AsyncReadExt as _;
        let mut chunk = vec![0; CHUNK];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((chunk, file)))
    });
    Response::builder()
        .header("content-type", "application/zip")
        .header("content-length", fetch.package.size)
        // a zip file gains nothing from being packed again
        .header("content-encoding", "identity")
        .header("content-disposition", format!("attachment; filename=\"{}\"", file_name(&fetch.request)))
        .header("x-content-sha256", fetch.package.hash.to_string())
        .body(Body::from_stream(body.into_stream()))
        .map_err(|error| AppError::new(Code::Failure, error.to_string()).into())
}
