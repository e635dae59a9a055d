//! Rule sets 规则集 of a project: drafts, and publishing them.

use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use workbench_core::Action;
use workbench_core::ids::{ProjectId, RuleSetId};
use workbench_store::{
    DatabaseName, Draft, Grant, NewVersion, Object, PublishedVersion, RuleSetRow, StoreError,
};

use super::etag::IfMatch;
use super::problem::{Body, Path};
use super::{Answer, Caller, Page, Problem};
use crate::AppError;
use crate::error::on_thread;
use crate::rules::check::{self, RuleCheck};
use crate::rules::{self, Rules, head};

/// A rule set with its draft and versions.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct RuleSetView {
    id: RuleSetId,
    project: ProjectId,
    key: String,
    title_zh: String,
    title_en: String,
    /// The pack it was copied from, or empty.
    origin: String,
    published: Option<PublishedVersion>,
    databases: Vec<DatabaseName>,
    draft: Draft,
    /// When the draft was changed after publishing, or was never published.
    open: bool,
    /// Newest first.
    versions: Vec<PublishedVersion>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewRuleSet {
    /// Name of a pack to copy.
    pack: Option<String>,
    /// A rule file of one's own.
    source: Option<String>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct DraftRequest {
    /// The rule file; it may be broken.
    source: String,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Saved {
    /// Names the state that was saved.
    etag: String,
    updated: DateTime<Utc>,
    check: RuleCheck,
}

#[derive(Default, serde::Deserialize, utoipa::ToSchema)]
pub struct PublishRequest {
    /// What is new in this version.
    #[serde(default)]
    note: String,
}

async fn view(caller: &Caller, grant: &Grant, id: RuleSetId) -> Result<RuleSetView, Problem> {
    let (row, draft, versions) = caller.app.store.ruleset(grant, id).await?;
    Ok(RuleSetView {
        id: row.id,
        project: row.project,
        key: row.key,
        title_zh: row.title_zh,
        title_en: row.title_en,
        origin: row.origin,
        published: row.published,
        databases: row.databases,
        open: row.draft.is_some(),
        draft,
        versions,
    })
}

/// The rule sets of a project.
#[utoipa::path(get, path = "/projects/{id}/rulesets", tag = "rules", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<RuleSetRow>), (status = 404, body = Problem)))]
pub async fn list(caller: Caller, Path(id): Path<ProjectId>) -> Answer<Page<RuleSetRow>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    Ok(Json(Page::whole(caller.app.store.rulesets(&grant).await?)))
}

/// Makes a rule set: a copy of a pack, or a file of one's own.
#[utoipa::path(post, path = "/projects/{id}/rulesets", tag = "rules", params(("id" = uuid::Uuid, Path)),
    request_body = NewRuleSet, responses((status = 200, body = RuleSetView), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Body(new): Body<NewRuleSet>,
) -> Answer<RuleSetView> {
    let grant = caller.may(Action::Edit, Object::Project(id)).await?;
    let (source, origin) = match (new.source, new.pack) {
        (Some(source), None) => (source, String::new()),
        (None, Some(pack)) => (head::raised(Rules::pack(&pack)?.set.source()), pack),
        _ => {
            return Err(AppError::bad("give either `pack` or `source`")
                .zh("请指定 pack 或 source 之一")
                .into());
        }
    };
    let terms = rules::terms(&caller.app, &grant).await?;
    let (text, head) = (source.clone(), head::Head::of(&source));
    let (found, set) = on_thread(move || Ok(check::check(&text, &terms, None))).await?;
    let key = set.as_ref().map_or(head.id, |set| set.id().to_owned());
    if !named(&key) {
        return Err(unchecked(found));
    }
    let draft = check::draft(source, set.as_ref());
    let made = caller.app.store.create_ruleset(&grant, &key, &origin, &draft).await;
    let id = made.map_err(|error| match error {
        StoreError::Exists(_) => AppError::new(
            workbench_core::Code::Conflict,
            format!("the project has a rule set `{key}` already"),
        )
        .zh(format!("本课题已有规则集“{key}”"))
        .into(),
        other => Problem::from(other),
    })?;
    Ok(Json(view(&caller, &grant, id).await?))
}

/// Whether the id can stand for a rule set even when the rest of the file is broken.
fn named(key: &str) -> bool {
    (1..=60).contains(&key.len())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// One rule set.
#[utoipa::path(get, path = "/rulesets/{id}", tag = "rules", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = RuleSetView), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<RuleSetId>) -> Answer<RuleSetView> {
    let grant = caller.may(Action::View, Object::RuleSet(id)).await?;
    Ok(Json(view(&caller, &grant, id).await?))
}

/// Saves the draft, broken or not, and says how it stands.
#[utoipa::path(put, path = "/rulesets/{id}/draft", tag = "rules",
    params(("id" = uuid::Uuid, Path), ("if-match" = String, Header)), request_body = DraftRequest,
    responses((status = 200, body = Saved), (status = 412, body = Problem)))]
pub async fn save(
    caller: Caller,
    Path(id): Path<RuleSetId>,
    IfMatch(etag): IfMatch,
    Body(request): Body<DraftRequest>,
) -> Answer<Saved> {
    let grant = caller.may(Action::Edit, Object::RuleSet(id)).await?;
    let (row, ..) = caller.app.store.ruleset(&grant, id).await?;
    let terms = rules::terms(&caller.app, &grant).await?;
    let text = request.source.clone();
    let (check, set) = on_thread(move || Ok(check::check(&text, &terms, Some(&row.key)))).await?;
    let draft = check::draft(request.source, set.as_ref());
    let etag = caller.app.store.save_draft(&grant, id, &etag, &draft).await?;
    Ok(Json(Saved { etag, updated: Utc::now(), check }))
}

/// Publishes the draft as a version that never changes.
#[utoipa::path(post, path = "/rulesets/{id}/publish", tag = "rules",
    params(("id" = uuid::Uuid, Path), ("if-match" = String, Header)), request_body = PublishRequest,
    responses((status = 200, body = RuleSetView), (status = 409, body = Problem), (status = 412, body = Problem),
    (status = 422, body = Problem)))]
pub async fn publish(
    caller: Caller,
    Path(id): Path<RuleSetId>,
    IfMatch(etag): IfMatch,
    Body(request): Body<PublishRequest>,
) -> Answer<RuleSetView> {
    let grant = caller.may(Action::Administer, Object::RuleSet(id)).await?;
    let new = checked(&caller, &grant, id, &etag, request.note).await?;
    caller.app.store.publish_version(&grant, id, &etag, &new).await?;
    Ok(Json(view(&caller, &grant, id).await?))
}

/// The draft as a version, if it has neither errors nor failing tests.
async fn checked(
    caller: &Caller,
    grant: &Grant,
    id: RuleSetId,
    etag: &str,
    note: String,
) -> Result<NewVersion, Problem> {
    let (row, draft, _) = caller.app.store.ruleset(grant, id).await?;
    if draft.etag != etag {
        return Err(StoreError::Stale("rule set").into());
    }
    let terms = rules::terms(&caller.app, grant).await?;
    let checked = on_thread(move || {
        let (found, set) = check::check(&draft.source, &terms, Some(&row.key));
        Ok((found, set, draft.source))
    });
    let (found, set, source) = checked.await?;
    let Some(set) = set.filter(|_| found.ok) else { return Err(unchecked(found)) };
    let tests = found.tests.map_or(0, |tests| tests.passed);
    let terms = set.terms_taken().clone().into_iter().collect();
    let (version, hash, variables) = (set.version().to_owned(), set.hash(), set.variables());
    Ok(NewVersion { version, hash, source, terms, variables, tests, note: note.trim().to_owned() })
}

/// A rule file that cannot be used, with what is wrong in `errors`.
fn unchecked(found: RuleCheck) -> Problem {
    let failed = found.tests.as_ref().map_or(0, |tests| tests.failed);
    let errors = found.diagnostics.iter().filter(|found| found.severity == "error").count();
    let (en, zh) = match found.diagnostics.iter().find(|found| found.severity == "error") {
        Some(first) => (
            format!("{errors} errors; line {}, column {}: {}", first.line, first.column, first.message_en),
            format!("{errors} 处错误；第 {} 行第 {} 列：{}", first.line, first.column, first.message_zh),
        ),
        None if failed > 0 => {
            (format!("{failed} of the file's tests fail"), format!("文件内有 {failed} 个测试未通过"))
        }
        None => ("the file has no usable id in its head".to_owned(), "文件头缺少可用的 id".to_owned()),
    };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "rules_do_not_check", en).zh(&zh).with(&found)
}
