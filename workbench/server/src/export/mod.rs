//! Taking data out: the table as it leaves, what a steward looks at before it may, and the package.

pub mod build;
mod column;
pub mod fields;
pub mod formats;
mod images;
pub mod inspect;
mod package;
mod readme;
pub mod sheet;

use workbench_store::{ExportRequest, Grant};

use crate::AppError;
use crate::app::Shared;
use sheet::Sheet;

/// The rows and columns of a request exactly as they leave: the frozen values through the one projection, no deeper
/// than the request's level.
pub async fn sheet(app: &Shared, grant: &Grant, request: &ExportRequest) -> Result<Sheet, AppError> {
    let lowered = grant.no_deeper_than(request.level);
    let version = app.store.cohort_version(&lowered, request.cohort.id, request.cohort.version).await?;
    let frozen = app.store.frozen_cases(&lowered, &version, 0, usize::MAX).await?;
    Ok(Sheet::of(&request.fields, &frozen.cases))
}
