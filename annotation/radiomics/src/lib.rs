//! Radiomics features 影像组学特征 of a region in an image.
//!
//! The profile here is that of `PyRadiomics` 3: its parameter files, its feature
//! names and its definitions, with IBSI codes beside them. The profile of IBSI
//! itself is [`ibsi`].
//!
//! ```
//! use radiomics::{Settings, extract};
//! use workbench_core::{Geometry, Mask, Volume};
//!
//! let grid = Geometry::axis_aligned([4, 4, 4], [1.0; 3], [0.0; 3]);
//! let image = Volume::new(grid.clone(), (0..64).map(|v| v as f32).collect()).unwrap();
//! let mask = Mask::new(grid, vec![1; 64]).unwrap();
//! let settings = Settings::from_yaml("setting:\n  binWidth: 8").unwrap().check().unwrap();
//! let features = extract(&image, &mask, 1, &settings).unwrap();
//! assert_eq!(features.get("original_firstorder_Mean"), Some(31.5));
//! assert_eq!(radiomics::ibsi_code("original_firstorder_Mean"), Some("Q4LE"));
//! ```
//!
//! Before measuring, image and mask can be normalised, resampled and
//! re-segmented ([`Preparation`]).
//!
//! Derived images are asked for by the section `imageType`; their names
//! become the prefixes of the features:
//!
//! ```
//! let yaml = "imageType: {Original: {}, LoG: {sigma: [1.0, 3.0]}, Wavelet: {wavelet: coif1}}";
//! let settings = radiomics::Settings::from_yaml(yaml).unwrap().check().unwrap();
//! let names = radiomics::feature_names(&settings);
//! assert!(names.contains(&"log-sigma-3-0-mm-3D_glcm_Contrast".to_owned()));
//! assert!(names.contains(&"wavelet-HLL_firstorder_Mean".to_owned()));
//! ```
//!
//! [`Maps`] are the features of the voxels around each voxel of a region
//! (voxel-based extraction), to be laid over the image:
//!
//! ```
//! # use workbench_core::{Geometry, Mask, Volume};
//! # let grid = Geometry::axis_aligned([4, 4, 4], [1.0; 3], [0.0; 3]);
//! # let image = Volume::new(grid.clone(), (0..64).map(|v| v as f32).collect()).unwrap();
//! # let mask = Mask::new(grid, vec![1; 64]).unwrap();
//! use radiomics::{FeatureMap, Maps, RadiomicsError, Settings};
//!
//! let yaml = "voxelSetting: {kernelRadius: 1}\nfeatureClass: {firstorder: [Maximum]}";
//! let settings = Settings::from_yaml(yaml).unwrap().check().unwrap();
//! let take = |maps: Vec<FeatureMap>| {
//!     let volume = maps[0].to_volume();
//!     assert_eq!(volume.geometry, image.geometry);
//!     assert_eq!(volume.data[0], 21.0);
//!     Ok::<(), RadiomicsError>(())
//! };
//! Maps::new(&settings).compute(&image, &mask, 1, &|_| {}, take).unwrap();
//! ```
//!
//! Convolutional filters as IBSI 2 defines them, of whole images, are in
//! [`response`].
//!
//! Nothing here reads a file or a clock, and the number of threads never
//! changes a value.

mod accumulate;
pub mod catalogue;
mod directions;
pub mod error;
mod excerpt;
mod extract;
mod features;
mod filter;
mod first_order;
mod glcm;
mod gldm;
mod glrlm;
mod glszm;
pub mod ibsi;
mod levels;
mod neighbourhood;
mod ngtdm;
mod pool;
mod prepare;
pub mod presets;
pub mod response;
mod roi;
pub mod settings;
mod shape;
mod size_matrix;
mod voxel;

pub use catalogue::{Explain, explain, ibsi_code};
pub use error::RadiomicsError;
pub use excerpt::extract_excerpt;
pub use extract::{extract, feature_names};
pub use features::Features;
pub use settings::{
    Bins, FeatureClass, ImageKind, ImageType, Interpolator, NumberType, Preparation, ResegmentMode, Settings,
    ValidSettings, VoxelSettings, WeightingNorm,
};
pub use voxel::{FeatureMap, Maps, Progress};
