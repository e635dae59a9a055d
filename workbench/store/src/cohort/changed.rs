//! What is not the same of the cases that two versions of a cohort share.

use std::collections::{BTreeMap, BTreeSet};

use workbench_core::ids::CaseId;

use super::CohortVersion;
use super::snapshot::{self, Kept};
use crate::objects::on_thread;
use crate::{Result, Store};

/// How many of the cases of two versions differ in something.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct ChangedCases {
    /// Cases with another value, or another origin of it, in some field.
    pub values: usize,
    /// The same by the key of the field.
    pub fields: BTreeMap<String, usize>,
    /// Cases whose patient has other newest versions of reports.
    pub reports: usize,
    /// Cases whose patient has another number of images.
    pub images: usize,
}

impl ChangedCases {
    fn add(&mut self, before: &Kept, after: &Kept) {
        let keys: BTreeSet<&String> = before.values.keys().chain(after.values.keys()).collect();
        let differs = |key: &&&String| before.values.get(**key) != after.values.get(**key);
        let keys: Vec<&String> = keys.iter().filter(differs).copied().collect();
        self.values += usize::from(!keys.is_empty());
        for key in keys {
            *self.fields.entry(key.clone()).or_default() += 1;
        }
        self.reports += usize::from(before.reports != after.reports);
        self.images += usize::from(before.images != after.images);
    }
}

impl Store {
    /// What changed from one version to the other.
    pub(super) async fn changed(
        &self,
        first: &CohortVersion,
        second: &CohortVersion,
    ) -> Result<ChangedCases> {
        let (a, b) = (self.objects().get(first.hash).await?, self.objects().get(second.hash).await?);
        let compare = move || {
            let mut before: BTreeMap<CaseId, Kept> =
                snapshot::read(&a, 0, usize::MAX)?.1.into_iter().map(|kept| (kept.case, kept)).collect();
            let mut changed = ChangedCases::default();
            for after in snapshot::read(&b, 0, usize::MAX)?.1 {
                if let Some(before) = before.remove(&after.case) {
                    changed.add(&before, &after);
                }
            }
            Ok(changed)
        };
        on_thread(compare).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(value: i64, images: u64) -> Kept {
        let value = serde_json::json!({"field": "f", "value": value, "unit": null, "state": "asserted", "spans": [],
            "rule": "", "confidence": 1.0});
        let held = serde_json::json!({"report": null, "origin": "manual", "value": value});
        let case = uuid::Uuid::nil();
        let kept = serde_json::json!({"case": case, "patient": case, "reports": [], "images": images,
            "values": {"f": held, "g": held}});
        serde_json::from_value(kept).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn what_differs_is_counted_by_case_and_field() {
        let mut changed = ChangedCases::default();
        changed.add(&kept(1, 0), &kept(1, 0));
        assert_eq!(changed, ChangedCases::default());
        let mut after = kept(2, 3);
        after.values.remove("g");
        changed.add(&kept(1, 0), &after);
        let fields = BTreeMap::from([("f".to_owned(), 1), ("g".to_owned(), 1)]);
        assert_eq!(changed, ChangedCases { values: 1, fields, reports: 0, images: 1 });
    }
}
