//! Projects 课题 and members.

use axum::Json;
use workbench_core::ids::{ProjectId, UserId};
use workbench_core::{Action, DataLevel, Role};
use workbench_store::{Member, Object, Project};

use super::problem::{Body, Path};
use super::{Answer, Caller, Page, Problem};

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewProject {
    title: String,
    /// `personal` or `shared`.
    kind: String,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct MemberRole {
    role: Role,
    /// How deep the member may see; the role's own depth when absent.
    level: Option<DataLevel>,
}

/// The caller's projects.
#[utoipa::path(get, path = "/projects", tag = "projects", responses((status = 200, body = Page<Project>)))]
pub async fn list(caller: Caller) -> Answer<Page<Project>> {
    Ok(Json(Page::whole(caller.app.store.projects(&caller.principal).await?)))
}

/// Makes a project that the caller runs.
#[utoipa::path(post, path = "/projects", tag = "projects", request_body = NewProject,
    responses((status = 200, body = Project), (status = 422, body = Problem)))]
pub async fn create(caller: Caller, Body(new): Body<NewProject>) -> Answer<Project> {
    let store = &caller.app.store;
    let id = store.create_project(&caller.principal, &new.title, &new.kind, false).await?;
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    Ok(Json(store.project(&grant).await?))
}

/// One project.
#[utoipa::path(get, path = "/projects/{id}", tag = "projects", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Project), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<ProjectId>) -> Answer<Project> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    Ok(Json(caller.app.store.project(&grant).await?))
}

/// The members.
#[utoipa::path(get, path = "/projects/{id}/members", tag = "projects", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<Member>), (status = 404, body = Problem)))]
pub async fn members(caller: Caller, Path(id): Path<ProjectId>) -> Answer<Page<Member>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    Ok(Json(Page::whole(caller.app.store.members(&grant).await?)))
}

/// Adds a member or changes a role.
#[utoipa::path(put, path = "/projects/{id}/members/{user}", tag = "projects", request_body = MemberRole,
    params(("id" = uuid::Uuid, Path), ("user" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<Member>), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn set_member(
    caller: Caller,
    Path((id, user)): Path<(ProjectId, UserId)>,
    Body(change): Body<MemberRole>,
) -> Answer<Page<Member>> {
    let grant = caller.may(Action::Administer, Object::Project(id)).await?;
    caller.app.store.set_member_at(&grant, user, Some(change.role), change.level).await?;
    Ok(Json(Page::whole(caller.app.store.members(&grant).await?)))
}

/// Removes a member.
#[utoipa::path(delete, path = "/projects/{id}/members/{user}", tag = "projects",
    params(("id" = uuid::Uuid, Path), ("user" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<Member>), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn remove_member(
    caller: Caller,
    Path((id, user)): Path<(ProjectId, UserId)>,
) -> Answer<Page<Member>> {
    let grant = caller.may(Action::Administer, Object::Project(id)).await?;
    caller.app.store.set_member(&grant, user, None).await?;
    Ok(Json(Page::whole(caller.app.store.members(&grant).await?)))
}
