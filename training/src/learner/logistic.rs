//! L2-penalised logistic regression by Newton's method.
//!
//! Minimises ½‖w‖² + C Σ ln(1 + exp(−y (w·z + b))), the intercept b free (the
//! objective of liblinear and scikit-learn). Each Newton step is solved by
//! preconditioned conjugate gradients (Lin, Weng & Keerthi, JMLR 9, 2008), so a
//! table with thousands of features needs no p × p matrix.

use super::{Design, Epoch, Learner, OnEpoch, Weights, sigmoid, softplus};
use crate::error::{Result, TrainingError};
use serde::Serialize;

const MAX_STEPS: usize = 200;

/// Logistic regression with an L2 penalty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Logistic {
    c: f64,
    tolerance: f64,
}

impl Default for Logistic {
    /// C = 1, gradient to 1e-9 per row.
    fn default() -> Self {
        Self { c: 1.0, tolerance: 1e-9 }
    }
}

impl Logistic {
    /// With inverse penalty strength `c`.
    ///
    /// # Errors
    /// When `c` is not between 1e-6 and 1e6.
    pub fn new(c: f64) -> Result<Self> {
        if !(1e-6..=1e6).contains(&c) {
            let problem = format!("{c} is not between 1e-6 and 1e6");
            return Err(TrainingError::Parameter { name: "c", problem });
        }
        Ok(Self { c, ..Self::default() })
    }
}

impl Learner for Logistic {
    fn name(&self) -> &'static str {
        "logistic"
    }

    fn parameters(&self) -> serde_json::Value {
        serde_json::json!({ "penalty": "l2", "c": self.c, "tolerance": self.tolerance })
    }

    fn fit(&self, design: &Design<'_>, _seed: u64, on_epoch: OnEpoch<'_>) -> Result<Weights> {
        let problem = Problem { design, c: self.c };
        let n = design.labels.len() as f64;
        let mut weights = vec![0.0; design.width + 1];
        let mut objective = problem.objective(&weights);
        for epoch in 1..=MAX_STEPS {
            let state = problem.derivatives(&weights);
            let steepest = state.gradient.iter().fold(0.0f64, |max, g| max.max(g.abs()));
            if !steepest.is_finite() {
                break;
            }
            if steepest <= self.tolerance * self.c * n {
                let intercept = weights.pop().unwrap_or_default();
                return Ok(Weights::Linear { coefficients: weights, intercept });
            }
            let step = problem.newton_step(&state);
            let slope = dot(&state.gradient, &step);
            let mut length = 1.0;
            loop {
                let trial: Vec<f64> = weights.iter().zip(&step).map(|(w, s)| w + length * s).collect();
                let value = problem.objective(&trial);
                // At the floor of f64 the objective no longer falls; the gradient still does.
                let floor = 1e-12 * objective.abs();
                if value <= objective + 1e-4 * length * slope + floor {
                    (weights, objective) = (trial, value);
                    break;
                }
                length /= 2.0;
                if length < 1e-10 {
                    return Err(diverged("no step lowers the loss"));
                }
            }
            let report =
                Epoch { epoch, train_loss: objective / n, validation_loss: None, validation_auc: None };
            if on_epoch(report).is_break() {
                return Err(TrainingError::Cancelled);
            }
        }
        Err(diverged("the gradient did not vanish"))
    }
}

fn diverged(problem: &str) -> TrainingError {
    TrainingError::Diverged { learner: "logistic".into(), problem: problem.into() }
}

/// The objective on one design; the last weight is the intercept.
struct Problem<'a> {
    design: &'a Design<'a>,
    c: f64,
}

struct State {
    gradient: Vec<f64>,
    /// C p (1 − p) of each row.
    curvature: Vec<f64>,
}

impl Problem<'_> {
    fn logits<'a>(&'a self, weights: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let (slopes, intercept) = weights.split_at(self.design.width);
        let intercept = intercept.first().copied().unwrap_or_default();
        self.design.scores.chunks_exact(self.design.width).map(move |row| intercept + dot(row, slopes))
    }

    fn objective(&self, weights: &[f64]) -> f64 {
        let slopes = &weights[..self.design.width];
        let losses = self.logits(weights).zip(self.design.labels);
        let loss: f64 = losses.map(|(z, &y)| softplus(if y { -z } else { z })).sum();
        0.5 * dot(slopes, slopes) + self.c * loss
    }

    fn derivatives(&self, weights: &[f64]) -> State {
        let width = self.design.width;
        let mut gradient = weights.to_vec();
        gradient[width] = 0.0;
        let mut curvature = Vec::with_capacity(self.design.labels.len());
        let rows = self.design.scores.chunks_exact(width);
        for ((z, &y), row) in self.logits(weights).zip(self.design.labels).zip(rows) {
            let p = sigmoid(z);
            // 1 − p is taken as the mirrored sigmoid: exact for confident rows.
            let residual = if y { -sigmoid(-z) } else { p };
            curvature.push(self.c * p * sigmoid(-z));
            add(&mut gradient[..width], self.c * residual, row);
            gradient[width] += self.c * residual;
        }
        State { gradient, curvature }
    }

    /// Hessian × `v`.
    fn curve(&self, state: &State, v: &[f64]) -> Vec<f64> {
        let width = self.design.width;
        let mut out = v.to_vec();
        out[width] = 0.0;
        let rows = self.design.scores.chunks_exact(width);
        for ((z, &d), row) in self.logits(v).zip(&state.curvature).zip(rows) {
            add(&mut out[..width], d * z, row);
            out[width] += d * z;
        }
        out
    }

    /// Solves Hessian × step = −gradient by conjugate gradients with the
    /// Hessian's diagonal as preconditioner.
    fn newton_step(&self, state: &State) -> Vec<f64> {
        let width = self.design.width;
        let mut diagonal = vec![1.0; width + 1];
        diagonal[width] = 0.0;
        for (&d, row) in state.curvature.iter().zip(self.design.scores.chunks_exact(width)) {
            diagonal.iter_mut().zip(row).for_each(|(sum, z)| *sum += d * z * z);
            diagonal[width] += d;
        }
        let precondition = |r: &[f64]| -> Vec<f64> {
            r.iter().zip(&diagonal).map(|(r, d)| r / d.max(f64::MIN_POSITIVE)).collect()
        };
        let mut step = vec![0.0; width + 1];
        let mut residual: Vec<f64> = state.gradient.iter().map(|g| -g).collect();
        let mut scaled = precondition(&residual);
        let mut direction = scaled.clone();
        let mut energy = dot(&residual, &scaled);
        // Tighter as the gradient falls: fast convergence at the end.
        let target = energy * energy.sqrt().clamp(1e-12, 0.01);
        for _ in 0..(2 * width + 20) {
            if energy <= target || !energy.is_finite() {
                break;
            }
            let curved = self.curve(state, &direction);
            let bend = dot(&direction, &curved);
            if bend <= 0.0 {
                break;
            }
            let length = energy / bend;
            add(&mut step, length, &direction);
            add(&mut residual, -length, &curved);
            scaled = precondition(&residual);
            let next = dot(&residual, &scaled);
            let keep = next / energy;
            direction.iter_mut().zip(&scaled).for_each(|(d, s)| *d = s + keep * *d);
            energy = next;
        }
        step
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `out` += `factor` × `v`.
fn add(out: &mut [f64], factor: f64, v: &[f64]) {
    out.iter_mut().zip(v).for_each(|(out, v)| *out += factor * v);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    fn fit(scores: &[f64], width: usize, labels: &[bool]) -> Result<Weights> {
        let groups = vec![String::new(); labels.len()];
        let design = Design { scores, width, labels, groups: &groups };
        Logistic::default().fit(&design, 0, &mut |_| ControlFlow::Continue(()))
    }

    proptest! {
        /// At the minimum w = C Σ (y − p) z and Σ (y − p) = 0.
        #[test]
        fn the_gradient_vanishes(rows in proptest::collection::vec((-3.0f64..3.0, -1e3f64..1e3, any::<bool>()), 4..40)) {
            let labels: Vec<bool> = rows.iter().map(|row| row.2).collect();
            prop_assume!(labels.contains(&true) && labels.contains(&false));
            let scores: Vec<f64> = rows.iter().flat_map(|row| [row.0, row.1]).collect();
            let weights = fit(&scores, 2, &labels).unwrap();
            let Weights::Linear { coefficients, .. } = &weights else { panic!("not linear") };
            let mut sums = [0.0; 3];
            for (row, &y) in scores.chunks(2).zip(&labels) {
                let rest = f64::from(u8::from(y)) - sigmoid(weights.logit(row));
                sums[0] += rest * row[0];
                sums[1] += rest * row[1];
                sums[2] += rest;
            }
            prop_assert!((sums[0] - coefficients[0]).abs() < 1e-6);
            prop_assert!((sums[1] - coefficients[1]).abs() < 1e-6);
            prop_assert!(sums[2].abs() < 1e-6);
        }
    }

    #[test]
    fn more_features_than_rows() {
        let scores: Vec<f64> = (0..20 * 300).map(|i| ((i * 7919) % 1009) as f64 / 504.5 - 1.0).collect();
        let labels: Vec<bool> = (0..20).map(|i| i % 2 == 0).collect();
        let weights = fit(&scores, 300, &labels).unwrap();
        let right = scores.chunks(300).zip(&labels).all(|(row, &y)| (weights.logit(row) > 0.0) == y);
        assert!(right && weights.problem(300).is_none());
    }

    #[test]
    fn cancel_is_heard_and_c_is_checked() {
        let design = Design {
            scores: &[-1.0, 1.0, 0.5],
            width: 1,
            labels: &[false, true, false],
            groups: &[String::new(), String::new(), String::new()],
        };
        let result = Logistic::default().fit(&design, 0, &mut |_| ControlFlow::Break(()));
        assert!(matches!(result, Err(TrainingError::Cancelled)));
        assert!(
            Logistic::new(0.0).is_err() && Logistic::new(f64::NAN).is_err() && Logistic::new(10.0).is_ok()
        );
    }
}
