//! Several response maps made one.

use rayon::prelude::*;

/// How responses to a rotated filter become one (IBSI 2, section 4.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooling {
    /// Largest response.
    Max,
    /// Smallest response.
    Min,
    /// Mean of the responses.
    Average,
}

impl Pooling {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "max" | "maximum" => Self::Max,
            "min" | "minimum" => Self::Min,
            "average" | "mean" | "avg" => Self::Average,
            _ => return None,
        })
    }
}

/// Responses pooled as they come, always in the same order.
pub(super) struct Pool {
    pooling: Pooling,
    data: Vec<f64>,
    count: usize,
}

impl Pool {
    pub fn new(pooling: Pooling) -> Self {
        Self { pooling, data: Vec::new(), count: 0 }
    }

    /// Takes in `sign` times `response`.
    pub fn add(&mut self, response: &[f64], sign: f64) {
        self.count += 1;
        if self.data.is_empty() {
            self.data = response.iter().map(|value| sign * value).collect();
            return;
        }
        let pairs = self.data.par_iter_mut().zip(response).with_min_len(1 << 14);
        match self.pooling {
            Pooling::Max => pairs.for_each(|(old, new)| *old = old.max(sign * new)),
            Pooling::Min => pairs.for_each(|(old, new)| *old = old.min(sign * new)),
            Pooling::Average => pairs.for_each(|(old, new)| *old += sign * new),
        }
    }

    /// The pooled map.
    pub fn finish(mut self) -> Vec<f64> {
        if self.pooling == Pooling::Average {
            let count = self.count.max(1) as f64;
            self.data.par_iter_mut().with_min_len(1 << 14).for_each(|value| *value /= count);
        }
        self.data
    }
}
