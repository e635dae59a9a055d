//! A small dense network on libtorch, trained with AdamW and early stopping.
//!
//! Every random choice (first weights, order of rows, inner split) comes from
//! ChaCha seeded by the caller, and libtorch runs on one thread here, so one
//! seed gives one set of bits. The fitted network is applied without libtorch.

use super::{Design, Epoch, Layer, Learner, OnEpoch, Weights, log_loss};
use crate::error::{Result, TrainingError};
use crate::metrics::auc;
use crate::split::stratified_groups;
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Serialize;
use tch::nn::OptimizerConfig;
use tch::{Kind, Reduction, Tensor, nn};

/// Most numbers (rows × features) copied into tensors.
const MAX_CELLS: usize = 1 << 29;

/// A multi-layer perceptron with ReLU.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mlp {
    /// Units of the hidden layers.
    hidden: Vec<usize>,
    /// Step size of AdamW.
    learning_rate: f64,
    /// Decoupled weight decay.
    weight_decay: f64,
    /// Rows a step.
    batch: usize,
    /// Most passes over the rows.
    epochs: usize,
    /// Passes without a better validation loss before training stops.
    patience: usize,
}

impl Default for Mlp {
    fn default() -> Self {
        Self {
            hidden: vec![64, 32],
            learning_rate: 1e-3,
            weight_decay: 1e-2,
            batch: 32,
            epochs: 200,
            patience: 20,
        }
    }
}

impl Mlp {
    /// With other hidden layers and another limit of epochs.
    ///
    /// # Errors
    /// When there are no or more than 8 layers, a layer is not 1–4096 wide, or
    /// `epochs` is not 1–10 000.
    pub fn new(hidden: &[usize], epochs: usize) -> Result<Self> {
        let widths = hidden.iter().all(|width| (1..=4096).contains(width));
        if hidden.is_empty() || hidden.len() > 8 || !widths {
            let problem = format!("{hidden:?} is not 1 to 8 layers of 1 to 4096 units");
            return Err(TrainingError::Parameter { name: "hidden", problem });
        }
        if !(1..=10_000).contains(&epochs) {
            let problem = format!("{epochs} is not between 1 and 10000");
            return Err(TrainingError::Parameter { name: "epochs", problem });
        }
        Ok(Self { hidden: hidden.to_vec(), epochs, ..Self::default() })
    }
}

impl Learner for Mlp {
    fn name(&self) -> &'static str {
        "mlp"
    }

    fn parameters(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn fit(&self, design: &Design<'_>, seed: u64, on_epoch: OnEpoch<'_>) -> Result<Weights> {
        if design.scores.len() > MAX_CELLS {
            return Err(TrainingError::Shape(format!("{} cells are too many for mlp", design.scores.len())));
        }
        let _threads = OneThread::begin();
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let (train, held) = hold_back(design, seed);
        let (x, y) = tensors(design, &train)?;
        let (held_x, _) = tensors(design, &held)?;
        let held_labels: Vec<bool> = held.iter().map(|&row| design.labels[row]).collect();
        let store = nn::VarStore::new(tch::Device::Cpu);
        let network = Network::new(&store, design.width, &self.hidden, &mut random)?;
        let mut optimizer =
            nn::AdamW { wd: self.weight_decay, ..nn::AdamW::default() }.build(&store, self.learning_rate)?;

        let mut order: Vec<i64> = (0..train.len() as i64).collect();
        let mut best: Option<(f64, Weights)> = None;
        let mut since_best = 0;
        for epoch in 1..=self.epochs {
            order.shuffle(&mut random);
            let mut sum = 0.0;
            for rows in order.chunks(self.batch) {
                let index = Tensor::f_from_slice(rows)?;
                let logits = network.forward(&x.f_index_select(0, &index)?)?;
                let truth = y.f_index_select(0, &index)?;
                let loss = logits.f_binary_cross_entropy_with_logits::<Tensor>(
                    &truth,
                    None,
                    None,
                    Reduction::Mean,
                )?;
                optimizer.zero_grad();
                loss.f_backward()?;
                optimizer.step();
                sum += loss.f_double_value(&[])? * rows.len() as f64;
            }
            let train_loss = sum / train.len() as f64;
            let logits = if held.is_empty() { Vec::new() } else { network.logits(&held_x)? };
            let validation_loss = (!held.is_empty()).then(|| log_loss(&logits, &held_labels));
            let validation_auc = auc(&held_labels, &logits).map(|auc| auc.value);
            if on_epoch(Epoch { epoch, train_loss, validation_loss, validation_auc }).is_break() {
                return Err(TrainingError::Cancelled);
            }
            let judged = validation_loss.unwrap_or(train_loss);
            if !judged.is_finite() {
                let problem = format!("the loss of epoch {epoch} is not a number");
                return Err(TrainingError::Diverged { learner: "mlp".into(), problem });
            }
            if best.as_ref().is_none_or(|(loss, _)| judged < *loss) {
                best = Some((judged, network.weights()?));
                since_best = 0;
            } else {
                since_best += 1;
                if since_best >= self.patience {
                    break;
                }
            }
        }
        best.map(|(_, weights)| weights).ok_or_else(|| TrainingError::Diverged {
            learner: "mlp".into(),
            problem: "no epoch was run".into(),
        })
    }
}

/// Rows to train on and rows held back for early stopping (a sixth, whole
/// patients). Nothing is held back when either side would lose a class.
fn hold_back(design: &Design<'_>, seed: u64) -> (Vec<usize>, Vec<usize>) {
    let rows = design.labels.len();
    let both =
        |list: &[usize]| list.iter().any(|&r| design.labels[r]) && list.iter().any(|&r| !design.labels[r]);
    if let Ok(folds) = stratified_groups(design.labels, design.groups, 6, seed) {
        let (train, held) = (folds.train(0, rows), folds.test()[0].clone());
        if both(&train) && both(&held) {
            return (train, held);
        }
    }
    ((0..rows).collect(), Vec::new())
}

fn tensors(design: &Design<'_>, rows: &[usize]) -> Result<(Tensor, Tensor)> {
    let width = design.width;
    let mut scores = Vec::with_capacity(rows.len() * width);
    for &row in rows {
        scores.extend(design.scores[row * width..(row + 1) * width].iter().map(|&score| score as f32));
    }
    let labels: Vec<f32> = rows.iter().map(|&row| f32::from(u8::from(design.labels[row]))).collect();
    let x = Tensor::f_from_slice(&scores)?.f_reshape([rows.len() as i64, width as i64])?;
    Ok((x, Tensor::f_from_slice(&labels)?))
}

/// Weight and bias of each layer.
struct Network(Vec<(Tensor, Tensor)>);

impl Network {
    /// Uniform first weights of width 1/√inputs.
    fn new(store: &nn::VarStore, inputs: usize, hidden: &[usize], random: &mut ChaCha8Rng) -> Result<Self> {
        let mut layers = Vec::new();
        let mut from = inputs;
        for (depth, &to) in hidden.iter().chain(&[1]).enumerate() {
            let bound = 1.0 / (from as f32).sqrt();
            let mut draw =
                |count: usize| -> Vec<f32> { (0..count).map(|_| random.gen_range(-bound..bound)).collect() };
            let weight = Tensor::f_from_slice(&draw(to * from))?.f_reshape([to as i64, from as i64])?;
            let bias = Tensor::f_from_slice(&draw(to))?;
            let root = store.root();
            layers.push((
                root.f_var_copy(&format!("weight{depth}"), &weight)?,
                root.f_var_copy(&format!("bias{depth}"), &bias)?,
            ));
            from = to;
        }
        Ok(Self(layers))
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut value = x.shallow_clone();
        for (depth, (weight, bias)) in self.0.iter().enumerate() {
            value = value.f_linear(weight, Some(bias))?;
            if depth + 1 < self.0.len() {
                value = value.f_relu()?;
            }
        }
        Ok(value.f_squeeze_dim(1)?)
    }

    fn logits(&self, x: &Tensor) -> Result<Vec<f64>> {
        let out = tch::no_grad(|| self.forward(x))?;
        Ok(Vec::try_from(out.f_to_kind(Kind::Double)?)?)
    }

    fn weights(&self) -> Result<Weights> {
        let numbers =
            |tensor: &Tensor| -> Result<Vec<f32>> { Ok(Vec::try_from(tensor.f_detach()?.f_reshape([-1])?)?) };
        let mut layers = Vec::with_capacity(self.0.len());
        for (weight, bias) in &self.0 {
            let (outputs, inputs) = weight.size2()?;
            layers.push(Layer {
                inputs: inputs as usize,
                outputs: outputs as usize,
                weight: numbers(weight)?,
                bias: numbers(bias)?,
            });
        }
        Ok(Weights::Network { layers })
    }
}

/// One libtorch thread until dropped: sums in a fixed order, and a network this
/// small is faster so.
struct OneThread(i32);

impl OneThread {
    fn begin() -> Self {
        let before = tch::get_num_threads();
        tch::set_num_threads(1);
        Self(before)
    }
}

impl Drop for OneThread {
    fn drop(&mut self) {
        tch::set_num_threads(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::ControlFlow;

    /// Two rings, which no straight line parts.
    fn rings() -> (Vec<f64>, Vec<bool>, Vec<String>) {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let (mut scores, mut labels, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for row in 0..240 {
            let far = row % 2 == 0;
            let radius = if far { 1.6 } else { 0.6 } + random.gen_range(-0.3..0.3);
            let angle: f64 = random.gen_range(0.0..std::f64::consts::TAU);
            scores.extend([radius * angle.cos(), radius * angle.sin()]);
            labels.push(far);
            groups.push((row / 3).to_string());
        }
        (scores, labels, groups)
    }

    #[test]
    fn rings_are_learnt_and_bits_repeat() {
        let (scores, labels, groups) = rings();
        let design = Design { scores: &scores, width: 2, labels: &labels, groups: &groups };
        let learner = Mlp::new(&[16, 8], 80).unwrap();
        let fit = |seed| {
            let mut curve = Vec::new();
            let weights = learner
                .fit(&design, seed, &mut |epoch| {
                    curve.push(epoch);
                    ControlFlow::Continue(())
                })
                .unwrap();
            (weights, curve)
        };
        let (weights, curve) = fit(5);
        let threads = tch::get_num_threads();
        tch::set_num_threads(threads + 1);
        assert_eq!((weights.clone(), curve.clone()), fit(5));
        assert_eq!(tch::get_num_threads(), threads + 1);
        tch::set_num_threads(threads);
        assert_ne!(weights, fit(6).0);
        assert_eq!(weights.problem(2), None);
        assert!(curve.iter().all(|epoch| epoch.validation_auc.is_some()));
        let right =
            scores.chunks(2).zip(&labels).filter(|(row, y)| (weights.logit(row) > 0.0) == **y).count();
        assert!(right > 220, "{right} of 240");
    }

    #[test]
    fn plain_and_tensor_forward_agree() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let store = nn::VarStore::new(tch::Device::Cpu);
        let network = Network::new(&store, 3, &[7, 5], &mut random).unwrap();
        let row = [0.5f64, -1.25, 2.0];
        let x = Tensor::from_slice(&row.map(|v| v as f32)).reshape([1, 3]);
        let gap = network.logits(&x).unwrap()[0] - network.weights().unwrap().logit(&row);
        assert!(gap.abs() < 1e-6);
    }

    #[test]
    fn cancel_and_tiny_tables() {
        let (scores, labels, groups) = rings();
        let design = Design { scores: &scores, width: 2, labels: &labels, groups: &groups };
        let cancelled = Mlp::default().fit(&design, 0, &mut |_| ControlFlow::Break(()));
        assert!(matches!(cancelled, Err(TrainingError::Cancelled)));
        let tiny = Design { scores: &scores[..4], width: 2, labels: &labels[..2], groups: &groups[..2] };
        let mut held = false;
        let weights = Mlp::new(&[4], 5).unwrap().fit(&tiny, 0, &mut |epoch| {
            held |= epoch.validation_loss.is_some();
            ControlFlow::Continue(())
        });
        assert!(weights.is_ok() && !held);
        assert!(Mlp::new(&[], 5).is_err() && Mlp::new(&[0], 5).is_err() && Mlp::new(&[4], 0).is_err());
    }
}
