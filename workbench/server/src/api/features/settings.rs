//! Parameter files before anything is computed: what may stand in one, and what one asks for.

use axum::Json;
use radiomics::{FeatureClass, ImageKind, Settings};
use serde_json::Value;

use super::super::problem::Body;
use super::super::{Answer, Caller};
use super::column::ColumnView;
use crate::AppError;
use crate::radiomics_error;
use crate::work::profiles::{self, ENGINE, PROFILES};

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
    /// Names of image types in parameter files.
    images: Vec<&'static str>,
    /// What an empty parameter file means, every value written out.
    #[schema(value_type = Object)]
    defaults: Value,
}

/// A class of features.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ClassView {
    key: &'static str,
    /// Those that are computed when none is named.
    features: Vec<ColumnView>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct SettingsText {
    /// A parameter file.
    #[serde(default)]
    settings: String,
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

/// The profiles that compute, and what each may be asked for.
#[utoipa::path(get, path = "/radiomics/profiles", tag = "features", responses((status = 200, body = Vec<ProfileView>)))]
pub async fn profiles(_: Caller) -> Answer<Vec<ProfileView>> {
    let view = |profile: &profiles::Profile| -> Result<ProfileView, AppError> {
        Ok(ProfileView {
            key: profile.key,
            title_zh: profile.zh,
            title_en: profile.en,
            engine: ENGINE,
            classes: FeatureClass::ALL.into_iter().map(class).collect::<Result<_, _>>()?,
            images: ImageKind::ALL.map(ImageKind::key).to_vec(),
            defaults: profiles::settings("", profile.key)?.to_json(),
        })
    };
    Ok(Json(PROFILES.iter().map(view).collect::<Result<_, _>>()?))
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

/// What a parameter file asks for, without computing anything.
#[utoipa::path(post, path = "/radiomics/check", tag = "features", request_body = SettingsText,
    responses((status = 200, body = SettingsCheck)))]
pub async fn check(_: Caller, Body(text): Body<SettingsText>) -> Answer<SettingsCheck> {
    let place = || {
        let read = Settings::from_yaml(&text.settings).and_then(Settings::check);
        read.err().and_then(|error| radiomics_error::key(&error).map(str::to_owned))
    };
    Ok(Json(match profiles::settings(&text.settings, &text.profile) {
        Ok(settings) => {
            let names = radiomics::feature_names(&settings);
            SettingsCheck { columns: names.len(), names, settings: Some(settings.to_json()), error: None }
        }
        Err(error) => {
            let said = SettingsError { key: place(), detail: error.message, detail_zh: error.message_zh };
            SettingsCheck { error: Some(said), ..Default::default() }
        }
    }))
}
