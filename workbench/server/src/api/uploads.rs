//! Bodies of any size, streamed to a file or kept as one object.

use std::path::Path;

use axum::body::Body;
use futures::StreamExt as _;
use tokio::io::AsyncWriteExt as _;
use workbench_core::{Code, Digest};

use super::Problem;
use crate::AppError;
use crate::app::App;

/// Largest report or value table.
pub const MAX_TABLE: u64 = 512 << 20;
/// Largest table of terms.
pub const MAX_TERMS: u64 = 16 << 20;
/// Largest file or archive of images.
pub const MAX_IMAGES: u64 = 16 << 30;

#[derive(serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileName {
    /// Name of the file on the sender's side.
    pub name: String,
}

impl FileName {
    /// The name without folders and control characters, for messages and lists.
    pub fn shown(&self) -> String {
        let last = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        last.chars().filter(|c| !c.is_control()).take(200).collect()
    }
}

/// Writes the body to `path`; a body that breaks off leaves nothing.
pub async fn to_file(body: Body, path: &Path, limit: u64) -> Result<u64, Problem> {
    let written = write(body, path, limit).await;
    if written.is_err() {
        let _ = tokio::fs::remove_file(path).await;
    }
    Ok(written?)
}

async fn write(body: Body, path: &Path, limit: u64) -> Result<u64, AppError> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let mut file = tokio::fs::File::create(path).await?;
    let mut stream = body.into_data_stream();
    let mut size = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        size += chunk.len() as u64;
        if size > limit {
            return Err(too_large(limit));
        }
        file.write_all(&chunk).await?;
    }
    if size == 0 {
        return Err(AppError::bad("the uploaded file is empty").zh("上传的文件为空"));
    }
    file.sync_all().await?;
    Ok(size)
}

/// The whole body.
pub async fn to_memory(body: Body, limit: u64) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        if (bytes.len() + chunk.len()) as u64 > limit {
            return Err(too_large(limit).into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn broken(error: &axum::Error) -> AppError {
    AppError::bad(format!("the upload broke off: {error}")).zh("上传中断，请重传")
}

fn too_large(limit: u64) -> AppError {
    AppError::bad(format!("the file is larger than {} MB", limit >> 20))
        .zh(format!("文件超过 {} MB", limit >> 20))
}

/// Keeps the body as an object.
pub async fn to_object(app: &App, body: Body) -> Result<Digest, Problem> {
    let path = app.incoming_dir().join(uuid::Uuid::new_v4().to_string());
    to_file(body, &path, MAX_TABLE).await?;
    let kept = async {
        let bytes = tokio::fs::read(&path).await?;
        Ok::<_, AppError>(app.store.objects().put(bytes).await?)
    }
    .await;
    let _ = tokio::fs::remove_file(&path).await;
    Ok(kept?)
}

/// A file to save under this name.
pub fn download(
    bytes: Vec<u8>,
    media_type: &'static str,
    name: &str,
) -> Result<axum::response::Response, Problem> {
    let safe: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    axum::response::Response::builder()
        .header("content-type", media_type)
        .header("content-disposition", format!("attachment; filename=\"{safe}\""))
        .body(bytes.into())
        .map_err(|error| AppError::new(Code::Failure, error.to_string()).into())
}
