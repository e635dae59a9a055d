//! Errors as `application/problem+json` (RFC 9457).

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use workbench_core::Code;

use crate::AppError;

/// What every error answers.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Always `about:blank`.
    pub r#type: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Stable word for programs.
    pub code: &'static str,
    /// What is wrong and what to do.
    #[schema(value_type = String)]
    pub detail: Box<str>,
    /// The same in Chinese.
    #[schema(value_type = Option<String>)]
    pub detail_zh: Option<Box<str>>,
    /// What is wrong in parts, where that is known: a rule check, or a list of fields and messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub errors: Option<Box<serde_json::Value>>,
    /// Names this answer in the server's log.
    pub trace: uuid::Uuid,
    /// What else the caller needs: the stored state that a change was not meant for.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub more: Option<Box<serde_json::Map<String, serde_json::Value>>>,
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            code,
            detail: detail.into().into(),
            detail_zh: None,
            errors: None,
            trace: uuid::Uuid::new_v4(),
            more: None,
        }
    }

    /// The same with more parts of an object.
    #[must_use]
    pub fn also(mut self, more: serde_json::Value) -> Self {
        if let serde_json::Value::Object(parts) = more {
            self.more = Some(Box::new(parts));
        }
        self
    }

    /// Input that cannot be used, part by part: the first stands in the message, all in `errors`.
    pub fn unfit<T: serde::Serialize>(errors: &[T], zh: &str, en: &str) -> Self {
        let (zh, en) = match errors.len() {
            0 | 1 => (zh.to_owned(), en.to_owned()),
            count => (
                format!("共 {count} 处有误，第一处：{zh}"),
                format!("{count} things are wrong; the first: {en}"),
            ),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_input", en).zh(&zh).with(&errors)
    }

    #[must_use]
    pub fn zh(mut self, detail: &str) -> Self {
        self.detail_zh = Some(detail.into());
        self
    }

    /// The same with what is wrong in parts.
    #[must_use]
    pub fn with(mut self, errors: &impl serde::Serialize) -> Self {
        self.errors = serde_json::to_value(errors).ok().map(Box::new);
        self
    }

    pub fn not_found(detail: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    pub fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_input", detail)
    }

    /// A body above the limits of `api::router`.
    fn too_large() -> Self {
        let detail = "the request is too large; a rule file may have 1 MB, any other request 4 MB";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
            .zh("内容过大，未接收：规则文件最多 1 MB，其他请求最多 4 MB；规则过多时请拆成几个规则集")
    }

    pub fn denied(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "denied", detail)
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let (status, code) = match error.code {
            Code::BadInput => (StatusCode::UNPROCESSABLE_ENTITY, "bad_input"),
            Code::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Code::Conflict => (StatusCode::CONFLICT, "conflict"),
            Code::Denied => (StatusCode::FORBIDDEN, "denied"),
            Code::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated"),
            Code::StorageFull => (StatusCode::INSUFFICIENT_STORAGE, "storage_full"),
            Code::Failure => (StatusCode::INTERNAL_SERVER_ERROR, "failure"),
        };
        let mut problem = Self::new(status, code, error.message);
        problem.detail_zh = error.message_zh.map(Into::into);
        if error.code == Code::Failure {
            tracing::error!(trace = %problem.trace, detail = %problem.detail, "request failed");
            problem.detail = "the server failed; its log has the details under this trace".into();
            problem.detail_zh = Some("服务器内部错误，详情见服务器日志（按 trace 查找）".into());
        }
        if error.code == Code::StorageFull {
            problem.detail_zh = Some("存储空间已满，数据未写入；请清理或扩容后重试".into());
        }
        problem
    }
}

impl From<workbench_store::StoreError> for Problem {
    fn from(error: workbench_store::StoreError) -> Self {
        use workbench_store::StoreError;
        let (status, code) = match &error {
            StoreError::Stale(_) => (StatusCode::PRECONDITION_FAILED, "stale"),
            StoreError::Gone { .. } => (StatusCode::GONE, "gone"),
            _ => return Self::from(AppError::from(error)),
        };
        let problem = Self::from(AppError::from(error));
        let zh = problem.detail_zh.unwrap_or_default();
        Self::new(status, code, problem.detail).zh(&zh)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::too_large();
        }
        let zh = match &rejection {
            JsonRejection::JsonDataError(_) => "请求的内容与接口不符",
            JsonRejection::JsonSyntaxError(_) => "请求的内容不是有效的 JSON",
            JsonRejection::MissingJsonContentType(_) => "请求缺少 Content-Type: application/json",
            _ => "请求的内容没有完整收到",
        };
        let detail = rejection.body_text();
        let zh = format!("{zh}：{detail}");
        Self::new(rejection.status(), "bad_input", detail).zh(&zh)
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        let detail = rejection.body_text();
        let zh = format!("查询参数不符：{detail}");
        Self::new(rejection.status(), "bad_input", detail).zh(&zh)
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::not_found("the address holds no valid id")
    }
}

/// A JSON body whose rejection is a [`Problem`]. What is too large is read to its end and thrown away: whoever still
/// sends does not hear a refusal.
pub struct Body<T>(pub T);

/// Most bytes of a JSON body on the routes that carry it; [`MAX_JSON`] elsewhere.
#[derive(Clone, Copy)]
pub struct MostBytes(pub usize);

/// Most bytes of a JSON body; uploads have limits of their own.
pub const MAX_JSON: usize = 4 << 20;
/// More than this is not even thrown away.
const PATIENCE: usize = 128 << 20;

impl<T: serde::de::DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let most = parts.extensions.get::<MostBytes>().map_or(MAX_JSON, |most| most.0);
        let body = axum::body::Body::from(whole(body, most).await?);
        Ok(Self(axum::Json::from_request(Request::from_parts(parts, body), state).await?.0))
    }
}

async fn whole(body: axum::body::Body, most: usize) -> Result<Vec<u8>, Problem> {
    let (mut chunks, mut kept, mut seen) = (body.into_data_stream(), Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| {
            Problem::bad("the request broke off before it was received whole").zh("请求没有完整收到")
        })?;
        seen = seen.saturating_add(chunk.len());
        if seen <= most {
            kept.extend_from_slice(&chunk);
        } else if seen > PATIENCE {
            break;
        }
    }
    if seen > most { Err(Problem::too_large()) } else { Ok(kept) }
}

/// A query string whose rejection is a [`Problem`].
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Query<T>(pub T);

/// Path parameters whose rejection is a [`Problem`].
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Path<T>(pub T);
