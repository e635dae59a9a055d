//! The single-page app, embedded in the binary.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

#[derive(rust_embed::RustEmbed)]
#[folder = "../ui/dist"]
struct Dist;

/// A built file, or the page for every other address: the app routes itself.
pub async fn serve(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let (file, name) = match Dist::get(path) {
        Some(file) if !path.is_empty() => (Some(file), path),
        _ if path.starts_with("assets/") => (None, path),
        _ => (Dist::get("index.html"), "index.html"),
    };
    let Some(file) = file else {
        let message =
            "the user interface was not built into this binary; run `cargo xtask ui` and build again";
        return (StatusCode::NOT_FOUND, message).into_response();
    };
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(header::CONTENT_TYPE, file.metadata.mimetype()), (header::CACHE_CONTROL, cache)];
    (headers, file.data.into_owned()).into_response()
}
