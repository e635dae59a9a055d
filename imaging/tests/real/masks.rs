//! Masks from real contours and segmentations, measured against their truth.

use imaging::rtstruct::{Border, contour_volume_mm3, rasterise, rasterise_with, read};
use imaging::{LoadedSeries, Selector, load_mask, scan};
use workbench_core::Mask;

use crate::data::data;

fn load(folder: &str) -> Option<LoadedSeries> {
    let files = scan::list(&data(folder)?).unwrap();
    Some(imaging::series::load(files.len(), |i| scan::read_file(&files[i].0)).unwrap())
}

fn dice(a: &Mask, b: &Mask) -> f64 {
    let both = a.data.iter().zip(&b.data).filter(|(a, b)| **a == 1 && **b == 1).count();
    2.0 * both as f64 / (a.count(1) + b.count(1)) as f64
}

#[test]
fn mask_volume_is_that_of_the_contours() {
    let mut cases = vec![("ct-lung-gtv-ibsi1/image".to_owned(), "ct-lung-gtv-ibsi1/rtstruct".to_owned())];
    for patient in ["STS_002", "STS_042"] {
        for modality in ["CT", "MR_T1", "PET"] {
            let image = format!("sts-dicom/{patient}/{modality}");
            cases.push((image.clone(), format!("{image}_RTSTRUCT")));
        }
    }
    for (image, contours) in cases {
        let Some(series) = load(&format!("imaging/{image}")) else { return };
        assert_eq!(series.warnings, Vec::<String>::new());
        let file = scan::list(&data(&format!("imaging/{contours}")).unwrap()).unwrap().remove(0).0;
        let set = read(&scan::read_file(&file).unwrap()).unwrap();
        let roi = set.roi(None).unwrap();
        let grid = &series.volume.geometry;
        let expected = contour_volume_mm3(roi, grid.spacing[2]);
        let miss = |mask: Mask| 100.0 * (mask.count(1) as f64 * grid.voxel_volume() / expected - 1.0);
        let chosen = miss(rasterise(roi, grid).unwrap());
        let [centre, area] =
            [Border::Centre, Border::Area].map(|border| miss(rasterise_with(roi, grid, border).unwrap()));
        println!(
            "{image}: {expected:.0} mm³, centre {centre:+.3} %, area {area:+.3} %, chosen {chosen:+.3} %"
        );
        assert!(chosen.abs() < 1.0 && area.abs() < 0.2, "{image}: {chosen} % {area} %");
    }
}

#[test]
fn the_ibsi_phantom_gives_the_published_mask() {
    let Some(series) = load("imaging/ct-lung-gtv-ibsi1/image") else { return };
    let folder = data("radiomics/ibsi1/ct_phantom").unwrap();
    let image = imaging::load_image(&folder.join("phantom.nii.gz")).unwrap();
    assert_eq!(image.data, series.volume.data);
    image.geometry.check_same(&series.volume.geometry, 1e-5).unwrap();
    let truth = load_mask(&folder.join("mask.nii.gz"), &image, &Selector::Only).unwrap();
    let ours =
        load_mask(&folder.join("RTSTRUCT.dcm"), &series.volume, &Selector::Name("GTV-1".into())).unwrap();
    assert_eq!(ours.data, truth.data);
}

/// The published PET masks of the same patients were made with other software.
#[test]
fn contours_agree_with_published_pet_masks() {
    for patient in ["STS_002", "STS_042"] {
        let Some(series) = load(&format!("imaging/sts-dicom/{patient}/PET")) else { return };
        let Some(folder) = data("imaging/sts-pet-seg") else { return };
        let truth = imaging::nifti::read_mask(&folder.join(format!("{patient}_PET_mask.nii.gz"))).unwrap();
        println!("{patient} {:?} {:?}", series.volume.geometry, truth.geometry);
        let contours = data(&format!("imaging/sts-dicom/{patient}/PET_RTSTRUCT")).unwrap();
        let ours = load_mask(&contours, &series.volume, &Selector::Only).unwrap();
        if truth.geometry.size == ours.geometry.size {
            println!("{patient} dice {:.4}", dice(&ours, &truth));
        }
    }
}
