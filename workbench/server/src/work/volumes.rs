//! Series and masks read back from the store.

use imaging::{ImagingError, LoadedSeries};
use workbench_core::Mask;
use workbench_core::ids::SeriesId;
use workbench_store::{Grant, Instance, Roi, Store};

use crate::AppError;
use crate::error::on_thread;

/// The volume of an image series.
pub async fn load(store: &Store, grant: &Grant, series: SeriesId) -> Result<LoadedSeries, AppError> {
    let instances = store.instances_of(grant, series).await?;
    let store = store.clone();
    on_thread(move || load_blocking(&store, &instances)).await
}

pub fn load_blocking(store: &Store, instances: &[Instance]) -> Result<LoadedSeries, AppError> {
    let read = |index: usize| {
        let instance = instances.get(index).ok_or_else(|| ImagingError::Series("it has no image".into()))?;
        store
            .objects()
            .get_blocking(instance.object)
            .map_err(|error| ImagingError::Series(error.to_string()).within(&instance.sop_uid))
    };
    Ok(imaging::series::load(instances.len(), read)?)
}

/// The mask of an ROI.
pub fn mask_blocking(store: &Store, roi: &Roi) -> Result<Mask, AppError> {
    Ok(imaging::nifti::decode_mask(&store.objects().get_blocking(roi.mask)?)?)
}
