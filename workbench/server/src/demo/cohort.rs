//! The synthetic cohort as a hospital would hand it over: a folder of DICOM
//! files, a report table, and a table of outcomes.

use std::path::{Path, PathBuf};

use imaging::rtstruct::{Contour, Roi};
use imaging::write::{SeriesMeta, StructureMeta, ct_series, rtstruct, uid};
use imaging::{Patient, Series, Study};
use rayon::prelude::*;
use workbench_demo::{Case, Cohort};

use crate::AppError;
use crate::work::Tick;

const CT_IMAGE: &str = "1.2.840.10008.5.1.4.1.1.2";
/// ROI display colours, main nodule first.
const COLORS: [[u8; 3]; 4] = [[255, 99, 71], [64, 196, 255], [255, 214, 0], [124, 252, 0]];

/// Patients whose outcome is told; the others are held out.
pub fn told(cohort: Cohort) -> usize {
    cohort.len() * 3 / 4
}

/// Writes the DICOM files of every case; a case that is there is left alone.
pub fn write_images(cohort: Cohort, folder: &Path, tick: &Tick) -> Result<(), AppError> {
    tick.stage("生成合成CT generating CT", cohort.len());
    (0..cohort.len()).into_par_iter().try_for_each(|index| {
        let case = cohort.case(index);
        let done = folder.join(&case.patient_id);
        if !done.is_dir() {
            let temp = folder.join(format!(".{}.tmp", case.patient_id));
            let _ = std::fs::remove_dir_all(&temp);
            std::fs::create_dir_all(&temp)?;
            for (name, bytes) in files(&case)? {
                std::fs::write(temp.join(name), bytes)?;
            }
            std::fs::rename(&temp, &done)?;
        }
        tick.step()
    })
}

fn files(case: &Case) -> Result<Vec<(String, Vec<u8>)>, AppError> {
    let key = |what: &str| uid(&format!("workbench synthetic cohort {}", case.patient_id), what);
    let patient = Patient {
        id: Some(case.patient_id.clone()),
        name: Some(case.name_zh.clone()),
        birth_date: Some(case.birth_date.dicom()),
        sex: Some(case.sex.dicom().to_owned()),
    };
    let study = Study {
        uid: key("study"),
        date: Some(case.study_date.dicom()),
        time: None,
        accession: Some(case.accession.clone()),
        description: Some("SYNTHETIC chest CT phantom".to_owned()),
    };
    let series = Series {
        uid: key("series"),
        number: Some(1),
        description: Some("SYNTHETIC axial 3.5 mm".to_owned()),
        body_part: Some("CHEST".to_owned()),
        protocol: None,
        frame_of_reference: Some(key("frame")),
        manufacturer: Some("SYNTHETIC".to_owned()),
    };
    let meta = SeriesMeta {
        patient: patient.clone(),
        study: study.clone(),
        series: series.clone(),
        window: Some([-600.0, 1500.0]),
        synthetic: true,
    };
    let slices = ct_series(&case.volume(), &meta)?;
    let rois = outlines(case, &slices);
    let image_uids: Vec<String> = slices.iter().map(|(uid, _)| uid.clone()).collect();
    let mut files: Vec<(String, Vec<u8>)> =
        slices.into_iter().enumerate().map(|(z, (_, bytes))| (format!("IM{:03}", z + 1), bytes)).collect();
    if !rois.is_empty() {
        let meta = StructureMeta {
            sop_uid: key("structures"),
            patient,
            study,
            series: Series {
                uid: key("structure series"),
                number: Some(2),
                description: Some("SYNTHETIC nodules".to_owned()),
                ..series.clone()
            },
            label: "SYNTHETIC".to_owned(),
            image_class_uid: CT_IMAGE.to_owned(),
            image_series_uid: series.uid,
            image_uids,
            synthetic: true,
        };
        files.push(("RS001".to_owned(), rtstruct(&rois, &meta)?));
    }
    Ok(files)
}

fn outlines(case: &Case, slices: &[(String, Vec<u8>)]) -> Vec<Roi> {
    let grid = case.geometry();
    let contour = |points: Vec<[f64; 3]>| {
        let slice = points.first().map(|point| grid.to_voxel(*point)[2].round().max(0.0) as usize);
        let sop_uid = slice.and_then(|z| slices.get(z)).map(|(uid, _)| uid.clone());
        Contour { points, kind: "CLOSED_PLANAR".to_owned(), sop_uid }
    };
    case.contours()
        .into_iter()
        .enumerate()
        .map(|(index, nodule)| Roi {
            number: index as i64 + 1,
            name: nodule.name,
            color: Some(COLORS[index % COLORS.len()]),
            contours: nodule.contours.into_iter().map(contour).collect(),
        })
        .collect()
}

/// The report table, in GB18030 as many systems still export it.
pub fn reports(cohort: Cohort) -> Result<Vec<u8>, AppError> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let header =
        ["患者编号", "检查号", "检查类型", "检查部位", "检查日期", "性别", "年龄", "检查所见", "诊断意见"];
    let failed = |error: csv::Error| AppError::bad(error.to_string());
    out.write_record(header).map_err(failed)?;
    for case in cohort.cases() {
        let report = case.report();
        let row = [
            case.patient_id.clone(),
            case.accession.clone(),
            "CT".to_owned(),
            "胸部".to_owned(),
            case.study_date.to_string(),
            case.sex.zh().to_owned(),
            case.age.to_string(),
            report.findings,
            report.impression,
        ];
        out.write_record(row).map_err(failed)?;
    }
    let text = String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default();
    Ok(encoding(&text))
}

fn encoding(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// Outcomes of the patients that are told, as a pathology system would list them.
pub fn outcomes(cohort: Cohort) -> Vec<u8> {
    let mut text = String::from("patient_id,malignant\n");
    for case in cohort.cases().take(told(cohort)).filter(|case| !case.truth.nodules.is_empty()) {
        text.push_str(&format!("{},{}\n", case.patient_id, case.truth.malignant));
    }
    text.into_bytes()
}

/// Where the generated files lie.
pub fn folder(data: &Path) -> PathBuf {
    data.join("synthetic")
}
