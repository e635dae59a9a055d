//! What we write, read back by ourselves.

use imaging::rtstruct::{Contour, Roi};
use imaging::write::{SeriesMeta, StructureMeta, ct_series, rtstruct, uid};
use imaging::{Kind, Patient, Series, Study, inspect};
use workbench_core::{Geometry, Volume};

pub fn meta() -> SeriesMeta {
    SeriesMeta {
        patient: Patient {
            id: Some("SYN-001".into()),
            name: Some("张^三".into()),
            birth_date: Some("19600131".into()),
            sex: Some("M".into()),
        },
        study: Study {
            uid: uid("test", "study"),
            date: Some("20240229".into()),
            time: Some("101500".into()),
            accession: Some("A1".into()),
            description: Some("胸部CT平扫".into()),
        },
        series: Series {
            uid: uid("test", "series"),
            number: Some(2),
            description: Some("肺窗 1mm".into()),
            body_part: Some("CHEST".into()),
            protocol: Some("胸部".into()),
            frame_of_reference: None,
            manufacturer: Some("Workbench".into()),
        },
        window: Some([-600.0, 1500.0]),
        synthetic: true,
    }
}

pub fn volume() -> Volume {
    let mut grid = Geometry::axis_aligned([40, 30, 6], [0.75, 0.5, 2.5], [-100.5, -80.25, 33.0]);
    let (s, c) = 0.2f64.sin_cos();
    grid.direction = [[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]];
    let data = (0..grid.len()).map(|i| (i % 4000) as f32 - 1024.0).collect();
    Volume::new(grid, data).unwrap()
}

pub fn small_volume() -> Volume {
    let grid = Geometry::axis_aligned([8, 6, 2], [1.0, 1.0, 2.0], [0.0; 3]);
    Volume::new(grid, (0..96).map(|i| i as f32).collect()).unwrap()
}

pub fn structure_set() -> Vec<u8> {
    let (rois, meta) = structure(&meta(), &["1.2".into(), "1.3".into(), "1.4".into()], &volume().geometry);
    rtstruct(&rois, &meta).unwrap()
}

fn structure(series: &SeriesMeta, sop_uids: &[String], grid: &Geometry) -> (Vec<Roi>, StructureMeta) {
    let ring = |low: f64, high: f64, z: usize| Contour {
        points: [[low, low], [high, low], [high, high], [low, high]]
            .map(|[x, y]| grid.to_patient([x, y, z as f64]))
            .to_vec(),
        kind: "CLOSED_PLANAR".into(),
        sop_uid: sop_uids.get(z).cloned(),
    };
    let contours = vec![ring(2.5, 20.5, 1), ring(5.5, 10.5, 1), ring(2.5, 20.5, 2)];
    let rois = vec![Roi { number: 1, name: "结节1".into(), color: Some([255, 128, 0]), contours }];
    let mut own = series.series.clone();
    own.uid = uid("test", "structures");
    own.frame_of_reference = Some(series.frame_of_reference());
    let meta = StructureMeta {
        sop_uid: uid("test", "structure set"),
        patient: series.patient.clone(),
        study: series.study.clone(),
        series: own,
        label: "ROI".into(),
        image_class_uid: "1.2.840.10008.5.1.4.1.1.2".into(),
        image_series_uid: series.series.uid.clone(),
        image_uids: sop_uids.to_vec(),
        synthetic: true,
    };
    (rois, meta)
}

#[test]
fn a_written_series_reads_back_equal() {
    let (meta, volume) = (meta(), volume());
    let mut files = ct_series(&volume, &meta).unwrap();
    assert_eq!(files, ct_series(&volume, &meta).unwrap(), "the same input gives the same bytes");
    let instance = inspect(&files[3].1).unwrap();
    assert_eq!(instance.kind, Kind::Image);
    assert_eq!((&instance.patient, &instance.study), (&meta.patient, &meta.study));
    assert_eq!(instance.series.description, meta.series.description);
    let uids: Vec<String> = files.iter().map(|(uid, _)| uid.clone()).collect();
    files.reverse();
    files.swap(0, 3);
    let loaded = imaging::series::load(files.len(), |i| Ok(files[i].1.clone())).unwrap();
    assert_eq!(loaded.volume.data, volume.data);
    assert_eq!(loaded.sop_uids, uids);
    assert_eq!(loaded.warnings, Vec::<String>::new());
    loaded.volume.geometry.check_same(&volume.geometry, 1e-5).unwrap();
    for (index, source) in loaded.sources.iter().enumerate() {
        assert_eq!(files[*source].0, uids[index]);
    }
}

#[test]
fn a_written_structure_set_reads_back_and_fills_exactly() {
    let (meta, volume) = (meta(), volume());
    let uids: Vec<String> = ct_series(&volume, &meta).unwrap().into_iter().map(|(uid, _)| uid).collect();
    let (rois, structure) = structure(&meta, &uids, &volume.geometry);
    let bytes = rtstruct(&rois, &structure).unwrap();
    let instance = inspect(&bytes).unwrap();
    assert_eq!(instance.kind, Kind::RtStruct);
    assert_eq!(instance.referenced_series, std::slice::from_ref(&meta.series.uid));
    let set = imaging::rtstruct::read(&bytes).unwrap();
    assert_eq!(set.frame_of_reference, Some(meta.frame_of_reference()));
    let roi = set.roi(Some("结节1")).unwrap();
    assert_eq!((roi.color, roi.contours.len()), (Some([255, 128, 0]), 3));
    assert_eq!(roi.contours[0].sop_uid.as_ref(), uids.get(1));
    let mask = imaging::rtstruct::rasterise(roi, &volume.geometry).unwrap();
    assert_eq!(mask.count(1), 18 * 18 - 5 * 5 + 18 * 18);
    assert_eq!(mask.bounding_box(1), Some([[3, 20], [3, 20], [1, 2]]));
    let expected = mask.count(1) as f64 * volume.geometry.voxel_volume();
    let found = imaging::rtstruct::contour_volume_mm3(roi, volume.geometry.spacing[2]);
    assert!((found / expected - 1.0).abs() < 1e-4, "{found} {expected}");
}

#[test]
fn contours_of_another_image_are_refused() {
    let (meta, volume) = (meta(), volume());
    let (rois, _) = structure(&meta, &[], &volume.geometry);
    let mut other = volume.geometry.clone();
    other.origin[2] += 500.0;
    let error = imaging::rtstruct::rasterise(&rois[0], &other).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ROI `结节1`: 3 of 3 contours lie above or below the image and 0 beside it; choose the series they were drawn on"
    );
    other = Geometry::axis_aligned([40, 30, 6], [0.75, 0.5, 2.5], volume.geometry.origin);
    other.direction = [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]];
    let error = imaging::rtstruct::rasterise(&rois[0], &other).unwrap_err();
    assert!(error.to_string().contains("not parallel"), "{error}");
}

#[test]
fn irregular_series_are_refused_by_name() {
    let (meta, volume) = (meta(), volume());
    let files = ct_series(&volume, &meta).unwrap();
    let load = |which: &[usize]| {
        let loaded = imaging::series::load(which.len(), |i| Ok(files[which[i]].1.clone()));
        loaded.map(|series| series.volume.geometry.size).map_err(|error| error.to_string())
    };
    assert_eq!(load(&[0, 1, 2]), Ok([40, 30, 3]));
    assert_eq!(load(&[4]), Ok([40, 30, 1]));
    let gap = load(&[0, 1, 2, 4, 5]).unwrap_err();
    assert!(gap.contains("slices are missing between 5.00 and 10.00 mm along the normal"), "{gap}");
    let twice = load(&[0, 1, 1, 2]).unwrap_err();
    assert!(twice.contains("1 slices repeat the position"), "{twice}");
    assert!(load(&[]).unwrap_err().contains("no image"));
    let cut = imaging::series::load(1, |_| Ok(files[0].1[..2000].to_vec())).unwrap_err().to_string();
    assert!(cut.starts_with("`instance 1`: the file is truncated"), "{cut}");
}

/// For outside validators: `WORKBENCH_WRITE_TO=dir cargo test -p imaging written_for`.
#[test]
fn written_for_validators() {
    let Some(folder) = std::env::var_os("WORKBENCH_WRITE_TO").map(std::path::PathBuf::from) else { return };
    let (meta, volume) = (meta(), volume());
    let files = ct_series(&volume, &meta).unwrap();
    let uids: Vec<String> = files.iter().map(|(uid, _)| uid.clone()).collect();
    for (index, (_, bytes)) in files.iter().enumerate() {
        imaging::write_file(&folder.join(format!("ct{index}.dcm")), bytes).unwrap();
    }
    let (rois, structure) = structure(&meta, &uids, &volume.geometry);
    imaging::write_file(&folder.join("rtstruct.dcm"), &rtstruct(&rois, &structure).unwrap()).unwrap();
}
