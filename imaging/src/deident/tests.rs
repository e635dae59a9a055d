use super::*;
use crate::write::{SeriesMeta, ct_series};
use workbench_core::{Geometry, Volume};

const KEY: &str = "a secret";

fn ct(change: impl FnOnce(&mut SeriesMeta)) -> (Volume, Vec<u8>) {
    let grid = Geometry::axis_aligned([4, 4, 1], [0.7, 0.7, 1.5], [-10.0, 5.0, 3.0]);
    let volume = Volume::new(grid, (0..16).map(|v| v as f32 - 900.0).collect()).unwrap();
    let mut meta = SeriesMeta {
        patient: crate::Patient {
            id: Some("H0012345678".into()),
            name: Some("张^三".into()),
            birth_date: Some("19600203".into()),
            sex: Some("M".into()),
        },
        study: crate::Study {
            uid: "1.2.3".into(),
            date: Some("20240501".into()),
            accession: Some("ACC778899".into()),
            description: Some("张三 胸部平扫".into()),
            ..Default::default()
        },
        series: crate::Series {
            uid: "1.2.3.4".into(),
            description: Some("肺窗 张三".into()),
            protocol: Some("chest of Zhang".into()),
            body_part: Some("CHEST".into()),
            ..Default::default()
        },
        ..SeriesMeta::default()
    };
    change(&mut meta);
    let bytes = ct_series(&volume, &meta).unwrap().remove(0).1;
    (volume, bytes)
}

fn made(bytes: &[u8]) -> Made {
    match deidentify(bytes, &Replacement { patient: "P-0123456789", key: KEY }).unwrap() {
        Copy::Made(made) => made,
        Copy::LeftOut(reason) => panic!("{reason:?}"),
    }
}

#[test]
fn nothing_of_the_patient_is_in_the_copy_and_the_pixels_are() {
    let (_, bytes) = ct(|_| {});
    let copy = made(&bytes);
    let words =
        ["张", "H0012345678", "19600203", "20240501", "ACC778899", "Zhang", "1.2.3.4\0", "肺窗", "胸部"];
    for word in words {
        let found = copy.bytes.windows(word.len()).any(|part| part == word.as_bytes());
        assert!(!found, "`{word}` is in the copy");
    }
    let header = crate::inspect(&copy.bytes).unwrap();
    assert_eq!(header.patient.id.as_deref(), Some("P-0123456789"));
    assert_eq!((header.study.date, header.study.description, header.series.protocol), (None, None, None));
    assert_eq!(header.series.body_part.as_deref(), Some("CHEST"));
    assert_eq!(
        (header.study.uid, header.series.uid, header.sop_instance_uid),
        (copy.study, copy.series, copy.instance)
    );
    let load = |bytes: &[u8]| crate::series::load(1, |_| Ok(bytes.to_vec())).unwrap().volume;
    assert_eq!(load(&copy.bytes), load(&bytes));
}

#[test]
fn identifiers_agree_between_copies_of_one_key_and_with_no_other() {
    let (_, bytes) = ct(|_| {});
    assert_eq!(made(&bytes).bytes, made(&bytes).bytes);
    let other = deidentify(&bytes, &Replacement { patient: "P-1", key: "another" }).unwrap();
    let Copy::Made(other) = other else { panic!("left out") };
    assert_ne!(other.study, made(&bytes).study);
}

#[test]
fn what_may_hold_names_is_left_out() {
    let (_, bytes) = ct(|_| {});
    let swap = |from: &[u8], to: &[u8]| {
        assert_eq!(from.len(), to.len());
        let at = bytes.windows(from.len()).position(|part| part == from).unwrap();
        let mut changed = bytes.clone();
        changed[at..at + to.len()].copy_from_slice(to);
        deidentify(&changed, &Replacement { patient: "P", key: KEY }).unwrap()
    };
    // modality of an ultrasound device that does not say that its pixels are clean
    let left = swap(b"\x08\x00\x60\x00CS\x02\x00CT", b"\x08\x00\x60\x00CS\x02\x00US");
    assert!(matches!(left, Copy::LeftOut(Reason::MayBeBurnedIn)), "{left:?}");
    let left = swap(b"ORIGINAL\\PRIMARY\\AXIAL", b"DERIVED\\SCREEN SAVE\\AX");
    assert!(matches!(left, Copy::LeftOut(Reason::Capture)), "{left:?}");
}

#[test]
fn damaged_files_are_errors_and_never_a_panic() {
    let (_, bytes) = ct(|_| {});
    for cut in 0..bytes.len() {
        let _ = deidentify(&bytes[..cut], &Replacement { patient: "P", key: KEY });
    }
    assert!(deidentify(b"hello", &Replacement { patient: "P", key: KEY }).is_err());
}
