//! Parameter files before anything is computed: what may stand in one, and what one asks for.

use axum::Json;
use radiomics::{FeatureClass, ImageKind, Settings, ibsi};
use serde_json::Value;

use super::super::problem::Body;
use super::super::{Answer, Caller};
use super::column::ColumnView;
use crate::AppError;
use crate::radiomics_error;
use crate::work::feature_spec::FeatureSpec;
use crate::work::profiles::{ENGINE, Profile};

/// A profile that computes.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ProfileView {
    /// Word in requests.
    key: &'static str,
    title_zh: &'static str,
    title_en: &'static str,
    /// The code that computes.
    engine: &'static str,
    classes: Vec<ClassView>,
    /// Names of image types in parameter files. The profile `ibsi` takes filters under other names beside them.
    images: Vec<&'static str>,
    /// What an empty parameter file means, every value written out.
    #[schema(value_type = Object)]
    defaults: Value,
}

/// A class of features.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ClassView {
    key: &'static str,
    /// Those that are computed when none is named, without aggregations.
    features: Vec<ColumnView>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct SettingsText {
    /// A parameter file of the profile.
    #[serde(default)]
    settings: String,
    /// Whose definitions; the first of the profiles when absent.
    #[serde(default)]
    profile: String,
}

/// What a parameter file asks for, or why it cannot be used.
#[derive(Default, serde::Serialize, utoipa::ToSchema)]
pub struct SettingsCheck {
    /// Features of an ROI.
    columns: usize,
    /// Their names, in the order of the table.
    names: Vec<String>,
    /// Every value written out; null when the file cannot be used.
    #[schema(value_type = Option<Object>)]
    settings: Option<Value>,
    error: Option<SettingsError>,
}

/// Why a parameter file cannot be used.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct SettingsError {
    /// The place in the file, dots between levels.
    key: Option<String>,
    detail: String,
    detail_zh: Option<String>,
}

impl SettingsError {
    fn of(key: Option<String>, error: AppError) -> Self {
        Self { key, detail: error.message, detail_zh: error.message_zh }
    }
}

/// The profiles that compute, and what each may be asked for.
#[utoipa::path(get, path = "/radiomics/profiles", tag = "features", responses((status = 200, body = Vec<ProfileView>)))]
pub async fn profiles(_: Caller) -> Answer<Vec<ProfileView>> {
    let view = |profile: Profile| -> Result<ProfileView, AppError> {
        let [title_zh, title_en] = profile.title();
        let (classes, images) = match profile {
            Profile::PyRadiomics => {
                let classes = FeatureClass::ALL.into_iter().map(class).collect::<Result<_, AppError>>()?;
                (classes, ImageKind::ALL.map(ImageKind::key).to_vec())
            }
            Profile::Ibsi => (ibsi::Family::ALL.map(family).into(), vec![ImageKind::Original.key()]),
        };
        let defaults = profile.read("")?.to_json();
        Ok(ProfileView { key: profile.key(), title_zh, title_en, engine: ENGINE, classes, images, defaults })
    };
    Ok(Json(Profile::ALL.into_iter().map(view).collect::<Result<_, _>>()?))
}

fn class(class: FeatureClass) -> Result<ClassView, AppError> {
    let only = Settings {
        classes: vec![(class, Vec::new())],
        force_2d: class == FeatureClass::Shape2D,
        ..Default::default()
    };
    let names = radiomics::feature_names(&only.check()?);
    let features = names.iter().map(|name| ColumnView::of(name, &Value::Null)).collect();
    Ok(ClassView { key: class.key(), features })
}

fn family(family: ibsi::Family) -> ClassView {
    let features = family.tags().map(|tag| ColumnView::of(tag, &Value::Null)).collect();
    ClassView { key: family.key(), features }
}

fn checked(text: &SettingsText) -> Result<FeatureSpec, SettingsError> {
    let profile = Profile::named(&text.profile).map_err(|error| SettingsError::of(None, error))?;
    let read = profile.read(&text.settings);
    read.map_err(|error| SettingsError::of(radiomics_error::key(&error), error.into()))
}

/// What a parameter file asks for, without computing anything.
#[utoipa::path(post, path = "/radiomics/check", tag = "features", request_body = SettingsText,
    responses((status = 200, body = SettingsCheck)))]
pub async fn check(_: Caller, Body(text): Body<SettingsText>) -> Answer<SettingsCheck> {
    Ok(Json(match checked(&text) {
        Ok(spec) => {
            let names = spec.names();
            SettingsCheck { columns: names.len(), names, settings: Some(spec.to_json()), error: None }
        }
        Err(error) => SettingsCheck { error: Some(error), ..Default::default() },
    }))
}
