//! Rule files: the shipped packs, and checking or trying a text that is not stored.

use axum::Json;
use nlp::rules::{Meta, Order, RuleSet, Terms};
use workbench_core::ids::ProjectId;
use workbench_core::{Action, Digest, FieldValue, Variable};
use workbench_store::{FrozenTerms, Object};

use super::problem::{Body, Path};
use super::{Answer, Caller, Page, Problem};
use crate::app::Shared;
use crate::error::on_thread;
use crate::rules::check::{DiagnosticView, check};
use crate::rules::{self, RuleCheck, Rules};

/// A shipped rule set.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct PackView {
    name: String,
    title_zh: String,
    title_en: String,
    version: String,
    #[schema(value_type = String)]
    hash: Digest,
    variables: Vec<Variable>,
    /// Published lexicons that its thresholds come from.
    sources: Vec<String>,
}

/// A shipped rule set with its file.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct PackFile {
    #[serde(flatten)]
    pack: PackView,
    source: String,
}

impl From<&RuleSet> for PackView {
    fn from(set: &RuleSet) -> Self {
        Self {
            name: set.id().to_owned(),
            title_zh: set.title_zh().to_owned(),
            title_en: set.title_en().to_owned(),
            version: set.version().to_owned(),
            hash: set.hash(),
            variables: set.variables(),
            sources: set.sources().to_vec(),
        }
    }
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct CheckRequest {
    /// The rule file.
    source: String,
    /// The project whose terms the file may take.
    project: Option<ProjectId>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct TryRequest {
    /// The rule file.
    source: String,
    /// A report.
    text: String,
    /// What is known of the exam: sex, age, exam_date, modality, body_part.
    #[serde(default)]
    #[schema(value_type = Object)]
    meta: Meta,
    /// The project whose terms the file may take.
    project: Option<ProjectId>,
}

/// What a rule file makes of a text.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Tried {
    diagnostics: Vec<DiagnosticView>,
    /// One a variable; none when the file has errors.
    values: Vec<FieldValue>,
    variables: Vec<Variable>,
}

/// The shipped rule sets.
#[utoipa::path(get, path = "/packs", tag = "rules", responses((status = 200, body = Page<PackView>)))]
pub async fn packs(_caller: Caller) -> Answer<Page<PackView>> {
    let packs = on_thread(|| Ok(nlp::rules::shipped().iter().map(PackView::from).collect())).await?;
    Ok(Json(Page::whole(packs)))
}

/// One shipped rule set with its file.
#[utoipa::path(get, path = "/packs/{name}", tag = "rules", params(("name" = String, Path)),
    responses((status = 200, body = PackFile), (status = 404, body = Problem)))]
pub async fn pack(_caller: Caller, Path(name): Path<String>) -> Answer<PackFile> {
    let found = on_thread(move || Rules::pack(&name)).await;
    let rules = found.map_err(|_| Problem::not_found("no such pack").zh("没有该规则包"))?;
    Ok(Json(PackFile { pack: PackView::from(&rules.set), source: rules.set.source().to_owned() }))
}

/// Checks a rule file and runs its tests; nothing is stored.
#[utoipa::path(post, path = "/rules/check", tag = "rules", request_body = CheckRequest,
    responses((status = 200, body = RuleCheck), (status = 404, body = Problem)))]
pub async fn check_source(caller: Caller, Body(request): Body<CheckRequest>) -> Answer<RuleCheck> {
    let terms = terms(&caller, request.project).await?;
    Ok(Json(on_thread(move || Ok(check(&request.source, &terms, None).0)).await?))
}

/// Reads one report by a rule file; nothing is stored.
#[utoipa::path(post, path = "/rules/try", tag = "rules", request_body = TryRequest,
    responses((status = 200, body = Tried), (status = 404, body = Problem)))]
pub async fn try_source(caller: Caller, Body(request): Body<TryRequest>) -> Answer<Tried> {
    let terms = terms(&caller, request.project).await?;
    let tried = on_thread(move || {
        let (set, found) = RuleSet::parse(&request.source, &Terms::new(terms.iter().cloned()));
        let order = Order { text: &request.text, lang: None, meta: request.meta };
        let diagnostics = found.into_iter().map(DiagnosticView::from).collect();
        let values = set.as_ref().map(|set| set.extract(&order)).unwrap_or_default();
        Ok(Tried { diagnostics, values, variables: set.map(|set| set.variables()).unwrap_or_default() })
    });
    Ok(Json(tried.await?))
}

/// The terms of a project that the caller may see; none without a project.
async fn terms(caller: &Caller, project: Option<ProjectId>) -> Result<std::sync::Arc<FrozenTerms>, Problem> {
    let Some(project) = project else { return Ok(std::sync::Arc::default()) };
    let grant = caller.may(Action::View, Object::Project(project)).await?;
    let app: &Shared = &caller.app;
    Ok(rules::terms(app, &grant).await?)
}
