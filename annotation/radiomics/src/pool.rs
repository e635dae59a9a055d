//! Buffers that are lent: large ones are dear to take from the system anew for
//! every image.

use std::sync::{Mutex, PoisonError};

/// Buffers that are not in use.
pub(crate) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Default> Pool<T> {
    /// Does `work` with one of the buffers, or with a new one where all are in use.
    pub fn lend<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let free = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffer = free().pop().unwrap_or_default();
        let result = work(&mut buffer);
        free().push(buffer);
        result
    }
}

/// What the classes use, image after image.
#[derive(Default)]
pub(crate) struct Pools {
    pub first_order: Pool<crate::first_order::Buffers>,
    pub zones: Pool<crate::glszm::Workspace>,
    pub runs: Pool<crate::glrlm::runs::Buffers>,
}
