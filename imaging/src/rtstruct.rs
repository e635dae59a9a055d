//! RT Structure Sets (PS3.3 C.8.8.5 and C.8.8.6).

use dicom_dictionary_std::{tags, uids};
use serde::{Deserialize, Serialize};

use crate::dicom::{Body, Extent};
use crate::error::{ImagingError, Result};
use crate::instance::describe;

pub use crate::contours::{Border, rasterise, rasterise_with};

/// A structure set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RtStruct {
    /// Structure Set Label.
    pub label: Option<String>,
    /// Frame of Reference UID of the images it was drawn on.
    pub frame_of_reference: Option<String>,
    /// Series Instance UIDs of those images, sorted.
    pub referenced_series: Vec<String>,
    /// Regions, in file order.
    pub rois: Vec<Roi>,
}

/// One region of interest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Roi {
    /// ROI Number.
    pub number: i64,
    /// ROI Name.
    pub name: String,
    /// Display colour, red green blue.
    pub color: Option<[u8; 3]>,
    /// Contours; empty when the region has only a name.
    pub contours: Vec<Contour>,
}

/// One contour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contour {
    /// Points, LPS mm.
    pub points: Vec<[f64; 3]>,
    /// Contour Geometric Type: CLOSED_PLANAR, POINT, OPEN_PLANAR, …
    pub kind: String,
    /// SOP Instance UID of the slice it was drawn on.
    pub sop_uid: Option<String>,
}

impl Contour {
    /// Whether the contour has an inside.
    pub fn is_closed(&self) -> bool {
        self.points.len() >= 3 && matches!(self.kind.as_str(), "CLOSED_PLANAR" | "CLOSEDPLANAR_XOR")
    }
}

impl RtStruct {
    /// The region with this name (then ignoring case, then by number), or the
    /// only region with closed contours when `name` is `None`.
    ///
    /// # Errors
    /// Lists the regions there are.
    pub fn roi(&self, name: Option<&str>) -> Result<&Roi> {
        let usable: Vec<&Roi> =
            self.rois.iter().filter(|roi| roi.contours.iter().any(Contour::is_closed)).collect();
        let names: Vec<String> = usable.iter().map(|roi| format!("`{}`", roi.name)).collect();
        let names = names.join(", ");
        let Some(name) = name else {
            return match usable.as_slice() {
                [only] => Ok(only),
                [] => Err(ImagingError::Choice("the structure set has no ROI with closed contours".into())),
                _ => Err(ImagingError::Choice(format!(
                    "the structure set has several ROIs, choose one: {names}"
                ))),
            };
        };
        let exact = self.rois.iter().find(|roi| roi.name == name);
        let loose = || self.rois.iter().find(|roi| roi.name.eq_ignore_ascii_case(name));
        let numbered =
            || name.parse().ok().and_then(|number: i64| self.rois.iter().find(|roi| roi.number == number));
        exact
            .or_else(loose)
            .or_else(numbered)
            .ok_or_else(|| ImagingError::Choice(format!("there is no ROI `{name}`, the file has {names}")))
    }
}

/// Reads an RT Structure Set.
///
/// # Errors
/// When the bytes are not one, or a contour's data is not triplets of numbers.
pub fn read(bytes: &[u8]) -> Result<RtStruct> {
    let body = Body::open(bytes)?;
    let set = body.dataset(Extent::All)?;
    let instance = describe(&body, &set)?;
    if instance.sop_class_uid != uids::RT_STRUCTURE_SET_STORAGE {
        return Err(ImagingError::Unsupported(format!(
            "SOP class {} is not RT Structure Set",
            instance.sop_class_uid
        )));
    }
    let mut rois: Vec<Roi> = set
        .items(tags::STRUCTURE_SET_ROI_SEQUENCE)
        .iter()
        .filter_map(|item| {
            let number = item.number(tags::ROI_NUMBER)? as i64;
            let name = item.text(tags::ROI_NAME).unwrap_or_else(|| format!("ROI {number}"));
            Some(Roi { number, name, color: None, contours: Vec::new() })
        })
        .collect();
    for item in set.items(tags::ROI_CONTOUR_SEQUENCE) {
        let number = item.number(tags::REFERENCED_ROI_NUMBER).map(|number| number as i64);
        let Some(roi) = rois.iter_mut().find(|roi| Some(roi.number) == number) else { continue };
        roi.color =
            item.vector::<3>(tags::ROI_DISPLAY_COLOR).map(|rgb| rgb.map(|part| part.clamp(0.0, 255.0) as u8));
        for (index, drawn) in item.items(tags::CONTOUR_SEQUENCE).iter().enumerate() {
            let contour = contour(drawn).map_err(|reason| ImagingError::Contours {
                roi: roi.name.clone(),
                reason: format!("contour {}: {reason}", index + 1),
            })?;
            roi.contours.extend(contour);
        }
    }
    let reference = set.item(tags::REFERENCED_FRAME_OF_REFERENCE_SEQUENCE);
    let of_roi = set.item(tags::STRUCTURE_SET_ROI_SEQUENCE);
    Ok(RtStruct {
        label: set.text(tags::STRUCTURE_SET_LABEL),
        frame_of_reference: reference
            .and_then(|item| item.uid(tags::FRAME_OF_REFERENCE_UID))
            .or_else(|| of_roi.and_then(|item| item.uid(tags::REFERENCED_FRAME_OF_REFERENCE_UID)))
            .or(instance.series.frame_of_reference),
        referenced_series: instance.referenced_series,
        rois,
    })
}

/// A contour, or `None` when it has no data at all.
fn contour(item: &crate::dicom::Dataset) -> std::result::Result<Option<Contour>, String> {
    let Some(text) = item.bytes(tags::CONTOUR_DATA) else { return Ok(None) };
    let parts = text.split(|byte| *byte == b'\\').count();
    let numbers = item.numbers(tags::CONTOUR_DATA);
    if numbers.len() != parts || parts % 3 != 0 {
        return Err(format!("{} of its {parts} values are numbers, and they come in threes", numbers.len()));
    }
    let image = item.item(tags::CONTOUR_IMAGE_SEQUENCE);
    Ok(Some(Contour {
        points: numbers.as_chunks::<3>().0.to_vec(),
        kind: item.text(tags::CONTOUR_GEOMETRIC_TYPE).unwrap_or_else(|| "CLOSED_PLANAR".into()),
        sop_uid: image.and_then(|image| image.uid(tags::REFERENCED_SOP_INSTANCE_UID)),
    }))
}

/// Volume within the closed contours, mm³: the area of each, less those cut
/// out of another, times the distance between slices.
pub fn contour_volume_mm3(roi: &Roi, slice_spacing: f64) -> f64 {
    let planes: Vec<Plane> = roi.contours.iter().filter(|c| c.is_closed()).filter_map(Plane::of).collect();
    let area: f64 = planes
        .iter()
        .enumerate()
        .map(|(index, plane)| {
            let around = planes
                .iter()
                .enumerate()
                .filter(|(other, outer)| *other != index && outer.same_plane(plane) && outer.holds(plane))
                .count();
            if around % 2 == 0 { plane.area } else { -plane.area }
        })
        .sum();
    area * slice_spacing
}

/// A contour seen along its own normal.
struct Plane {
    area: f64,
    normal: [f64; 3],
    depth: f64,
    points: Vec<[f64; 2]>,
}

impl Plane {
    fn of(contour: &Contour) -> Option<Self> {
        let first = contour.points.first()?;
        // Newell: the vector area of a planar polygon.
        let mut vector = [0.0; 3];
        let mut previous = contour.points.last()?;
        for point in &contour.points {
            let a: [f64; 3] = std::array::from_fn(|axis| previous[axis] - first[axis]);
            let b: [f64; 3] = std::array::from_fn(|axis| point[axis] - first[axis]);
            vector[0] += (a[1] * b[2] - a[2] * b[1]) / 2.0;
            vector[1] += (a[2] * b[0] - a[0] * b[2]) / 2.0;
            vector[2] += (a[0] * b[1] - a[1] * b[0]) / 2.0;
            previous = point;
        }
        let area = vector.iter().map(|v| v * v).sum::<f64>().sqrt();
        if area <= 0.0 || !area.is_finite() {
            return None;
        }
        let mut normal = vector.map(|v| v / area);
        // The sense of turning says nothing.
        let main = (0..3).max_by(|a, b| normal[*a].abs().total_cmp(&normal[*b].abs())).unwrap_or(2);
        if normal[main] < 0.0 {
            normal = normal.map(|v| -v);
        }
        let (u, v) = ((main + 1) % 3, (main + 2) % 3);
        Some(Self {
            area,
            normal,
            depth: first.iter().zip(normal).map(|(p, n)| p * n).sum(),
            points: contour.points.iter().map(|point| [point[u], point[v]]).collect(),
        })
    }

    fn same_plane(&self, other: &Self) -> bool {
        let parallel: f64 = self.normal.iter().zip(other.normal).map(|(a, b)| a * b).sum();
        parallel > 0.999 && (self.depth - other.depth).abs() < 0.05
    }

    /// Whether most corners of `inner` lie within.
    fn holds(&self, inner: &Self) -> bool {
        let within = inner.points.iter().filter(|point| self.contains(point)).count();
        self.area > inner.area && within * 2 > inner.points.len()
    }

    fn contains(&self, point: &[f64; 2]) -> bool {
        let mut inside = false;
        let Some(mut previous) = self.points.last() else { return false };
        for corner in &self.points {
            let (a, b) = (previous, corner);
            if (a[1] <= point[1]) != (b[1] <= point[1])
                && point[0] < a[0] + (point[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            {
                inside = !inside;
            }
            previous = corner;
        }
        inside
    }
}
