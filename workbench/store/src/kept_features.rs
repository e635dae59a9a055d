//! Features of single ROIs, kept so that an extraction that is broken off or asked for again computes only what is missing.

use workbench_core::{Action, Digest};

use crate::db::{now, read, write_tx};
use crate::{Grant, Result, Store, StoreError};

impl Store {
    /// The numbers kept in the grant's project under the digest of all they depend on, to the last bit.
    ///
    /// # Errors
    /// When the grant is not to train, or the row is damaged.
    pub async fn kept_features(&self, grant: &Grant, key: Digest) -> Result<Option<Vec<f64>>> {
        grant.require(Action::Train)?;
        let row: Option<Vec<u8>> = read!(self, pool => sqlx::query_scalar(
            "SELECT numbers FROM kept_features WHERE project = $1 AND key = $2")
            .bind(grant.project().0).bind(key.to_string()).fetch_optional(pool).await?);
        row.map(|bytes| numbers(&bytes)).transpose()
    }

    /// Keeps numbers; those that are there already stay.
    ///
    /// # Errors
    /// When the grant is not to train.
    pub async fn keep_features(&self, grant: &Grant, key: Digest, values: &[f64]) -> Result<()> {
        grant.require(Action::Train)?;
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        write_tx!(self, tx => { sqlx::query(
            "INSERT INTO kept_features (project, key, numbers, created) VALUES ($1,$2,$3,$4) ON CONFLICT DO NOTHING")
            .bind(grant.project().0).bind(key.to_string()).bind(&bytes).bind(now()).execute(&mut *tx).await?; });
        Ok(())
    }
}

fn numbers(bytes: &[u8]) -> Result<Vec<f64>> {
    let (whole, rest) = bytes.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(StoreError::Stored("kept features are no whole numbers of 8 bytes".to_owned()));
    }
    Ok(whole.iter().map(|eight| f64::from_le_bytes(*eight)).collect())
}
