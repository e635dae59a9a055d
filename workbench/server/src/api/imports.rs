//! Receiving images: files one by one into a batch, then one job.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use workbench_core::Action;
use workbench_core::ids::ProjectId;
use workbench_store::{Object, UnknownObject};

use super::jobs::Started;
use super::problem::{Body as JsonBody, Path, Query};
use super::uploads::{self, MAX_IMAGES};
use super::{Answer, Caller, Page, PageQuery, Problem, jobs};
use crate::app::Shared;
use crate::work::{Task, import_dicom};

#[derive(serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// Name of the file on the sender's side, with its folders.
    name: String,
    /// The batch to add to; a new one when absent.
    batch: Option<uuid::Uuid>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Batch {
    batch: uuid::Uuid,
    bytes: u64,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct ServerPath {
    /// Folder or file on the server.
    path: String,
}

/// Receives one file of a batch (DICOM with any name, or a zip): the body is the file.
#[utoipa::path(post, path = "/projects/{id}/imports", tag = "studies", params(("id" = uuid::Uuid, Path), UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Batch), (status = 422, body = Problem), (status = 507, body = Problem)))]
pub async fn receive(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(query): Query<UploadQuery>,
    State(app): State<Shared>,
    body: Body,
) -> Answer<Batch> {
    caller.may(Action::Edit, Object::Project(id)).await?;
    let batch = query.batch.unwrap_or_else(uuid::Uuid::new_v4);
    let folder = app.incoming_dir().join(id.to_string()).join(batch.to_string());
    let bytes = uploads::to_file(body, &folder.join(file_name(&query.name)), MAX_IMAGES).await?;
    Ok(Json(Batch { batch, bytes }))
}

/// The sender's path as one safe file name that stays readable in lists.
fn file_name(name: &str) -> String {
    let safe = |c: char| if c == '/' || c == '\\' { '¦' } else { c };
    let text: String = name.chars().filter(|c| !c.is_control()).map(safe).collect();
    let tail: String = text.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    format!("{}_{}", &workbench_core::Digest::of(name.as_bytes()).to_string()[..8], tail.trim_matches('.'))
}

/// Sorts a received batch into patients, studies and series.
#[utoipa::path(post, path = "/projects/{id}/imports/{batch}/start", tag = "studies",
    params(("id" = uuid::Uuid, Path), ("batch" = uuid::Uuid, Path)),
    responses((status = 202, body = Started), (status = 404, body = Problem)))]
pub async fn start(
    caller: Caller,
    Path((id, batch)): Path<(ProjectId, uuid::Uuid)>,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Edit, Object::Project(id)).await?;
    let folder = caller.app.incoming_dir().join(id.to_string()).join(batch.to_string());
    if !folder.is_dir() {
        return Err(Problem::not_found("nothing was received in this batch"));
    }
    let task = Task::ImportDicom(import_dicom::Arguments { paths: vec![folder], uploaded: true });
    jobs::start(&caller, &grant, task.job()?).await
}

/// Imports a folder that lies on the server; only an owner, only in the demo or below `import/` of the data folder.
#[utoipa::path(post, path = "/projects/{id}/imports/path", tag = "studies", params(("id" = uuid::Uuid, Path)),
    request_body = ServerPath, responses((status = 202, body = Started), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn from_path(
    caller: Caller,
    Path(id): Path<ProjectId>,
    JsonBody(wanted): JsonBody<ServerPath>,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Administer, Object::Project(id)).await?;
    let inbox = caller.app.data.join("import");
    let inside = |path: &std::path::Path| {
        let whole = path.canonicalize().ok()?;
        let allowed = inbox.canonicalize().ok()?;
        (whole.starts_with(&allowed)).then_some(whole)
    };
    let Some(path) = inside(&inbox.join(&wanted.path)) else {
        return Err(Problem::denied(
            "only folders below `import` of the data folder can be imported by name",
        )
        .zh("只能按路径导入数据目录下 import 文件夹中的内容"));
    };
    let task = Task::ImportDicom(import_dicom::Arguments { paths: vec![path], uploaded: false });
    jobs::start(&caller, &grant, task.job()?).await
}

/// Objects that were kept although they could not be sorted in.
#[utoipa::path(get, path = "/projects/{id}/unknown", tag = "studies", params(("id" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Page<UnknownObject>), (status = 404, body = Problem)))]
pub async fn unknown(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(page): Query<PageQuery>,
) -> Answer<Page<UnknownObject>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    Ok(Json(Page::of(caller.app.store.unknown_objects(&grant).await?, &page)))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_stay_inside_the_batch() {
        for hostile in ["../../etc/passwd", "/abs", "..", "a\0b", "C:\\x\\y"] {
            let name = file_name(hostile);
            assert!(!name.contains(['/', '\\', '\0']) && name.len() > 8, "{name}");
        }
        assert_ne!(file_name("a/1.dcm"), file_name("b/1.dcm"));
    }
}
