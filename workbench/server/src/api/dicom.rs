//! DICOM bytes for the viewer.

use axum::response::Response;
use workbench_core::ids::InstanceId;
use workbench_core::{Action, DataLevel};
use workbench_store::Object;

use super::problem::Path;
use super::{Caller, Problem};
use crate::AppError;
use crate::error::on_thread;

/// The instance as a DICOM file. Below level `identified` the attributes that
/// name the patient are replaced on the way out; the stored original stays.
#[utoipa::path(get, path = "/instances/{id}/file", tag = "studies", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "application/dicom", body = Vec<u8>), (status = 404, body = Problem)))]
pub async fn file(caller: Caller, Path(id): Path<InstanceId>) -> Result<Response, Problem> {
    let store = &caller.app.store;
    // One audit row a series: opening its slices one by one is one reading.
    let series = store.series_of_instance(id).await?;
    let grant = caller.may(Action::View, Object::Series(series)).await?;
    let instance = store.instance(&grant, id).await?;
    let mut bytes = store.objects().get(instance.object).await?;
    if grant.level() < DataLevel::Identified {
        let patient = store.pseudonym_of_series(&grant, series).await?;
        bytes = on_thread(move || imaging::pseudonymise(&bytes, &patient).map_err(AppError::from)).await?;
    }
    let response = Response::builder().header("content-type", "application/dicom").body(bytes.into());
    response.map_err(|error| AppError::bad(error.to_string()).into())
}
