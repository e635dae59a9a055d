//! The features of a kernel, class by class.

use super::field::Field;
use super::kernel::Kernel;
use crate::roi::Roi;
use crate::settings::{FeatureClass, Settings};
use crate::size_matrix::Of;
use crate::{first_order, glcm, gldm, glrlm, glszm, neighbourhood, ngtdm};

/// A class of features with what is the same for all kernels.
pub(super) enum Measure {
    /// Volume of a voxel in mm³, and what is added to intensities.
    FirstOrder {
        volume: f64,
        shift: f64,
    },
    Glcm(glcm::Manner),
    Gldm(neighbourhood::Manner),
    Glrlm(glrlm::Manner),
    Glszm,
    Ngtdm(neighbourhood::Manner),
}

/// To be used again from kernel to kernel; one a thread.
pub(super) struct Workspace {
    kernel: Kernel,
    first_order: first_order::Buffers,
    glcm: glcm::Workspace,
    gldm: gldm::Workspace,
    glrlm: glrlm::Workspace,
    glszm: glszm::Workspace,
    ngtdm: ngtdm::Workspace,
}

impl Workspace {
    pub fn new(field: &Field, settings: &Settings) -> Self {
        Self {
            kernel: Kernel::new(field, reach(settings)),
            first_order: first_order::Buffers::default(),
            glcm: glcm::Workspace::default(),
            gldm: gldm::Workspace::default(),
            glrlm: glrlm::Workspace::default(),
            glszm: glszm::Workspace::default(),
            ngtdm: ngtdm::Workspace::default(),
        }
    }
}

fn reach(settings: &Settings) -> usize {
    settings.distances.iter().copied().max().unwrap_or(1).max(1) as usize
}

impl Measure {
    /// `None` for classes of form, which no kernel has. `features` are those
    /// asked for.
    pub fn new(
        class: FeatureClass,
        features: &[&str],
        field: &Field,
        region: &Roi,
        settings: &Settings,
    ) -> Option<Self> {
        let kernel = Kernel::new(field, reach(settings)).ranks;
        let neighbours =
            || neighbourhood::Manner::new(&kernel, field.largest, &settings.distances, settings.gldm_a);
        Some(match class {
            FeatureClass::Shape | FeatureClass::Shape2D => return None,
            FeatureClass::FirstOrder => {
                Self::FirstOrder { volume: region.voxel_volume(), shift: settings.voxel_array_shift }
            }
            FeatureClass::Glcm => {
                let rules =
                    glcm::Rules::PyRadiomics { present: field.present, mcc: features.contains(&"MCC") };
                let near = kernel.near;
                Self::Glcm(glcm::Manner::new(settings, near, region.spacing, field.largest, rules))
            }
            FeatureClass::Gldm => Self::Gldm(neighbours()),
            FeatureClass::Glrlm => Self::Glrlm(glrlm::Manner::new(settings, kernel.near, region.spacing)),
            FeatureClass::Glszm => Self::Glszm,
            FeatureClass::Ngtdm => Self::Ngtdm(neighbours()),
        })
    }

    /// Names in the order of [`Measure::of_kernel`].
    pub fn names(&self) -> Vec<&'static str> {
        let first = |names: &[(&'static str, Of)]| names.iter().map(|(name, _)| *name).collect();
        match self {
            Self::FirstOrder { .. } => first_order::NAMES.to_vec(),
            Self::Glcm(_) => glcm::NAMES.to_vec(),
            Self::Gldm(_) => first(&gldm::NAMES),
            Self::Glrlm(_) => first(&glrlm::NAMES),
            Self::Glszm => first(&glszm::NAMES),
            Self::Ngtdm(_) => ngtdm::NAMES.to_vec(),
        }
    }

    /// Puts the features of the kernel around `centre` into `out`.
    pub fn of_kernel(&self, field: &Field, centre: usize, work: &mut Workspace, out: &mut Vec<f64>) {
        let kernel = &mut work.kernel;
        kernel.read(field, centre);
        out.clear();
        match self {
            Self::FirstOrder { volume, shift } => {
                kernel.read_values(field, centre);
                let counts = kernel.ranks.histogram.iter().copied().skip(1);
                let buffers = &mut work.first_order;
                out.extend(first_order::of_values(&kernel.values, counts, *volume, *shift, buffers));
            }
            Self::Glcm(manner) => out.extend(work.glcm.of_kernel(kernel, manner)),
            Self::Gldm(manner) => out.extend(work.gldm.of_kernel(kernel, manner)),
            Self::Glrlm(manner) => out.extend(work.glrlm.of_kernel(kernel, manner)),
            Self::Glszm => out.extend(work.glszm.of_kernel(kernel)),
            Self::Ngtdm(manner) => out.extend(work.ngtdm.of_kernel(kernel, manner)),
        }
    }
}
