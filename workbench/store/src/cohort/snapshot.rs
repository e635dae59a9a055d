//! The object of a frozen version: one line what it is, then one line a case, each as canonical JSON, so that equal
//! content has an equal hash.

use std::collections::BTreeMap;

use serde_json::Value;
use workbench_core::digest::canonical_json;
use workbench_core::ids::{CaseId, DatabaseId, PatientId, ReportId};
use workbench_core::{FieldValue, Origin, Variable};

use crate::{Result, StoreError};

/// What the first line says.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Head {
    /// Form of the object.
    pub(super) cohort_snapshot: u32,
    pub(super) database: DatabaseId,
    pub(super) criteria: Value,
    pub(super) dictionary: Vec<Variable>,
}

/// A case as it was; who the patient is stands in the patient's own row alone.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Kept {
    pub(super) case: CaseId,
    pub(super) patient: PatientId,
    /// Newest versions of the patient's reports.
    pub(super) reports: Vec<ReportId>,
    /// How many images the patient has; none are ever taken away.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) images: u64,
    pub(super) values: BTreeMap<String, KeptValue>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// The value that counted.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct KeptValue {
    pub(super) report: Option<ReportId>,
    pub(super) origin: Origin,
    pub(super) value: FieldValue,
}

/// The bytes of a version.
pub(super) fn write(head: &Head, cases: &[Kept]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    line(&mut bytes, head)?;
    for case in cases {
        line(&mut bytes, case)?;
    }
    Ok(bytes)
}

fn line(bytes: &mut Vec<u8>, value: &impl serde::Serialize) -> Result<()> {
    let value = serde_json::to_value(value).map_err(|error| StoreError::Stored(error.to_string()))?;
    bytes.extend_from_slice(canonical_json(&value).as_bytes());
    bytes.push(b'\n');
    Ok(())
}

/// The cases `from..from + limit` of a version, and what it says of itself.
pub(super) fn read(bytes: &[u8], from: usize, limit: usize) -> Result<(Head, Vec<Kept>)> {
    let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let head = parse(lines.next().unwrap_or_default())?;
    let cases = lines.skip(from).take(limit).map(parse).collect::<Result<_>>()?;
    Ok((head, cases))
}

fn parse<T: serde::de::DeserializeOwned>(line: &[u8]) -> Result<T> {
    serde_json::from_slice(line).map_err(|error| StoreError::Stored(format!("a frozen cohort: {error}")))
}
