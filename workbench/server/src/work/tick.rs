//! Progress of long work, written by the work and read by whoever shows it.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use workbench_store::Progress;

use crate::AppError;

/// A shared counter with a cancel flag. Cheap to clone and to step.
#[derive(Clone, Default)]
pub struct Tick(Arc<Inner>);

#[derive(Default)]
struct Inner {
    done: AtomicI64,
    total: AtomicI64,
    message: Mutex<String>,
    cancelled: AtomicBool,
}

impl Tick {
    /// Begins a stage of `total` steps.
    pub fn stage(&self, message: &str, total: usize) {
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(total as i64, Ordering::Relaxed);
        if let Ok(mut text) = self.0.message.lock() {
            message.clone_into(&mut text);
        }
    }

    /// One step is done; an error when the work shall stop.
    pub fn step(&self) -> Result<(), AppError> {
        self.0.done.fetch_add(1, Ordering::Relaxed);
        self.go_on()
    }

    /// This many steps are done.
    pub fn at(&self, done: usize) -> Result<(), AppError> {
        self.0.done.store(done as i64, Ordering::Relaxed);
        self.go_on()
    }

    /// An error when the work shall stop.
    pub fn go_on(&self) -> Result<(), AppError> {
        if self.0.cancelled.load(Ordering::Relaxed) { Err(AppError::cancelled()) } else { Ok(()) }
    }

    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    pub fn progress(&self) -> Progress {
        Progress {
            done: self.0.done.load(Ordering::Relaxed),
            total: self.0.total.load(Ordering::Relaxed),
            message: self.0.message.lock().map(|text| text.clone()).unwrap_or_default(),
        }
    }
}
