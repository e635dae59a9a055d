//! Masks from real contours, measured against the contours themselves.

use imaging::rtstruct::{Border, contour_volume_mm3, rasterise, read};
use imaging::{LoadedSeries, scan};

use crate::data::data;

pub fn load(folder: &str) -> Option<LoadedSeries> {
    let files = scan::list(&data(folder)?).unwrap();
    Some(imaging::series::load(files.len(), |i| scan::read_file(&files[i].0)).unwrap())
}

#[test]
fn mask_volume_is_that_of_the_contours() {
    let mut cases =
        vec![("ct-lung-gtv-ibsi1/image".to_owned(), "ct-lung-gtv-ibsi1/rtstruct".to_owned(), "GTV-1")];
    for patient in ["STS_002", "STS_042"] {
        for modality in ["CT", "MR_T1", "PET"] {
            let image = format!("sts-dicom/{patient}/{modality}");
            cases.push((image.clone(), format!("{image}_RTSTRUCT"), "GTV_Mass"));
        }
    }
    for (image, contours, name) in cases {
        let Some(series) = load(&format!("imaging/{image}")) else { return };
        let file = scan::list(&data(&format!("imaging/{contours}")).unwrap()).unwrap().remove(0).0;
        let set = read(&scan::read_file(&file).unwrap()).unwrap();
        let roi = set.roi(None).unwrap();
        let grid = &series.volume.geometry;
        let expected = contour_volume_mm3(roi, grid.spacing[2]);
        let error = |border| {
            let mask = rasterise(roi, grid, border).unwrap();
            100.0 * (mask.count(1) as f64 * grid.voxel_volume() / expected - 1.0)
        };
        println!(
            "{image}: {:?} {:?} {expected:.0} mm³, centre {:+.3} %, half {:+.3} %, area {:+.3} % {:?} rois {:?}",
            grid.size,
            grid.spacing,
            error(Border::Centre),
            error(Border::Half),
            error(Border::Area),
            series.warnings,
            set.rois.iter().map(|r| (&r.name, r.contours.len())).collect::<Vec<_>>(),
        );
    }
}

#[test]
fn dice_with_published_mask() {
    let Some(series) = load("imaging/ct-lung-gtv-ibsi1/image") else { return };
    let image =
        imaging::nifti::read_volume(&data("radiomics/ibsi1/ct_phantom/phantom.nii.gz").unwrap()).unwrap();
    let truth = imaging::nifti::read_mask(&data("radiomics/ibsi1/ct_phantom/mask.nii.gz").unwrap()).unwrap();
    println!("{:?}\n{:?}", series.volume.geometry, image.geometry);
    let diff = image.data.iter().zip(&series.volume.data).filter(|(a, b)| a != b).count();
    println!("voxels that differ {diff}");
    let file = data("radiomics/ibsi1/ct_phantom/RTSTRUCT.dcm").unwrap();
    let set = read(&scan::read_file(&file).unwrap()).unwrap();
    for border in [Border::Centre, Border::Half, Border::Area] {
        let mask = rasterise(set.roi(None).unwrap(), &series.volume.geometry, border).unwrap();
        let both = mask.data.iter().zip(&truth.data).filter(|(a, b)| **a == 1 && **b == 1).count();
        println!(
            "{border:?} {} {} dice {}",
            mask.count(1),
            truth.count(1),
            2.0 * both as f64 / (mask.count(1) + truth.count(1)) as f64
        );
    }
}
