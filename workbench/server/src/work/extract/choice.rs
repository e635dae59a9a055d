//! Which ROIs a table is made of.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::{Deserialize, Serialize};
use workbench_core::DataLevel;
use workbench_core::ids::SeriesId;
use workbench_store::{Grant, Roi};

use super::{Arguments, CohortVersionOf};
use crate::AppError;
use crate::app::Shared;

/// What is kept of the choice; a model trained on the table judges no other ROIs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Selection {
    /// Part of their label; empty for any.
    pub label: String,
    /// Their labels; empty for any.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Modalities of their images.
    pub modalities: Vec<String>,
    /// Whose patients they are of; a model may be asked about others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort: Option<CohortVersionOf>,
}

impl Selection {
    /// The selection kept with a table's parameters.
    pub fn of(kept: &serde_json::Value) -> Self {
        kept.get("selection").and_then(|part| serde_json::from_value(part.clone()).ok()).unwrap_or_default()
    }

    /// Why an ROI is not among them.
    pub fn refuses(&self, label: &str, modality: &str) -> Option<String> {
        if !label.contains(&self.label) {
            return Some(format!("the model judges ROIs called `{}`, not `{label}`", self.label));
        }
        if !self.labels.is_empty() && !self.labels.iter().any(|one| one == label) {
            return Some(format!("the model judges ROIs called {}, not `{label}`", self.labels.join(", ")));
        }
        let known = self.modalities.is_empty() || self.modalities.iter().any(|one| one == modality);
        (!known)
            .then(|| format!("the model was trained on {}, not on {modality}", self.modalities.join(", ")))
    }
}

/// The ROIs, in the order they were made.
pub struct Choice {
    pub rois: Vec<Roi>,
    /// Labels of what there is to choose from, with how many ROIs have them.
    pub labels: BTreeMap<String, usize>,
}

impl Choice {
    /// The ROIs that are asked for. Labels and patients are those that every member may read: the table is kept where
    /// all of them see it.
    ///
    /// # Errors
    /// When there is no such cohort, or no ROI fits.
    pub async fn of(app: &Shared, grant: &Grant, arguments: &Arguments) -> Result<Self, AppError> {
        let choice = Self::counted(app, grant, arguments).await?;
        if choice.rois.is_empty() {
            return Err(AppError::bad("no ROI fits the choice; choose other labels or another cohort")
                .zh("没有符合条件的标注（ROI），请改选标签或队列"));
        }
        Ok(choice)
    }

    /// The same where nothing may fit.
    pub async fn counted(app: &Shared, grant: &Grant, arguments: &Arguments) -> Result<Self, AppError> {
        let grant = &grant.no_deeper_than(DataLevel::Deidentified);
        let mut rois = app.store.rois(grant).await?;
        if let Some(cohort) = arguments.cohort {
            let version = app.store.cohort_version(grant, cohort.id, cohort.version).await?;
            let members = app.store.cohort_patients(grant, &version).await?;
            let members: HashSet<_> = members.into_iter().collect();
            rois.retain(|roi| members.contains(&roi.patient.id));
        }
        let wanted: HashSet<_> = arguments.rois.iter().collect();
        rois.retain(|roi| wanted.is_empty() || wanted.contains(&roi.id));
        let mut labels = BTreeMap::new();
        for roi in &rois {
            *labels.entry(roi.label.clone()).or_default() += 1;
        }
        rois.retain(|roi| roi.label.contains(&arguments.label));
        rois.retain(|roi| arguments.labels.is_empty() || arguments.labels.contains(&roi.label));
        Ok(Self { rois, labels })
    }

    /// The ROIs by their series, which is read once, and the modalities of these.
    pub async fn by_series(
        &self,
        app: &Shared,
        grant: &Grant,
    ) -> Result<(Vec<(SeriesId, Vec<Roi>)>, Vec<String>), AppError> {
        let mut series: BTreeMap<SeriesId, Vec<Roi>> = BTreeMap::new();
        for roi in &self.rois {
            series.entry(roi.series_id).or_default().push(roi.clone());
        }
        let mut modalities = BTreeSet::new();
        for id in series.keys() {
            modalities.insert(app.store.series(grant, *id).await?.modality);
        }
        Ok((series.into_iter().collect(), modalities.into_iter().collect()))
    }
}
