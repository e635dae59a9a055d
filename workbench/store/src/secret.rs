//! The installation's key.

use std::path::Path;

use crate::{Result, StoreError};

/// The installation's key for pseudonyms, made at the first start.
pub(crate) async fn key(path: &Path) -> Result<[u8; 32]> {
    let failed = |source| StoreError::Object { path: path.display().to_string(), source };
    let bytes = match tokio::fs::read(path).await {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key: [u8; 32] = rand::random();
            crate::objects::create_durably(path, &key).await.map_err(failed)?;
            tokio::fs::read(path).await // another process may have been first
        }
        read => read,
    };
    bytes.map_err(failed)?.try_into().map_err(|_| {
        StoreError::Stored(format!("{} must hold 32 bytes; restore it from a backup", path.display()))
    })
}
