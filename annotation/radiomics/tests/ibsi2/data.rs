//! The reference data.

use std::path::{Path, PathBuf};

use radiomics::response::Field;

use crate::nifti;

/// Folder `radiomics` of the reference data.
pub fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("WORKBENCH_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new("../../../shared/data").to_path_buf());
    let folder = root.join("radiomics");
    folder.join("ibsi2/phantoms").is_dir().then_some(folder)
}

/// An image in double precision.
pub fn field(path: &Path) -> Field {
    let (geometry, data) = nifti::read(path);
    Field { geometry, data }
}
