//! Why this number: the way back from a thing to what it was made of.

use axum::Json;
use workbench_core::Action;
use workbench_store::{Lineage, Object};

use super::problem::Path;
use super::{Answer, Caller, Problem};

/// Activities and arrows that led to a thing.
#[utoipa::path(get, path = "/lineage/{kind}/{id}", tag = "lineage",
    params(("kind" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Lineage), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path((kind, id)): Path<(String, String)>) -> Answer<Lineage> {
    let object = Object::parse(&kind, &id)
        .ok_or_else(|| Problem::not_found("no such kind of thing, or no valid id"))?;
    let grant = caller.may(Action::View, object).await?;
    Ok(Json(caller.app.store.lineage(&grant, &kind, &id).await?))
}
