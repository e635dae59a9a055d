//! The profile of the Image Biomarker Standardisation Initiative (IBSI 1),
//! after its reference manual, version 11.
//!
//! ```
//! use radiomics::ibsi::{Settings, extract};
//! use workbench_core::{Geometry, Mask, Volume};
//!
//! let grid = Geometry::axis_aligned([4, 4, 4], [2.0; 3], [0.0; 3]);
//! let image = Volume::new(grid.clone(), (0..64).map(|v| v as f32).collect()).unwrap();
//! let mask = Mask::new(grid, vec![1; 64]).unwrap();
//! let yaml = "setting: {binCount: 8, resegmentRange: [1, 60], aggregation: [3D]}";
//! let settings = Settings::from_yaml(yaml).unwrap().check().unwrap();
//! let features = extract(&image, &mask, 1, &settings).unwrap();
//! assert_eq!(features.get("stat_max"), Some(60.0));
//! assert_eq!(features.get("morph_vol_approx"), Some(512.0));
//! assert_eq!(radiomics::ibsi_code("cm_contrast_3D_comb"), Some("ACUI"));
//! ```
//!
//! Filtered images (IBSI 2) stand in the section `imageType` under names of
//! one's own, each with what a filter file holds ([`response`](crate::response)). The filter is
//! applied after interpolation and rounding; what re-segmentation took out of
//! the image stays out. Form is measured once.
//!
//! ```
//! let yaml = "imageType: {Original: {}, smooth: {filter: mean, support: 5, boundary: mirror}}
//! featureClass: {morph: , stat: }";
//! let settings = radiomics::ibsi::Settings::from_yaml(yaml).unwrap().check().unwrap();
//! let names = radiomics::ibsi::feature_names(&settings);
//! assert!(names.contains(&"morph_volume".to_owned()) && names.contains(&"smooth_stat_mean".to_owned()));
//! assert!(!names.contains(&"smooth_morph_volume".to_owned()));
//! assert_eq!(radiomics::ibsi_code("smooth_stat_mean"), Some("Q4LE"));
//! ```
//!
//! An image filter of one's own goes between the two halves of [`extract`]:
//! [`prepare`] interpolates, rounds and re-segments, [`Prepared::with_response`]
//! takes a response map on the same grid, [`measure`] measures it.

mod aggregation;
pub(crate) mod catalogue;
mod diagnostics;
mod discretise;
mod distribution;
mod family;
mod features;
mod filtered;
mod histogram;
mod intensity_volume;
mod interpolate;
mod local_intensity;
mod measure;
mod morphology;
mod prepare;
pub(crate) mod region;
pub mod settings;
mod texture;

pub use aggregation::Space;
pub use family::Family;
pub use features::{Feature, Features};
pub use filtered::Filtered;
pub use measure::{extract, feature_names, measure};
pub use prepare::{Prepared, prepare};
pub use settings::{Discretisation, Settings, ValidSettings};
