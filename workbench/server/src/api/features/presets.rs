//! Presets 常用设置: settings under a name, a project's own and the shipped ones.

use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use radiomics::presets::{PRESETS, Preset};
use workbench_core::Action;
use workbench_core::ids::{FeaturePresetId, ProjectId};
use workbench_store::{FeaturePreset, Grant, NewFeaturePreset, Object, StoreError};

use super::super::etag::IfMatch;
use super::super::problem::{Body, Path};
use super::super::{Answer, Caller, Page, Problem};
use crate::AppError;
use crate::work::feature_spec::FeatureSpec;
use crate::work::profiles::Profile;

/// A preset; shipped ones have a word for an id and no maker.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct PresetView {
    id: String,
    name_zh: String,
    /// The same for a project's own.
    name_en: String,
    shipped: bool,
    profile: String,
    /// The parameter file.
    settings: String,
    /// Features of an ROI; null when this version cannot use the file any more.
    columns: Option<usize>,
    /// Whether the caller may replace and remove it.
    changeable: bool,
    /// Name of its maker.
    by: Option<String>,
    at: Option<DateTime<Utc>>,
    /// Names this state of it, for `If-Match`.
    etag: Option<String>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PresetBody {
    name: String,
    /// Whose definitions; the first of the profiles when absent.
    #[serde(default)]
    profile: String,
    /// A parameter file of the profile.
    settings: String,
}

impl PresetBody {
    /// What is kept, once its settings are known to compute.
    fn checked(self) -> Result<NewFeaturePreset, AppError> {
        let profile = Profile::named(&self.profile)?;
        profile.read(&self.settings)?;
        let name = self.name.trim().to_owned();
        Ok(NewFeaturePreset { name, profile: profile.key().to_owned(), settings: self.settings })
    }
}

impl PresetView {
    fn own(preset: FeaturePreset, grant: &Grant) -> Self {
        Self {
            id: preset.id.to_string(),
            columns: columns(&preset.profile, &preset.settings),
            changeable: preset.is_changed_by(grant),
            name_zh: preset.name.clone(),
            name_en: preset.name,
            shipped: false,
            profile: preset.profile,
            settings: preset.settings,
            by: Some(preset.by_name),
            at: Some(preset.at),
            etag: Some(preset.revision.to_string()),
        }
    }

    fn shipped(preset: &Preset) -> Self {
        Self {
            id: preset.key.to_owned(),
            name_zh: preset.zh.to_owned(),
            name_en: preset.en.to_owned(),
            shipped: true,
            profile: preset.profile.to_owned(),
            settings: preset.yaml.to_owned(),
            columns: columns(preset.profile, preset.yaml),
            changeable: false,
            by: None,
            at: None,
            etag: None,
        }
    }
}

fn columns(profile: &str, settings: &str) -> Option<usize> {
    Some(FeatureSpec::new(profile, settings).ok()?.names().len())
}

/// The presets of a project, then the shipped ones.
#[utoipa::path(get, path = "/projects/{id}/feature-presets", tag = "features", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<PresetView>), (status = 404, body = Problem)))]
pub async fn presets(caller: Caller, Path(id): Path<ProjectId>) -> Answer<Page<PresetView>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    let own = caller.app.store.feature_presets(&grant).await?.into_iter();
    let own = own.map(|preset| PresetView::own(preset, &grant));
    Ok(Json(Page::whole(own.chain(PRESETS.iter().map(PresetView::shipped)).collect())))
}

/// Keeps settings under a name; they are checked first.
#[utoipa::path(post, path = "/projects/{id}/feature-presets", tag = "features", params(("id" = uuid::Uuid, Path)),
    request_body = PresetBody, responses((status = 201, body = PresetView), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn keep_preset(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Body(new): Body<PresetBody>,
) -> Result<(StatusCode, Json<PresetView>), Problem> {
    let grant = caller.may(Action::Train, Object::Project(id)).await?;
    let store = &caller.app.store;
    let made = store.keep_feature_preset(&grant, &new.checked()?).await?;
    let made = store.feature_preset(&grant, made).await?;
    Ok((StatusCode::CREATED, Json(PresetView::own(made, &grant))))
}

/// Replaces a preset: its maker's own, or any for who administers.
#[utoipa::path(put, path = "/feature-presets/{id}", tag = "features",
    params(("id" = uuid::Uuid, Path), ("If-Match" = String, Header)), request_body = PresetBody,
    responses((status = 200, body = PresetView), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
pub async fn replace_preset(
    caller: Caller,
    Path(id): Path<FeaturePresetId>,
    IfMatch(etag): IfMatch,
    Body(new): Body<PresetBody>,
) -> Answer<PresetView> {
    let grant = caller.may(Action::View, Object::FeaturePreset(id)).await?;
    let store = &caller.app.store;
    let revision = etag.parse().map_err(|_| StoreError::Stale("preset"))?;
    store.replace_feature_preset(&grant, id, revision, &new.checked()?).await?;
    Ok(Json(PresetView::own(store.feature_preset(&grant, id).await?, &grant)))
}

/// Takes a preset away; tables made with it stay.
#[utoipa::path(delete, path = "/feature-presets/{id}", tag = "features", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove_preset(caller: Caller, Path(id): Path<FeaturePresetId>) -> Result<StatusCode, Problem> {
    let grant = caller.may(Action::View, Object::FeaturePreset(id)).await?;
    caller.app.store.remove_feature_preset(&grant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
