//! One call across the door. Bytes are lent in both directions and never
//! given, since each side has its own allocator.

use std::ffi::c_void;

use super::{Failure, Message, Task};
use crate::learner::{Design, Epoch, OnEpoch, Weights};
use std::ops::ControlFlow;

/// What the caller lends for the time of a call.
#[repr(C)]
pub struct Call {
    task: *const u8,
    task_len: usize,
    scores: *const f64,
    scores_len: usize,
    /// Takes a message; false asks to stop.
    tell: extern "C" fn(*mut c_void, *const u8, usize) -> bool,
    context: *mut c_void,
}

/// The library's one function.
pub(super) type Entry = extern "C" fn(&Call);

/// Who hears the messages.
type Listener<'a> = &'a mut dyn FnMut(&[u8]) -> bool;

/// Calls `entry`, which sends its messages to `listener` on this thread.
pub(super) fn make(entry: Entry, task: &[u8], scores: &[f64], mut listener: Listener<'_>) {
    let call = Call {
        task: task.as_ptr(),
        task_len: task.len(),
        scores: scores.as_ptr(),
        scores_len: scores.len(),
        tell,
        context: std::ptr::from_mut(&mut listener).cast(),
    };
    entry(&call);
}

#[expect(unsafe_code, reason = "the context is the listener of `make`, which waits for the call")]
extern "C" fn tell(context: *mut c_void, bytes: *const u8, len: usize) -> bool {
    let (listener, bytes) =
        unsafe { (&mut *context.cast::<Listener<'_>>(), std::slice::from_raw_parts(bytes, len)) };
    listener(bytes)
}

/// What fits.
type Fit = fn(&Task, &Design<'_>, OnEpoch<'_>) -> Result<Weights, Failure>;

impl Call {
    /// Fits with `fit`, in the library.
    #[expect(unsafe_code, reason = "both slices are alive until the call returns, see `make`")]
    pub fn answer(&self, fit: Fit) {
        let (task, scores) = unsafe {
            (
                std::slice::from_raw_parts(self.task, self.task_len),
                std::slice::from_raw_parts(self.scores, self.scores_len),
            )
        };
        let mut on_epoch = |epoch: Epoch| match self.send(&Message::Epoch(epoch)) {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        };
        let run = || {
            let task: Task =
                serde_json::from_slice(task).map_err(|error| Failure::Torch(error.to_string()))?;
            let design = Design { scores, width: task.width, labels: &task.labels, groups: &task.groups };
            fit(&task, &design, &mut on_epoch)
        };
        // A panic must not cross the door.
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        let failed = |_| Err(Failure::Torch("it gave up; the log says where".to_owned()));
        self.send(&match done.unwrap_or_else(failed) {
            Ok(weights) => Message::Fitted(weights),
            Err(failure) => Message::Failed(failure),
        });
    }

    fn send(&self, message: &Message) -> bool {
        let bytes = serde_json::to_vec(message).unwrap_or_default();
        (self.tell)(self.context, bytes.as_ptr(), bytes.len())
    }
}
