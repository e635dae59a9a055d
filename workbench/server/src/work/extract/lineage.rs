//! What each row of a table was made of, as columns of its file.

use workbench_core::Digest;
use workbench_store::Roi;

/// An ROI and the digest of its image.
pub type Row = (Roi, Digest);

/// Columns of text: the ROI and the digest of its mask, its label, the patient's pseudonym, and digests of the series
/// (under the key of the project, so that no UID can be guessed from it) and of its images.
pub fn columns(rows: &[Row], key: &str) -> Vec<(&'static str, Vec<String>)> {
    let all = |cell: &dyn Fn(&Row) -> String| rows.iter().map(cell).collect::<Vec<_>>();
    vec![
        ("roi", all(&|(roi, _)| roi.id.to_string())),
        ("roi_version", all(&|(roi, _)| roi.mask.to_string())),
        ("label", all(&|(roi, _)| roi.label.clone())),
        ("patient", all(&|(roi, _)| roi.patient.label.clone())),
        ("series", all(&|(roi, _)| Digest::of(format!("{key}{}", roi.series_uid).as_bytes()).to_string())),
        ("image", all(&|(_, image)| image.to_string())),
    ]
}
