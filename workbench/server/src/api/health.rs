//! Whether the server lives.

use axum::Json;
use axum::extract::State;

use super::Answer;
use crate::app::Shared;

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Health {
    status: String,
    version: String,
    database: String,
    uptime_s: u64,
}

/// Needs no sign-in and tells nothing of the data.
#[utoipa::path(get, path = "/health", tag = "health", responses((status = 200, body = Health)))]
pub async fn show(State(app): State<Shared>) -> Answer<Health> {
    Ok(Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: app.store.dialect().to_owned(),
        uptime_s: app.started.elapsed().as_secs(),
    }))
}
