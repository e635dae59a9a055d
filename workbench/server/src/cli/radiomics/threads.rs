//! How many threads compute.

use crate::AppError;

/// Limits the process to `threads`, if given.
pub fn limit(threads: Option<usize>) -> Result<(), AppError> {
    let Some(threads) = threads else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
    pool.map_err(|error| AppError::bad(format!("--threads: {error}")))
}
