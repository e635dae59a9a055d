//! `If-Match`: which state of a thing a change is meant for.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::Problem;

/// The state that the caller has seen.
pub struct IfMatch(pub String);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let header = parts.headers.get("if-match").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let etag = header.trim().trim_start_matches("W/").trim_matches('"');
        if etag.is_empty() {
            let detail = "a change needs the header `If-Match` with the etag that was read";
            return Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "if_match_required", detail)
                .zh("缺少 If-Match 请求头（须带上读取时的 etag）"));
        }
        Ok(Self(etag.to_owned()))
    }
}
