//! The HTTP API under `/api/v1`, and the embedded UI beside it.

mod audit;
mod bulk;
mod caller;
mod cases;
mod checks;
mod cohorts;
mod databases;
mod dicom;
mod dictionary;
mod entry;
mod etag;
mod evaluation;
mod events;
mod exports;
mod features;
mod fields;
mod findings;
mod form_templates;
mod forms;
mod health;
mod imports;
mod jobs;
mod lineage;
mod model_fill;
mod models;
mod page;
mod problem;
mod projects;
mod reports;
mod rois;
mod rules;
mod ruleset_versions;
mod rulesets;
mod search;
mod session;
mod studies;
mod tags;
mod terms;
mod timeline;
mod ui;
mod unknown_terms;
mod uploads;
mod users;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue};
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::problem::{MAX_JSON, MostBytes};
use crate::app::Shared;

pub use caller::Caller;
pub use cases::{disarm, plain};
pub use page::{Page, PageQuery};
pub use problem::Problem;

/// Handlers answer this.
pub type Answer<T> = Result<axum::Json<T>, Problem>;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Workbench API", description = "Research data and AI training workbench for imaging departments"),
    servers((url = "/api/v1"))
)]
struct Description;

/// Every route, grouped by noun, in the order in which the work flows.
fn api() -> OpenApiRouter<Shared> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(session::sign_in, session::show, session::sign_out))
        .routes(routes!(session::change_password))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::update))
        .routes(routes!(projects::list, projects::create))
        .routes(routes!(projects::show))
        .routes(routes!(projects::members))
        .routes(routes!(projects::set_member, projects::remove_member))
        .routes(routes!(reports::list, reports::upload))
        .routes(routes!(reports::show))
        .routes(routes!(databases::list, databases::create))
        .routes(routes!(databases::show))
        .routes(routes!(databases::fill))
        .routes(routes!(databases::import_values))
        .routes(routes!(cases::list))
        .routes(routes!(cases::show, entry::remove))
        .routes(routes!(search::search))
        .routes(routes!(words::words))
        .merge(rule_files())
        .merge(dictionary())
        .merge(records())
        .merge(checking())
        .merge(leaving())
        .merge(measuring())
        .routes(routes!(imports::receive))
        .routes(routes!(imports::start))
        .routes(routes!(imports::from_path))
        .routes(routes!(imports::unknown))
        .routes(routes!(studies::list))
        .routes(routes!(studies::show))
        .routes(routes!(studies::instances))
        .routes(routes!(dicom::file))
        .routes(routes!(rois::list))
        .routes(routes!(rois::contours))
        .routes(routes!(rois::mask))
        .routes(routes!(models::train))
        .routes(routes!(models::list))
        .routes(routes!(models::show))
        .routes(routes!(models::file))
        .routes(routes!(models::predict))
        .routes(routes!(findings::list))
        .routes(routes!(findings::show))
        .routes(routes!(findings::feedback))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::show))
        .routes(routes!(jobs::cancel))
        .routes(routes!(jobs::retry))
        .routes(routes!(events::stream))
        .routes(routes!(audit::list))
        .routes(routes!(audit::verify))
        .routes(routes!(lineage::show))
        .routes(routes!(health::show))
}

/// Rule files are texts of any length until they are checked, so that the answer can say what is wrong.
fn rule_files() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(rules::packs))
        .routes(routes!(rules::pack))
        .routes(routes!(rules::check_source))
        .routes(routes!(rules::try_source))
        .routes(routes!(rulesets::list, rulesets::create))
        .routes(routes!(rulesets::show))
        .routes(routes!(rulesets::save))
        .routes(routes!(rulesets::publish))
        .routes(routes!(ruleset_versions::start_dry_run, ruleset_versions::show_dry_run))
        .routes(routes!(ruleset_versions::show))
        .routes(routes!(ruleset_versions::source))
        .routes(routes!(ruleset_versions::switch))
        .layer(axum::Extension(MostBytes(MAX_RULES)))
        .layer(DefaultBodyLimit::max(MAX_RULES))
}

fn dictionary() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(terms::list, terms::create))
        .routes(routes!(terms::csv))
        .routes(routes!(terms::import))
        .routes(routes!(terms::show, terms::update, terms::retire))
        .routes(routes!(terms::merge))
        .routes(routes!(terms::split))
        .routes(routes!(terms::history))
        .routes(routes!(unknown_terms::mine))
        .routes(routes!(unknown_terms::list))
        .routes(routes!(unknown_terms::decide))
}

/// Dictionaries, forms and entry.
fn records() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(fields::list, fields::create))
        .routes(routes!(fields::update, fields::retire))
        .routes(routes!(fields::preview))
        .routes(routes!(fields::batch))
        .routes(routes!(fields::copy))
        .routes(routes!(fields::csv))
        .routes(routes!(fields::xlsx))
        .routes(routes!(dictionary::versions))
        .routes(routes!(dictionary::diff))
        .routes(routes!(dictionary::library))
        .routes(routes!(forms::list, forms::create))
        .routes(routes!(forms::show, forms::save, forms::retire))
        .routes(routes!(forms::check))
        .routes(routes!(form_templates::list, form_templates::create))
        .routes(routes!(form_templates::retire))
        .routes(routes!(entry::show, entry::change))
        .routes(routes!(entry::create))
        .routes(routes!(entry::history))
        .routes(routes!(entry::restore))
        .routes(routes!(timeline::show))
        .routes(routes!(bulk::edit))
        .routes(routes!(bulk::preview))
        .routes(routes!(bulk::apply))
        .layer(axum::Extension(MostBytes(MAX_RULES)))
        .layer(DefaultBodyLimit::max(MAX_RULES))
}

fn checking() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(checks::queue))
        .routes(routes!(checks::show, checks::accept_rest))
        .routes(routes!(checks::say, checks::undo, checks::history))
        .routes(routes!(evaluation::show))
        .routes(routes!(evaluation::table))
        .routes(routes!(evaluation::examples))
        .routes(routes!(model_fill::start))
}

/// Features of ROIs.
fn measuring() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(features::profiles))
        .routes(routes!(features::check))
        .routes(routes!(features::presets, features::keep_preset))
        .routes(routes!(features::replace_preset, features::remove_preset))
        .routes(routes!(features::list, features::create))
        .routes(routes!(features::plan))
        .routes(routes!(features::show))
        .routes(routes!(features::columns))
        .routes(routes!(features::distribution))
        .routes(routes!(features::csv))
        .routes(routes!(features::parquet))
}

/// From a search to data that leave.
fn leaving() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(tags::list, tags::create))
        .routes(routes!(tags::update, tags::remove))
        .routes(routes!(cohorts::list, cohorts::create))
        .routes(routes!(cohorts::show))
        .routes(routes!(cohorts::freeze))
        .routes(routes!(cohorts::members))
        .routes(routes!(cohorts::compare))
        .routes(routes!(exports::list, exports::create))
        .routes(routes!(exports::show))
        .routes(routes!(exports::preview))
        .routes(routes!(exports::decide))
        .routes(routes!(exports::withdraw))
        .routes(routes!(exports::revoke))
        .routes(routes!(exports::link))
        .routes(routes!(exports::package))
}

/// The OpenAPI 3.1 document.
pub fn description() -> utoipa::openapi::OpenApi {
    api().into_openapi()
}

/// Most bytes of a request with a rule file.
const MAX_RULES: usize = 16 << 20;

/// The whole service.
pub fn router(app: Shared) -> Router {
    let (api, document) = api().split_for_parts();
    let document = serde_json::to_string(&document).unwrap_or_default();
    let api = api
        .route(
            "/openapi.json",
            axum::routing::get(move || async move {
                ([(axum::http::header::CONTENT_TYPE, "application/json")], document)
            }),
        )
        .fallback(|| async { Problem::not_found("no such API route") })
        .layer(axum::middleware::from_fn(caller::guard_writes))
        .layer(DefaultBodyLimit::max(MAX_JSON))
        .layer(header("cache-control", "no-store"));
    Router::new()
        .nest("/api/v1", api)
        .fallback(ui::serve)
        .layer(CompressionLayer::new())
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("x-frame-options", "DENY"))
        .layer(header("referrer-policy", "no-referrer"))
        .layer(header(
            "content-security-policy",
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; \
             style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; \
             connect-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
        ))
        .with_state(app)
}

fn header(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
}
