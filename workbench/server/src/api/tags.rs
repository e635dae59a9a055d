//! Tags 筛选标签: searches kept under a name.

use axum::Json;
use axum::http::StatusCode;
use serde_json::Value;
use workbench_core::Action;
use workbench_core::ids::{DatabaseId, TagId};
use workbench_store::{Object, Tag};

use super::etag::IfMatch;
use super::problem::{Body, Path};
use super::{Answer, Caller, Page, Problem};
use crate::criteria::Checked;

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct TagBody {
    name: String,
    /// As for a search.
    #[schema(value_type = Object)]
    criteria: Value,
    /// Whether all members see it.
    #[serde(default)]
    shared: bool,
}

/// A tag and how many cases it finds now.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct TagView {
    #[serde(flatten)]
    tag: Tag,
    /// Null when the database has no index, or a field of the criteria is gone.
    count: Option<u64>,
}

/// The tags of a database: shared ones and the caller's own.
#[utoipa::path(get, path = "/databases/{id}/tags", tag = "tags", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<TagView>), (status = 404, body = Problem)))]
pub async fn list(caller: Caller, Path(id): Path<DatabaseId>) -> Answer<Page<TagView>> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let database = caller.app.store.database(&grant, id).await?;
    let mut items = Vec::new();
    for tag in caller.app.store.tags(&grant, id).await? {
        let count = match Checked::of(&caller.app, &grant, &tag.criteria, &database).await {
            Ok(checked) => checked.count(&caller.app, &grant, &database).await.ok(),
            Err(_) => None,
        };
        items.push(TagView { tag, count });
    }
    Ok(Json(Page::whole(items)))
}

/// Keeps a search under a name.
#[utoipa::path(post, path = "/databases/{id}/tags", tag = "tags", params(("id" = uuid::Uuid, Path)), request_body = TagBody,
    responses((status = 201, body = Tag), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(new): Body<TagBody>,
) -> Result<(StatusCode, Json<Tag>), Problem> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let store = &caller.app.store;
    let database = store.database(&grant, id).await?;
    let new = Checked::of(&caller.app, &grant, &new.criteria, &database).await?.tag(&new.name, new.shared);
    let tag = store.keep_tag(&grant, id, &new).await?;
    Ok((StatusCode::CREATED, Json(store.tag(&grant, tag).await?)))
}

/// Saves a tag: its maker's own, or any shared one for who administers.
#[utoipa::path(put, path = "/tags/{id}", tag = "tags", params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header)),
    request_body = TagBody, responses((status = 200, body = Tag), (status = 403, body = Problem),
        (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn update(
    caller: Caller,
    Path(id): Path<TagId>,
    IfMatch(etag): IfMatch,
    Body(new): Body<TagBody>,
) -> Answer<Tag> {
    let grant = caller.may(Action::View, Object::Tag(id)).await?;
    let store = &caller.app.store;
    let database = store.database(&grant, store.tag(&grant, id).await?.database).await?;
    let new = Checked::of(&caller.app, &grant, &new.criteria, &database).await?.tag(&new.name, new.shared);
    store.save_tag(&grant, id, &etag, &new).await?;
    Ok(Json(store.tag(&grant, id).await?))
}

/// Takes a tag away.
#[utoipa::path(delete, path = "/tags/{id}", tag = "tags", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove(caller: Caller, Path(id): Path<TagId>) -> Result<StatusCode, Problem> {
    let grant = caller.may(Action::View, Object::Tag(id)).await?;
    caller.app.store.remove_tag(&grant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
