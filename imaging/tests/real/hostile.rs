//! Damaged input is an error, never a panic.

use imaging::write::ct_series;
use proptest::prelude::*;

use crate::data::data;
use crate::written::{meta, small_volume, structure_set};

fn everything(bytes: &[u8]) {
    let _ = imaging::inspect(bytes);
    let _ = imaging::pixels::decode(bytes);
    let _ = imaging::series::load(1, |_| Ok(bytes.to_vec()));
    let _ = imaging::render::preview(bytes, 32);
    let _ = imaging::seg::read(bytes);
    if let Ok(set) = imaging::rtstruct::read(bytes) {
        let grid = small_volume().geometry;
        for roi in &set.rois {
            let _ = imaging::rtstruct::rasterise(roi, &grid);
            let _ = imaging::rtstruct::contour_volume_mm3(roi, 1.0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damaged_files_never_panic(
        which in 0usize..2,
        flips in proptest::collection::vec((0usize..4000, any::<u8>()), 0..6),
        cut in 0usize..6000,
    ) {
        let mut bytes = match which {
            0 => ct_series(&small_volume(), &meta()).unwrap().remove(0).1,
            _ => structure_set(),
        };
        for (at, byte) in flips {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(cut);
        everything(&bytes);
    }

    #[test]
    fn rubbish_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400), start in 0usize..3) {
        let head: &[u8] = match start {
            0 => b"",
            1 => b"DICM",
            _ => b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 100",
        };
        everything(&[head, &bytes].concat());
    }
}

#[test]
fn deep_nesting_is_refused() {
    // An item in a sequence in an item …, all of undefined length.
    let mut bytes = vec![0; 128];
    bytes.extend(b"DICM");
    bytes.extend(b"\x02\x00\x10\x00UI\x14\x001.2.840.10008.1.2.1\x00");
    for _ in 0..100_000 {
        bytes.extend(b"\x08\x00\x15\x11SQ\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff");
    }
    let error = imaging::inspect(&bytes).unwrap_err().to_string();
    assert_eq!(error, "malformed DICOM: sequences nested deeper than 40");
}

#[test]
fn huge_claims_take_no_memory() {
    let (meta, volume) = (meta(), small_volume());
    let bytes = ct_series(&volume, &meta).unwrap().remove(0).1;
    let rows = bytes.windows(6).position(|part| part == b"\x28\x00\x10\x00US").unwrap();
    let mut wide = bytes.clone();
    wide[rows + 8..rows + 10].copy_from_slice(&[0xFF, 0xFF]);
    let error = imaging::pixels::decode(&wide).unwrap_err().to_string();
    assert!(error.contains("the pixel data needs 1048560 bytes, 96 are left"), "{error}");
}

/// Every codec, fed with real compressed images that were damaged at random.
#[test]
fn damaged_compressed_images_never_panic() {
    let files = [
        "pydicom/JPGExtended.dcm",
        "pydicom/MR_small_RLE.dcm",
        "pydicom/MR_small_jp2klossless.dcm",
        "pydicom/MR_small_jpeg_ls_lossless.dcm",
        "pydicom/SC_rgb_small_odd_jpeg.dcm",
        "pydicom/liver_1frame.dcm",
        "pydicom/rtstruct.dcm",
        "pydicom/reportsi.dcm",
    ];
    let mut state = 20_261_122u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for file in files {
        let Some(path) = data(&format!("imaging/{file}")) else { return };
        let good = std::fs::read(path).unwrap();
        for _ in 0..25 {
            let mut bytes = good.clone();
            for _ in 0..1 + next() % 4 {
                // Most of the damage in the second half, where the pixels are.
                let at = if next() % 4 == 0 {
                    next() % bytes.len()
                } else {
                    bytes.len() / 2 + next() % (bytes.len() / 2)
                };
                bytes[at] = (next() % 256) as u8;
            }
            if next() % 4 == 0 {
                bytes.truncate(next() % good.len());
            }
            everything(&bytes);
        }
    }
}
