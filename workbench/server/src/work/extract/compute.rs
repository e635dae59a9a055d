//! Values of ROIs, kept one by one as they are computed.

use std::cell::LazyCell;

use rayon::prelude::*;
use workbench_core::Digest;
use workbench_core::ids::SeriesId;
use workbench_store::{Instance, Roi};

use crate::AppError;
use crate::work::feature_spec::FeatureSpec;
use crate::work::kept::{Kept as _, Key, Rows};
use crate::work::{Tick, volumes};

/// What all ROIs share.
pub struct Work {
    pub kept: Rows,
    pub spec: FeatureSpec,
    pub names: Vec<String>,
    pub tick: Tick,
}

/// An ROI that was looked at.
pub struct Done {
    pub roi: Roi,
    /// Digest of the image it lies on.
    pub image: Digest,
    /// Values in the order of the names, or why there are none.
    pub values: Result<Vec<f64>, AppError>,
    /// Whether they were kept from before.
    pub known: bool,
}

impl Work {
    /// All ROIs, series after series whatever the number of threads.
    pub fn all(&self, series: Vec<(SeriesId, Vec<Roi>)>) -> Result<Vec<Done>, AppError> {
        let of_series = |(id, rois)| {
            self.tick.go_on()?;
            self.of_series(id, rois)
        };
        let done: Vec<Vec<Done>> = series.into_par_iter().map(of_series).collect::<Result<_, AppError>>()?;
        Ok(done.into_iter().flatten().collect())
    }

    /// The series is read when the first of its ROIs has to be computed.
    fn of_series(&self, id: SeriesId, rois: Vec<Roi>) -> Result<Vec<Done>, AppError> {
        let (store, grant) = (&self.kept.store, &self.kept.grant);
        let instances = self.kept.runtime.block_on(store.instances_of(grant, id))?;
        let image = image(&instances);
        let loaded = LazyCell::new(|| volumes::load_blocking(store, &instances));
        let of_roi = |roi: Roi| {
            let key = Key::of(&self.spec.to_json()).with(image.bytes()).with(roi.mask.bytes()).done();
            let outcome = self.kept.or_compute(key, &self.names, || match &*loaded {
                Ok(loaded) => super::of_roi(store, &loaded.volume, &roi, &self.spec),
                Err(error) => Err(error.clone()),
            })?;
            self.tick.step()?;
            Ok(Done { roi, image, values: outcome.values, known: outcome.known })
        };
        rois.into_iter().map(of_roi).collect()
    }
}

/// What names an image: a digest of the digests of its instances, in their order.
fn image(instances: &[Instance]) -> Digest {
    let names: Vec<u8> = instances.iter().flat_map(|instance| *instance.object.bytes()).collect();
    Digest::of(&names)
}
